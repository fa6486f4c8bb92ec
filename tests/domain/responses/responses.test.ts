import mongoose from 'mongoose';
import {
  accidents,
  gradeAccident,
  liftAccident,
  passAccident,
  reportAccident,
  supplementAccident,
} from '#domain/accidents';
import { findDeadlinesOf } from '#domain/deadlines';
import { addFinding } from '#domain/drills';
import { draftEmergencyPlan, emergencyPlans, writeEmergencyPlan } from '#domain/emergencyPlans';
import { reactToEvents } from '#domain/notices';
import { confirmAgreement, offerAgreement } from '#domain/rescueTeams';
import {
  concerns,
  type EmergencyResponse,
  endResponse,
  findRunning,
  finishStep,
  type ResponseAction,
  responses,
  responsesInWords,
  seeResponse,
} from '#domain/responses';
import { issueStock } from '#domain/stock';
import { newId } from '#kernel/ids';
import { buildAccident, typedAccident } from '../../support/accidents.ts';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { buildDrill, typedFinding } from '../../support/drills.ts';
import { buildEmergencyPlan, typedPlan } from '../../support/emergencyPlans.ts';
import { as } from '../../support/plans.ts';
import { buildRescueTeam } from '../../support/rescueTeams.ts';
import { buildStock } from '../../support/stock.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const later = (minutes: number) => new Date(fixedNow.getTime() + minutes * 60_000);
const of = async (whose: 'firm' | 'park'): Promise<EmergencyResponse> => {
  const rows = await mongoose.connection.collection<EmergencyResponse>('responses').find().sort({ _id: 1 }).toArray();
  return rows.find(({ enterpriseId }) => (enterpriseId === undefined) === (whose === 'park')) as EmergencyResponse;
};
const sections = async (who: WorldActor, { reference }: EmergencyResponse) => {
  const ctx = as(world, who, later(1));
  const found = (await responsesInWords.words.sections?.(ctx, await responses.get(ctx, reference))) ?? [];
  return Object.fromEntries(found.map(({ title, table, entries }) => [title, JSON.stringify(table?.rows ?? entries)]));
};

it('opens the steps of the plans in force that day, of the firm and of its park, once however often it is sent', async () => {
  const plan = await buildEmergencyPlan(world);
  const onSite = { kind: 'on-site' as const, title: '窑炉煤气泄漏处置', steps: '关煤气总阀｜窑工｜3' };
  const special = await buildEmergencyPlan(world, 'signed', onSite);
  await buildEmergencyPlan(world, 'draft', { kind: 'special', title: '还没有签署' });
  await buildEmergencyPlan(world, 'filed', { whose: 'parkOfficer', steps: '封东门，通知相邻企业｜值班主任｜10' });
  const once = { ...as(world, 'officer'), onceKey: newId() };
  await Promise.all([1, 2, 3].map(() => reportAccident(once, typedAccident())));
  const firm = await of('firm');
  expect(firm.plans.map(({ reference, edition }) => [reference, edition])).toEqual([
    [plan.reference, 1],
    [special.reference, 1],
  ]);
  expect(firm.steps.map(({ text, minutes, seen, done }) => [text, minutes, seen, done])).toEqual([
    ['切断电源、气源', 5, undefined, undefined],
    ['清点人数，撤到集合点', 15, undefined, undefined],
    ['关煤气总阀', 3, undefined, undefined],
  ]);
  expect((await of('park')).steps.map(({ text }) => text)).toEqual(['封东门，通知相邻企业']);
  expect(await mongoose.connection.collection('responses').countDocuments()).toBe(2);
});

it('takes the steps of no plan that is for other kinds of accident, and says which; of one nobody can name it takes all', async () => {
  const general = await buildEmergencyPlan(world, 'signed', { against: ['road'] });
  const gas = { kind: 'on-site' as const, title: '窑炉煤气中毒处置', steps: '关煤气总阀｜窑工｜3' };
  const poisoning = await buildEmergencyPlan(world, 'signed', { ...gas, against: ['poisoning', 'explosion'] });
  const fall = await buildEmergencyPlan(world, 'signed', { ...gas, title: '高处坠落处置', against: ['fall'] });
  const any = await buildEmergencyPlan(world, 'signed', { ...gas, kind: 'special', title: '夜间应急' });
  await reportAccident(as(world, 'officer'), typedAccident(fixedNow, { kind: 'fall' }));
  const opened = await of('firm');
  const taken = [general, fall, any].map(({ reference }) => reference);
  expect([opened.plans, opened.others].map((rows) => rows.map(({ reference }) => reference).sort())).toEqual([
    taken.toSorted(),
    [poisoning.reference],
  ]);
  const { 没有启动的预案: left } = await sections('worker', opened);
  expect(left).toContain(emergencyPlans.pathOf(poisoning.reference));
  // A department that was told reads which they are; what is no page of its own it is not led to.
  await mongoose.connection
    .collection('responses')
    .updateMany({}, { $push: { bodyIds: world.actors.sectorRegulator.scope.bodyId as never } });
  const { 没有启动的预案: told } = await sections('sectorRegulator', opened);
  await expect(emergencyPlans.get(as(world, 'sectorRegulator'), poisoning.reference)).rejects.toMatchObject({
    code: 'common.not-found',
  });
  expect([told?.includes(poisoning.reference), told?.includes(emergencyPlans.pathOf(''))]).toEqual([true, false]);
  // What nobody could name yet may need any of them.
  await mongoose.connection.collection('responses').deleteMany({});
  const unclear = { kind: 'other', what: '有人倒在地上，原因还不清楚' };
  await reportAccident(as(world, 'officer', later(1)), typedAccident(fixedNow, unclear));
  expect((await of('firm')).plans).toHaveLength(4);
  expect((await of('firm')).others).toEqual([]);
});

