import type { DrawnNoun } from '#domain/engine';
import { getHazard } from '#domain/hazards';
import type { Major } from '#domain/majors';
import type { PlanItem } from '#domain/plans';
import type { Context } from '#kernel/context';
import { formatDateTime } from '#kernel/dates';
import { AppError } from '#kernel/errors';
import { type Compared, presentSides } from '../compared.ts';
import { presentCompared } from '../hazards/presentDecision.ts';
import type { Numbered } from './line.ts';

/** The case, as far as this person may open it. */
async function caseSeenBy(ctx: Context, reference: string) {
  try {
    return (await getHazard(ctx, reference)).hazard;
  } catch (error) {
    if (error instanceof AppError && error.kind === 'NotFound') return undefined;
    throw error;
  }
}

async function ofMajor(ctx: Context, row: Numbered): Promise<Compared | undefined> {
  const hazard = await caseSeenBy(ctx, (row as Numbered & Major).hazardReference);
  return hazard === undefined ? undefined : presentCompared(hazard);
}

/** What the item came from beside what proves it in this round. */
async function ofItem(ctx: Context, row: Numbered): Promise<Compared> {
  const { problem, origin, evidence, round } = row as Numbered & PlanItem;
  const isOfCase = origin.kind === 'hazard' && origin.reference !== undefined;
  const before = isOfCase ? await caseSeenBy(ctx, origin.reference ?? '') : undefined;
  const proofs = evidence.filter((one) => one.round === round && !one.isReplaced);
  const said = proofs.flatMap(({ note }) => note ?? []).join('；');
  const done = proofs.at(-1);
  return presentSides([
    { title: '改进前', when: before?.reference ?? '', said: problem, photoIds: before?.photoIds ?? [] },
    {
      ...{ title: '改进后', when: done === undefined ? '' : `${done.byName} · ${formatDateTime(done.at)}`, said },
      photoIds: proofs.flatMap(({ photoIds }) => photoIds),
      fileIds: proofs.flatMap(({ files }) => files.map(({ _id }) => _id)),
    },
  ]);
}

/** Steps by which somebody decides whether a thing was put right: before and after stand side by side on their page. */
const DECIDES: Readonly<
  Record<string, { steps: readonly string[]; of: (ctx: Context, row: Numbered) => Promise<Compared | undefined> }>
> = {
  'major-hazard': { steps: ['accept'], of: ofMajor },
  'plan-item': { steps: ['check-effective', 'check-not-effective'], of: ofItem },
};

/** Before and after, for the page of a step; undefined where nothing is decided about. */
export async function comparedFor(
  { kind }: Pick<DrawnNoun<Numbered>, 'kind'>,
  ctx: Context,
  row: Numbered,
  action: string,
): Promise<Compared | undefined> {
  const decides = DECIDES[kind];
  return decides?.steps.includes(action) ? decides.of(ctx, row) : undefined;
}
