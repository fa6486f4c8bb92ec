import type { Request, Response } from 'express';
import {
  type Candidate,
  type Condition,
  cellName,
  decideSupport,
  fillValues,
  formatAnswer,
  isRankingSeen,
  openComparison,
  openRanking,
  type Preview,
  type SeenRow,
  type Sheet,
  type SupportDecision,
  supportDecisions,
} from '#domain/support';
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

function cellField({ _id, stated }: Candidate, condition: Condition): FieldSpec {
  const { code } = condition;
  const own = stated?.[code];
  const said = own === undefined ? '' : `。企业填报：${formatAnswer(condition, own)}`;
  return answerField(cellName(_id, code), condition, said);
}

/** The field in which a condition is answered. @param more Added to how it is compared. */
export function answerField(name: string, condition: Condition, more = ''): FieldSpec {
  const { label, kind } = condition;
  const base = { name, label, hint: `${howCompared(condition)}${more}` };
  if (kind === 'must' || kind === 'yes-no') return { ...base, kind: 'radios', options: YES_NO };
  return kind === 'grade' ? { ...base, kind: 'select', none: '请选择', options: GRADES } : { ...base, kind: 'number' };
}

const keptValues = (decision: SupportDecision): Values =>
  Object.fromEntries(
    decision.candidates.flatMap((one) =>
      Object.entries(one.values).map(([code, value]) => [cellName(one._id, code), String(value)]),
    ),
  );

const REASON: FieldSpec = {
  name: 'reason',
  label: '为什么更改（改了已填的内容才要写）',
  kind: 'area',
  hint: '会和原值、新值一起留在经过里。',
};

const comparePage = (decision: SupportDecision, { content }: Sheet): FormPage => ({
  title: '填写比较条件',
  lead: isRankingSeen(decision)
    ? '已经有人看过排名：再改已填的内容，要写明理由，并由另一位经办人同意后才生效。'
    : '没有填齐也可以先保存。排名只看这些条件；每次改动的原值和新值都会留在经过里。',
  back: { href: pathOf(decision.reference), label: `返回 ${decision.reference}` },
  action: paths.compareSupport(decision.reference),
  submit: '保存，看排名',
  fields: [
    ...decision.candidates.flatMap((one) => content.conditions.map((condition) => cellField(one, condition))),
    ...(isRankingSeen(decision) ? [REASON] : []),
  ],
  values: keptValues(decision),
});

/** The model of the filling page: the fields of the form, gathered by candidate. */
function drawCompare(
  res: Response,
  decision: SupportDecision,
  preview: Sheet,
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
  const others = fields.slice(decision.candidates.length * count);
  res.page('support/compare', { ...model, groups, others }, failed?.status ?? 200);
}

export async function showCompare(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const decision = await supportDecisions.get(ctx, partOf(req, 'reference'));
  const sheet = await openComparison(ctx, decision.reference);
  drawCompare(res, decision, sheet, comparePage(decision, sheet));
}

export async function postCompare(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const decision = await supportDecisions.get(ctx, partOf(req, 'reference'));
  const sheet = await openComparison(ctx, decision.reference);
  const page = comparePage(decision, sheet);
  const sent = await submitForm(
    page,
    req,
    res,
    (input) => {
      const { reason, ...typed } = input;
      const cells = Object.fromEntries(page.fields.map(({ name }) => [name, typed[name] ?? '']));
      return fillValues(ctx, { ...typed, cells, ...(reason === undefined ? {} : { reason }) });
    },
    (model, status) => drawCompare(res, decision, sheet, page, { model, status }),
  );
  if (sent === undefined) return;
  if (sent.done.asked !== undefined) {
    return res.goTo(pathOf(decision.reference), '已记下更改和理由，等另一位经办人同意后生效。');
  }
  const { missing } = await openComparison(ctx, decision.reference);
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
  const { missing } = await openComparison(ctx, decision.reference);
  if (Object.keys(missing).length > 0) {
    return res.goTo(paths.compareSupport(decision.reference), '条件还没有填齐，填齐才能看排名。');
  }
  const preview = await openRanking(ctx, decision.reference);
  res.page('support/decide', decideModel(preview, presentForm(decidePage(decision, preview))));
}

export async function postDecide(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const decision = await supportDecisions.get(ctx, partOf(req, 'reference'));
  const sheet = await openComparison(ctx, decision.reference);
  if (Object.keys(sheet.missing).length > 0) {
    // Missing cells bring the filling page back with a sentence at each.
    const page = comparePage(decision, sheet);
    return drawCompare(res, decision, sheet, page, { model: presentForm(page, sheet.missing), status: 422 });
  }
  const preview = await openRanking(ctx, decision.reference);
  const page = decidePage(decision, preview);
  const sent = await submitForm(
    page,
    req,
    res,
    (input) => decideSupport(ctx, input),
    async (model, status) => {
      const now = await openRanking(ctx, decision.reference);
      res.page('support/decide', decideModel(now, { ...model, hidden: decidePage(decision, now).hidden }), status);
    },
  );
  if (sent !== undefined) res.goTo(pathOf(decision.reference), '已作出决定，候选企业会收到通知。');
}