it('keeps who read and did each step and when; what nobody reads or does in its minutes climbs', async () => {
  await buildEmergencyPlan(world);
  await buildAccident(world);
  const row = await of('firm');
  const { reference } = row;
  const due = async () =>
    Object.fromEntries(
      (await findDeadlinesOf({ kind: 'response', id: row._id })).map(({ kind, dueAt, owedBy }) => [
        kind,
        `${(dueAt.getTime() - fixedNow.getTime()) / 60_000} ${owedBy[0]?.split(':')[0]}`,
      ]),
    );
  expect(await due()).toEqual({
    'response-unseen': '5 firm',
    'response-step-1-s1': '5 firm',
    'response-step-1-s2': '15 firm',
  });
  await seeResponse(as(world, 'officer', later(2)), { reference });
  expect(Object.keys(await due())).toEqual(['response-step-1-s1', 'response-step-1-s2']);
  const step = '1-s1';
  await finishStep(as(world, 'manager', later(4)), { reference, step, note: '总闸已拉' });
  const { steps } = await of('firm');
  expect(steps[0]).toMatchObject({
    seen: { by: world.actors.officer.personId, at: later(2) },
    done: { by: world.actors.manager.personId, at: later(4), note: '总闸已拉' },
  });
  expect(await code(finishStep(as(world, 'officer', later(5)), { reference, step }))).toBe('common.check-fields');
  expect(Object.keys(await due())).toEqual(['response-step-1-s2']);
});

it('is read and brought on by whoever it concerns, and seen by nobody elsewhere', async () => {
  await buildEmergencyPlan(world);
  await buildAccident(world);
  const wrong: string[] = [];
  const actions = ['see', 'finish', 'end'] as readonly ResponseAction[];
  for (const [whose, own] of [
    ['firm', ['manager', 'officer']],
    ['park', ['parkOfficer']],
  ] as const) {
    const row = { ...(await of(whose)), steps: (await of('firm')).steps };
    for (const who of Object.keys(world.actors) as WorldActor[]) {
      const may = actions.filter((action) => responses.can(world.actors[who], action, row));
      const should = (own as readonly string[]).includes(who) ? actions : [];
      if (may.join() !== should.join()) wrong.push(`${whose} ${who} ${may.join()}`);
      const reads = [
        ...(whose === 'firm' ? ['worker', 'worker2', 'manager', 'officer'] : []),
        'parkOfficer',
        'regulator',
        'cityRegulator',
      ];
      if (responses.canSee(world.actors[who], row) !== reads.includes(who)) wrong.push(`${whose} ${who} sees`);
    }
  }
  expect(wrong).toEqual([]);
});

it('says at the head of every page whom it goes on for, until it has ended or the accident is over', async () => {
  await buildEmergencyPlan(world);
  const { reference } = await buildAccident(world);
  const told = async () => {
    const rows = await findRunning();
    return (Object.keys(world.actors) as WorldActor[]).filter((who) =>
      rows.some((row) => concerns(world.actors[who], row)),
    );
  };
  expect(await told()).toEqual(['worker', 'worker2', 'officer', 'manager', 'parkOfficer', 'regulator']);
  await passAccident(as(world, 'regulator', later(9)), { reference });
  expect(await told()).toContain('cityRegulator');
  await endResponse(as(world, 'manager', later(90)), {
    reference: (await of('firm')).reference,
    reason: '人都找到了，火已灭',
  });
  expect(await told()).toEqual(['parkOfficer', 'regulator', 'cityRegulator']);
  await reactToEvents(later(91));
  const sent = await mongoose.connection.collection('outbox').find({ template: 'response-ended' }).toArray();
  expect(sent.map(({ personId }) => personId)).toContain(world.actors.regulator.personId);
  await gradeAccident(as(world, 'regulator', later(95)), { reference, level: 'ordinary', reason: '核对' });
  await liftAccident(as(world, 'regulator', later(99)), { reference, reason: '调查报告已经批复' });
  expect([await told(), (await of('park')).status]).toEqual([[], 'ended']);
});

