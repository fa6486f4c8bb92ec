import type { QueryFilter } from 'mongoose';
import { type Actor, actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import { type ActionRow, actionRow } from '#kernel/lifecycle';
import { canSeePlaced, visiblePlaced } from '../placed.ts';
import { type SuggestionAction, type SuggestionStatus, suggestionLifecycle } from './lifecycle.ts';
import type { Suggestion } from './suggestion.model.ts';

/** What the firm has taken on is everybody's to read there; the rest is between the proposer and those who answer. */
const SHARED: readonly SuggestionStatus[] = ['adopted', 'carried-out', 'confirmed'];

/** What an actor may see, as a filter every list starts from. */
export function visibleSuggestions(actor: Actor, asksStanding = false): QueryFilter<Suggestion> {
  const placed = visiblePlaced<Suggestion>(actor, asksStanding);
  if (!actsAs(actor, 'worker')) return placed;
  const mine = { proposerId: actor.personId };
  const shared = { $and: [placed, { status: { $in: [...SHARED] } }] };
  return { $or: [{ $and: [placed, mine] }, shared] };
}

/** The same question of one suggestion. A test holds the two together for every role. */
export function canSeeSuggestion(actor: Actor, suggestion: Suggestion): boolean {
  if (!canSeePlaced(actor, suggestion)) return false;
  if (!actsAs(actor, 'worker')) return true;
  return suggestion.proposerId === actor.personId || SHARED.includes(suggestion.status);
}

function mayEver(actor: PersonActor, action: SuggestionAction, suggestion: Suggestion): boolean {
  const isProposer = suggestion.proposerId === actor.personId;
  if (action === 'confirm-suggestion' || action === 'not-yet') return isProposer;
  if (!runsEnterprise(actor)) return false;
  // Whoever proposes does not answer themselves; doing it is another matter.
  const isAnswer = ['adopt-suggestion', 'decline-suggestion'].includes(action);
  return !(isAnswer && isProposer);
}

/** May the actor do this to this suggestion now? */
export function canSuggest(actor: Actor, action: SuggestionAction, suggestion: Suggestion): boolean {
  if (actor.kind !== 'person' || actor.scope.enterpriseId !== suggestion.enterpriseId) return false;
  const { from } = actionRow(suggestionLifecycle, action);
  if (!(from as readonly SuggestionStatus[]).includes(suggestion.status)) return false;
  return canSeeSuggestion(actor, suggestion) && mayEver(actor, action, suggestion);
}

/** The steps a person may take now: the buttons of the page and the choices of the bot. */
export const suggestionActionsFor = (
  actor: Actor,
  suggestion: Suggestion,
): ActionRow<SuggestionAction, SuggestionStatus>[] =>
  suggestionLifecycle.actions.filter((row) => canSuggest(actor, row.action, suggestion));
