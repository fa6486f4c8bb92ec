import mongoose from 'mongoose';
import { advanceDeadline, findDueDeadlines } from '#domain/deadlines';
import { DECIDED_EVENTS, reactToEvents } from '#domain/notices';
import { findToDos } from '#domain/nouns';
import {
  assessments,
  assignAdviser,
  cancelVisit,
  changeVisit,
  confirmAssessment,
  countersignVisit,
  countTrained,
  exitProgramme,
  findFindingsForPlan,
  findTrainings,
  findVisits,
  finishHomework,
  isVisitIntact,
  pauseEnrolment,
  planVisit,
  recordTraining,
  resumeEnrolment,
  returnAssessment,
  returnVisit,
  signVisit,
  startAssessment,
  type Visit,
  visits,
  voidTraining,
  writeVisit,
} from '#domain/stages';
import { localDate } from '#kernel/dates';
import { AppError } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { fixedNow } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { buildEnrolment } from '../../support/enrolments.ts';
import { buildAdvised, buildRound, buildVisit } from '../../support/stages.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let reference: string;
beforeEach(async () => {
  world = await buildWorld();
  reference = (await buildAdvised(world, 'implementing')).reference;
});

// Whatever happened in a test, somebody has decided who is told of it. Templates are nobody's news.
afterEach(async () => {
  const names: string[] = await mongoose.connection.collection('events').distinct('name');
  const undecided = names.filter((name) => name.startsWith('programme.') && !DECIDED_EVENTS.includes(name));
  expect(undecided.filter((name) => name !== 'programme.template-made')).toEqual([]);
});

const as = (who: WorldActor, more: { now?: Date; onceKey?: string } = {}) => personContext(world.actors[who], more);
const collection = (name: string) => mongoose.connection.collection(name);
const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
const read = async (visit: Visit) => (await visits.peek(visit.reference)) as Visit;
/** Templates sent to a person so far, in order of time. */
async function told(who: WorldActor): Promise<string[]> {
  await reactToEvents(fixedNow, 500);
  const { personId } = world.actors[who];
  const rows = await collection('outbox').find({ personId }).sort({ _id: 1 }).toArray();
  return rows.map((row) => String(row['template']));
}

describe('a visit', () => {
  it('asked for ten times is one visit', async () => {
    const ctx = as('adviser', { onceKey: 'web:1' });
    const input = { reference, plannedOn: '2026-11-30', purpose: '看 5S' };
    const made = await Promise.all(Array.from({ length: 10 }, () => planVisit(ctx, input)));
    expect(new Set(made.map((visit) => visit.reference)).size).toBe(1);
    const counts = ['visits', 'events', 'deadlines'].map((name) => collection(name).countDocuments());
    expect(await Promise.all(counts)).toEqual([1, 1, 1]);
  });

  it('is signed once by each side, by two people, under the very words', async () => {
    const half = await buildVisit(world, reference, { isCountersigned: false });
    const contentHash = half.contentHash ?? '';
    const one = { reference: half.reference, contentHash };
    expect(await refusal(countersignVisit(as('officer'), { ...one, contentHash: 'stale' }))).toBe(
      'common.changed-meanwhile',
    );
    // The adviser also holds the officer's post: still one person.
    const { personId, name } = world.actors.adviser;
    const both = personContext({ ...world.actors.officer, personId, name });
    expect(await refusal(countersignVisit(both, one))).toBe('enrolment.same-person');
    const edit = { reference: half.reference, visitedOn: '2026-11-24', summary: '改一改' };
    expect(await refusal(writeVisit(as('adviser'), edit))).toBe('visit.not-in-this-status');
    const results = await Promise.all(
      (['officer', 'manager'] as const).map((who) => refusal(countersignVisit(as(who), one))),
    );
    expect(results.sort()).toEqual(['done', 'visit.not-in-this-status']);
    const signed = await read(half);
    expect(signed.signatures.map((row) => [row.side, row.contentHash])).toEqual([
      ['adviser', contentHash],
      ['firm', contentHash],
    ]);
    await finishHomework(as('officer'), {
      reference: half.reference,
      homeworkId: signed.homework[0]?.id ?? '',
      note: '画好了',
    });
    expect(isVisitIntact(await read(half))).toBe(true);
    await collection('visits').updateOne({ reference: half.reference }, { $set: { summary: '另一句话' } });
    expect(isVisitIntact(await read(half))).toBe(false);
  });

  it('sent back loses the first signature, and its findings reach the plan once both have signed', async () => {
    const half = await buildVisit(world, reference, { isCountersigned: false });
    expect(await findFindingsForPlan(world.enterprise._id)).toEqual([]);
    await returnVisit(as('manager'), { reference: half.reference, reason: '通道是另一条' });
    const back = await read(half);
    expect([back.status, back.signatures]).toEqual(['written', []]);
    const again = await writeVisit(as('adviser'), {
      reference: half.reference,
      visitedOn: '2026-11-24',
      summary: '和班组走了一遍',
      findings: [{ text: '通道堆料', isForPlan: true }],
    });
    expect(again.findings[0]?.id).toBe(half.findings[0]?.id);
    const one = { reference: half.reference, contentHash: again.contentHash ?? '' };
    await signVisit(as('adviser'), one);
    await countersignVisit(as('manager'), one);
    expect((await findFindingsForPlan(world.enterprise._id)).map((row) => [row.text, row.origin])).toEqual([
      ['通道堆料', `${half.reference}#${half.findings[0]?.id}`],
    ]);
    expect(await told('adviser')).toEqual(['visit-returned', 'visit-signed']);
    expect(await told('manager')).toEqual(['visit-planned', 'visit-to-sign', 'visit-to-sign']);
  });

  it('reminds both sides the day before, and nobody once it is off', async () => {
    const { reference: number } = await planVisit(as('adviser'), {
      reference,
      plannedOn: '2026-11-28',
      purpose: '看 5S',
    });
    await changeVisit(as('officer'), { reference: number, plannedOn: '2026-12-01' });
    const scan = async (at: string) => {
      const ctx = clockContext(new Date(at));
      const due = await findDueDeadlines(ctx.now, 50);
      for (const deadline of due) await advanceDeadline(ctx, deadline);
      return due.length;
    };
    expect(await scan('2026-11-27T01:00:30Z')).toBe(0);
    expect([await scan('2026-11-28T01:00:30Z'), await scan('2026-11-28T01:01:00Z')]).toEqual([1, 0]);
    for (const who of ['adviser', 'officer'] as const) expect(await told(who)).toContain('reminder');
    await cancelVisit(as('adviser'), { reference: number, reason: '企业停电' });
    expect(await scan('2026-12-01T01:00:30Z')).toBe(0);
  });
});

