import { z } from 'zod';
import { attachPhotos } from '#domain/evidence';
import { record, takeReference } from '#domain/journal';
import { getEnterprise, regionPathOf } from '#domain/organisations';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { idsField, optionalWords, requireFields, wordsField } from '#kernel/input';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { openAnswerClock, subjectOfSuggestion } from './change.ts';
import { type Suggestion, SuggestionModel } from './suggestion.model.ts';

export const proposeSuggestionInput = z.object({
  text: wordsField('请写一句建议'),
  placeText: optionalWords(100),
  photoIds: idsField,
});

/**
 * Takes in a suggestion of somebody of the firm. A repeat of the same act (`ctx.onceKey`) returns the first one.
 * @throws Invalid with fields, Forbidden for anybody who belongs to no firm.
 */
export async function proposeSuggestion(
  ctx: Context,
  raw: z.input<typeof proposeSuggestionInput>,
): Promise<Suggestion> {
  const input = requireFields(proposeSuggestionInput, raw);
  const { actor } = ctx;
  if (!actsAs(actor, 'worker', 'enterprise-manager', 'safety-officer') || actor.scope.enterpriseId === undefined) {
    throw forbidden('plans.suggest-within-firm');
  }
  const earlier = await findOnce(ctx);
  if (earlier !== undefined) return earlier;
  const enterprise = await getEnterprise(actor.scope.enterpriseId);
  const { regionCode, parkId } = enterprise;
  const suggestion: Suggestion = {
    _id: newId(ctx.now),
    reference: await takeReference('S', ctx.now),
    enterpriseId: enterprise._id,
    regionPath: regionPathOf(regionCode),
    ...(parkId === undefined ? {} : { parkId }),
    formerParks: [],
    bodyId: enterprise.bodyId,
    sector: enterprise.sector,
    text: input.text,
    ...(input.placeText === undefined ? {} : { placeText: input.placeText }),
    photoIds: [...new Set(input.photoIds)],
    proposerId: actor.personId,
    proposerName: actor.name,
    status: 'proposed',
    isOpen: true,
    ...(ctx.onceKey === undefined ? {} : { onceKey: ctx.onceKey }),
    version: 0,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
  try {
    await inTransaction(async () => {
      const { photoIds } = suggestion;
      // Before its photos: the second of two equal forms must meet the first one here, not its photos in use.
      await SuggestionModel.create([suggestion]);
      await attachPhotos(ctx, { photoIds, subject: { kind: 'suggestion', id: suggestion._id } });
      await openAnswerClock(ctx, suggestion);
      await record(ctx, {
        name: 'plans.suggestion-proposed',
        subject: subjectOfSuggestion(suggestion),
        about: [{ kind: 'enterprise', id: suggestion.enterpriseId }],
        facts: { status: suggestion.status, photoCount: photoIds.length },
      });
    });
  } catch (error) {
    const first = isDuplicateKey(error, 'once') ? await findOnce(ctx) : undefined;
    if (first !== undefined) return first;
    throw error;
  }
  return suggestion;
}

async function findOnce(ctx: Context): Promise<Suggestion | undefined> {
  if (ctx.onceKey === undefined) return undefined;
  return (await SuggestionModel.findOne({ onceKey: ctx.onceKey }).lean<Suggestion>()) ?? undefined;
}
