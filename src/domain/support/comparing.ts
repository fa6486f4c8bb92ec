import { findActiveEnrolments, isWorking } from '#domain/programme';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { conflict, forbidden, invalid } from '#kernel/errors';
import { isClosed, stillOpen } from './candidates.ts';
import { cellName } from './cells.ts';
import { hashOfContent } from './change.ts';
import { askFor, type Condition, isAnswer } from './conditions.ts';
import type { Given } from './given.ts';
import { mayOpenList } from './policy.ts';
import { textOf } from './policyText.ts';
import { type Compared, type Ranking, rankCandidates, tieOf } from './rankCandidates.ts';
import { parksOf, settlePolicy } from './settling.ts';
import type { Candidate, Comparison, ProgrammeStanding, SupportDecision } from './supportDecision.model.ts';
import { supportDecisions } from './supportDecision.ts';
import type { SupportVersion } from './supportPolicy.model.ts';

/** Who among the candidates is in the programme today; paused and exited firms get no preference (意见（十五）). */
async function standingsOf(candidates: readonly Candidate[]): Promise<ProgrammeStanding[]> {
  const enrolments = await findActiveEnrolments(candidates.map((one) => one.creditCode));
  return candidates.map(({ _id, creditCode }) => {
    const enrolment = enrolments.find((one) => one.creditCode === creditCode);
    if (enrolment === undefined) return { candidateId: _id, isInProgramme: false };
    const { reference, status } = enrolment;
    return { candidateId: _id, isInProgramme: isWorking(enrolment), enrolmentReference: reference, stage: status };
  });
}

/** The comparison as it would be decided on now. */
export interface Preview {
  content: SupportVersion['content'];
  comparison: Comparison;
  ranking: Ranking;
  /** Names what was seen; a decision is made on exactly this. */
  seenHash: string;
  /** Cells still empty, with what to ask for. */
  missing: Record<string, string>;
}

function missingCells(conditions: readonly Condition[], candidates: readonly Candidate[]): Record<string, string> {
  const empty = candidates.flatMap((candidate) =>
    conditions
      .filter((condition) => !isAnswer(condition, candidate.values[condition.code]))
      .map((condition) => [cellName(candidate._id, condition.code), askFor(condition)] as const),
  );
  return Object.fromEntries(empty);
}

async function compare(ctx: Context, decision: SupportDecision, chosenIds: readonly string[] = []): Promise<Preview> {
  const { content, number } = await textOf(decision);
  const standings = await standingsOf(decision.candidates);
  const compared = decision.candidates.map(
    ({ _id, values }): Compared => ({
      id: _id,
      values,
      isInProgramme: standings.find((one) => one.candidateId === _id)?.isInProgramme ?? false,
    }),
  );
  const base = {
    policyVersion: number,
    content,
    candidates: decision.candidates,
    standings,
    onDay: localDate(ctx.now),
  };
  const ranking = rankCandidates(content.conditions, content.quota, compared, chosenIds);
  return {
    content,
    comparison: { ...base, rows: ranking.rows },
    ranking,
    seenHash: hashOfContent({ ...base, onDay: undefined }),
    missing: missingCells(content.conditions, decision.candidates),
  };
}

/** The comparison without its ranking, for whoever fills it in. */
export type Sheet = Pick<Preview, 'content' | 'missing'>;

/** What is compared and what is still empty, for officials who have declared. @throws Forbidden `support.declare-first` */
export async function openComparison(ctx: Context, reference: string): Promise<Sheet> {
  const decision = await supportDecisions.get(ctx, reference);
  if (!mayOpenList(ctx.actor, decision)) throw forbidden('support.declare-first');
  const { content } = await textOf(decision);
  return { content, missing: missingCells(content.conditions, decision.candidates) };
}

/**
 * The ranking as it stands, for officials who have declared. The only way to it: that it was opened, by whom and of which
 * answers is journalled, once a person and comparison. What is not filled yet is not ranked.
 * @throws Forbidden `support.declare-first`; Invalid `support.cells-missing` at every empty cell.
 */
export async function openRanking(ctx: Context, reference: string): Promise<Preview> {
  const decision = await supportDecisions.get(ctx, reference);
  if (!mayOpenList(ctx.actor, decision)) throw forbidden('support.declare-first');
  const preview = await compare(ctx, decision);
  if (Object.keys(preview.missing).length > 0) throw invalid('support.cells-missing', preview.missing);
  const personId = personIn(ctx.actor);
  const { seen = [], status } = decision;
  const isKnown = seen.some((one) => one.personId === personId && one.hash === preview.seenHash);
  if (status !== 'comparing' || isKnown) return preview;
  await supportDecisions.step(ctx, 'see-ranking', { reference, hash: preview.seenHash }, (now, { hash }) => ({
    set: { seen: [...(now.seen ?? []), { personId, hash, at: ctx.now }] },
    facts: { hash },
  }));
  return preview;
}

/**
 * Decides by the comparison that was seen. Points alone rank; the programme counts among equals at the end of the quota;
 * equals that remain are chosen from with a written reason. The whole comparison is sealed by its hash.
 *
 * @throws Invalid `support.cells-missing` at every empty cell, at `chosenIds` or `tieReason` for an open tie; Conflict
 * `support.comparison-changed` when values or a firm's standing are no longer what was seen, `support.still-open` up to
 * the closing day.
 */
export const decideSupport = (ctx: Context, raw: Given<'decide'>): Promise<SupportDecision> =>
  supportDecisions.step(ctx, 'decide', raw, async (decision, { seenHash, chosenIds = [], tieReason }) => {
    const seen = await compare(ctx, decision);
    if (!isClosed(ctx, seen.content)) throw stillOpen(seen.content);
    if (Object.keys(seen.missing).length > 0) throw invalid('support.cells-missing', seen.missing);
    if (seen.seenHash !== seenHash) throw conflict('support.comparison-changed');
    const chosen = requireChoice(seen.ranking, chosenIds, tieReason);
    const { comparison } = await compare(ctx, decision, chosen);
    const { actor } = ctx;
    const hash = hashOfContent(comparison);
    return {
      set: {
        verdict: {
          comparison,
          hash,
          chosenIds: chosen,
          ...(chosen.length > 0 && tieReason !== undefined ? { tieReason } : {}),
          by: personIn(actor),
          byName: actor.kind === 'person' ? actor.name : '',
          at: ctx.now,
        },
        parkFirms: await parksOf(decision.enterpriseIds),
      },
      facts: { hash, count: comparison.candidates.length, ...tieOf(comparison.rows) },
      also: (after) => settlePolicy(ctx, after, false, true),
    };
  });

/** Ids chosen out of the open tie; none where there is none. */
function requireChoice({ openTie }: Ranking, chosenIds: readonly string[], tieReason: string | undefined): string[] {
  if (openTie === undefined) return [];
  const chosen = openTie.ids.filter((id) => chosenIds.includes(id));
  const fields = {
    ...(chosen.length === openTie.seats ? {} : { chosenIds: `并列的企业里请正好选 ${openTie.seats} 家` }),
    ...(tieReason === undefined || tieReason.length < 2 ? { tieReason: '请写明为什么选这几家' } : {}),
  };
  if (Object.keys(fields).length > 0) throw invalid('support.tie-open', fields, { seats: openTie.seats });
  return chosen;
}
