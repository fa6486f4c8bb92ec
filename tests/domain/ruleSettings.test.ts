import mongoose from 'mongoose';
import { findDeadlinesOf } from '#domain/deadlines';
import { facilityStandings } from '#domain/facilities';
import { peekHazard, reportHazard } from '#domain/hazards';
import { reactToEvents } from '#domain/notices';
import {
  answerSetting,
  findProposed,
  findSettings,
  proposeSetting,
  readSettings,
  settableNumbers,
  withdrawSetting,
} from '#domain/ruleSettings';
import type { Actor } from '#kernel/actor';
import { addDays, localDate } from '#kernel/dates';
import { allRules, codesAt, pickIn, putIn, ruleOn, saidNumbers, useSet, versionsOf } from '#kernel/rules';
import '../../src/web/routes.ts';
import { createClock, fixedNow } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { ofRegion } from '../support/grades.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores();
const clock = createClock();
let world: World;
beforeEach(async () => {
  clock.set(fixedNow);
  world = await buildWorld();
});
afterEach(() => useSet([]));

const tomorrow = addDays(localDate(fixedNow), 1);
const basis = { from: tomorrow, article: '意见（九）', source: '桂应急〔2026〕1号', why: '试点中三个工作日不够' };
const office = () => personContext(world.actors.administrator, { now: clock.now() });
const another: Actor = {
  ...{ kind: 'person', personId: 'region-2', grantId: 'region-2', name: '自治区二', role: 'regulator' },
  scope: { regionCode: '45' },
};
const second = () => personContext(another, { now: clock.now() });
const first = () => ofRegion(clock.now());
const propose = (more: object = {}) =>
  proposeSetting(office(), 'hazard-clock', { ...basis, numbers: { verifyWorkingDays: '5' }, ...more });
const tableOf = (key: string) => allRules().find((one) => one.key === key) as never;
const verifyDays = (day: string) =>
  ruleOn<{ verifyWorkingDays: number }>(tableOf('hazard-clock'), day).value.verifyWorkingDays;
const rows = (name: string, query: object = {}) => mongoose.connection.collection(name).find(query).toArray();

it('holds from its day on, once somebody else of the 自治区 has agreed, after a restart too; what was before stays', async () => {
  const { _id } = await propose();
  expect([verifyDays(tomorrow), (await findProposed(first())).map(({ label }) => label)]).toEqual([
    3,
    ['隐患处理时限'],
  ]);
  await answerSetting(first(), _id, { answer: 'agreed' });
  expect([localDate(fixedNow), tomorrow, '2027-06-01'].map(verifyDays)).toEqual([3, 5, 5]);
  useSet([]);
  expect(verifyDays(tomorrow)).toBe(3);
  await readSettings(office());
  expect(ruleOn(tableOf('hazard-clock'), tomorrow)).toMatchObject({
    ...{ version: `${tomorrow}#1`, standing: 'set', article: basis.article, source: basis.source },
    value: { acceptHours: 24, verifyWorkingDays: 5, closureReview: { days: 10, counted: 'calendar' } },
  });
  expect(
    (await rows('events', { name: /^rules\./ })).map(({ name, facts }) => [name, facts['label']]).toSorted(),
  ).toEqual([
    ['rules.agreed', '隐患处理时限'],
    ['rules.proposed', '隐患处理时限'],
  ]);
});

it('takes nothing back of what was agreed before and does not hold yet, by command and by its form', async () => {
  const before = await propose();
  await answerSetting(first(), before._id, { answer: 'agreed' });
  // Of the day it is to hold from, whatever day it is today.
  const table = tableOf('hazard-clock');
  const inForm = settableNumbers(table, clock.now()).find(({ path }) => path === 'verifyWorkingDays');
  expect(inForm).toMatchObject({ value: 5, least: 1, most: 15 });
  const from = addDays(tomorrow, 3);
  const after = await propose({ from, numbers: { acceptHours: '48' } });
  expect((await findProposed(first()))[0]?.changes.map(({ becomes }) => becomes).join('')).toContain('核实 5 个工作日');
  await answerSetting(first(), after._id, { answer: 'agreed' });
  expect([tomorrow, from].map(verifyDays)).toEqual([5, 5]);
});

it('sets what a case falls due by, from that day on', async () => {
  const { _id } = await propose({ numbers: { acceptHours: '48' } });
  await answerSetting(first(), _id, { answer: 'agreed' });
  const due = async () => {
    const sent = { enterpriseId: world.enterprise._id, text: '配电箱门坏了，线露在外面', placeText: '北门' };
    const { reference } = await reportHazard(personContext(world.actors.worker, { now: clock.now() }), sent);
    const [found] = await findDeadlinesOf({ kind: 'hazard', id: (await peekHazard(reference))?._id ?? '' });
    return ((found?.dueAt.getTime() ?? 0) - clock.now().getTime()) / 3_600_000;
  };
  expect(await due()).toBe(24);
  clock.advance({ hours: 24 });
  expect(await due()).toBe(48);
});

