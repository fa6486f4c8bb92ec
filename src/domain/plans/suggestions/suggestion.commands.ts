import type { z } from 'zod';
import { placeOf } from '#domain/engine';
import { releasePhotos } from '#domain/evidence';
import { reportHazard } from '#domain/hazards';
import { getEnterprise } from '#domain/organisations';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden, invalid } from '#kernel/errors';
import { requireFields } from '#kernel/input';
import { rolesInFirm } from '../firmPeople.ts';
import { belongsToFirm, type SuggestionAction } from './suggestion.acts.ts';
import { type Suggestion, SuggestionModel } from './suggestion.model.ts';
import { suggestions } from './suggestion.ts';

type Given<A extends SuggestionAction> = z.input<ReturnType<typeof suggestions.inputOf<A>>>;

export const proposeSuggestionInput = suggestions.inputOf('propose-suggestion').omit({ reference: true });

/**
 * Takes in a suggestion of somebody of the firm. A repeat of the same act (`ctx.onceKey`) returns the first one.
 * @throws Invalid with fields, Forbidden `plans.suggest-within-firm` for anybody who belongs to no firm.
 */
export async function proposeSuggestion(
  ctx: Context,
  raw: z.input<typeof proposeSuggestionInput>,
): Promise<Suggestion> {
  const { placeText, ...told } = requireFields(proposeSuggestionInput, raw);
  const { actor } = ctx;
  if (!belongsToFirm(actor)) throw forbidden('plans.suggest-within-firm');
  const draft = {
    ...placeOf(await getEnterprise(actor.scope.enterpriseId)),
    ...told,
    ...(placeText === undefined ? {} : { placeText }),
    proposerId: actor.personId,
    proposerName: actor.name,
  };
  return suggestions.make(ctx, 'propose-suggestion', draft, { facts: { photoCount: new Set(told.photoIds).size } });
}

/** Begins to look into a suggestion; the proposer sees that somebody has it. */
export const reviewSuggestion = (ctx: Context, raw: Given<'review-suggestion'>): Promise<Suggestion> =>
  suggestions.step(ctx, 'review-suggestion', raw);

/** Takes a suggestion on. From now on the whole firm can read it. @throws Forbidden `plans.own-suggestion` */
export const adoptSuggestion = (ctx: Context, raw: Given<'adopt-suggestion'>): Promise<Suggestion> =>
  suggestions.step(ctx, 'adopt-suggestion', raw, (_, { note }) => ({
    set: { answeredBy: personIn(ctx.actor), ...(note === undefined ? {} : { answer: note }) },
    facts: note === undefined ? {} : { note },
  }));

/** Declines a suggestion; the proposer reads why. @throws Invalid at `reason`, Forbidden `plans.own-suggestion` */
export const declineSuggestion = (ctx: Context, raw: Given<'decline-suggestion'>): Promise<Suggestion> =>
  suggestions.step(ctx, 'decline-suggestion', raw, (_, { reason }) => ({
    set: { answeredBy: personIn(ctx.actor), reason },
    facts: { reason },
  }));

/** Says that an adopted suggestion has been carried out; the proposer is asked whether it is so. */
export const carryOutSuggestion = (ctx: Context, raw: Given<'carry-out'>): Promise<Suggestion> =>
  suggestions.step(ctx, 'carry-out', raw, (_, { note }) => ({
    set: { doneNote: note },
    unset: ['reason'],
    facts: { note },
  }));

/** The proposer's own word that it was done. */
export const confirmSuggestion = (ctx: Context, raw: Given<'confirm-suggestion'>): Promise<Suggestion> =>
  suggestions.step(ctx, 'confirm-suggestion', raw);

/**
 * 还没有: the proposer does not find it done, and says what is missing. The item that carried it out is over, so the firm
 * owes it again. @throws Invalid at `reason`
 */
export const denySuggestion = (ctx: Context, raw: Given<'not-yet'>): Promise<Suggestion> =>
  suggestions.step(ctx, 'not-yet', raw, (_, { reason }) => ({
    set: { reason },
    unset: ['itemReference'],
    facts: { reason },
  }));

/**
 * A suggestion that is a hazard becomes one hazard, reported by the proposer, with their photos. The hazard earns its
 * reward like any other; the suggestion ends here, so nothing is rewarded twice.
 */
export const convertSuggestion = (ctx: Context, raw: Given<'convert-suggestion'>): Promise<Suggestion> =>
  suggestions.step(ctx, 'convert-suggestion', raw, async (suggestion) => {
    const { _id, enterpriseId, text, placeText = '见建议内容', photoIds, proposerId } = suggestion;
    await releasePhotos(ctx, { photoIds, subject: suggestions.subjectOf(suggestion) });
    const told = { enterpriseId, text, placeText, photoIds };
    // One who has left the firm reports nothing there any more: it is whoever says that it is a hazard.
    const isTheirs = (await rolesInFirm(proposerId, enterpriseId)).length > 0;
    const { reference: hazardReference } = await reportHazard(
      { ...ctx, onceKey: `suggestion:${_id}` },
      personIn(ctx.actor) === proposerId || !isTheirs ? told : { ...told, onBehalfOf: proposerId },
    );
    return { set: { hazardReference }, facts: { hazardReference } };
  });

/**
 * Ties an adopted suggestion to the item that carries it out, inside the transaction that makes the item.
 * @throws Invalid `plans.suggestion-not-adopted` at `originReference`.
 */
export async function linkItem(ctx: Context, raw: Given<'link-item'>): Promise<void> {
  if ((await SuggestionModel.exists({ reference: raw.reference, status: 'adopted' })) === null) {
    throw invalid('plans.suggestion-not-adopted', { originReference: '没有这条已采纳的建议，请先采纳再列入计划' });
  }
  await suggestions.step(ctx, 'link-item', raw, (_, { itemReference }) => ({
    set: { itemReference },
    facts: { itemReference },
  }));
}

/** The item that was to carry it out is cancelled: the firm owes it again. In the transaction that cancels the item. */
export async function unlinkItem(ctx: Context, { reference: itemReference }: { reference: string }): Promise<void> {
  const from = await SuggestionModel.findOne({ itemReference, status: 'adopted' }).lean<Suggestion>();
  if (from !== null)
    await suggestions.change(ctx, from, 'unlink-item', { unset: ['itemReference'], facts: { itemReference } });
}

/** An item that was found effective has carried out the suggestion it came from; the proposer has the last word. */
export async function carryOutByItem(ctx: Context, item: { reference: string; measure?: string }): Promise<void> {
  const { reference: itemReference, measure = '' } = item;
  const from = await SuggestionModel.findOne({ itemReference, status: 'adopted' }).lean<Suggestion>();
  if (from === null) return;
  await suggestions.change(ctx, from, 'carry-out', { set: { doneNote: measure }, facts: { itemReference } });
}