it('shows teams and stock with telephones, and what a drill had found; a worker reads the steps and whom to call', async () => {
  const team = await buildRescueTeam(world);
  await buildRescueTeam(world, { whose: 'otherOfficer', name: '别处的队伍', onCallPhone: '0771-1234567' });
  const agreed = { creditCode: world.enterprise.creditCode, until: '2027-12-31', covers: '十分钟赶到' };
  await offerAgreement(as(world, 'parkOfficer'), { reference: team.reference, ...agreed });
  await confirmAgreement(as(world, 'officer'), { reference: team.reference });
  await buildStock(world);
  const drill = await buildDrill(world, 'held');
  await addFinding(as(world, 'officer'), { reference: drill.reference, ...typedFinding() });
  await buildAccident(world);
  const row = await of('firm');
  const seen = await sections('officer', row);
  expect(seen['能叫来的队伍']).toContain('0775-6300119'.replace('-', ''));
  expect(seen['能叫来的队伍']).not.toContain('别处的队伍');
  expect(seen['应急物资']).toContain('王库管 07756300110');
  expect(seen['通知谁']).toContain('13800000001');
  expect(seen['演练发现、还没有改好的']).toContain('东门消火栓没有水');
  expect(Object.keys(await sections('worker', row))).toEqual(['预案的步骤', '能叫来的队伍']);
});

it('opens without steps and says so where no plan is in force', async () => {
  await buildAccident(world);
  const row = await of('firm');
  const shown = (await responsesInWords.words.sections?.(as(world, 'officer'), row)) ?? [];
  // What holds nothing says so: a part of a page without a word does not draw.
  expect(
    shown.filter(({ none, text, table }) => none === undefined && text === undefined && table?.rows.length === 0),
  ).toEqual([]);
  expect([row.steps, row.plans, responsesInWords.words.tags?.(row, fixedNow)]).toEqual([
    [],
    [],
    [{ label: '没有有效的应急预案', tone: 'bad' }],
  ]);
});

it('keeps the plan as it was, and lets rescue and new papers go on', async () => {
  const draft = await buildEmergencyPlan(world, 'draft', { kind: 'special', title: '火灾专项预案' });
  const { reference: stock } = await buildStock(world);
  await buildAccident(world, 'reported', later(60));
  const { kind: _, ...content } = typedPlan({ title: '火灾专项预案' });
  expect(
    await code(writeEmergencyPlan(as(world, 'manager', later(61)), { reference: draft.reference, ...content })),
  ).toBe('journal.held');
  expect((await emergencyPlans.peek(draft.reference))?.version).toBe(draft.version);
  await draftEmergencyPlan(as(world, 'manager', later(62)), typedPlan());
  const issued = await issueStock(as(world, 'parkOfficer', later(63)), { reference: stock, amount: '1', note: '救援' });
  expect(issued.have).toBe(2);
});

it('keeps no accident from being told, passed up or ended, though a plan or a response cannot be read', async () => {
  const spoiled = await buildEmergencyPlan(world);
  const whole = await buildEmergencyPlan(world, 'signed', { kind: 'on-site', title: '窑炉煤气泄漏处置' });
  const rows = (name: string) => mongoose.connection.collection<{ _id: string }>(name);
  await rows('emergencyPlans').updateOne({ _id: spoiled._id }, { $set: { steps: 'none', contacts: null } });
  const accident = await reportAccident(as(world, 'officer'), typedAccident());
  expect((await of('firm')).plans.map(({ reference }) => reference)).toEqual([whole.reference]);
  const aside = await rows('asides').find().toArray();
  expect(aside.map((one) => JSON.stringify(one)).filter((one) => one.includes(spoiled._id))).toHaveLength(1);
  await rows('responses').updateMany({}, { $unset: { bodyIds: 1, steps: 1 } });
  await passAccident(as(world, 'regulator'), { reference: accident.reference });
  expect((await accidents.peek(accident.reference))?.reached).toBeGreaterThan(accident.reached);
  await liftAccident(as(world, 'regulator', later(99)), { reference: accident.reference, reason: '调查报告已经批复' });
  // Or its 应急中 would stand for ever.
  expect(await findRunning()).toEqual([]);
  expect((await findDeadlinesOf(responses.subjectOf(await of('firm')))).filter(({ isOpen }) => isOpen)).toEqual([]);
});

it('takes no step over that would be due at no time', async () => {
  const spoiled = await buildEmergencyPlan(world);
  const rows = mongoose.connection.collection<{ _id: string }>('emergencyPlans');
  await rows.updateOne({ _id: spoiled._id }, { $set: { steps: [{ id: 's1', text: '关总阀', role: '班长' }] } });
  await reportAccident(as(world, 'officer'), typedAccident());
  expect((await of('firm')).steps).toEqual([]);
});

it('tops the pages of every body that is told of one that is 较大, at once or once its level rises', async () => {
  const { reference } = await buildAccident(world);
  const isTold = async () => (await findRunning()).map((row) => concerns(world.actors.cityRegulator, row));
  expect(await isTold()).toEqual([false, false]);
  const more = { dead: '3', hurt: '0', missing: '0', note: '医院通知', isFinal: 'open' as const };
  await supplementAccident(as(world, 'officer', later(5)), { reference, ...more });
  expect(await isTold()).toEqual([true, true]);
});
