import mongoose from 'mongoose';
import { findDeadlinesOf } from '#domain/deadlines';
import {
  acknowledgeFiling,
  cancelFiling,
  type FilingAction,
  type FilingFilter,
  type FilingStatus,
  fileWork,
  filings,
  finishFiling,
  refileWork,
  returnFiling,
} from '#domain/filings';
import { reactToEvents } from '#domain/notices';
import { localDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { crowd, examined } from '../../support/crowd.ts';
import { buildFiling, typedFiling } from '../../support/filings.ts';
import { aPhoto } from '../../support/hazards.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { codeOf } from '../../support/support.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

type Who = readonly WorldActor[];
const FIRM: Who = ['officer', 'manager'];
const BODIES: Who = ['regulator', 'cityRegulator'];
const SEE: Who = ['worker', 'worker2', ...FIRM, 'adviser', 'parkOfficer', ...BODIES];

/** Written down by hand from 意见（四）: the firm tells, the bodies of its region take note, the park reads along. */
const MAY: Readonly<Record<FilingAction, Partial<Record<FilingStatus, Who>>>> = {
  file: {},
  refile: { returned: FIRM },
  acknowledge: { filed: BODIES },
  return: { filed: BODIES },
  finish: { filed: FIRM, acknowledged: FIRM },
  cancel: { filed: FIRM, returned: FIRM, acknowledged: FIRM },
};
const everybody = () => Object.keys(world.actors) as WorldActor[];
it('lets everybody do and read exactly what the table says, in every status', async () => {
  const wrong: string[] = [];
  for (const { code: status } of filings.lifecycle.statuses) {
    const filing = await buildFiling(world, status);
    const seeing: WorldActor[] = [];
    for (const who of everybody()) {
      for (const action of Object.keys(MAY) as FilingAction[]) {
        const should = MAY[action][status]?.includes(who) ?? false;
        const may = filings.can(world.actors[who], action, filing);
        if (may !== should) wrong.push(`${status} ${who} ${action}: ${may}`);
      }
      const listed = (await filings.find(as(world, who), { limit: 100 })).rows.some((row) => row._id === filing._id);
      const opened = (await code(filings.get(as(world, who), filing.reference))) === 'done';
      expect({ who, listed, sees: filings.canSee(world.actors[who], filing) }).toEqual({
        who,
        listed: opened,
        sees: opened,
      });
      if (listed) seeing.push(who);
    }
    expect([...seeing].sort()).toEqual([...SEE].sort());
  }
  expect(wrong).toEqual([]);
});

it('reaches the competent body and the park, and the firm hears the answer', async () => {
  const { reference } = await buildFiling(world);
  while ((await reactToEvents(fixedNow)) > 0);
  const told = async (template: string) =>
    (await mongoose.connection.collection('outbox').distinct('personId', { template })).sort();
  const ids = (...who: WorldActor[]) => who.map((one) => world.actors[one].personId).sort();
  expect(await told('filing-filed')).toEqual(ids('regulator', 'parkOfficer'));
  await returnFiling(as(world, 'regulator'), { reference, reason: '没有写检测频次' });
  while ((await reactToEvents(fixedNow)) > 0);
  expect(await told('filing-returned')).toEqual(ids('officer', 'manager'));
});

it.each([
  ['special-work', { guardianName: '' }, { guardianName: '请填写现场监护人' }],
  ['special-work', { type: 'extend' }, { type: '请选择种类' }],
  ['special-work', { endsOn: '2026-12-26' }, { endsOn: '一次最多报 30 天，更久的请到期再报' }],
  ['special-work', { endsOn: '2026-11-25' }, { endsOn: '结束日期不能早于开始日期' }],
  ['special-work', { headcount: '三个' }, { headcount: '请填写整数，例如 120' }],
  ['special-work', { headcount: '0' }, { headcount: '请填写人数（1 到 10000）' }],
  ['outsourcing', { contractorName: '' }, { contractorName: '请填写外包单位名称' }],
  ['outsourcing', { contractorCode: '' }, { contractorCode: '请填写外包单位的统一社会信用代码' }],
  [
    'outsourcing',
    { contractorCode: '91450981MA5KXXXX1O' },
    { contractorCode: '统一社会信用代码里没有字母 O，请核对是不是数字 0、1、2、5 或字母 U' },
  ],
  [
    'special-work',
    { type: 'hot-work' },
    { level: '请选择动火级别', hours: '请填写作业票有效多少小时', ticketNumber: '请填写作业票编号' },
  ],
  [
    'special-work',
    { type: 'hot-work', level: 'first', hours: '9', ticketNumber: 'DH-1' },
    { hours: '一级动火一张票最长 8 小时，更久的请另开一张' },
  ],
  ['construction', { type: '' }, { type: '请选择种类' }],
  ['special-work', { startsOn: '2026-02-30' }, { startsOn: '没有这个日期，请写成 2026-12-10 这样' }],
] as const)('asks a filing of %s for what is missing: %j', async (kind, more, fields) => {
  await expect(fileWork(as(world, 'officer'), typedFiling(kind, more))).rejects.toMatchObject({ fields });
});

it('keeps only what its kind knows, and reads a code as people type it', async () => {
  const typed = typedFiling('outsourcing', {
    type: 'hot-work',
    contractorCode: ` ${codeOf(5).toLowerCase()} `,
    headcount: '６',
  });
  const filing = await fileWork(as(world, 'officer'), typed);
  expect(filing).toMatchObject({ contractorCode: codeOf(5), headcount: 6, isLate: false });
  expect(filing).not.toHaveProperty('type');
});

it('keeps of hot work its level, hours and ticket, and of other work only the ticket', async () => {
  const ticket = { level: 'second', hours: '72', ticketNumber: 'DH-2026-1107' };
  const hot = await fileWork(as(world, 'officer'), typedFiling('special-work', { type: 'hot-work', ...ticket }));
  expect(hot).toMatchObject({ level: 'second', hours: 72, ticketNumber: 'DH-2026-1107' });
  const other = await fileWork(as(world, 'officer'), typedFiling('special-work', ticket));
  expect(other).toMatchObject({ ticketNumber: 'DH-2026-1107' });
  expect([other.level, other.hours]).toEqual([undefined, undefined]);
  expect(await fileWork(as(world, 'officer'), typedFiling('outsourcing', ticket))).not.toHaveProperty('ticketNumber');
});

it('takes in work that has begun, and says that it was told late', async () => {
  const late = await fileWork(as(world, 'officer'), typedFiling('special-work', { startsOn: '2026-11-23' }));
  const today = await fileWork(as(world, 'officer'), typedFiling('special-work', { startsOn: localDate(fixedNow) }));
  expect([late.isLate, today.isLate]).toEqual([true, false]);
});

it('makes one filing of a form sent twice at once, with its photo', async () => {
  const ctx = personContext(world.actors.officer, { onceKey: 'form-1' });
  const photoIds = [await aPhoto(ctx)];
  const both = await Promise.all([1, 2].map(() => fileWork(ctx, typedFiling('special-work', { photoIds }))));
  expect(new Set(both.map((row) => row.reference)).size).toBe(1);
  expect(await mongoose.connection.collection('workFilings').countDocuments()).toBe(1);
});

it('gives one answer when two officials answer at once', async () => {
  const { reference } = await buildFiling(world);
  const answers = await Promise.all([
    code(acknowledgeFiling(as(world, 'regulator'), { reference })),
    code(returnFiling(as(world, 'cityRegulator'), { reference, reason: '缺少方案' })),
  ]);
  expect(answers.filter((answer) => answer === 'done')).toHaveLength(1);
  const trail = await filings.trail(as(world, 'officer'), reference);
  expect(trail.map((event) => event.name)).toHaveLength(2);
});

it('has a clock for whoever owes something, and none when it is over', async () => {
  const { _id, reference } = await buildFiling(world);
  const owed = async () =>
    (await findDeadlinesOf({ kind: 'work-filing', id: _id })).map((one) => [one.kind, localDate(one.dueAt)]);
  expect(await owed()).toEqual([
    ['filing-answer', '2026-11-25'],
    ['filing-finish', '2026-11-27'],
  ]);
  await returnFiling(as(world, 'regulator'), { reference, reason: '没有写检测频次' });
  expect((await owed()).map(([kind]) => kind)).toEqual(['filing-refile', 'filing-finish'].sort().reverse());
  const { kind: _, ...typed } = typedFiling('special-work', { endsOn: '2026-11-30', measures: '每两小时测一次气体' });
  await refileWork(as(world, 'manager'), { ...typed, reference });
  expect(await filings.peek(reference)).toMatchObject({
    status: 'filed',
    measures: '每两小时测一次气体',
    isLate: false,
  });
  expect(await filings.peek(reference)).not.toHaveProperty('reason');
  expect(await owed()).toEqual([
    ['filing-answer', '2026-11-25'],
    ['filing-finish', '2026-11-30'],
  ]);
  await acknowledgeFiling(as(world, 'regulator'), { reference });
  expect(await owed()).toEqual([['filing-finish', '2026-11-30']]);
  await finishFiling(as(world, 'officer'), { reference });
  expect(await owed()).toEqual([]);
  expect(await code(cancelFiling(as(world, 'officer'), { reference, reason: '不做了' }))).toBe(
    'work-filing.not-in-this-status',
  );
});

it.each<[WorldActor, FilingFilter]>([
  ['officer', {}],
  ['parkOfficer', { status: 'filed' }],
  ['regulator', { isOverdue: true }],
  ['regulator', { kind: 'outsourcing' }],
  ['cityRegulator', { isOpen: true }],
])('asks an index for the list of %s with %j', async (who, filter) => {
  await crowd('workFilings', await buildFiling(world), { parkId: newId(), regionPath: ['46', '4699', '469901'] });
  expect(await examined('workFilings', filings.query(as(world, who), filter))).toBeLessThan(30);
});
