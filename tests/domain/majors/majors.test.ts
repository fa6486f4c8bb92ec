import mongoose from 'mongoose';
import { findDeadlinesOf } from '#domain/deadlines';
import {
  callBackHazard,
  closeMajor,
  downgradeHazard,
  findHazards,
  markMajor,
  peekHazard,
  planRectification,
  requestClosure,
  returnClosure,
  submitRectification,
  verifyHazard,
} from '#domain/hazards';
import { findTrail } from '#domain/journal';
import {
  acceptMajor,
  addToMajor,
  controlMajor,
  type Major,
  type MajorAction,
  type MajorStatus,
  majors,
  reportMajor,
  reportProgress,
} from '#domain/majors';
import { reactToEvents } from '#domain/notices';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { aPhoto, buildHazard, onSite, TREATMENT } from '../../support/hazards.ts';
import { buildMajor, fileOf } from '../../support/majors.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

const STATUSES = majors.lifecycle.statuses.map((row) => row.code) as MajorStatus[];
type Who = readonly WorldActor[];
const FIRM: Who = ['officer', 'manager'];
const IN_WORK = ['judged', 'controlled', 'reported', 'rectifying', 'submitted', 'accepted'] as const;
const SEE: Who = [...FIRM, 'adviser', 'parkOfficer', 'regulator', 'cityRegulator'];

/** By hand from 暂行规定 and 意见（十）: the firm keeps its file, nobody ends one here, and what is ended is added to alone. */
const MAY: Readonly<Record<MajorAction, Partial<Record<MajorStatus, Who>>>> = {
  suspect: {},
  claim: {},
  judge: {},
  follow: {},
  control: Object.fromEntries(['suspected', ...IN_WORK].map((status) => [status, FIRM])),
  report: { controlled: FIRM },
  progress: { rectifying: FIRM },
  accept: { submitted: FIRM },
  // By the clock.
  escalate: {},
  // Orders and their answers: supervised.test.ts.
  answer: {},
  supervise: Object.fromEntries(
    [...IN_WORK, 'closure-requested'].map((status) => [status, ['parkOfficer', 'regulator', 'cityRegulator'] as Who]),
  ),
  add: Object.fromEntries(STATUSES.map((status) => [status, [...FIRM, 'parkOfficer'] as Who])),
};

it.each(STATUSES)('lets everybody do and read exactly what the table says: %s', async (status) => {
  const file = await buildMajor(world, status);
  const wrong: string[] = [];
  const seeing: WorldActor[] = [];
  for (const who of Object.keys(world.actors) as WorldActor[]) {
    for (const action of Object.keys(MAY) as MajorAction[]) {
      const should = MAY[action][status]?.includes(who) ?? false;
      const may = majors.can(world.actors[who], action, file);
      if (may !== should) wrong.push(`${who} ${action}: ${may}`);
    }
    if ((await code(majors.get(as(world, who), file.reference))) === 'done') seeing.push(who);
  }
  expect([wrong, seeing.sort()]).toEqual([[], [...SEE].sort()]);
});

const typed = {
  control: { measures: ['stop' as const, 'evacuate' as const], interim: '断电挂牌，专人看守' },
  report: { state: '接地断开', harm: '可能触电', congress: 'all' as const, congressOn: '2026-11-24' },
};
const planned = (reference: string, more: object = TREATMENT) =>
  planRectification(as(world, 'manager'), {
    ...{ reference, ownerId: world.actors.worker2.personId, measure: '换电箱', fundFen: 0 },
    ...{ dueOn: '2026-12-31', contingency: '断电挂牌', ...more },
  });
const owed = async (file: Major) =>
  (await findDeadlinesOf({ kind: 'major-hazard', id: file._id })).map(({ kind, dueAt }) => [kind, dueAt.toISOString()]);

it('is opened with the judgement, keeps its order, and asks for all six parts of the plan', async () => {
  const hazard = await buildHazard(world, { status: 'valid', isMajor: true });
  const { reference } = await fileOf(hazard);
  expect(await fileOf(hazard)).toMatchObject({ status: 'judged', foundBy: 'worker', basis: '判定标准第三条' });
  expect(await code(planned(hazard.reference))).toBe('majors.control-first');
  expect(await code(reportMajor(as(world, 'officer'), { reference, ...typed.report }))).toBe('common.not-now');
  await controlMajor(as(world, 'officer'), { reference, ...typed.control });
  expect(await code(planned(hazard.reference))).toBe('majors.control-first');
  const early = reportMajor(as(world, 'officer'), { reference, ...typed.report, congressOn: '2026-11-25' });
  await expect(early).rejects.toMatchObject({ fields: { congressOn: expect.any(String) } });
  await reportMajor(as(world, 'officer'), { reference, ...typed.report });
  expect(await code(reportMajor(as(world, 'officer'), { reference, ...typed.report }))).toBe('common.not-now');
  await expect(planned(hazard.reference, {})).rejects.toMatchObject({
    code: 'hazards.treatment-needed',
    fields: Object.fromEntries(Object.keys(TREATMENT).map((part) => [part, expect.any(String)])),
  });
  expect((await fileOf(hazard)).status).toBe('reported');
  await planned(hazard.reference);
  expect(await fileOf(hazard)).toMatchObject({ status: 'rectifying', plan: { ...TREATMENT, measure: '换电箱' } });
  await reportProgress(as(world, 'officer'), { reference, text: '电箱已到货' });
  expect((await fileOf(hazard)).progress).toHaveLength(1);
});