/** What waits for somebody, by its first words and the day it is due. */
const waiting = async (who: WorldActor, now = fixedNow): Promise<string[]> =>
  (await findToDos(as(who, { now }))).rows.map(({ title, dueAt }) => `${localDate(dueAt)} ${title}`);
const SIGNS = '2026-11-27 辅导记录等企业签字';
const HOMEWORK = '2026-12-01 入企辅导作业：把通道画线';

describe('what a visit owes', () => {
  it('waits for whoever takes the next step: the adviser signs, then the firm, then the firm does its homework', async () => {
    const { reference: number } = await planVisit(as('adviser'), {
      reference,
      plannedOn: '2026-11-24',
      purpose: '看 5S',
    });
    expect(await waiting('adviser')).toEqual(['2026-11-24 入企辅导']);
    const { contentHash = '' } = await writeVisit(as('adviser'), {
      reference: number,
      visitedOn: '2026-11-24',
      summary: '走了一遍现场',
      homework: [{ text: '把通道画线', dueOn: '2026-12-01' }],
    });
    expect([await waiting('adviser'), await waiting('officer')]).toEqual([['2026-11-26 辅导记录要签字，交企业'], []]);
    await signVisit(as('adviser'), { reference: number, contentHash });
    expect(await waiting('adviser')).toEqual([]);
    expect([await waiting('officer'), await waiting('manager')]).toEqual([[SIGNS], [SIGNS]]);
    // The adviser also holds the officer's post: what they signed does not wait for them.
    const { personId, name } = world.actors.adviser;
    const both = personContext({ ...world.actors.officer, personId, name });
    expect((await findToDos(both)).rows).toEqual([]);
    await returnVisit(as('officer'), { reference: number, reason: '通道是另一条' });
    expect([await waiting('adviser'), await waiting('officer')]).toEqual([
      ['2026-11-26 企业退回的辅导记录要改好重签'],
      [],
    ]);
    await signVisit(as('adviser'), { reference: number, contentHash });
    const signed = await countersignVisit(as('officer'), { reference: number, contentHash });
    expect(await waiting('officer')).toEqual([HOMEWORK]);
    const homeworkId = signed.homework[0]?.id ?? '';
    await finishHomework(as('officer'), { reference: number, homeworkId, note: '画好了' });
    expect(await waiting('officer')).toEqual([]);
    const again = finishHomework(as('officer'), { reference: number, homeworkId, note: '画好了' });
    expect(await refusal(again)).toBe('common.changed-meanwhile');
  });

  it('stands still while the firm is paused, moves on by each pause, and ends when the firm leaves', async () => {
    await buildVisit(world, reference);
    const half = await buildVisit(world, reference, { isCountersigned: false });
    const on = (day: string) => ({ now: new Date(`${day}T02:00:00Z`) });
    const body = (day: string) => as('regulator', on(day));
    for (const [from, to] of [
      ['2026-11-25', '2026-11-28'],
      ['2026-11-29', '2026-12-01'],
    ] as const) {
      await pauseEnrolment(body(from), { reference, reason: '停产检修' });
      expect(await waiting('officer')).toEqual([]);
      const one = { reference: half.reference, contentHash: half.contentHash ?? '' };
      expect(await refusal(countersignVisit(as('officer', on(from)), one))).toBe('enrolment.not-in-this-status');
      await resumeEnrolment(body(to), { reference });
    }
    expect(await waiting('officer')).toEqual([SIGNS, '2026-12-06 入企辅导作业：把通道画线']);
    const signed = (await findVisits(as('officer'), reference)).find((one) => one.status === 'signed') as Visit;
    expect([signed.homework[0]?.dueOn, isVisitIntact(signed)]).toEqual(['2026-12-01', true]);
    await exitProgramme(body('2026-12-02'), { reference, reasonCode: 'closed', reason: '停产了' });
    expect(await waiting('officer')).toEqual([]);
  });

  it('goes over to the adviser who follows, with the step itself', async () => {
    const { reference: number } = await planVisit(as('adviser'), {
      reference,
      plannedOn: '2026-11-30',
      purpose: '看 5S',
    });
    // Of another firm: nobody advises their own.
    const { personId } = world.actors.otherWorker;
    const grant = { _id: newId(), role: 'adviser', scope: { enterpriseIds: [] }, grantedAt: fixedNow };
    await collection('accounts').updateOne({ _id: personId } as never, { $push: { grants: grant } } as never);
    await assignAdviser(as('regulator'), {
      reference,
      adviserId: personId,
      formerId: world.actors.adviser.personId,
    });
    expect(await waiting('adviser')).toEqual([]);
    const scope = { enterpriseIds: [world.enterprise._id] };
    const next = personContext({ ...world.actors.adviser, personId, scope });
    const theirs = async () =>
      (await findToDos(next)).rows.flatMap((row) => (row.kind === 'visit' ? row.reference : []));
    expect(await theirs()).toEqual([number]);
    const off = { reference: number, reason: '企业停电' };
    expect(await refusal(cancelVisit(as('adviser'), off))).toBe('common.not-allowed');
    await cancelVisit(next, off);
    expect(await theirs()).toEqual([]);
  });
});

