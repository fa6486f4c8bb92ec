import type { Request, Response } from 'express';
import { fieldsOf } from '#domain/engine';
import { openFile } from '#domain/evidence';
import { getHazard } from '#domain/hazards';
import { AGREED_QUESTIONS, addItem, getPlanFile, ORIGINS, planItems, plans, suggestions } from '#domain/plans';
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

export async function postAddItem(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const planReference = partOf(req, 'reference');
  const page = await addPage(ctx, planReference, {
    origin: textOf(req, 'origin'),
    from: textOf(req, 'originReference'),
  });
  const sent = await submitForm(page, req, res, (input) => {
    const typed = (input.originReference ?? '').trim();
    const originReference =
      (['H', 'S', 'V'] as const).map((letter) => findReference(typed, letter)).find(Boolean) ?? typed;
    return addItem(ctx, { ...input, planReference, originReference });
  });
  if (sent) res.goTo(planItems.pathOf(sent.done.reference), planItems.acts['add-item'].said);
}

/** A document of something the person sees; always saved, never opened inside the portal. */
export async function showFile(req: Request, res: Response): Promise<void> {
  const file = await getPlanFile(contextOf(req), partOf(req, 'id'));
  res.setHeader('cache-control', 'private, max-age=3600');
  res.setHeader('x-content-type-options', 'nosniff');
  res.attachment(file.fileName);
  res.type(file.type);
  const stream = openFile(file);
  stream.on('error', () => res.destroy());
  stream.pipe(res);
}