it('is ended with its case in one act, and by nobody of the firm', async () => {
  const file = await buildMajor(world, 'submitted');
  const reference = file.hazardReference;
  const refused = await code(requestClosure(as(world, 'manager'), { reference }));
  expect(refused).toBe('majors.not-whole');
  await acceptMajor(as(world, 'manager'), { reference: file.reference, kind: 'own', who: '李工', finding: '合格' });
  await requestClosure(as(world, 'manager'), { reference });
  expect((await fileOf({ reference })).status).toBe('closure-requested');
  await returnClosure(as(world, 'parkOfficer'), { reference, reason: '标识没有贴' });
  const back = await fileOf({ reference });
  expect([back.status, back.acceptance]).toEqual(['rectifying', undefined]);
  const done = await buildMajor(world, 'closure-requested');
  const seen = await onSite(as(world, 'parkOfficer'));
  // Whoever is slower is told how it stands now.
  const both = await Promise.all([
    code(closeMajor(as(world, 'parkOfficer'), { reference: done.hazardReference, ...seen })),
    code(returnClosure(as(world, 'parkOfficer'), { reference: done.hazardReference, reason: '还要改' })),
  ]);
  expect(both.filter((one) => one === 'done')).toHaveLength(1);
  expect(both.find((one) => one !== 'done')).toMatch(/^(common.changed-meanwhile|hazard.not-in-this-status)$/);
  const [hazard, file2] = [await peekHazard(done.hazardReference), await majors.peek(done.reference)];
  expect(file2?.status).toBe(hazard?.status);
});

it('leaves what is ended as it is: it is added to', async () => {
  const closed = await buildMajor(world, 'closed');
  const { reference } = closed;
  expect(closed.closedAt).toEqual(fixedNow);
  expect(await code(controlMajor(as(world, 'officer'), { reference, ...typed.control }))).toBe(
    'major-hazard.not-in-this-status',
  );
  await addToMajor(as(world, 'officer'), { reference, text: '三个月后复查，绝缘合格' });
  const after = await majors.peek(reference);
  expect({ ...after, addenda: [], version: closed.version, updatedAt: closed.updatedAt }).toEqual(closed);
});

it('asks another than who put it right to accept it', async () => {
  const file = await buildMajor(world, 'submitted');
  const fixer = { ...world.actors.officer, personId: world.actors.worker2.personId };
  const ctx = { ...as(world, 'officer'), actor: fixer };
  const typedAccept = { reference: file.reference, kind: 'own', who: '李工', finding: '合格' } as const;
  expect(await code(acceptMajor(ctx, typedAccept))).toBe('common.same-person');
});

it('does not let the firm call a major one a general one, an untrue one or a copy', async () => {
  const { reference } = await buildHazard(world, { status: 'accepted' });
  await markMajor(as(world, 'officer'), { reference, majorBasis: '判定标准第三条' });
  for (const judged of [
    { result: 'not-valid', reason: '误报' },
    { result: 'duplicate', duplicateOf: 'H2026-9999' },
  ] as const)
    expect(await code(verifyHazard(as(world, 'manager'), { reference, ...judged }))).toBe('hazards.major-needs-body');
  expect(await code(downgradeHazard(as(world, 'manager'), { reference, reason: '误报' }))).toMatch(
    /major-needs-body|not-in-this-status/,
  );
  await verifyHazard(as(world, 'parkOfficer'), { reference, result: 'not-valid', reason: '到现场看过，没有' });
  expect((await fileOf({ reference })).status).toBe('not-major');
});

it('follows what is judged of it: suspected, none, called back, one after all, a general one', async () => {
  const file = await buildMajor(world, 'not-major');
  const reference = file.hazardReference;
  expect(file).toMatchObject({ foundBy: 'insurer', reason: '报警器正在校验，有人看守' });
  await callBackHazard(as(world, 'parkOfficer'), { reference, reason: '停用未经批准' });
  expect((await fileOf({ reference })).status).toBe('suspected');
  await verifyHazard(as(world, 'officer'), { reference, result: 'valid', grade: 'major', majorBasis: '第五条' });
  expect(await fileOf({ reference })).toMatchObject({ status: 'judged', judgedAt: fixedNow, basis: '第五条' });
  const trail = await findTrail({ kind: 'major-hazard', id: file._id });
  expect(trail.map(({ name }) => name)).toEqual([
    'majors.claimed',
    'majors.followed',
    'majors.not-major',
    'majors.followed',
    'majors.judged',
  ]);
  await downgradeHazard(as(world, 'parkOfficer'), { reference, reason: '已取得停用批准' });
  expect(await fileOf({ reference })).toMatchObject({ status: 'downgraded', reason: '已取得停用批准' });
});