describe('an assessment', () => {
  it('is begun once, confirmed once, against what was shown, by another person', async () => {
    const both = await Promise.all([1, 2].map(() => startAssessment(as('adviser'), { reference, round: 'baseline' })));
    expect(both[0]?._id).toBe(both[1]?._id);
    expect(await refusal(assessments.get(as('manager'), `${reference}/baseline`))).toBe('common.not-found');
    expect(await refusal(startAssessment(as('adviser'), { reference, round: 'month-3' }))).toBe(
      'enrolment.baseline-first',
    );
    expect(await refusal(startAssessment(as('adviser'), { reference, round: 'acceptance' }))).toBe(
      'enrolment.round-in-acceptance',
    );
    await buildRound(world, reference, 'baseline', { isConfirmed: false });
    const assessment = await assessments.get(as('manager'), `${reference}/baseline`);
    const shown = { reference, round: 'baseline' as const, contentHash: assessment.contentHash ?? '' };
    expect(await refusal(confirmAssessment(as('officer'), shown))).toBe('common.not-allowed');
    const results = await Promise.all([1, 2].map(() => refusal(confirmAssessment(as('manager'), shown))));
    expect(results.sort()).toEqual(['assessment.not-in-this-status', 'done']);
    expect(await collection('deadlines').countDocuments({ kind: /^assessment-month/ })).toBe(3);
    expect(await told('adviser')).toEqual(['assessment-finished']);
  });

  it('waits for its adviser, once handed over for the firm’s manager, and sent back for the adviser again', async () => {
    await exitProgramme(as('regulator'), { reference, reasonCode: 'closed', reason: '停产了' });
    const { reference: number } = await buildEnrolment(world, { stage: 'implementing' });
    await assignAdviser(as('regulator'), { reference: number, adviserId: world.actors.adviser.personId });
    const [DAY, ASKED] = ['2026-12-24 基线评估', '2026-12-01 基线评估等企业负责人确认'];
    expect(await waiting('adviser')).toEqual([DAY]);
    await buildRound(world, number, 'baseline', { isConfirmed: false });
    const ACCEPTANCE = '2027-08-21 组织实施该结束了，缺的补上，申请验收';
    expect([await waiting('adviser'), await waiting('manager'), await waiting('officer')]).toEqual([
      [],
      [ASKED, ACCEPTANCE],
      [],
    ]);
    // Whoever assessed it does not confirm it with another post.
    const { personId, name } = world.actors.adviser;
    const twice = await findToDos(personContext({ ...world.actors.manager, personId, name }));
    expect(twice.rows.map(({ clock }) => clock)).toEqual(['stage-acceptance']);
    await returnAssessment(as('manager'), { reference: number, round: 'baseline', reason: '工伤数不对' });
    expect([await waiting('adviser'), await waiting('manager')]).toEqual([[DAY], [ACCEPTANCE]]);
    await buildRound(world, number, 'baseline');
    expect(await waiting('adviser')).toEqual([
      '2027-02-24 3 个月复评',
      '2027-05-24 6 个月复评',
      '2027-11-24 12 个月复评',
    ]);
  });

  it('sent back is the adviser’s draft again', async () => {
    await buildRound(world, reference, 'baseline', { isConfirmed: false });
    await returnAssessment(as('manager'), { reference, round: 'baseline', reason: '工伤数不对' });
    expect(await refusal(assessments.get(as('manager'), `${reference}/baseline`))).toBe('common.not-found');
    // Whoever saw it and answers late is told where it is; it is not to be seen, but no secret that it is there.
    const late = { reference, round: 'baseline' as const };
    for (const answer of [
      confirmAssessment(as('manager'), { ...late, contentHash: 'of the page before' }),
      returnAssessment(as('manager'), { ...late, reason: '还有一处' }),
    ])
      expect(await refusal(answer)).toBe('assessment.not-in-this-status');
    expect(await refusal(confirmAssessment(as('otherOfficer'), { ...late, contentHash: 'x' }))).toBe(
      'common.not-found',
    );
    const assessment = await assessments.get(as('adviser'), `${reference}/baseline`);
    expect([assessment.status, assessment.contentHash, assessment.pillars?.['training']]).toEqual([
      'draft',
      undefined,
      100,
    ]);
  });
});