it('sets lists and ladders of reminders too, from a day on, and each page says what is in force with its source', async () => {
  const types = await proposeSetting(office(), 'facility-types', {
    ...{ ...basis, article: '意见（六）', numbers: {}, picked: { 'types.pipe-rack.required': ['all'] } },
  });
  expect((await findProposed(first()))[0]?.changes.map(({ becomes }) => becomes)[0]).toContain('公共管廊');
  await answerSetting(first(), types._id, { answer: 'agreed' });
  const missing = async () =>
    (await facilityStandings([world.park], clock.now())).get(world.park._id)?.types.map(({ type }) => type);
  expect(await missing()).not.toContain('pipe-rack');
  clock.advance({ days: 1 });
  expect(await missing()).toContain('pipe-rack');
  const from = addDays(localDate(clock.now()), 1);
  const ladder = await proposeSetting(office(), 'ladder:project-desk', {
    ...{ ...basis, from, article: '意见（七）', numbers: { 'steps.0.offsetDays': '5', 'steps.0.atHour': '8' } },
  });
  await answerSetting(first(), ladder._id, { answer: 'agreed' });
  const steps = (day: string) =>
    ruleOn<{ steps: { offsetDays: number; atHour: number }[] }>(tableOf('ladder:project-desk'), day).value.steps;
  const [was] = steps(localDate(fixedNow));
  expect(was?.offsetDays).toBeLessThan(0);
  // Before the due day it stays before it.
  expect(steps(from)[0]).toMatchObject({ offsetDays: -5, atHour: 8 });
  const filed = { ...basis, from, article: '意见（十三）', numbers: {} };
  const refused = (picked: Record<string, string[]>) =>
    proposeSetting(office(), 'emergency-plans', { ...filed, picked }).catch(({ fields }) => fields);
  expect(await refused({ filed: [] })).toEqual({ filed: '请至少选一项' });
  expect(await refused({ filed: ['comprehensive', 'nonsense'] })).toEqual({ filed: '请至少选一项' });
  expect(await refused({ filed: ['special', 'comprehensive'] })).toEqual({ numbers: '没有改动任何内容' });
  const two = {
    ...basis,
    from,
    article: '意见（六）',
    numbers: {},
    picked: { 'types.stock.required': ['all', 'chemical'] },
  };
  await expect(proposeSetting(office(), 'facility-types', two)).rejects.toMatchObject({
    fields: { 'types.stock.required': '请从列表里选一项' },
  });
  await expect(
    proposeSetting(office(), 'ladder:park-assessment', { ...filed, numbers: { 'steps.0.atHour': '24' } }),
  ).rejects.toMatchObject({ fields: { 'steps.0.atHour': '请填写 2 到 23 之间的整数' } });
  await expect(
    proposeSetting(office(), 'ladder:hazard-triage', { ...filed, numbers: { 'steps.1.offsetDays': '5' } }),
  ).rejects.toMatchObject({ fields: { numbers: '后一次提醒不能比前一次早' } });
  const three = await proposeSetting(office(), 'emergency-plans', {
    ...{ ...filed, picked: { filed: ['comprehensive', 'special', 'on-site'] } },
  });
  await answerSetting(first(), three._id, { answer: 'agreed' });
  useSet([]);
  await readSettings(office());
  expect(ruleOn(tableOf('emergency-plans'), from)).toMatchObject({
    ...{ standing: 'set', source: basis.source, value: { filed: ['comprehensive', 'special', 'on-site'] } },
  });
  expect(ruleOn<{ says: unknown }>(tableOf('emergency-plans'), localDate(fixedNow)).standing).toBe('reference');
});

