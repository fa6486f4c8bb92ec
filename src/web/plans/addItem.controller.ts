import type { Request, Response } from 'express';
import { fieldsOf } from '#domain/engine';
import { getHazard } from '#domain/hazards';
import {
  AGREED_QUESTIONS,
  addItem,
  findItemFrom,
  findOpenPlan,
  ORIGINS,
  planItems,
  plans,
  suggestions,
} from '#domain/plans';
import { assessments, templateVersion, visits } from '#domain/stages';
import type { PersonActor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { AppError } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { findReference } from '#kernel/references';
import { type FormPage, showForm, submitForm } from '../forms.ts';
import { contextOf, partOf, textOf } from '../request.ts';

/** What a new item starts with: the words of what it comes from. */
async function prefilled(ctx: Context, origin: string, from: string): Promise<Record<string, string>> {
  try {
    if (origin === 'hazard') return { problem: (await getHazard(ctx, from)).hazard.text };
    if (origin === 'suggestion') {
      const { text } = await suggestions.get(ctx, from);
      return { problem: text, measure: text };
    }
    const [reference = '', part = ''] = from.split('#');
    if (origin === 'visit' && part !== '') {
      const found = (await visits.get(ctx, reference)).findings.find(({ id }) => id === part);
      return found === undefined ? {} : { problem: found.text };
    }
    if (origin === 'baseline' && part !== '') {
      const { templateVersion: version } = await assessments.get(ctx, reference);
      const item = (await templateVersion('assessment', version)).items.find(({ code }) => code === part);
      return item === undefined ? {} : { problem: `评估时没有做到：${item.label}` };
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
  return {};
}

async function addPage(
  ctx: Context,
  planReference: string,
  chosen: { origin: string; from: string },
): Promise<FormPage> {
  const plan = await plans.get(ctx, planReference);
  return {
    title: '增加改进事项',
    lead: `${plan.name} ${plan.year} 年发展计划`,
    back: { href: plans.pathOf(plan.reference), label: `返回 ${plan.reference}` },
    action: paths.itemsOfPlan(plan.reference),
    submit: '增加',
    fields: [
      {
        name: 'origin',
        label: '从哪里来',
        kind: 'select',
        options: ORIGINS,
      },
      { name: 'originReference', label: '编号（没有就不填）', kind: 'text', hint: '例如 H2026-0001、S2026-0001。' },
      ...(await fieldsOf(AGREED_QUESTIONS, plan, ctx)),
    ],
    values: {
      origin: chosen.origin,
      originReference: chosen.from,
      type: 'corrective',
      fundFen: '0',
      ...(await prefilled(ctx, chosen.origin, chosen.from)),
    },
  };
}

const queryText = (req: Request, name: string): string =>
  typeof req.query[name] === 'string' ? (req.query[name] as string).slice(0, 40) : '';

/** The form of a new item, filled from where it comes: `?origin=hazard&from=H2026-0001`. */
export async function showAddItem(req: Request, res: Response): Promise<void> {
  const origin = ORIGINS.find((row) => row.code === queryText(req, 'origin'))?.code ?? 'baseline';
  const chosen = { origin, from: queryText(req, 'from') };
  showForm(res, await addPage(contextOf(req), partOf(req, 'reference'), chosen));
}

/**
 * From what a visit or an assessment has found to the form that puts it into the plan, `?origin=visit&from=V2026-0001#…`;
 * to the item where it stands in one already.
 */
export async function showAddToPlan(req: Request, res: Response): Promise<void> {
  const { scope } = req.actor as PersonActor;
  const enterpriseId = scope.enterpriseId ?? '';
  const [origin, from] = [queryText(req, 'origin'), queryText(req, 'from')];
  const taken = await findItemFrom(enterpriseId, from);
  if (taken !== undefined) return res.goTo(planItems.pathOf(taken.reference), '这一条已经列入计划。');
  const plan = await findOpenPlan(enterpriseId);
  if (plan === undefined) return res.goTo(plans.path, '先拟一份发展计划，再把它列进去。');
  res.redirect(303, `${paths.newItem(plan.reference)}?${new URLSearchParams({ origin, from })}`);
}

export async function postAddItem(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const planReference = partOf(req, 'reference');
  const page = await addPage(ctx, planReference, {
    origin: textOf(req, 'origin'),
    from: textOf(req, 'originReference'),
  });
  const sent = await submitForm(page, req, res, (input) => {
    const typed = (input.originReference ?? '').trim();
    const originReference = typed.includes('#')
      ? typed
      : ((['H', 'S', 'V'] as const).map((letter) => findReference(typed, letter)).find(Boolean) ?? typed);
    return addItem(ctx, { ...input, planReference, originReference });
  });
  if (sent) res.goTo(planItems.pathOf(sent.done.reference), planItems.acts['add-item'].said);
}
