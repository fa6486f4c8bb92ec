import {
  askFiling,
  type DraftEmergencyPlan,
  draftEmergencyPlan,
  type EmergencyPlan,
  type EmergencyPlanStatus,
  emergencyPlans,
  registerEmergencyPlan,
  reviewEmergencyPlan,
  signEmergencyPlan,
  surveyResources,
  surveyRisk,
  withdrawEmergencyPlan,
} from '#domain/emergencyPlans';
import { localDate } from '#kernel/dates';
import { fixedNow } from './clock.ts';
import { as } from './plans.ts';
import type { World, WorldActor } from './world.ts';

/** What somebody types for a plan against fire. */
export const typedPlan = (more: Partial<DraftEmergencyPlan> = {}): DraftEmergencyPlan => ({
  kind: 'comprehensive',
  title: '综合应急预案',
  covers: '厂区内火灾、爆炸、中毒窒息事故。',
  steps: '切断电源、气源｜当班班长｜5\n清点人数，撤到集合点｜安全管理员｜15',
  contacts: '总指挥陆建国｜13800000001\n园区应急值班｜0775-6300119',
  ...more,
});

const WAY = ['draft', 'reviewed', 'signed', 'filed'] as const;
type Whose = Extract<WorldActor, 'manager' | 'otherOfficer' | 'parkOfficer'>;

/** A plan of the world's firm, or of its park, brought to this status by its people. */
export async function buildEmergencyPlan(
  world: World,
  status: Exclude<EmergencyPlanStatus, 'superseded'> = 'signed',
  { whose = 'manager', now = fixedNow, ...more }: Partial<DraftEmergencyPlan> & { whose?: Whose; now?: Date } = {},
): Promise<EmergencyPlan> {
  const own = () => as(world, whose, now);
  const { reference } = await draftEmergencyPlan(own(), typedPlan(more));
  const found = { reference, conclusion: '最坏是窑炉煤气爆炸，波及东侧宿舍', on: localDate(now) };
  const reaches = (one: (typeof WAY)[number]) =>
    status === 'withdrawn' || WAY.indexOf(status as (typeof WAY)[number]) >= WAY.indexOf(one);
  await surveyRisk(own(), found);
  await surveyResources(own(), { ...found, conclusion: '两支灭火器队，一公里外有消防站' });
  if (reaches('reviewed'))
    await reviewEmergencyPlan(own(), { reference, on: localDate(now), experts: '三位外聘专家', opinion: '同意通过' });
  if (reaches('signed')) await signEmergencyPlan(own(), { reference, published: '公告栏张贴，发到各班组' });
  if (status === 'filed') {
    await askFiling(own(), { reference, note: '文本和评审表' });
    await registerEmergencyPlan(as(world, 'regulator', now), { reference, number: '450981-2026-017' });
  }
  if (status === 'withdrawn') await withdrawEmergencyPlan(own(), { reference, reason: '窑炉已经拆除' });
  return (await emergencyPlans.peek(reference)) as EmergencyPlan;
}
