import mongoose from 'mongoose';
import {
  adoptEntryList,
  declineEntryList,
  type EntryList,
  type EntryListStatus,
  entryLists,
  proposeEntryList,
  withdrawEntryList,
} from '#domain/entryLists';
import type { Grade } from '#domain/grades';
import {
  acceptConditions,
  acceptProject,
  admitProject,
  approveConditions,
  approveDesign,
  askConditions,
  beginBuilding,
  beginProducing,
  beginTrial,
  conditionProject,
  introduceProject,
  notifyProject,
  type Project,
  type ProjectKind,
  type ProjectStatus,
  pauseProject,
  preAssessProject,
  projects,
  receiveNotice,
  refuseProject,
  screenProject,
  withdrawProject,
} from '#domain/projects';
import { addDays, localDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { fixedNow } from './clock.ts';
import { as } from './plans.ts';
import { codeOf } from './support.ts';
import type { World } from './world.ts';

/** What a park types of a project; `fixedNow` is 2026-11-24 in Shanghai. */
export const typedProject = (kind: ProjectKind = 'new', more: Record<string, unknown> = {}) => ({
  kind,
  name: '高温合金熔炼项目',
  ownerName: '广西北流新材料有限公司',
  ownerCode: codeOf(7),
  sector: 'C' as const,
  trade: 'ordinary' as const,
  risk: 'smelting',
  fireWork: 'none',
  site: 'A 区 3 号地块',
  products: '合金锭',
  capacity: '年产 1 万吨',
  process: '中频炉熔炼',
  hazards: '高温熔融金属',
  signedOn: '2026-11-20',
  ...more,
});
/** One that makes hazardous chemicals. */
export const typedChemical = (kind: ProjectKind = 'new', more: Record<string, unknown> = {}) =>
  typedProject(kind, {
    name: '双氧水项目',
    trade: 'hazchem',
    risk: 'hazchem',
    products: '双氧水',
    process: '蒽醌法',
    ...more,
  });

/** Has a grade stand published for the world's park in the place of any other, from a day on. */
export async function publishGradeOf({ park }: World, grade: Grade, publishedOn = '2026-01-01'): Promise<void> {
  const at = new Date(`${publishedOn}T00:00:00+08:00`);
  const grades = mongoose.connection.collection('parkGrades');
  await grades.updateMany({ parkId: park._id, status: 'published' }, { $set: { status: 'superseded' } });
  const reference = `DJ2026-${String((await grades.countDocuments()) + 1).padStart(4, '0')}`;
  await grades.insertOne({
    ...{ _id: newId(at), reference, parkId: park._id, regionPath: ['45'], photoIds: [], own: {}, scoredBy: newId() },
    ...{ status: 'published', isOpen: true, grade, publishedOn, since: at, version: 1, createdAt: at, updatedAt: at },
  } as never);
}

/** The list of the world's park, in the status wished for. */
export async function buildEntryList(
  world: World,
  status: EntryListStatus = 'adopted',
  typed: Partial<Parameters<typeof proposeEntryList>[1]> = {},
  now: Date = fixedNow,
): Promise<EntryList> {
  const from = localDate(now);
  const asked = { from, basis: '北陶园管发〔2026〕3号', banned: '光气生产', restricted: '农药原药', ...typed };
  const { reference } = await proposeEntryList(as(world, 'parkOfficer', now), asked);
  const regulator = () => as(world, 'regulator', now);
  if (status === 'declined') await declineEntryList(regulator(), { reference, reason: '依据不全' });
  if (['adopted', 'withdrawn'].includes(status)) await adoptEntryList(regulator(), { reference });
  if (status === 'withdrawn') await withdrawEntryList(regulator(), { reference, reason: '上位文件废止' });
  return (await entryLists.peek(reference)) as EntryList;
}

/** The opinion on safety conditions a project of hazardous chemicals waits for, asked and given on a day. */
export async function agreeConditions(world: World, reference: string, now = fixedNow): Promise<Project> {
  await askConditions(as(world, 'officer', now), { reference, papers: '安全条件论证报告 1 册' });
  await acceptConditions(as(world, 'regulator', now), { reference });
  const file = { file: '桂应急条审〔2026〕3号', on: localDate(now) };
  return approveConditions(as(world, 'regulator', now), { reference, ...file });
}

const PATH: readonly ProjectStatus[] = [
  'introduced',
  'screened',
  'admitted',
  'pre-assessed',
  'design-approved',
  'building',
  'trial',
  'accepted',
  'producing',
];

/** Where a status branches off the path. */
const FROM: Partial<Record<ProjectStatus, ProjectStatus>> = {
  conditional: 'screened',
  refused: 'introduced',
  paused: 'admitted',
  withdrawn: 'introduced',
};

/** A project of the world's firm in its park, taken by the real commands to the status wished for. */
export async function buildProject(
  world: World,
  status: ProjectStatus = 'introduced',
  typed: Partial<ReturnType<typeof typedProject>> = {},
  now: Date = fixedNow,
): Promise<Project> {
  const on = localDate(now);
  const asked = { ...typedProject('new', { ownerCode: world.enterprise.creditCode, signedOn: on }), ...typed };
  const { reference } = await introduceProject(as(world, 'parkOfficer', now), asked as never);
  const by = (who: 'parkOfficer' | 'regulator' | 'officer', days = 0) =>
    as(world, who, new Date(now.getTime() + days * 86_400_000));
  const steps: Partial<Record<ProjectStatus, () => Promise<unknown>>> = {
    screened: () => screenProject(by('parkOfficer'), { reference }),
    admitted: () => admitProject(by('regulator'), { reference }),
    'pre-assessed': () =>
      preAssessProject(by('officer'), { reference, file: '安评〔2026〕8号', provider: '广西安评公司', on }),
    'design-approved': async () => {
      if (asked.risk === 'hazchem') await agreeConditions(world, reference, now);
      await approveDesign(by('regulator'), { reference, file: '桂应急设审〔2026〕5号', on });
    },
    building: () => beginBuilding(by('officer'), { reference }),
    trial: () =>
      beginTrial(by('officer'), { reference, file: '试运行方案 1 号', trialFrom: on, trialTo: addDays(on, 60) }),
    // Within its 30 days of notice: the trial began before it was looked at.
    accepted: () =>
      acceptProject(by('officer', 30), { reference, on: addDays(on, 30), file: '验收 1 号', fireFile: '消备 1 号' }),
    producing: async () => {
      await notifyProject(by('parkOfficer'), { reference });
      await receiveNotice(by('regulator'), { reference });
      await beginProducing(by('officer', 30), { reference });
    },
  };
  const goal = PATH.indexOf(FROM[status] ?? status);
  if (goal > 0 && !(await entryLists.find(as(world, 'parkOfficer', now), { status: 'adopted' })).rows[0])
    await buildEntryList(world, 'adopted', {}, now);
  for (const one of PATH.slice(1, goal + 1)) await steps[one]?.();
  if (status === 'conditional') await conditionProject(by('regulator'), { reference, terms: '先建事故池' });
  if (status === 'refused') await refuseProject(by('regulator'), { reference, gate: 'G1', reason: '属于禁止类' });
  if (status === 'paused') await pauseProject(by('regulator'), { reference, reason: '规划调整' });
  if (status === 'withdrawn') await withdrawProject(by('parkOfficer'), { reference, reason: '企业不来了' });
  const project = await projects.peek(reference);
  if (project?.status !== status) throw new Error(`wished for ${status}, got ${project?.status}`);
  return project;
}
