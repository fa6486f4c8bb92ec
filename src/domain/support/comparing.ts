import { findActiveEnrolments, isWorking } from '#domain/programme';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { conflict, forbidden, invalid } from '#kernel/errors';
import type { Given } from './candidates.ts';
import { hashOfContent } from './change.ts';
import { askFor, type Condition, isAnswer } from './conditions.ts';
import { parksOf, settlePolicy } from './deciding.ts';
import { mayOpenList } from './policy.ts';
import { type Compared, type Ranking, rankCandidates } from './rankCandidates.ts';
import type { Candidate, Comparison, ProgrammeStanding, SupportDecision } from './supportDecision.model.ts';
import { supportDecisions } from './supportDecision.ts';
import { type SupportPolicy, SupportPolicyModel, type SupportVersion } from './supportPolicy.model.ts';

/** Name of a cell in forms and field errors. */
export const cellName = (candidateId: string, code: string): string => `v-${candidateId}-${code}`;

/** The text of the policy a decision is made by; never another one. */
async function textOf(decision: SupportDecision): Promise<SupportVersion> {
  const policy = await SupportPolicyModel.findById(decision.policyId).lean<SupportPolicy>().orFail();
  const version = policy.versions.find((one) => one.number === decision.policyVersion);
  if (version === undefined) throw new Error(`${decision.policyReference} has no version ${decision.policyVersion}`);
  return version;
}

/** Reads what was typed in a cell: a number in any width, or the code of a choice. */
function answerOf(condition: Condition, raw: unknown): number | undefined {
  const text = String(raw ?? '')
    .normalize('NFKC')
    .replace(/[\s,]/g, '');
  if (text === '' || !/^-?\d+(\.\d{1,4})?$/.test(text)) return undefined;
  const value = Number(text);
  return isAnswer(condition, value) ? value : undefined;
}

/**
 * Keeps what was typed for the candidates, also when some is still missing.
 * @throws Forbidden `support.declare-first`, `support.has-conflict`; Invalid at the cells that cannot be read.
 */
export const fillValues = (ctx: Context, raw: Given<'fill'>): Promise<SupportDecision> =>
  supportDecisions.step(ctx, 'fill', raw, async (decision, { cells }) => {
    const { content } = await textOf(decision);
    const problems: Record<string, string> = {};
    const candidates = decision.candidates.map((candidate): Candidate => {
      const values: Record<string, number> = {};
      for (const condition of content.conditions) {
        const name = cellName(candidate._id, condition.code);
        const typed = cells[name] ?? '';
        const answer = name in cells ? answerOf(condition, typed) : candidate.values[condition.code];
        if (answer !== undefined) values[condition.code] = answer;
        else if (typed.trim() !== '') problems[name] = askFor(condition);
      }
      return { ...candidate, values };
    });
    if (Object.keys(problems).length > 0) throw invalid('common.check-fields', problems);
    const filled = candidates.reduce((sum, one) => sum + Object.keys(one.values).length, 0);
    return { set: { candidates }, facts: { filled } };
  });

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

/**
 * The comparison as it stands, for officials who have declared. Nothing is kept.
 * @throws Forbidden `support.declare-first` or `support.has-conflict` through the step it belongs to.
 */
export async function previewComparison(ctx: Context, reference: string): Promise<Preview> {
  const decision = await supportDecisions.get(ctx, reference);
  if (!mayOpenList(ctx.actor, decision)) throw forbidden('support.declare-first');
  return compare(ctx, decision);
}

/**
 * Decides by the comparison that was seen. Points alone rank; the programme counts among equals at the end of the quota;
 * equals that remain are chosen from with a written reason. The whole comparison is sealed by its hash.
 *
 * @throws Invalid `support.cells-missing` at every empty cell, at `chosenIds` or `tieReason` for an open tie; Conflict
 * `support.comparison-changed` when values or a firm's standing are no longer what was seen.
 */
export const decideSupport = (ctx: Context, raw: Given<'decide'>): Promise<SupportDecision> =>
  supportDecisions.step(ctx, 'decide', raw, async (decision, { seenHash, chosenIds = [], tieReason }) => {
    const seen = await compare(ctx, decision);
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
          by: actor.kind === 'person' ? actor.personId : '',
          byName: actor.kind === 'person' ? actor.name : '',
          at: ctx.now,
        },
        parkFirms: await parksOf(decision.enterpriseIds),
      },
      facts: { hash, count: comparison.candidates.length, hadTie: chosen.length > 0 },
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