it('is asked for by an administrator or the 自治区, agreed to by another person of the 自治区, taken back by whoever asked', async () => {
  for (const who of ['manager', 'parkOfficer', 'regulator', 'insurer'] as const) {
    const ctx = personContext(world.actors[who]);
    const asked = proposeSetting(ctx, 'hazard-clock', { ...basis, numbers: { verifyWorkingDays: '5' } });
    await expect(asked).rejects.toMatchObject({ kind: 'Forbidden' });
    expect(await findProposed(ctx)).toEqual([]);
    await expect(findSettings(ctx, 'hazard-clock')).rejects.toMatchObject({ kind: 'Forbidden' });
  }
  const own = await proposeSetting(first(), 'hazard-clock', { ...basis, numbers: { verifyWorkingDays: '5' } });
  const refused = { kind: 'Forbidden' };
  await expect(answerSetting(first(), own._id, { answer: 'agreed' })).rejects.toMatchObject({
    ...refused,
    code: 'common.same-person',
  });
  await expect(answerSetting(office(), own._id, { answer: 'agreed' })).rejects.toMatchObject(refused);
  await expect(withdrawSetting(second(), own._id)).rejects.toMatchObject(refused);
  await expect(answerSetting(second(), own._id, { answer: 'declined' })).rejects.toMatchObject({
    fields: { reason: '不同意的，请写明理由' },
  });
  await answerSetting(second(), own._id, { answer: 'declined', reason: '再看一个月' });
  expect(verifyDays(tomorrow)).toBe(3);
  const mine = await propose();
  await withdrawSetting(office(), mine._id);
  await expect(answerSetting(first(), mine._id, { answer: 'agreed' })).rejects.toMatchObject({
    code: 'common.not-now',
  });
  expect((await findSettings(first(), 'hazard-clock')).map(({ status, version }) => [status, version])).toEqual(
    expect.arrayContaining([
      ['withdrawn', `${tomorrow}#2`],
      ['declined', `${tomorrow}#1`],
    ]),
  );
});

it('is asked for and answered once, however often it is pressed at once, and nothing is agreed to on its own day', async () => {
  const asked = await Promise.allSettled([propose(), propose(), propose()]);
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(asked.flatMap((one) => (one.status === 'rejected' ? [one.reason.kind] : []))).toEqual([
    'Conflict',
    'Conflict',
  ]);
  const [row] = await findProposed(first());
  const id = row?._id ?? '';
  const answers = await Promise.allSettled([
    answerSetting(first(), id, { answer: 'agreed' }),
    answerSetting(second(), id, { answer: 'declined', reason: '不行' }),
  ]);
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await rows('events', { name: /^rules\.(agreed|declined)$/ })).toHaveLength(1);
  const late = await proposeSetting(office(), 'hazard-dispute', { ...basis, numbers: { workingDays: '6' } });
  clock.advance({ days: 1 });
  await expect(answerSetting(first(), late._id, { answer: 'agreed' })).rejects.toMatchObject({
    code: 'rules.too-late',
  });
  // It stands in nobody's way any more.
  const next = { ...basis, from: addDays(tomorrow, 1), numbers: { workingDays: '7' } };
  await proposeSetting(office(), 'hazard-dispute', next);
  expect((await findSettings(first(), 'hazard-dispute')).map(({ status }) => status)).toEqual(['proposed', 'lapsed']);
});

it('is told to those who may agree, and what became of it to whoever asked', async () => {
  const account = (id: string, scope: object) => ({
    ...{ _id: id, name: id, phone: id, status: 'active', chatBindings: [] },
    grants: [{ _id: `${id}-grant`, role: 'regulator', scope }],
  });
  await mongoose.connection
    .collection<{ _id: string }>('accounts')
    .insertMany([
      account('general', { regionCode: '45' }),
      account('sector', { regionCode: '45', sectors: ['E'] }),
    ] as never);
  const { _id } = await propose();
  await answerSetting(first(), _id, { answer: 'declined', reason: '再看一个月' });
  while ((await reactToEvents(clock.now())) > 0);
  const told = (await rows('outbox', { template: /^rule-/ })).map(({ template, personId }) => [template, personId]);
  expect(told.toSorted()).toEqual([
    ['rule-declined', world.actors.administrator.personId],
    ['rule-proposed', 'general'],
  ]);
});

it('says at each field what is wrong with it', async () => {
  const fieldsOf = (key: string, raw: object): Promise<unknown> =>
    proposeSetting(office(), key, { ...basis, ...raw }).then(
      () => 'taken',
      ({ fields, kind }) => (Object.keys(fields).length > 0 ? fields : kind),
    );
  const wrong: [key: string, raw: object, answer: unknown][] = [
    ['hazard-clock', { numbers: { verifyWorkingDays: '300' } }, { verifyWorkingDays: '请填写 1 到 15 之间的整数' }],
    ['hazard-clock', { numbers: { verifyWorkingDays: '' } }, { verifyWorkingDays: '请填写 1 到 15 之间的整数' }],
    ['hazard-clock', { numbers: {} }, { numbers: '没有改动任何数字' }],
    [
      'hazard-clock',
      { numbers: { urgentAcceptHours: '10', acceptHours: '5' } },
      { numbers: '紧急的受理时限不能比一般的长' },
    ],
    ['hazard-alarm', { numbers: { 'steps.0.minutes': '25' } }, { numbers: '越往上告知，分钟数要越多' }],
    [
      'hazard-clock',
      { from: localDate(fixedNow), numbers: { verifyWorkingDays: '5' } },
      { from: expect.stringMatching('^施行的日子在') },
    ],
    ['hazard-clock', { source: '', numbers: { verifyWorkingDays: '5' } }, { source: '请写明文件的名称和文号' }],
    [
      'hazard-clock',
      { source: '', numbers: { verifyWorkingDays: '300' } },
      { source: '请写明文件的名称和文号', verifyWorkingDays: '请填写 1 到 15 之间的整数' },
    ],
    // The law says it, or the portal's own safety hangs on it, or there is no such rule.
    ['accident-clock', { numbers: { unitHours: '2' } }, 'NotFound'],
    ['passwords', { numbers: { least: '4' } }, 'NotFound'],
    ['no-such-rule', {}, 'NotFound'],
  ];
  for (const [key, raw, answer] of wrong) expect([key, raw, await fieldsOf(key, raw)]).toEqual([key, raw, answer]);
});

