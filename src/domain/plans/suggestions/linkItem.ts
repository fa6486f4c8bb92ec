import { takeAction } from '#domain/journal';
import type { Context } from '#kernel/context';
import { invalid } from '#kernel/errors';
import { openConfirmClock, stepSuggestion, suggestionKind } from './change.ts';
import { type Suggestion, SuggestionModel } from './suggestion.model.ts';

/**
 * Ties an adopted suggestion to the item that carries it out, inside the transaction that makes the item.
 * @throws Invalid `plans.suggestion-not-adopted` at `originReference`.
 */
export async function linkItem(ctx: Context, input: { reference: string; itemReference: string }): Promise<void> {
  const { reference, itemReference } = input;
  if ((await SuggestionModel.exists({ reference, status: 'adopted' })) === null) {
    throw invalid('plans.suggestion-not-adopted', { originReference: '没有这条已采纳的建议，请先采纳再列入计划' });
  }
  await stepSuggestion(ctx, reference, 'link-item', () => ({
    event: 'plans.suggestion-planned',
    set: { itemReference },
    facts: { itemReference },
  }));
}

/** An item that was found effective has carried out the suggestion it came from; the proposer has the last word. */
export async function carryOutByItem(ctx: Context, item: { reference: string; measure?: string }): Promise<void> {
  const suggestion = await SuggestionModel.findOne({
    itemReference: item.reference,
    status: 'adopted',
  }).lean<Suggestion>();
  if (suggestion === null) return;
  const after = await takeAction(ctx, suggestionKind, suggestion, 'carry-out', {
    event: 'plans.suggestion-carried-out',
    set: { doneNote: item.measure ?? '' },
    facts: { itemReference: item.reference },
  });
  await openConfirmClock(ctx, after);
}
