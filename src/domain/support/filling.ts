import type { Context } from '#kernel/context';
import { invalid } from '#kernel/errors';
import { asking, changesOf, isRankingSeen } from './asking.ts';
import { cellName, readCells } from './cells.ts';
import type { Given } from './given.ts';
import { textOf } from './policyText.ts';
import type { Candidate, SupportDecision } from './supportDecision.model.ts';
import { supportDecisions } from './supportDecision.ts';

/**
 * Keeps what was typed for the candidates, also when some is still missing; every answer, old and new, is journalled.
 * Once somebody has seen the ranking an answer is no longer changed by one hand: what was typed waits, with its reason,
 * for a colleague who agrees. What was empty is filled as before.
 * @throws Forbidden `support.declare-first`, `support.has-conflict`; Invalid at the cells that cannot be read, at `reason`.
 */
export const fillValues = (ctx: Context, raw: Given<'fill'>): Promise<SupportDecision> =>
  supportDecisions.step(ctx, 'fill', raw, async (decision, { cells, reason }) => {
    const { content } = await textOf(decision);
    const read = decision.candidates.map((candidate) => {
      const nameOf = (code: string) => cellName(candidate._id, code);
      const { values, problems } = readCells(content.conditions, cells, nameOf, candidate.values);
      return { candidate: { ...candidate, values } satisfies Candidate, problems };
    });
    const problems = Object.assign({}, ...read.map((one) => one.problems)) as Record<string, string>;
    if (Object.keys(problems).length > 0) throw invalid('common.check-fields', problems);
    const candidates = read.map((one) => one.candidate);
    const changes = changesOf(decision.candidates, candidates);
    if (isRankingSeen(decision) && changes.some(({ from }) => from !== undefined)) {
      return asking(ctx, decision, 'values', reason, changes);
    }
    const filled = candidates.reduce((sum, one) => sum + Object.keys(one.values).length, 0);
    return { set: { candidates }, facts: { filled, changes } };
  });
