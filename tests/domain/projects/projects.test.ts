import mongoose from 'mongoose';
import { findDeadlinesOf, LADDERS } from '#domain/deadlines';
import type { Grade } from '#domain/grades';
import { reactToEvents } from '#domain/notices';
import {
  acceptDesign,
  acceptProject,
  admitProject,
  approveDesign,
  askDesign,
  beginBuilding,
  beginProducing,
  beginTrial,
  changeProject,
  conditionProject,
  exceptProject,
  findProjectsToStop,
  introduceProject,
  noticeDueOn,
  notifyProject,
  type Project,
  type ProjectAction,
  type ProjectStatus,
  preAssessProject,
  projects,
  putOffDesign,
  receiveNotice,
  refuseProject,
  resumeProject,
  returnDesign,
  reviewProject,
  screenProject,
  stopProject,
} from '#domain/projects';
import type { PersonActor } from '#kernel/actor';
import { endOfLocalDay, localDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { ruleOn } from '#kernel/rules';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { crowd, examined } from '../../support/crowd.ts';
import { as } from '../../support/plans.ts';
import { buildEntryList, buildProject, publishGradeOf, typedChemical, typedProject } from '../../support/projects.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

type Who = readonly WorldActor[];
const FIRM: Who = ['officer', 'manager'];
const PARK: Who = ['parkOfficer'];
const BODIES: Who = ['regulator', 'cityRegulator'];
const KEEP: Who = [...FIRM, ...PARK];
const SEE: Who = [...KEEP, ...BODIES];
const each = (statuses: readonly ProjectStatus[], who: Who) => Object.fromEntries(statuses.map((one) => [one, who]));
const UNBUILT = ['introduced', 'screened', 'conditional', 'admitted', 'pre-assessed', 'design-approved'] as const;
const LATER = ['building', 'trial', 'accepted'] as const;

/** Written down by hand from the table of parks: the firm its own, park and body theirs; whoever screened does not decide. */
const MAY: Readonly<Record<ProjectAction, Partial<Record<ProjectStatus, Who>>>> = {
  introduce: {},
  notify: each([...UNBUILT, ...LATER, 'paused'], PARK),
  receive: {},
  screen: each(['introduced', 'conditional'], [...PARK, ...BODIES]),
  review: {},
  except: each(['conditional', 'paused'], BODIES),
  condition: { screened: BODIES },
  admit: each(['screened', 'conditional'], BODIES),
  refuse: { introduced: [...PARK, ...BODIES], ...each(['screened', 'conditional', 'paused'], BODIES) },
  'pre-assess': { admitted: KEEP },
  'ask-design': { 'pre-assessed': KEEP },
  'accept-design': {},
  'put-off-design': {},
  'return-design': {},
  'approve-design': { 'pre-assessed': BODIES },
  'ask-conditions': {},
  'accept-conditions': {},
  'return-conditions': {},
  'approve-conditions': {},
  'ask-fire': {},
  'accept-fire': {},
  'consult-fire': {},
  'return-fire': {},
  'approve-fire': {},
  'file-fire': {},
  build: { 'design-approved': KEEP },
  'start-trial': { building: KEEP },
  accept: each(['building', 'trial'], KEEP),
  produce: { accepted: KEEP },
  change: each([...UNBUILT, ...LATER], KEEP),
  stop: {},
  pause: each([...UNBUILT, 'building', 'trial'], [...PARK, ...BODIES]),
  resume: { paused: [...PARK, ...BODIES] },
  withdraw: each([...UNBUILT, 'paused'], KEEP),
};

it('lets everybody do and read exactly what the table says; insurer, adviser, administrator, workers and another park see no project', async () => {
  const wrong: string[] = [];
  for (const { code: status } of projects.lifecycle.statuses) {
    // One in production has given its notice.
    const isNoticed = status === 'producing';
    const project = await buildProject(world, status);
    const seeing: WorldActor[] = [];
    for (const who of Object.keys(world.actors) as WorldActor[]) {
      for (const action of Object.keys(MAY) as ProjectAction[]) {
        const should = MAY[action][status]?.includes(who) ?? false;
        const may = projects.can(world.actors[who], action, project);
        if (may !== should) wrong.push(`${status} ${who} ${action}: ${may}`);
      }
      const listed = (await projects.find(as(world, who), { limit: 100 })).rows.some((row) => row._id === project._id);
      const opened = (await code(projects.get(as(world, who), project.reference))) === 'done';
      expect({ who, listed }).toEqual({ who, listed: opened });
      if (listed) seeing.push(who);
    }
    expect([...seeing].sort()).toEqual([...SEE].sort());
    expect(project.isNoticed).toBe(isNoticed);
  }
  expect(wrong).toEqual([]);
  const elsewhere = { ...world.actors.parkOfficer, scope: { parkId: newId() } };
  expect(projects.canSee(elsewhere, await buildProject(world))).toBe(false);
});

describe('the notice', () => {
  it('of a project introduced on 1 May is due on 31 May at 24:00, on 3 March of one of 1 February 2026; a holiday does not move it', async () => {
    const due = (day: string) => noticeDueOn(day, '2026-1');
    expect([due('2026-05-01'), due('2026-02-01')]).toEqual(['2026-05-31', '2026-03-03']);
    // The last day of both is no working day: 31 May 2026 is a Sunday, 1 October a holiday.
    expect([new Date('2026-05-31').getUTCDay(), due('2026-09-01')]).toEqual([0, '2026-10-01']);
    const now = new Date('2026-05-04T02:00:00Z');
    const dates = { decidedOn: '2026-05-03', filedOn: '2026-05-01', signedOn: '2026-05-02' };
    const { _id, introducedOn } = await introduceProject(as(world, 'parkOfficer', now), typedProject('new', dates));
    expect(introducedOn).toBe('2026-05-01');
    const [clock] = await findDeadlinesOf({ kind: 'project', id: _id });
    expect([clock?.kind, clock?.dueAt, clock?.owedBy]).toEqual([
      'project-notice',
      endOfLocalDay('2026-05-31'),
      [`park:${world.park._id}`],
    ]);
    const ladder = LADDERS[clock?.ladder ?? ''];
    const steps = ladder === undefined ? [] : ruleOn(ladder, '2026-05-04').value.steps;
    expect(steps.map(({ offsetDays }) => offsetDays)).toEqual([-10, -3, -1, 0, 1, 7]);
  });

  it("goes to the emergency department of the park's own level, whose receipt comes back, and to no other", async () => {
    await mongoose.connection.collection('parks').updateMany({}, { $set: { level: 'city' } });
    const { _id, reference, noticeBodyId } = await buildProject(world);
    expect(noticeBodyId).toBe(world.cityBodyId);
    expect(await code(receiveNotice(as(world, 'cityRegulator'), { reference }))).toBe('common.not-now');
    await notifyProject(as(world, 'parkOfficer'), { reference });
    const owed = async () =>
      (await findDeadlinesOf({ kind: 'project', id: _id })).map(({ kind, owedBy }) => [kind, owedBy]);
    expect(await owed()).toEqual([['project-receipt', [`body:${world.cityBodyId}`]]]);
    expect(await code(receiveNotice(as(world, 'regulator'), { reference }))).toBe('common.not-allowed');
    const received = await receiveNotice(as(world, 'cityRegulator'), { reference });
    expect(received.passes).toMatchObject([{ gate: 'G9', result: 'pass', article: '意见（七）', version: '2026-3' }]);
    expect(await owed()).toEqual([]);
    while ((await reactToEvents(fixedNow)) > 0);
    const told = (template: string) => mongoose.connection.collection('outbox').distinct('personId', { template });
    expect(await told('project-notified')).toEqual([world.actors.cityRegulator.personId]);
    expect(await told('project-received')).toEqual([world.actors.parkOfficer.personId]);
  });

  it('without receipt stops every step from the day after, whatever the other gates say, and production always', async () => {
    const { reference } = await buildProject(world, 'screened', { signedOn: '2026-10-20' });
    await expect(admitProject(as(world, 'regulator'), { reference })).rejects.toMatchObject({
      code: 'projects.stopped',
      params: { gate: 'G9 通报与签收', why: '通报2026年11月19日到期，还没有签收', article: '意见（七）' },
    });
    await notifyProject(as(world, 'parkOfficer'), { reference });
    await receiveNotice(as(world, 'regulator'), { reference });
    expect(await code(admitProject(as(world, 'regulator'), { reference }))).toBe('done');
    const accepted = await buildProject(world, 'accepted');
    const producing = beginProducing(as(world, 'officer'), { reference: accepted.reference });
    await expect(producing).rejects.toMatchObject({ params: { gate: 'G9 通报与签收', why: '通报还没有签收' } });
  });

  it('is sent once, however often it is pressed', async () => {
    const { reference } = await buildProject(world);
    const pressed = [1, 2, 3].map(() => code(notifyProject(as(world, 'parkOfficer'), { reference })));
    expect((await Promise.all(pressed)).filter((one) => one === 'done')).toHaveLength(1);
  });
});

const chemicalPark = () => mongoose.connection.collection('parks').updateMany({}, { $set: { isChemical: true } });
const introduced = (typed: ReturnType<typeof typedProject>, now = fixedNow) =>
  introduceProject(as(world, 'parkOfficer', now), typed);
async function screened(typed: ReturnType<typeof typedProject>, grade?: Grade, item?: string): Promise<Project> {
  if (grade !== undefined) await publishGradeOf(world, grade);
  const { reference } = await introduced(typed);
  return screenProject(as(world, 'parkOfficer'), { reference, ...(item === undefined ? {} : { item }) });
}
const exception = {
  approver: '韦副主席',
  file: '桂政函〔2026〕77号',
  terms: '只建一条线，全流程自动化',
  until: '2026-12-31',
} as const;

describe('G1', () => {
  it('refuses what the park bans, and names list, article and source; stops what it restricts', async () => {
    const list = await buildEntryList(world);
    const banned = await screened(typedProject(), undefined, '光气生产');
    expect([banned.status, banned.reason]).toEqual(['refused', '禁止类：光气生产']);
    expect(banned.passes[0]).toMatchObject({
      gate: 'G1',
      result: 'refuse',
      article: '意见（七）',
      source: expect.stringContaining('征求意见稿'),
      list: list.reference,
      listFrom: '2026-11-24',
    });
    const restricted = await screened(typedProject(), undefined, '农药原药');
    expect([restricted.status, restricted.stoppedAt]).toEqual(['conditional', 'G1']);
    while ((await reactToEvents(fixedNow)) > 0);
    const [letter] = await mongoose.connection.collection('outbox').find({ template: 'project-refused' }).toArray();
    expect(JSON.stringify(letter?.['params'])).toContain('意见（七），意见第三次征求意见稿');
  });

  it('asks why a line whose words stand in the project does not apply, and keeps the answer', async () => {
    await buildEntryList(world, 'adopted', { banned: '中频炉' });
    const { reference } = await introduced(typedProject());
    await expect(screenProject(as(world, 'parkOfficer'), { reference })).rejects.toMatchObject({
      fields: { itemNote: expect.stringContaining('“中频炉”') },
    });
    const passed = await screenProject(as(world, 'parkOfficer'), { reference, itemNote: '目录限的是 1 吨以下' });
    expect([passed.status, passed.passes[0]?.why]).toEqual(['screened', '不在禁止和限制目录上（目录限的是 1 吨以下）']);
  });

  it('stops where the park has no list in force, until there is one', async () => {
    const held = await screened(typedProject());
    expect([held.status, held.reason]).toEqual(['conditional', '园区没有在施行的准入目录']);
    await buildEntryList(world);
    const again = await screenProject(as(world, 'parkOfficer'), { reference: held.reference });
    expect([again.status, again.reason, again.passes.map(({ gate, result }) => `${gate} ${result}`)]).toEqual([
      'screened',
      undefined,
      ['G1 stop', 'G2 pass', 'G3 pass', 'G1 pass'],
    ]);
  });
});

describe('G2', () => {
  it('refuses hazardous chemicals made outside a chemical park by 危险化学品安全法 18, and a cardboard factory inside one', async () => {
    await buildEntryList(world);
    const outside = await screened(typedChemical());
    expect([outside.status, outside.stoppedAt]).toEqual(['refused', 'G2']);
    expect(outside.passes.find(({ gate }) => gate === 'G2')).toMatchObject({
      article: '危险化学品安全法第十八条',
      version: '2026-3',
    });
    await chemicalPark();
    const cardboard = await screened(typedProject('new', { name: '纸箱厂', risk: 'none' }));
    expect([cardboard.status, cardboard.stoppedAt]).toEqual(['refused', 'G2']);
    while ((await reactToEvents(fixedNow)) > 0);
    const rows = await mongoose.connection.collection('outbox').find({ template: 'project-refused' }).toArray();
    expect(rows.every(({ params }) => String(params.law).includes('危险化学品安全法第十八条'))).toBe(true);
  });

  it('lets an ancillary unit pass with the ground recorded', async () => {
    await buildEntryList(world);
    const ground = { ground: 'ancillary', groundText: '纸箱厂漂白自用' };
    const unit = await screened(typedChemical('new', ground));
    expect(unit.status).toBe('screened');
    expect(unit.passes.find(({ gate }) => gate === 'G2')).toMatchObject({
      result: 'pass',
      ground: 'ancillary',
      why: '其他行业企业自用的附属装置：纸箱厂漂白自用',
    });
    await chemicalPark();
    const inside = await screened(typedProject('new', ground));
    expect(inside.passes.find(({ gate }) => gate === 'G2')).toMatchObject({ result: 'pass', ground: 'ancillary' });
  });

  it('did not exist before 1 May 2026: what was screened then stays by the law of that day', async () => {
    const now = new Date('2026-04-28T02:00:00Z');
    await buildEntryList(world, 'adopted', {}, now);
    const { reference } = await introduced(typedChemical('new', { signedOn: '2026-04-27' }), now);
    const before = await screenProject(as(world, 'parkOfficer', now), { reference });
    expect(before.passes.map(({ gate, version }) => `${gate} ${version}`)).toEqual(['G1 2022-2', 'G3 2022-2']);
  });
});

describe('G3', () => {
  beforeEach(async () => {
    await chemicalPark();
    await buildEntryList(world);
  });

  it('of a B-grade park stops 改建 of hazardous chemicals as 新建 and 扩建; the exception shows approver, file, terms and end', async () => {
    for (const kind of ['new', 'rebuild', 'extend'] as const)
      expect((await screened(typedChemical(kind), 'B')).stoppedAt).toBe('G3');
    expect((await screened(typedChemical('upgrade'), 'B')).status).toBe('screened');
    const { reference, passes } = await screened(typedChemical('rebuild'), 'A');
    expect(passes.find(({ gate }) => gate === 'G3')).toMatchObject({
      result: 'stop',
      grade: 'A',
      gradeBy: expect.stringMatching(/^DJ2026-/),
      gradeFrom: '2026-01-01',
    });
    await expect(admitProject(as(world, 'regulator'), { reference })).rejects.toMatchObject({
      code: 'projects.stopped',
      params: { gate: 'G3 园区等级', why: '园区是 A 级', article: '意见（十七）；应急〔2019〕78号' },
    });
    for (const field of ['approver', 'file', 'terms', 'until'])
      await expect(
        exceptProject(as(world, 'regulator'), { reference, gate: 'G3', ...exception, [field]: '' }),
      ).rejects.toMatchObject({ fields: { [field]: expect.any(String) } });
    const excepted = await exceptProject(as(world, 'regulator'), { reference, gate: 'G3', ...exception });
    expect(excepted.exceptions).toMatchObject([{ gate: 'G3', ...exception, by: world.actors.regulator.personId }]);
  });

  it('keeps a named approval when it is screened again, unless the grade has fallen further', async () => {
    const { reference, passes } = await screened(typedChemical(), 'B');
    await exceptProject(as(world, 'regulator'), { reference, gate: 'G3', ...exception });
    const again = await screenProject(as(world, 'parkOfficer'), { reference });
    expect([again.status, again.passes]).toEqual(['screened', passes]);
    const other = (await screened(typedChemical(), 'B')).reference;
    await exceptProject(as(world, 'regulator'), { reference: other, gate: 'G3', ...exception });
    await publishGradeOf(world, 'A');
    const fallen = await screenProject(as(world, 'parkOfficer'), { reference: other });
    expect([fallen.status, fallen.reason]).toEqual(['conditional', '园区是 A 级']);
  });

  it('lets it in by the exception until its last day, and no longer', async () => {
    const { reference } = await screened(typedChemical(), 'B');
    await exceptProject(as(world, 'regulator'), { reference, gate: 'G3', ...exception });
    await reviewAll(reference);
    await notifyProject(as(world, 'parkOfficer'), { reference });
    await receiveNotice(as(world, 'regulator'), { reference });
    const late = as(world, 'regulator', new Date('2027-01-01T02:00:00Z'));
    expect(await code(admitProject(late, { reference }))).toBe('projects.stopped');
    expect(await code(admitProject(as(world, 'regulator'), { reference }))).toBe('done');
  });

  it('stops a chemical project where no grade is on record; another one is not asked', async () => {
    const chemical = await screened(typedChemical());
    expect([chemical.stoppedAt, chemical.reason]).toEqual(['G3', '园区没有在有效期内的分级']);
    expect((await screened(typedProject('new', { trade: 'chemical' }))).status).toBe('screened');
  });
});

/** The city's and the region's people of the joint review. */
const region = (): PersonActor => ({
  ...world.actors.cityRegulator,
  personId: newId(),
  scope: { bodyId: newId(), regionCode: '45' },
});
const agree = { opinion: 'yes', file: '会审〔2026〕1号' } as const;
async function reviewAll(reference: string): Promise<Project> {
  await reviewProject(as(world, 'parkOfficer'), { reference, ...agree });
  await reviewProject(as(world, 'cityRegulator'), { reference, ...agree });
  return reviewProject(personContext(region(), { onceKey: newId() }), { reference, ...agree });
}

describe('G4', () => {
  beforeEach(async () => {
    await chemicalPark();
    await buildEntryList(world);
  });

  it('asks park, city and region in this order, and admission waits for all three', async () => {
    const { reference } = await screened(typedChemical(), 'C');
    expect(await code(reviewProject(as(world, 'cityRegulator'), { reference, ...agree }))).toBe('common.not-allowed');
    await expect(admitProject(as(world, 'regulator'), { reference })).rejects.toMatchObject({
      params: { gate: 'G4 联合审查', article: '危险化学品生产建设项目安全风险防控指南（试行）' },
    });
    const reviewed = await reviewAll(reference);
    expect(reviewed.passes.at(-1)).toMatchObject({ gate: 'G4', result: 'pass' });
    expect(await code(admitProject(as(world, 'regulator'), { reference }))).toBe('done');
  });

  it('refuses what one of them does not agree to', async () => {
    const { reference } = await screened(typedChemical(), 'D');
    const refused = await reviewProject(as(world, 'parkOfficer'), { reference, opinion: 'no', file: '会审 2 号' });
    expect([refused.status, refused.stoppedAt, refused.reason]).toEqual(['refused', 'G4', '联合审查不同意']);
  });
});

describe('G5 to G8', () => {
  it('let no high-risk project build without pre-assessment and design review', async () => {
    const { reference } = await buildProject(world, 'admitted');
    const build = () => beginBuilding(as(world, 'officer'), { reference });
    expect(await code(build())).toBe('project.not-in-this-status');
    const paper = { reference, file: '安评 8 号', on: '2026-11-23' };
    await expect(preAssessProject(as(world, 'officer'), paper)).rejects.toMatchObject({
      fields: { provider: expect.stringContaining('G5，建设项目安全设施“三同时”监督管理办法第七条') },
    });
    await preAssessProject(as(world, 'officer'), { ...paper, provider: '广西安评公司' });
    expect(await code(build())).toBe('project.not-in-this-status');
    expect(await code(approveDesign(as(world, 'officer'), paper))).toBe('common.not-allowed');
    await approveDesign(as(world, 'regulator'), paper);
    expect((await build()).passes.map(({ gate }) => gate)).toEqual(['G1', 'G2', 'G3', 'G5', 'G6']);
  });

  it('ask the review of fire safety before special works are built, and fire papers at acceptance', async () => {
    const { reference } = await buildProject(world, 'design-approved', { fireWork: 'labour' });
    await expect(beginBuilding(as(world, 'officer'), { reference })).rejects.toMatchObject({
      fields: { fireFile: expect.stringContaining('G7，消防法第十一条至第十三条') },
    });
    await beginBuilding(as(world, 'officer'), { reference, fireFile: '消审 4 号' });
    await expect(
      acceptProject(as(world, 'officer'), { reference, on: '2026-11-24', file: '验收 1 号', fireFile: '' }),
    ).rejects.toMatchObject({ fields: { fireFile: '请写明消防验收意见或备案凭证的编号' } });
  });

  it('keep a trial within its days, a year for hazardous chemicals, and accept nothing before or after', async () => {
    const { reference } = await buildProject(world, 'building');
    const trial = (trialTo: string) =>
      beginTrial(as(world, 'officer'), { reference, file: '方案 1 号', trialFrom: '2026-11-24', trialTo });
    for (const wrong of ['2026-12-23', '2027-05-24'])
      await expect(trial(wrong)).rejects.toMatchObject({
        fields: { trialTo: expect.stringContaining('2026年12月24日到2027年5月23日') },
      });
    const accept = (on: string) =>
      acceptProject(as(world, 'officer', new Date('2026-12-24T02:00:00Z')), {
        reference,
        on,
        file: '1 号',
        fireFile: '2 号',
      });
    // One of the list is tried first.
    await expect(accept('2026-12-24')).rejects.toMatchObject({ params: { gate: 'G8 试运行与竣工验收' } });
    await trial('2027-01-31');
    await expect(accept('2026-12-23')).rejects.toMatchObject({ fields: { on: expect.stringContaining('G8') } });
    expect((await accept('2026-12-24')).status).toBe('accepted');
  });
});

describe('the review of the design', () => {
  const clockOf = async (id: string) =>
    (await findDeadlinesOf({ kind: 'project', id }))
      .filter(({ kind }) => kind.startsWith('project-design'))
      .map(({ kind, dueAt, owedBy }) => [kind, localDate(dueAt), owedBy[0]]);
  const days = (nth: number) => new Date(fixedNow.getTime() + nth * 86_400_000);

  it('is taken on in five working days, answered in twenty, and put off by ten once with its reason', async () => {
    const { _id, reference } = await buildProject(world, 'pre-assessed');
    const body = `body:${world.bodyId}`;
    expect(await clockOf(_id)).toEqual([]);
    const ask = () => askDesign(as(world, 'officer'), { reference, papers: '设计专篇 3 册' });
    await ask();
    expect(await code(ask())).toBe('common.not-now');
    // 24 November 2026 is a Tuesday.
    expect(await clockOf(_id)).toEqual([['project-design-accept', '2026-12-01', body]]);
    const putOff = (at: number) => putOffDesign(as(world, 'regulator', days(at)), { reference, reason: '要专家论证' });
    expect(await code(putOff(1))).toBe('common.not-now');
    await acceptDesign(as(world, 'regulator', days(1)), { reference });
    expect(await clockOf(_id)).toEqual([['project-design-decide', '2026-12-23', body]]);
    await putOff(2);
    // 1 to 3 January 2027 are no working days.
    expect(await clockOf(_id)).toEqual([['project-design-decide', '2027-01-07', body]]);
    expect(await code(putOff(3))).toBe('common.not-now');
    await approveDesign(as(world, 'regulator', days(3)), { reference, file: '设审 1 号', on: '2026-11-27' });
    expect(await clockOf(_id)).toEqual([]);
  });

  it('sent back is asked for anew, and so is what a change sends back to its gate', async () => {
    const { _id, reference } = await buildProject(world, 'pre-assessed');
    const ask = (at: number) => askDesign(as(world, 'officer', days(at)), { reference, papers: '设计专篇' });
    await ask(0);
    await returnDesign(as(world, 'regulator', days(1)), { reference, reason: '没有事故池' });
    expect(await clockOf(_id)).toEqual([]);
    await ask(2);
    expect(await clockOf(_id)).toEqual([['project-design-accept', '2026-12-03', `body:${world.bodyId}`]]);
    const file = { file: '安评 9 号', provider: '广西安评公司', on: '2026-11-27' };
    const change = { what: 'hazards' as const, after: '增加液氨', reason: '工艺调整' };
    await changeProject(as(world, 'officer', days(3)), { reference, ...change });
    expect(await clockOf(_id)).toEqual([]);
    await preAssessProject(as(world, 'officer', days(3)), { reference, ...file });
    expect((await projects.peek(reference))?.designReview).toBeUndefined();
    await ask(3);
  });
});

describe('what is decided', () => {
  it('rests on list, grade and law of its day, whatever comes later', async () => {
    await chemicalPark();
    const list = await buildEntryList(world);
    const { reference, passes } = await screened(typedChemical(), 'C');
    await buildEntryList(world, 'adopted', { banned: '双氧水' });
    expect((await projects.peek(reference))?.passes).toEqual(passes);
    expect(passes.map(({ gate, version, list: by, grade }) => [gate, version, by, grade])).toEqual([
      ['G1', '2026-3', list.reference, undefined],
      ['G2', '2026-3', undefined, undefined],
      ['G3', '2026-3', undefined, 'C'],
    ]);
  });

  it('is decided by another person than whoever screened, and with the terms met', async () => {
    const { reference } = await buildProject(world, 'conditional');
    expect(await code(admitProject(as(world, 'parkOfficer'), { reference }))).toBe('common.same-person');
    await expect(admitProject(as(world, 'regulator'), { reference })).rejects.toMatchObject({
      fields: { termsMet: '请写明附的条件怎样满足了' },
    });
    const admitted = await admitProject(as(world, 'regulator'), { reference, termsMet: '事故池已建成' });
    expect([admitted.terms, admitted.termsMet]).toEqual(['先建事故池', '事故池已建成']);
    const own = await buildProject(world, 'screened');
    expect(await code(conditionProject(as(world, 'parkOfficer'), { reference: own.reference, terms: '先建' }))).toBe(
      'common.same-person',
    );
  });

  it('names gate, article and source of a refusal', async () => {
    const { reference } = await buildProject(world);
    await refuseProject(as(world, 'regulator'), { reference, gate: 'G2', reason: '离居民点太近' });
    while ((await reactToEvents(fixedNow)) > 0);
    const [letter] = await mongoose.connection.collection('outbox').find({ template: 'project-refused' }).toArray();
    expect(letter?.['params']).toMatchObject({
      gate: 'G2 选址',
      law: '危险化学品安全法第十八条，危险化学品安全法解读文章，2026年5月1日施行',
      reason: '离居民点太近',
    });
  });
});

describe('a change', () => {
  it.each([
    ['process', 'G1', 'introduced', []],
    ['site', 'G2', 'introduced', ['G1']],
    ['capacity', 'G3', 'introduced', ['G1', 'G2']],
    ['hazards', 'G5', 'admitted', ['G1', 'G2', 'G3']],
  ] as const)(
    'of %s re-opens %s and what comes after, and the project falls back',
    async (what, gate, status, stays) => {
      const { reference, passes } = await buildProject(world, 'building');
      const changed = await changeProject(as(world, 'officer'), { reference, what, after: '换了', reason: '市场变化' });
      expect([changed.status, changed[what], changed.changes[0]?.gate]).toEqual([status, '换了', gate]);
      expect(changed.passes.filter(({ reopenedAt }) => reopenedAt === undefined).map((one) => one.gate)).toEqual(stays);
      // Nothing of what was decided is lost.
      expect(changed.passes.map(({ reopenedAt: _, ...one }) => one)).toEqual(passes);
      if (status !== 'introduced') return;
      const again = await screenProject(as(world, 'parkOfficer'), { reference });
      const fresh = again.passes.slice(passes.length).map((one) => one.gate);
      expect([again.status, fresh]).toEqual([
        'screened',
        ['G1', 'G2', 'G3'].filter((one) => !stays.includes(one as never)),
      ]);
    },
  );

  it('of what no gate has been asked yet moves nothing', async () => {
    const { reference } = await buildProject(world, 'screened');
    const change = { reference, what: 'hazards', after: '粉尘', reason: '补充' } as const;
    expect((await changeProject(as(world, 'officer'), change)).status).toBe('screened');
    await expect(changeProject(as(world, 'officer'), change)).rejects.toMatchObject({
      fields: { after: '和原来一样，没有变' },
    });
  });
});

describe('a grade that falls from C to B', () => {
  it('lists open projects, stops what is not built for a decision, and touches neither what is built nor what was decided', async () => {
    await chemicalPark();
    await buildEntryList(world);
    const unbuilt = await screened(typedChemical(), 'C');
    const ordinary = await screened(typedProject('new', { trade: 'chemical' }));
    const built = await screened(typedChemical(), 'C');
    await mongoose.connection
      .collection('projects')
      .updateOne({ reference: built.reference }, { $set: { status: 'building' } });
    const ctx = () => clockContext(fixedNow);
    expect(await findProjectsToStop(fixedNow, 10, [])).toEqual([]);
    await publishGradeOf(world, 'B');
    const listed = await findProjectsToStop(fixedNow, 10, []);
    expect(listed.map(({ reference }) => reference)).toEqual([unbuilt.reference]);
    const stops = [1, 2].map(() => stopProject(ctx(), unbuilt).catch(() => false));
    expect((await Promise.all(stops)).filter(Boolean)).toHaveLength(1);
    expect(await findProjectsToStop(fixedNow, 10, [])).toEqual([]);
    const { reference } = unbuilt;
    const paused = await projects.peek(reference);
    expect([paused?.status, paused?.pausedFrom, paused?.reason]).toEqual(['paused', 'screened', '园区是 B 级']);
    expect(paused?.passes.slice(0, 3)).toEqual(unbuilt.passes);
    const waiting = (await projects.find(as(world, 'regulator'), { status: 'paused' })).rows;
    expect(waiting.map((row) => row.reference)).toEqual([reference]);
    expect((await projects.peek(ordinary.reference))?.status).toBe('screened');
    expect((await projects.peek(built.reference))?.status).toBe('building');
    // It goes on by a named approval alone.
    const go = { reference, decision: '已批准' };
    await expect(resumeProject(as(world, 'regulator'), go)).rejects.toMatchObject({ params: { gate: 'G3 园区等级' } });
    await exceptProject(as(world, 'regulator'), { reference, gate: 'G3', ...exception });
    expect((await resumeProject(as(world, 'regulator'), go)).status).toBe('screened');
    expect(await findProjectsToStop(fixedNow, 10, [])).toEqual([]);
    // What was approved for B is not approved for A.
    await publishGradeOf(world, 'A');
    expect((await findProjectsToStop(fixedNow, 10, [])).map((row) => row.reference)).toEqual([reference]);
    expect(await stopProject(ctx(), unbuilt)).toBe(true);
    await expect(resumeProject(as(world, 'regulator'), go)).rejects.toMatchObject({ params: { why: '园区是 A 级' } });
    // A grade that has risen again stops nothing.
    await publishGradeOf(world, 'C');
    const back = await resumeProject(as(world, 'regulator'), go);
    expect([back.status, back.passes.at(-1)]).toMatchObject(['screened', { gate: 'G3', result: 'pass', grade: 'C' }]);
  });

  it('leaves to the screening what came after it, and stops what came before', async () => {
    await chemicalPark();
    await buildEntryList(world);
    await publishGradeOf(world, 'B');
    const { reference } = await introduced(typedChemical());
    expect(await findProjectsToStop(fixedNow, 10, [])).toEqual([]);
    await publishGradeOf(world, 'A', '2026-11-26');
    const later = new Date('2026-11-26T02:00:00Z');
    expect((await findProjectsToStop(later, 10, [])).map((row) => row.reference)).toEqual([reference]);
  });

  it('stops no work in trial of which a change has it pass its gates again', async () => {
    const { reference } = await buildProject(world, 'trial');
    await chemicalPark();
    await publishGradeOf(world, 'C');
    await mongoose.connection.collection('projects').updateOne({ reference }, { $set: { trade: 'hazchem' } });
    const change = { reference, what: 'process', after: '改用新工艺', reason: '市场变化' } as const;
    expect((await changeProject(as(world, 'officer'), change)).status).toBe('introduced');
    await publishGradeOf(world, 'B', '2026-11-26');
    expect(await findProjectsToStop(new Date('2026-11-26T02:00:00Z'), 10, [])).toEqual([]);
    expect((await projects.find(as(world, 'parkOfficer'), { isUnbuilt: true })).rows).toEqual([]);
  });

  it('lists one that cannot be judged, to be set aside, and those behind it', async () => {
    await chemicalPark();
    await buildEntryList(world);
    const broken = await screened(typedChemical(), 'C');
    const sound = await screened(typedChemical());
    const rows = mongoose.connection.collection('projects');
    await rows.updateOne({ reference: broken.reference }, { $set: { passes: 'none' } });
    await publishGradeOf(world, 'B');
    const listed = await findProjectsToStop(fixedNow, 10, []);
    expect(listed.map(({ reference }) => reference)).toEqual([broken, sound].map(({ reference }) => reference));
    await expect(stopProject(clockContext(fixedNow), broken)).rejects.toThrow();
    expect(await stopProject(clockContext(fixedNow), sound)).toBe(true);
  });
});

it.each([
  [{ signedOn: '' }, { signedOn: '签约、备案、决定入园，至少填一个日期' }],
  [{ signedOn: '2026-11-25' }, { signedOn: '还没有到这一天' }],
  [{ trade: 'hazchem' }, { risk: '生产危险化学品的，请选生产、储存危险化学品' }],
  [{ risk: '' }, { risk: '请选择是哪一类' }],
  [{ ground: 'state' }, { groundText: '请写明为什么属于这种例外' }],
  [{ groundText: '自用' }, { ground: '请选择是哪种例外，或把理由清空' }],
  [{ ownerCode: '' }, { ownerCode: '请填写统一社会信用代码' }],
  [{ ownerName: '' }, { ownerName: '请填写企业名称' }],
] as const)('asks for what is missing: %j', async (more, fields) => {
  await expect(introduced(typedProject('new', more))).rejects.toMatchObject({ fields });
});

it('is entered by its own firm too, under its own name, and shown to a firm that comes later', async () => {
  const own = await introduceProject(as(world, 'officer'), typedProject());
  expect([own.ownerName, own.ownerCode, own.parkId]).toEqual([
    world.enterprise.name,
    world.enterprise.creditCode,
    world.park._id,
  ]);
  expect(await code(introduceProject(as(world, 'otherOfficer'), typedProject()))).toBe('projects.no-park');
  const { reference, ownerCode } = await introduced(typedProject());
  expect(projects.canSee(world.actors.officer, (await projects.peek(reference)) as Project)).toBe(false);
  await mongoose.connection
    .collection('enterprises')
    .updateMany({ name: world.enterprise.name }, { $set: { creditCode: ownerCode } });
  await notifyProject(as(world, 'parkOfficer'), { reference });
  expect(projects.canSee(world.actors.officer, (await projects.peek(reference)) as Project)).toBe(true);
});

it.each<[WorldActor, object]>([
  ['officer', {}],
  ['parkOfficer', { status: 'paused' }],
  ['parkOfficer', { isUnnoticed: true }],
  ['regulator', { kind: 'extend' }],
  ['regulator', { isUnbuilt: true }],
  ['cityRegulator', { isOpen: true }],
])('asks an index for the list of %s with %j', async (who, filter) => {
  await crowd('projects', await buildProject(world), { parkId: newId(), regionPath: ['46', '4699', '469901'] });
  expect(await examined('projects', projects.query(as(world, who), filter))).toBeLessThan(30);
});
