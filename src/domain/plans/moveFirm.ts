import { takeRows } from '#domain/engine';
import { PLAN_CHANGING, PlanModel } from './plan/plan.model.ts';

export const takePlans = takeRows(PlanModel, { body: 'new' }, PLAN_CHANGING);
