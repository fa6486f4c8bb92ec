import type { Request, Response } from 'express';
import {
  type Condition,
  cellName,
  decideSupport,
  fillValues,
  type Preview,
  previewComparison,
  type SeenRow,
  type SupportDecision,
  supportDecisions,
} from '#domain/support';
import type { Context } from '#kernel/context';
import type { FieldErrors } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { type FieldSpec, type FormPage, presentForm, submitForm, type Values } from '../forms.ts';
import { contextOf, partOf } from '../request.ts';
import { howCompared, presentRows } from './presentSupport.ts';

const pathOf = paths.supportDecision;
const YES_NO = [
  { code: '1', label: '是' },
  { code: '0', label: '否' },
];
const GRADES = [1, 2, 3, 4, 5].map((n) => ({ code: String(n), label: `${n} 级` }));

function cellField(candidateId: string, condition: Condition): FieldSpec {
  const { label, kind, code } = condition;
  const base = { name: cellName(candidateId, code), label, hint: howCompared(condition) };
  if (kind === 'must' || kind === 'yes-no') return { ...base, kind: 'radios', options: YES_NO };
  return kind === 'grade' ? { ...base, kind: 'select', none: '请选择', options: GRADES } : { ...base, kind: 'number' };
}

const keptValues = (decision: SupportDecision): Values =>
  Object.fromEntries(
    decision.candidates.flatMap((one) =>
      Object.entries(one.values).map(([code, value]) => [cellName(one._id, code), String(value)]),
    ),
  );

const comparePage = (decision: SupportDecision, { content }: Preview): FormPage => ({
  title: '填写比较条件',
  lead: '没有填齐也可以先保存。排名只看这些条件。',
  back: { href: pathOf(decision.reference), label: `返回 ${decision.reference}` },
  action: paths.compareSupport(decision.reference),
  submit: '保存，看排名',
  fields: decision.candidates.flatMap((one) => content.conditions.map((condition) => cellField(one._id, condition))),
  values: keptValues(decision),
});

/** The model of the filling page: the fields of the form, gathered by candidate. */
function drawCompare(
  res: Response,
  decision: SupportDecision,
  preview: Preview,
  page: FormPage,
  failed?: { model: Record<string, unknown>; status: number },
): void {
  const model = failed?.model ?? presentForm(page);
  const fields = model['fields'] as { name: string }[];
  const count = preview.content.conditions.length;
  const groups = decision.candidates.map((one, i) => ({
    name: one.name,
    fields: fields.slice(i * count, (i + 1) * count),
  }));
  res.page('support/compare', { ...model, groups }, failed?.status ?? 200);
}

export async function showCompare(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const decision = await supportDecisions.get(ctx, partOf(req, 'reference'));
  const preview = await previewComparison(ctx, decision.reference);
  drawCompare(res, decision, preview, comparePage(decision, preview));
}

export async function postCompare(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const decision = await supportDecisions.get(ctx, partOf(req, 'reference'));
  const preview = await previewComparison(ctx, decision.reference);
  const page = comparePage(decision, preview);
  const sent = await submitForm(
    page,
    req,
    res,
    (input) => {
      const cells = Object.fromEntries(page.fields.map(({ name }) => [name, input[name] ?? '']));
      return fillValues(ctx, { ...input, cells });
    },
    (model, status) => drawCompare(res, decision, preview, page, { model, status }),
  );
  if (sent === undefined) return;
  const { missing } = await previewComparison(ctx, decision.reference);
  const open = Object.keys(missing).length;
  if (open === 0) return res.goTo(paths.decideSupport(decision.reference), '已保存。');
  res.goTo(paths.compareSupport(decision.reference), `已保存，还有 ${open} 项没有填。`);
}

function decidePage(decision: SupportDecision, preview: Preview): FormPage {
  const { openTie } = preview.ranking;
  const nameOf = (id: string) => decision.candidates.find((one) => one._id === id)?.name ?? '';
  return {
    title: '看排名，作决定',
    back: { href: pathOf(decision.reference), label: `返回 ${decision.reference}` },
    action: paths.decideSupport(decision.reference),
    submit: '按这个结果作出决定',
    hidden: [{ name: 'seenHash', value: preview.seenHash }],
    fields:
      openTie === undefined
        ? []
        : [
            {
              name: 'chosenIds',
              label: `名额边上并列，请选出 ${openTie.seats} 家`,
              kind: 'checks',
              options: openTie.ids.map((id) => ({ code: id, label: nameOf(id) })),
            },
            { name: 'tieReason', label: '为什么选这几家', kind: 'area', hint: '会写进决定，候选企业都能看到。' },
          ],
  };
}

const rowsOf = ({ comparison }: Preview): SeenRow[] =>
  comparison.rows.map((row) => {
    const candidate = comparison.candidates.find((one) => one._id === row.id);
    return {
      candidateId: row.id,
      who: candidate?.name ?? '',
      isOwn: false,
      values: candidate?.values ?? {},
      isInProgramme: comparison.standings.find((one) => one.candidateId === row.id)?.isInProgramme ?? false,
      row,
    };
  });

const decideModel = (preview: Preview, form: Record<string, unknown>) => ({
  ...form,
  quota: preview.content.quota,
  rows: presentRows(preview.content.conditions, rowsOf(preview)),
});

export async function showDecide(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const decision = await supportDecisions.get(ctx, partOf(req, 'reference'));
  const preview = await previewComparison(ctx, decision.reference);
  if (Object.keys(preview.missing).length > 0) {
    return res.goTo(paths.compareSupport(decision.reference), '条件还没有填齐，填齐才能看排名。');
  }
  res.page('support/decide', decideModel(preview, presentForm(decidePage(decision, preview))));
}

export async function postDecide(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const decision = await supportDecisions.get(ctx, partOf(req, 'reference'));
  const preview = await previewComparison(ctx, decision.reference);
  const page = decidePage(decision, preview);
  const sent = await submitForm(
    page,
    req,
    res,
    (input) => decideSupport(ctx, input),
    (model, status) => drawRefused(ctx, res, decision, preview, { model, status }),
  );
  if (sent !== undefined) res.goTo(pathOf(decision.reference), '已作出决定，候选企业会收到通知。');
}

/** Missing cells bring the filling page back with a sentence at each; everything else the ranking as it is now. */
async function drawRefused(
  ctx: Context,
  res: Response,
  decision: SupportDecision,
  preview: Preview,
  { model, status }: { model: Record<string, unknown>; status: number },
): Promise<void> {
  const { missing } = preview;
  if (Object.keys(missing).length > 0) {
    const page = comparePage(decision, preview);
    return drawCompare(res, decision, preview, page, { model: presentForm(page, missing as FieldErrors), status });
  }
  const now = await previewComparison(ctx, decision.reference);
  const { hidden } = decidePage(decision, now);
  res.page('support/decide', decideModel(now, { ...model, hidden }), status);
}