it('follows its case on after it was called a general one, and keeps when that was', async () => {
  const { hazardReference: reference } = await buildMajor(world, 'rectifying');
  await downgradeHazard(as(world, 'parkOfficer'), { reference, reason: '到现场看过，不符合判定标准' });
  const owner = as(world, 'worker2', new Date('2026-11-25T02:00:00Z'));
  await submitRectification(owner, { reference, text: '换好了', photoIds: [await aPhoto(owner)] });
  const after = { status: 'downgraded', caseStatus: 'submitted', downgradedAt: fixedNow };
  expect(await fileOf({ reference })).toMatchObject(after);
});

it('lists with the body what was called a major one and is said not to be there, and may be called back', async () => {
  const { hazardReference: reference } = await buildMajor(world, 'suspected');
  await verifyHazard(as(world, 'officer'), { reference, result: 'not-valid', reason: '报警器好的' });
  const { rows } = await findHazards(as(world, 'regulator'), { isNotMajor: true });
  expect(rows.map((row) => [row.reference, row.notMajor?.reason])).toEqual([[reference, '报警器好的']]);
  expect((await fileOf({ reference })).status).toBe('not-major');
  expect(await code(callBackHazard(as(world, 'officer'), { reference, reason: '再看' }))).toBe('common.not-allowed');
  await callBackHazard(as(world, 'parkOfficer'), { reference, reason: '现场还是停用' });
  expect(await fileOf({ reference })).toMatchObject({ status: 'suspected' });
  const late = as(world, 'parkOfficer', new Date('2026-12-24T02:00:00Z'));
  await verifyHazard(as(world, 'officer'), { reference, result: 'not-valid', reason: '报警器好的' });
  expect(await code(callBackHazard(late, { reference, reason: '再看' }))).toBe('common.not-allowed');
});

it('takes no judgement without a reason where one called a major one by an insurer is found to be none', async () => {
  const file = await buildMajor(world, 'suspected');
  const judged = { reference: file.hazardReference, result: 'valid', grade: 'general' } as const;
  await expect(verifyHazard(as(world, 'officer'), judged)).rejects.toMatchObject({
    fields: { notMajorReason: expect.any(String) },
  });
});

it('owes what comes next, reporting from the discovery on', async () => {
  expect(await owed(await buildMajor(world, 'judged'))).toEqual([
    ['major-control', '2026-11-25T02:00:00.000Z'],
    ['major-report', '2026-11-25T02:00:00.000Z'],
  ]);
  expect((await owed(await buildMajor(world, 'controlled'))).map(([kind]) => kind)).toEqual(['major-report']);
  const rectifying = await buildMajor(world, 'rectifying');
  expect(await owed(rectifying)).toEqual([['major-progress', '2027-02-24T15:59:59.999Z']]);
  const late = as(world, 'officer', new Date('2026-12-24T02:00:00Z'));
  await reportProgress(late, { reference: rectifying.reference, text: '电箱已到货' });
  expect(await owed(rectifying)).toEqual([['major-progress', '2027-03-24T15:59:59.999Z']]);
  expect(await owed(await buildMajor(world, 'closed'))).toEqual([]);
});

it('tells the firm what to do and the body of each word', async () => {
  const file = await buildMajor(world, 'rectifying');
  await reportProgress(as(world, 'officer'), { reference: file.reference, text: '电箱已到货' });
  while ((await reactToEvents(fixedNow)) > 0);
  const told = async (template: string) =>
    (await mongoose.connection.collection('outbox').distinct('personId', { template })).sort();
  const ids = (...who: WorldActor[]) => who.map((one) => world.actors[one].personId).sort();
  expect(await told('major-judged')).toEqual(ids('manager', 'parkOfficer'));
  for (const template of ['major-controlled', 'major-reported', 'major-progress'])
    expect([template, await told(template)]).toEqual([template, ids('parkOfficer')]);
});

it('tells no more than the hour, and nobody, of one somebody without a name stands behind', async () => {
  const minute = new Date('2026-11-24T02:17:31Z');
  const { reference } = await buildHazard(world, { status: 'accepted', isAnonymous: true });
  await verifyHazard(as(world, 'officer', minute), {
    reference,
    result: 'valid',
    grade: 'major',
    majorBasis: '第五条',
  });
  const file = await fileOf({ reference });
  await controlMajor(as(world, 'officer', minute), { reference: file.reference, ...typed.control });
  const kept = JSON.stringify([
    await majors.peek(file.reference),
    await findTrail({ kind: 'major-hazard', id: file._id }),
  ]);
  expect([file.foundBy, kept.includes('02:17'), kept.includes(world.actors.worker.personId)]).toEqual([
    'told',
    false,
    false,
  ]);
  // Nor do numbers in a row tell what came before it.
  expect(file.reference).toMatch(/^M2026-\d{7}$/);
});
