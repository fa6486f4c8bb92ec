import { z } from 'zod';
import { releasePhotos } from '#domain/evidence';
import { reportHazard } from '#domain/hazards';
import type { Context } from '#kernel/context';
import { optionalWords, reasonField, referenceOf, requireFields, wordsField } from '#kernel/input';
import { stepSuggestion, subjectOfSuggestion } from './change.ts';
import type { Suggestion } from './suggestion.model.ts';

const reference = referenceOf('S');
const justReference = z.object({ reference });
const reasoned = z.object({ reference, reason: reasonField });

/** Begins to look into a suggestion; the proposer sees that somebody has it. */
export async function reviewSuggestion(ctx: Context, raw: z.input<typeof justReference>): Promise<Suggestion> {
  const input = requireFields(justReference, raw);
  return stepSuggestion(ctx, input.reference, 'review-suggestion', () => ({ event: 'plans.suggestion-reviewed' }));
}

export const adoptSuggestionInput = z.object({ reference, note: optionalWords(500) });

/** Takes a suggestion on. From now on the whole firm can read it. @throws Forbidden `plans.own-suggestion` */
export async function adoptSuggestion(ctx: Context, raw: z.input<typeof adoptSuggestionInput>): Promise<Suggestion> {
  const { note, ...input } = requireFields(adoptSuggestionInput, raw);
  return stepSuggestion(ctx, input.reference, 'adopt-suggestion', () => ({
    event: 'plans.suggestion-adopted',
    set: {
      answeredBy: ctx.actor.kind === 'person' ? ctx.actor.personId : '',
      ...(note === undefined ? {} : { answer: note }),
    },
    facts: note === undefined ? {} : { note },
  }));
}

export const declineSuggestionInput = reasoned;

/** Declines a suggestion; the proposer reads why. @throws Invalid at `reason`, Forbidden `plans.own-suggestion` */
export async function declineSuggestion(ctx: Context, raw: z.input<typeof reasoned>): Promise<Suggestion> {
  const input = requireFields(reasoned, raw);
  return stepSuggestion(ctx, input.reference, 'decline-suggestion', () => ({
    event: 'plans.suggestion-declined',
    set: { answeredBy: ctx.actor.kind === 'person' ? ctx.actor.personId : '', reason: input.reason },
    facts: { reason: input.reason },
  }));
}

export const carryOutInput = z.object({ reference, note: wordsField('请写明做了什么', 500) });

/** Says that an adopted suggestion has been carried out; the proposer is asked whether it is so. */
export async function carryOutSuggestion(ctx: Context, raw: z.input<typeof carryOutInput>): Promise<Suggestion> {
  const input = requireFields(carryOutInput, raw);
  return stepSuggestion(ctx, input.reference, 'carry-out', () => ({
    event: 'plans.suggestion-carried-out',
    set: { doneNote: input.note },
    unset: ['reason'],
    facts: { note: input.note },
  }));
}

/** The proposer's own word that it was done. */
export async function confirmSuggestion(ctx: Context, raw: z.input<typeof justReference>): Promise<Suggestion> {
  const input = requireFields(justReference, raw);
  return stepSuggestion(ctx, input.reference, 'confirm-suggestion', () => ({ event: 'plans.suggestion-confirmed' }));
}

/** 还没有: the proposer does not find it done, and says what is missing. @throws Invalid at `reason` */
export async function denySuggestion(ctx: Context, raw: z.input<typeof reasoned>): Promise<Suggestion> {
  const input = requireFields(reasoned, raw);
  return stepSuggestion(ctx, input.reference, 'not-yet', () => ({
    event: 'plans.suggestion-not-yet',
    set: { reason: input.reason },
    facts: { reason: input.reason },
  }));
}

/**
 * A suggestion that is a hazard becomes one hazard, reported by the proposer, with their photos. The hazard earns its
 * reward like any other; the suggestion ends here, so nothing is rewarded twice.
 */
export async function convertSuggestion(ctx: Context, raw: z.input<typeof justReference>): Promise<Suggestion> {
  const input = requireFields(justReference, raw);
  return stepSuggestion(ctx, input.reference, 'convert-suggestion', async (suggestion) => {
    const { photoIds, proposerId } = suggestion;
    const isOwn = ctx.actor.kind === 'person' && ctx.actor.personId === proposerId;
    await releasePhotos({ photoIds, subject: subjectOfSuggestion(suggestion) });
    const hazard = await reportHazard(
      { ...ctx, onceKey: `suggestion:${suggestion._id}` },
      {
        enterpriseId: suggestion.enterpriseId,
        text: suggestion.text,
        placeText: suggestion.placeText ?? '见建议内容',
        photoIds,
        ...(isOwn ? {} : { onBehalfOf: proposerId }),
      },
    );
    return {
      event: 'plans.suggestion-converted',
      set: { hazardReference: hazard.reference },
      facts: { hazardReference: hazard.reference },
    };
  });
}
