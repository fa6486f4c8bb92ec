import {
  addFinding,
  cancelDrill,
  checkFinding,
  closeDrill,
  type Drill,
  type DrillStatus,
  drills,
  evaluateDrill,
  finishFinding,
  holdDrill,
  planDrill,
  reportDrill,
} from '#domain/drills';
import { type EmergencyPlan, plansInForce } from '#domain/emergencyPlans';
import { addDays, localDate } from '#kernel/dates';
import { fixedNow } from './clock.ts';
import { buildEmergencyPlan } from './emergencyPlans.ts';
import { as } from './plans.ts';
import type { World } from './world.ts';

export const typedHeld = (now = fixedNow) => ({
  heldOn: localDate(now),
  placeText: '成型车间',
  signedIn: '韦一\n韦二\n韦三',
  timeline: '09:02 报警\n09:05 切断气源\n09:14 清点人数完毕',
});
export const typedEvaluation = {
  comment: '报警及时，集合点标志不清',
  selfReview: '不知道第二集合点在哪里',
  text: '预案可行，需要补集合点标志',
};
export const typedFinding = (now = fixedNow, more: object = {}) => ({
  text: '东门消火栓没有水',
  owner: '设备科黄工',
  due: addDays(localDate(now), 10),
  ...more,
});

/** The plan of the world's firm that is in force; one is made where there is none. */
export async function planOf(world: World, now = fixedNow): Promise<EmergencyPlan> {
  const [plan] = await plansInForce({ enterpriseId: world.enterprise._id });
  return plan ?? buildEmergencyPlan(world, 'signed', { now });
}

/** A drill of the world's firm that is planned. */
export async function buildDrillLedBy(world: World, directorId: string, now = fixedNow): Promise<Drill> {
  const { _id: planId } = await planOf(world, now);
  const typed = { planId, form: 'live' as const, scenario: '窑炉煤气泄漏，一人昏迷' };
  return planDrill(as(world, 'officer', now), { ...typed, plannedOn: localDate(now), directorId });
}

const WAY = ['planned', 'held', 'evaluated', 'reported', 'closed'] as const;

/** A drill of the world's firm, led by its officer and evaluated by its manager, brought to this status with one finding. */
export async function buildDrill(world: World, status: DrillStatus = 'planned', now = fixedNow): Promise<Drill> {
  const own = () => as(world, 'officer', now);
  const { reference } = await buildDrillLedBy(world, world.actors.officer.personId, now);
  const reaches = (one: (typeof WAY)[number]) => WAY.indexOf(status as (typeof WAY)[number]) >= WAY.indexOf(one);
  if (status === 'cancelled') await cancelDrill(own(), { reference, reason: '台风停工' });
  if (reaches('held')) await holdDrill(own(), { reference, ...typedHeld(now) });
  if (reaches('evaluated')) {
    await evaluateDrill(as(world, 'manager', now), { reference, ...typedEvaluation });
    await addFinding(own(), { reference, ...typedFinding(now) });
  }
  if (reaches('reported')) await reportDrill(own(), { reference, note: '方案、签到和评估报告' });
  if (reaches('closed')) {
    await finishFinding(own(), { reference, finding: 'f1', evidence: '已换阀门，试水合格' });
    await checkFinding(as(world, 'manager', now), { reference, finding: 'f1' });
    await closeDrill(own(), { reference });
  }
  return (await drills.peek(reference)) as Drill;
}
