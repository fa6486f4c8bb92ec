import type { Context } from '#kernel/context';
import { conflict, invalid } from '#kernel/errors';
import type { Given } from './given.ts';
import { settlePolicy } from './settling.ts';
import type { AskedChange, Candidate, SupportDecision, ValueChange } from './supportDecision.model.ts';
import { supportDecisions } from './supportDecision.ts';

/** True once anybody has opened the ranking: from then on one hand alone changes nothing. */
export const isRankingSeen = ({ seen = [] }: Pick<SupportDecision, 'seen'>): boolean => seen.length > 0;

/** What differs between two lists of candidates, answer by answer. */
export const changesOf = (before: readonly Candidate[], after: readonly Candidate[]): ValueChange[] =>
  after.flatMap(({ _id, values }) => {
    const old = before.find((one) => one._id === _id)?.values ?? {};
    return [...new Set([...Object.keys(old), ...Object.keys(values)])]
      .filter((condition) => old[condition] !== values[condition])
      .sort()
      .map((condition) => ({ candidateId: _id, condition, ...ends(old[condition], values[condition]) }));
  });

const ends = (from: number | undefined, to: number | undefined): Pick<ValueChange, 'from' | 'to'> => ({
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
});

/** The candidates with those answers in place of the old ones. */
const changed = (candidates: readonly Candidate[], changes: readonly ValueChange[]): Candidate[] =>
  candidates.map((candidate) => {
    const values = { ...candidate.values };
    for (const { candidateId, condition, to } of changes) {
      if (candidateId !== candidate._id) continue;
      if (to === undefined) delete values[condition];
      else values[condition] = to;
    }
    return { ...candidate, values };
  });

/**
 * What a step does that the actor may not take alone any more: it is kept, with its reason, until a second official of
 * the department agrees. @throws Invalid at `reason` where there is none.
 */
export function asking(
  { actor, now }: Context,
  { status }: SupportDecision,
  what: AskedChange['what'],
  reason: string | undefined,
  changes: ValueChange[] = [],
) {
  if (reason === undefined) throw invalid('support.reason-after-ranking', { reason: '请写明为什么更改' });
  const [by, byName] = actor.kind === 'person' ? [actor.personId, actor.name] : ['', ''];
  return {
    event: 'programme.support-change-asked',
    set: { asked: { what, changes, reason, by, byName, at: now } },
    to: status,
    facts: { what, changes, reason },
  };
}

/**
 * Agrees to a change a colleague asked for after the ranking was seen; it is made now, and what was old and new is kept.
 * @throws Forbidden `common.same-person` for whoever asked, Conflict `support.no-change-asked`.
 */
export const agreeToChange = (ctx: Context, raw: Given<'agree-change'>): Promise<SupportDecision> =>
  supportDecisions.step(ctx, 'agree-change', raw, (decision) => {
    const { asked, candidates, listNumber } = decision;
    if (asked === undefined) throw conflict('support.no-change-asked');
    const { what, changes, reason } = asked;
    const facts = { what, changes, reason };
    const unset = ['asked' as const];
    if (what === 'list') {
      return { unset, facts, to: 'naming' as const, set: { listNumber: listNumber + 1 } };
    }
    if (what === 'cancel') {
      const also = (after: SupportDecision) => settlePolicy(ctx, after, true, false);
      return { unset, facts, to: 'cancelled' as const, set: { isStanding: false }, also };
    }
    return { unset, facts, set: { candidates: changed(candidates, changes) } };
  });

/** Leaves everything as it is: the change is given up by whoever asked, or refused by a colleague. */
export const dropChange = (ctx: Context, raw: Given<'drop-change'>): Promise<SupportDecision> =>
  supportDecisions.step(ctx, 'drop-change', raw, ({ asked }, { reason }) => ({
    unset: ['asked'],
    facts: { what: asked?.what, reason },
  }));
