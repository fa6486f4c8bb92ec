import { closeDeadlines, desk, registerDeadline } from '#domain/deadlines';
import { asKnownTo } from '#domain/engine';
import { type Effect, type Kind, takeAction } from '#domain/journal';
import type { Context } from '#kernel/context';
import { forbidden, notFound } from '#kernel/errors';
import { nextStatus } from '#kernel/lifecycle';
import { inTransaction } from '#platform/mongo';
import { rungsOf } from '../placed.ts';
import { inWorkingDays, planRule } from '../planRules.ts';
import { type SuggestionAction, type SuggestionStatus, suggestionLifecycle } from './lifecycle.ts';
import { canSeeSuggestion, canSuggest } from './policy.ts';
import { SUGGESTION_CHANGING, type Suggestion, SuggestionModel } from './suggestion.model.ts';

/** How suggestions are kept and told of. */
export const suggestionKind: Kind<Suggestion, SuggestionStatus, SuggestionAction> = {
  kind: 'suggestion',
  model: SuggestionModel,
  lifecycle: suggestionLifecycle,
  about: (suggestion) => [{ kind: 'enterprise', id: suggestion.enterpriseId }],
};

export const subjectOfSuggestion = (suggestion: Pick<Suggestion, '_id' | 'reference'>) => ({
  kind: suggestionKind.kind,
  id: suggestion._id,
  reference: suggestion.reference,
});

/** @throws NotFound when it does not exist or is not the actor's to see. */
export async function loadSuggestion(ctx: Context, reference: string): Promise<Suggestion> {
  const suggestion = await SuggestionModel.findOne({ reference }).lean<Suggestion>();
  if (suggestion === null || !canSeeSuggestion(ctx.actor, suggestion)) throw notFound('common.not-found');
  return asKnownTo(ctx.actor, suggestion, SUGGESTION_CHANGING);
}

/**
 * Load, authorise, guard, change and record: what every step of a suggestion shares, in one transaction.
 * @throws NotFound out of sight, Conflict in the wrong status or when somebody was faster, Forbidden otherwise.
 */
export async function stepSuggestion(
  ctx: Context,
  reference: string,
  action: SuggestionAction,
  decide: (suggestion: Suggestion) => Promise<Effect<Suggestion>> | Effect<Suggestion>,
): Promise<Suggestion> {
  return inTransaction(async () => {
    const suggestion = await loadSuggestion(ctx, reference);
    nextStatus(suggestionLifecycle, action, suggestion.status);
    if (!canSuggest(ctx.actor, action, suggestion)) {
      const isOwn = ctx.actor.kind === 'person' && ctx.actor.personId === suggestion.proposerId;
      throw forbidden(isOwn ? 'plans.own-suggestion' : 'common.not-allowed');
    }
    const after = await takeAction(ctx, suggestionKind, suggestion, action, await decide(suggestion));
    if (after.status !== 'proposed' && after.status !== 'reviewed') {
      await closeDeadlines(ctx, subjectOfSuggestion(after));
    }
    if (after.status === 'carried-out') await openConfirmClock(ctx, after);
    // What an item of the plan carries out is owed there.
    if (after.status === 'adopted' && after.itemReference === undefined) await openCarryOutClock(ctx, after);
    return after;
  });
}

/** The clock of the firm's answer. */
export async function openAnswerClock(ctx: Context, suggestion: Suggestion): Promise<void> {
  await registerDeadline(ctx, {
    key: `suggestion:${suggestion._id}`,
    kind: 'suggestion-answer',
    subject: { ...subjectOfSuggestion(suggestion), ...rungsOf(suggestion) },
    title: '合理化建议要答复',
    dueAt: inWorkingDays(ctx.now, planRule(ctx.now).answerWorkingDays),
    owedBy: [desk.firm(suggestion.enterpriseId)],
    ladder: 'plan-desk',
  });
}

/** The clock of carrying out what was adopted. */
export const openCarryOutClock = (ctx: Context, suggestion: Suggestion): Promise<void> =>
  registerDeadline(ctx, {
    key: `suggestion-carry-out:${suggestion._id}`,
    kind: 'suggestion-carry-out',
    subject: { ...subjectOfSuggestion(suggestion), ...rungsOf(suggestion) },
    title: '采纳的建议要落实',
    dueAt: inWorkingDays(ctx.now, planRule(ctx.now).carryOutWorkingDays),
    owedBy: [desk.firm(suggestion.enterpriseId)],
    ladder: 'plan-desk',
  });

/** The clock of the proposer's word on what was carried out. */
export const openConfirmClock = (ctx: Context, suggestion: Suggestion): Promise<void> =>
  registerDeadline(ctx, {
    key: `suggestion-confirm:${suggestion._id}`,
    kind: 'suggestion-confirm',
    subject: { ...subjectOfSuggestion(suggestion), ...rungsOf(suggestion) },
    title: '您的建议落实了，请看看是不是真的做了',
    dueAt: inWorkingDays(ctx.now, planRule(ctx.now).confirmWorkingDays),
    owedBy: [desk.person(suggestion.proposerId)],
    ladder: 'suggestion-confirm',
  });