describe('training', () => {
  const aClass = (more: object = {}) => ({
    reference,
    module: 'cooperation' as const,
    heldOn: '2026-11-20',
    hours: 16,
    personIds: [world.actors.manager.personId, world.actors.worker.personId],
    workers: '韦小妹\n黄一\n黄一',
    ...more,
  });

  it('counts people once, each side apart, and nobody of a voided class', async () => {
    const ctx = as('officer', { onceKey: 'web:2' });
    await Promise.all([1, 2, 3].map(() => recordTraining(ctx, aClass())));
    await recordTraining(as('adviser'), aClass({ heldOn: '2026-11-21', managers: '周班长' }));
    const { enterpriseId } = (await findTrainings(as('manager'), reference))[0] as { enterpriseId: string };
    expect(await countTrained(as('officer'), { enterpriseId })).toMatchObject({ classes: 2, managers: 2, workers: 2 });
    const newest = (await findTrainings(as('manager'), reference))[0];
    const voiding = { reference, trainingId: newest?._id ?? '', reason: '日期填错' };
    const both = await Promise.all([1, 2].map(() => refusal(voidTraining(as('officer'), voiding))));
    expect(both.sort()).toEqual(['common.changed-meanwhile', 'done']);
    expect(await countTrained(as('officer'), { enterpriseId, until: '2026-11-20' })).toMatchObject({
      classes: 1,
      managers: 1,
      workers: 2,
      personHours: 48,
    });
  });

  it('takes no day to come, nobody of another firm, and no worker’s word', async () => {
    const stranger = [world.actors.otherWorker.personId];
    expect(await refusal(recordTraining(as('officer'), aClass({ heldOn: '2026-11-25' })))).toBe('common.check-fields');
    expect(await refusal(recordTraining(as('officer'), aClass({ personIds: stranger })))).toBe('common.check-fields');
    expect(await refusal(recordTraining(as('worker'), aClass()))).toBe('common.not-allowed');
  });
});

it('finds the records of a firm, an adviser’s firms and all advisers by an index', async () => {
  const plans: [string, object][] = [
    ['visits', { enrolmentId: 'x' }],
    ['visits', { enterpriseId: 'x', status: 'signed' }],
    ['assessments', { enrolmentId: 'x', round: 'baseline' }],
    ['trainings', { enterpriseId: 'x', heldOn: { $gte: '2026-01-01' } }],
    ['certificates', { number: 'x' }],
    ['programmeTemplates', { kind: 'assessment' }],
    ['enrolments', { adviserId: { $in: ['x'] }, isActive: true }],
    ['accounts', { status: 'active', grants: { $elemMatch: { role: 'adviser' } } }],
  ];
  for (const [name, filter] of plans) {
    const plan = JSON.stringify(await collection(name).find(filter).explain('queryPlanner'));
    expect({ name, filter, isScan: plan.includes('COLLSCAN') }).toEqual({ name, filter, isScan: false });
  }
});
