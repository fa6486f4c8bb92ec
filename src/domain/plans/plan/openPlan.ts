import { type Plan, PlanModel } from './plan.model.ts';

/** The firm's plan that is running, else the one being drafted; the newest year first. No permission is asked. */
export async function findOpenPlan(enterpriseId: string): Promise<Plan | undefined> {
  const plans = await PlanModel.find({ enterpriseId, isOpen: true }).sort({ year: -1 }).limit(10).lean<Plan[]>();
  return plans.find((plan) => plan.status === 'running') ?? plans[0];
}
