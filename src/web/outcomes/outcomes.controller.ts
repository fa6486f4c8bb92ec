import type { Request, Response } from 'express';
import { getOutcomeSources, getOutcomes, OUTCOMES, type OutcomeCode, ROUNDS, type Round } from '#domain/plans';
import { getEnrolment } from '#domain/programme';
import { actsAs, runsEnterprise } from '#kernel/actor';
import { notFound } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { contextOf, partOf } from '../request.ts';
import { presentOutcomes } from './presentOutcomes.ts';

/** The six outcome numbers of one firm. */
export async function showOutcomes(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const reference = partOf(req, 'reference');
  const enrolment = await getEnrolment(ctx, reference);
  const base = paths.outcomes(reference);
  res.page('outcomes/show', {
    title: '成效数字',
    firm: enrolment.name,
    back: paths.enrolment(reference),
    isFirm: runsEnterprise(ctx.actor),
    ...(await presentOutcomes(res.charts, await getOutcomes(ctx, reference), base, !actsAs(ctx.actor, 'worker'))),
  });
}

/** What one number was counted from. */
export async function showSources(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const reference = partOf(req, 'reference');
  const round = ROUNDS.find((row) => row.code === partOf(req, 'round'));
  const measure = OUTCOMES.find((row) => row.code === partOf(req, 'code'));
  if (round === undefined || measure === undefined) throw notFound('common.not-found');
  const enrolment = await getEnrolment(ctx, reference);
  const { outcome } = await getOutcomeSources(ctx, {
    reference,
    round: round.code as Round,
    code: measure.code as OutcomeCode,
  });
  const sources = outcome?.sources ?? [];
  res.page('outcomes/sources', {
    title: `${measure.label}（${round.label}）`,
    firm: enrolment.name,
    back: paths.outcomes(reference),
    meaning: measure.meaning,
    value: outcome?.value === undefined ? '还没有' : `${outcome.value} ${measure.unit}`,
    counted: sources.filter((source) => source.isCounted).map(present),
    others: sources.filter((source) => !source.isCounted).map(present),
    numerator: outcome?.numerator ?? 0,
    denominator: outcome?.denominator ?? 0,
  });
}

const present = ({ label, note, hazardReference }: { label: string; note: string; hazardReference?: string }) => ({
  label,
  note,
  href: hazardReference === undefined ? '' : paths.hazard(hazardReference),
});
