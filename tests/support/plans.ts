import mongoose from 'mongoose';
import {
  addItem,
  adoptSuggestion,
  askApproval,
  cancelItem,
  carryOutSuggestion,
  closePlan,
  completeItem,
  confirmSuggestion,
  convertSuggestion,
  declineSuggestion,
  dismissItem,
  draftPlan,
  findEffective,
  type ItemStatus,
  nameTeam,
  type Plan,
  type PlanItem,
  type PlanStatus,
  planItems,
  plans,
  proposeFromHazard,
  proposeSuggestion,
  reviewSuggestion,
  type Suggestion,
  type SuggestionStatus,
  startItem,
  startPlan,
  suggestions,
} from '#domain/plans';
import type { Context } from '#kernel/context';
import { newId } from '#kernel/ids';
import { fixedNow } from './clock.ts';
import { clockContext, personContext } from './contexts.ts';
import { buildEnrolment } from './enrolments.ts';
import { buildHazard } from './hazards.ts';
import type { World, WorldActor } from './world.ts';

export const as = (world: World, who: WorldActor, now: Date = fixedNow): Context =>
  personContext(world.actors[who], { now, onceKey: `test:${newId()}` });

/** A plan of the world's firm, taken by the real commands to the status wished for; the firm is enrolled first. */
export async function buildPlan(world: World, status: PlanStatus = 'running', isAsked = false): Promise<Plan> {
  await buildEnrolment(world, { stage: 'implementing' });
  const { actors } = world;
  const { reference } = await draftPlan(as(world, 'officer'), { year: 2026, goals: '零重伤\n隐患按时整改率 95%' });
  await nameTeam(as(world, 'officer'), {
    reference,
    leaderId: actors.manager.personId,
    secretaryId: actors.officer.personId,
    liaisonIds: [actors.worker.personId],
  });
  if (isAsked) await askApproval(as(world, 'officer'), { reference });
  if (status !== 'draft') await startPlan(as(world, 'manager'), { reference });
  if (status === 'closed') {
    await buildItem(world, 'effective', reference);
    await closePlan(as(world, 'manager'), { reference, effectivenessNote: '目标基本达到' });
  }
  const plan = await plans.peek(reference);
  if (plan?.status !== status) throw new Error(`wished for ${status}, got ${plan?.status}`);
  return plan;
}

export const agreed = (world: World, more: Partial<{ ownerId: string; dueOn: string; measure: string }> = {}) => ({
  problem: '配电房没有巡检记录',
  rootCause: '没有人负责',
  measure: '每天巡检并签字',
  ownerId: world.actors.worker2.personId,
  dueOn: '2026-12-10',
  resources: '巡检表',
  fundFen: 20_000,
  indicator: '连续三十天有记录',
  type: 'preventive' as const,
  ...more,
});

/** An item of a plan; worker2 owns it and says that it is done, the officer checks. */
export async function buildItem(world: World, status: ItemStatus, planReference?: string): Promise<PlanItem> {
  const plan = planReference ?? (await buildPlan(world)).reference;
  const officer = as(world, 'officer');
  const reference =
    status === 'proposed' || status === 'dismissed'
      ? await proposed(world)
      : (await addItem(officer, { planReference: plan, origin: 'baseline', ...agreed(world) })).reference;
  const owner = as(world, 'worker2');
  const steps: [ItemStatus, () => Promise<unknown>][] = [
    ['doing', () => startItem(owner, { reference })],
    ['done', () => completeItem(owner, { reference, note: '已经连续巡检三十天' })],
    ['effective', () => findEffective(officer, { reference })],
  ];
  if (status === 'dismissed') await dismissItem(officer, { reference, reason: '已经单独立项' });
  else if (status === 'cancelled') await cancelItem(as(world, 'manager'), { reference, reason: '设备已经报废' });
  else {
    const last = steps.findIndex(([reached]) => reached === status);
    for (const [, step] of steps.slice(0, last + 1)) await step();
  }
  const item = await planItems.peek(reference);
  if (item?.status !== status) throw new Error(`wished for ${status}, got ${item?.status}`);
  return item;
}

/** Moves the closing of a case to another day, as if it had been then. */
export async function closedAt(hazardReference: string, at: Date): Promise<void> {
  await mongoose.connection.collection('hazards').updateOne({ reference: hazardReference }, { $set: { closedAt: at } });
}

/** An item the clock proposes because a hazard came back at the same place. */
async function proposed(world: World): Promise<string> {
  const { reference: first } = await buildHazard(world, { status: 'closed' });
  await closedAt(first, new Date('2026-11-01T02:00:00Z'));
  const again = await buildHazard(world, { status: 'valid', text: '3号线电箱又漏电' });
  const reference = await proposeFromHazard(clockContext(), again.reference);
  if (reference === undefined) throw new Error('nothing was proposed');
  return reference;
}

/** A suggestion of the world's worker, taken by the real commands to the status wished for. */
export async function buildSuggestion(world: World, status: SuggestionStatus = 'proposed'): Promise<Suggestion> {
  const worker = as(world, 'worker');
  const officer = as(world, 'officer');
  const { reference } = await proposeSuggestion(worker, { text: '把叉车通道用黄线划出来', placeText: '原料仓库' });
  if (status === 'reviewed') await reviewSuggestion(officer, { reference });
  if (['adopted', 'carried-out', 'confirmed'].includes(status)) await adoptSuggestion(officer, { reference });
  if (['carried-out', 'confirmed'].includes(status)) await carryOutSuggestion(officer, { reference, note: '划好了' });
  if (status === 'confirmed') await confirmSuggestion(worker, { reference });
  if (status === 'declined') await declineSuggestion(officer, { reference, reason: '明年搬新厂房' });
  if (status === 'converted') await convertSuggestion(officer, { reference });
  const suggestion = await suggestions.peek(reference);
  if (suggestion?.status !== status) throw new Error(`wished for ${status}, got ${suggestion?.status}`);
  return suggestion;
}