it('what is stored of a place that is gone, or cannot be read, stops nothing', async () => {
  const { _id } = await propose();
  await answerSetting(first(), _id, { answer: 'agreed' });
  await mongoose.connection.collection<{ _id: string }>('ruleSettings').updateOne(
    { _id },
    {
      $push: {
        numbers: {
          $each: [
            { path: 'gone.days', value: 3 },
            { path: '__proto__.days', value: 3 },
          ],
        },
      } as never,
    },
  );
  const whole = { key: 'hazard-clock', status: 'agreed', from: '2026-12-20', article: 'a', source: 's' };
  const number = { path: 'verifyWorkingDays', value: 9 };
  const spoiled = [
    { numbers: 'none' },
    { numbers: [null] },
    { numbers: [{ ...number, value: 'nine' }] },
    { numbers: [{ value: 9 }] },
    { numbers: [number], from: 7 },
    { numbers: [number], from: 'tomorrow' },
    { numbers: [number], article: undefined },
  ].map((more, n) => ({ _id: `spoiled-${n}`, version: `x${n}`, ...whole, ...more }));
  await mongoose.connection.collection('ruleSettings').insertMany(spoiled as never);
  await readSettings(office());
  expect([verifyDays(tomorrow), verifyDays('2026-12-21')]).toEqual([5, 5]);
  expect((await findSettings(first(), 'hazard-clock')).map((row) => row._id)).toEqual([_id]);
  const aside = await rows('asides', { loop: 'unreadable' });
  expect(aside.map((one) => one['key'] as string).toSorted()).toEqual(spoiled.map((one) => `rule-setting:${one._id}`));
  await mongoose.connection
    .collection('ruleSettings')
    .updateMany({ key: 'hazard-clock', version: /^x/ }, { $set: { status: 'proposed', from: '2026-12-20' } })
    .catch(() => undefined);
  expect(await findProposed(first())).toEqual([]);
  expect(({} as Record<string, unknown>)['days']).toBeUndefined();
});

it('every list that may be picked from is said aloud, and holds nothing but its options', () => {
  const picking = allRules().filter(({ choices }) => choices !== undefined);
  expect(picking.length).toBeGreaterThan(1);
  for (const rule of picking)
    for (const { value } of versionsOf(rule))
      for (const { path, options } of rule.choices ?? []) {
        const codes = codesAt(value, path);
        expect([rule.key, path, rule.isSettable, codes.length > 0]).toEqual([rule.key, path, true, true]);
        const known = options.map(({ code }) => code);
        expect([path, codes.filter((code) => !known.includes(code))]).toEqual([path, []]);
        const other = known.find((code) => !codes.includes(code)) ?? '';
        const said = rule.says(pickIn(rule, value, [{ path, codes: [other] }])).join('');
        expect([rule.key, path, said === rule.says(value).join('')]).toEqual([rule.key, path, false]);
      }
});

it('every number that may be set is said aloud: whoever sets it changes what the rule says, and only there', () => {
  const settable = allRules().filter((rule) => rule.isSettable === true);
  expect(settable.length).toBeGreaterThan(25);
  const RESERVED = ['id', 'from', 'article', 'source', 'why', 'numbers'];
  for (const rule of settable)
    for (const { value } of versionsOf(rule)) {
      const numbers = saidNumbers(rule, value);
      expect([rule.key, numbers.length > 0]).toEqual([rule.key, true]);
      for (const { path, value: number, before, after } of numbers) {
        const said = rule.says(putIn(value, [{ path, value: number + 1 }])).join('');
        expect([rule.key, path, said === rule.says(value).join('')]).toEqual([rule.key, path, false]);
        expect([rule.key, path, `${before}${after}`.length > 2, RESERVED.includes(path)]).toEqual([
          rule.key,
          path,
          true,
          false,
        ]);
      }
      expect([rule.key, rule.contradiction?.(value)]).toEqual([rule.key, undefined]);
    }
});
