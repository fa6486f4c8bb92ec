import mongoose from 'mongoose';
import { beginCompetence } from '#domain/competence';
import { advanceDeadline, findDeadlinesOf, findDueDeadlines } from '#domain/deadlines';
import { reactToEvents } from '#domain/notices';
import {
  acceptConditions,
  acceptFire,
  acceptProject,
  approveConditions,
  approveDesign,
  approveFire,
  askConditions,
  askFire,
  beginBuilding,
  beginProducing,
  changeProject,
  consultFire,
  fileFire,
  notifyProject,
  type Project,
  projects,
  receiveNotice,
  returnConditions,
  returnFire,
} from '#domain/projects';
import { localDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { clockContext } from '../../support/contexts.ts';
import { as } from '../../support/plans.ts';
import { agreeConditions, buildProject } from '../../support/projects.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const days = (nth: number) => new Date(fixedNow.getTime() + nth * 86_400_000);
const on = (nth: number) => localDate(days(nth));
const clocks = async (id: string) =>
  (await findDeadlinesOf({ kind: 'project', id }))
    .filter(({ kind }) => /conditions|fire/.test(kind))
    .map(({ kind, dueAt, owedBy }) => [kind, localDate(dueAt), owedBy[0]]);
const told = async (template: string): Promise<string[]> => {
  await reactToEvents(days(100));
  const rows = await mongoose.connection.collection('outbox').find({ template }).toArray();
  const known = Object.entries(world.actors) as [WorldActor, { personId: string }][];
  return rows.map((row) => known.find(([, { personId }]) => personId === row['personId'])?.[0] ?? '?').sort();
};
const paper = { file: '审查意见 1 号', on: on(1) };

describe('the review of safety conditions', () => {
  const hazchem = { risk: 'hazchem' };
  const ask = ({ reference }: Project, at: number) =>
    askConditions(as(world, 'officer', days(at)), { reference, papers: '论证报告 2 册' });

  it('is taken on in five working days and answered in forty-five, by the body; sent back it is asked anew', async () => {
    const row = await buildProject(world, 'pre-assessed', hazchem);
    const { reference, _id } = row;
    expect(await clocks(_id)).toEqual([]);
    await ask(row, 0);
    expect(await code(ask(row, 0))).toBe('common.not-now');
    // 24 November 2026 is a Tuesday.
    expect(await clocks(_id)).toEqual([['project-conditions-accept', '2026-12-01', `body:${world.bodyId}`]]);
    expect(await code(approveConditions(as(world, 'regulator', days(1)), { reference, ...paper }))).toBe(
      'common.not-now',
    );
    await returnConditions(as(world, 'regulator', days(1)), { reference, reason: '没有周边人口' });
    expect(await clocks(_id)).toEqual([]);
    await ask(row, 2);
    expect(await code(acceptConditions(as(world, 'parkOfficer', days(2)), { reference }))).toBe('common.not-allowed');
    await acceptConditions(as(world, 'regulator', days(2)), { reference });
    expect(await clocks(_id)).toEqual([['project-conditions', '2027-01-10', `body:${world.bodyId}`]]);
    expect(await told('project-papers-returned')).toEqual(['manager', 'officer', 'parkOfficer']);
    expect(await told('project-papers-asked')).toContain('regulator');
  });

  it('gives an opinion that is good for two years and falls due where nothing is built by then', async () => {
    const { reference, _id } = await buildProject(world, 'pre-assessed', hazchem);
    const agreed = await agreeConditions(world, reference);
    expect(agreed.conditions?.opinion).toMatchObject({ file: '桂应急条审〔2026〕3号', on: on(0), until: '2028-11-24' });
    expect(await clocks(_id)).toEqual([['project-conditions-until', '2028-11-24', `firm:${world.enterprise._id}`]]);
    const late = new Date('2028-10-26T02:00:00Z');
    for (const one of await findDueDeadlines(late, 100)) await advanceDeadline(clockContext(late), one);
    await reactToEvents(late);
    const rows = await mongoose.connection.collection('outbox').find({ template: 'reminder' }).toArray();
    expect(rows.map((row) => row['personId'])).toEqual(expect.arrayContaining([world.actors.officer.personId]));
  });

  it('comes before the design of hazardous chemicals, names its law, and one that has run out is no opinion', async () => {
    const row = await buildProject(world, 'pre-assessed', hazchem);
    const { reference } = row;
    const design = (at: Date) =>
      approveDesign(as(world, 'regulator', at), { reference, file: '设审 1 号', on: localDate(at) });
    await expect(design(days(1))).rejects.toMatchObject({
      code: 'projects.stopped',
      params: { why: '还没有安全条件审查意见', article: expect.stringContaining('危险化学品建设项目安全监督管理办法') },
    });
    await notifyProject(as(world, 'parkOfficer'), { reference });
    await receiveNotice(as(world, 'regulator'), { reference });
    await agreeConditions(world, reference);
    await expect(design(new Date('2028-11-25T02:00:00Z'))).rejects.toMatchObject({
      params: { why: '安全条件审查意见2028年11月24日到期，要重新申请' },
    });
    const last = new Date('2028-11-24T02:00:00Z');
    await design(last);
    await expect(
      beginBuilding(as(world, 'officer', new Date('2028-11-25T02:00:00Z')), { reference }),
    ).rejects.toMatchObject({ params: { why: expect.stringContaining('到期') } });
    // Asked anew before it runs out, the old one stands until the answer.
    await askConditions(as(world, 'officer', last), { reference, papers: '论证报告' });
    await returnConditions(as(world, 'regulator', last), { reference, reason: '缺图' });
    expect((await projects.peek(reference))?.conditions?.opinion?.until).toBe('2028-11-24');
    await beginBuilding(as(world, 'officer', last), { reference });
    expect((await clocks(row._id)).map(([kind]) => kind)).toEqual([]);
  });

  it('is asked of no other project, and anew after a change', async () => {
    const other = await buildProject(world, 'pre-assessed');
    expect(await code(ask(other, 0))).toBe('common.not-now');
    const { reference, _id } = await buildProject(world, 'pre-assessed', hazchem);
    await agreeConditions(world, reference);
    const change = { what: 'capacity' as const, after: '年产 2 万吨', reason: '扩大' };
    await changeProject(as(world, 'officer', days(1)), { reference, ...change });
    expect([(await projects.peek(reference))?.conditions, await clocks(_id)]).toEqual([undefined, []]);
  });
});

describe('the review of fire safety', () => {
  const special = { fireWork: 'labour' };
  const housing = (at: number) => as(world, 'sectorRegulator', days(at));
  const ask = ({ reference }: Project, at = 0) =>
    askFire(as(world, 'officer', days(at)), { reference, papers: '消防设计文件 4 册' });

  it('is answered by the housing department fifteen working days after the papers are taken on, twenty more at most for experts', async () => {
    const row = await buildProject(world, 'design-approved', special);
    const { reference, _id } = row;
    const body = `body:${world.actors.sectorRegulator.scope.bodyId}`;
    expect(await code(projects.get(housing(0), reference))).toBe('common.not-found');
    await ask(row);
    expect(await clocks(_id)).toEqual([['project-fire-accept', '2026-12-01', body]]);
    expect(await told('project-papers-asked')).toEqual(['sectorRegulator']);
    expect(await code(acceptFire(as(world, 'regulator', days(1)), { reference }))).toBe('common.not-allowed');
    await acceptFire(housing(1), { reference });
    // Fifteen working days from Wednesday 25 November.
    expect(await clocks(_id)).toEqual([['project-fire', '2026-12-16', body]]);
    const consult = (much: string) => consultFire(housing(2), { reference, days: much, reason: '超规范' });
    await expect(consult('21')).rejects.toMatchObject({ fields: { days: '专家评审最多 20 个工作日' } });
    await consult('20');
    // 1 to 3 January 2027 are no working days.
    expect(await clocks(_id)).toEqual([['project-fire', '2027-01-14', body]]);
    expect(await code(consult('1'))).toBe('common.not-now');
    const late = days(60);
    for (const one of await findDueDeadlines(late, 100)) await advanceDeadline(clockContext(late), one);
    expect(await told('reminder')).toContain('sectorRegulator');
    await approveFire(housing(3), { reference, ...paper });
    expect(await clocks(_id)).toEqual([]);
    expect(await told('project-papers-approved')).toEqual(['manager', 'officer', 'parkOfficer']);
  });

  it('shows the housing department the project and lets it do no more than its papers', async () => {
    const row = await buildProject(world, 'design-approved', special);
    await ask(row);
    const seen = await projects.get(housing(0), row.reference);
    expect(projects.actionsFor(world.actors.sectorRegulator, seen).map(({ action }) => action)).toEqual([
      'accept-fire',
      'return-fire',
    ]);
    expect((await projects.find(housing(0), { isOpen: true })).rows.map(({ _id }) => _id)).toEqual([row._id]);
    const other = {
      ...world.actors.sectorRegulator,
      scope: { ...world.actors.sectorRegulator.scope, bodyId: newId() },
    };
    expect(projects.canSee(other, seen)).toBe(false);
  });

  it('lets building begin with its opinion and with no number typed; while it is open nobody builds', async () => {
    const row = await buildProject(world, 'design-approved', special);
    const { reference } = row;
    await ask(row);
    await expect(beginBuilding(as(world, 'officer'), { reference, fireFile: '别处的号' })).rejects.toMatchObject({
      fields: { fireFile: expect.stringContaining('消防设计审查还没有答复') },
    });
    await acceptFire(housing(1), { reference });
    await returnFire(housing(1), { reference, reason: '疏散宽度不够' });
    expect(await clocks(row._id)).toEqual([]);
    await ask(row, 2);
    await acceptFire(housing(2), { reference });
    await approveFire(housing(2), { reference, ...paper });
    const built = await beginBuilding(as(world, 'officer', days(3)), { reference });
    expect(built.passes.at(-1)).toMatchObject({ gate: 'G7', result: 'pass', file: '审查意见 1 号' });
  });

  it('lies with whom the register of the park names for building works that day', async () => {
    const bodyId = newId();
    await mongoose.connection.collection('bodies').insertOne({
      ...{ _id: bodyId as never, name: '北流市住建局', level: 'county', regionCode: '450981' },
      ...{ kind: 'sectoral', sectors: ['E'] },
    });
    await beginCompetence(as(world, 'administrator'), {
      ...{ parkId: world.park._id, matter: 'construction', holder: bodyId, basis: '建筑法', from: on(0) },
    });
    const row = await buildProject(world, 'design-approved', special);
    expect((await ask(row)).housingBodyId).toBe(bodyId);
  });
});

describe('fire papers of other works', () => {
  const accept = (row: Project, fireFile = '') =>
    acceptProject(as(world, 'officer', days(30)), {
      ...{ reference: row.reference, on: on(30), file: '验收 1 号', fireFile },
    });

  it('are filed within five working days of their acceptance, and nothing produces before', async () => {
    const row = await buildProject(world, 'trial');
    const { reference, _id } = row;
    await accept(row);
    // Thursday 24 December 2026, and 1 January 2027 is a holiday.
    expect(await clocks(_id)).toEqual([['project-fire-file', '2026-12-31', `firm:${world.enterprise._id}`]]);
    await notifyProject(as(world, 'parkOfficer'), { reference });
    await receiveNotice(as(world, 'regulator'), { reference });
    await expect(beginProducing(as(world, 'officer', days(30)), { reference })).rejects.toMatchObject({
      params: { gate: expect.stringContaining('G7'), why: '验收以后还没有消防备案' },
    });
    const file = (day: string) => fileFire(as(world, 'officer', days(31)), { reference, file: '消备 7 号', on: day });
    await expect(file(on(29))).rejects.toMatchObject({ fields: { on: '不能早于验收的日期' } });
    const filed = await file(on(31));
    expect(filed.passes.at(-1)).toMatchObject({ gate: 'G7', result: 'pass', file: '消备 7 号' });
    expect([await clocks(_id), await code(file(on(31)))]).toEqual([[], 'common.not-now']);
    expect(await told('project-fire-filed')).toEqual(['sectorRegulator']);
    expect((await beginProducing(as(world, 'officer', days(31)), { reference })).status).toBe('producing');
  });

  it('are taken with the acceptance where the number is there, and asked of special works always', async () => {
    const row = await buildProject(world, 'trial');
    expect((await accept(row, '消备 1 号')).passes.map(({ gate }) => gate).slice(-2)).toEqual(['G7', 'G8']);
    expect(await clocks(row._id)).toEqual([]);
    const special = await buildProject(world, 'trial', { fireWork: 'none' });
    await mongoose.connection
      .collection('projects')
      .updateOne({ _id: special._id as never }, { $set: { fireWork: 'labour' } });
    await expect(accept(special)).rejects.toMatchObject({
      fields: { fireFile: '请写明消防验收意见或备案凭证的编号' },
    });
  });
});

it('is taken on once by two at once', async () => {
  const { reference } = await buildProject(world, 'pre-assessed', { risk: 'hazchem' });
  const ask = () => askConditions(as(world, 'officer'), { reference, papers: '论证报告' });
  const both = await Promise.all([code(ask()), code(ask())]);
  expect(both.filter((one) => one === 'done')).toHaveLength(1);
});
