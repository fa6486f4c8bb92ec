import { z } from 'zod';
import { closeDeadlines } from '#domain/deadlines';
import { getPerson } from '#domain/identity';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { requireFields, wordsField } from '#kernel/input';
import { bigrams } from '#kernel/text';
import { foundBy, withChinese } from '../apart.ts';
import { takeStep, WORDS_CLOCK } from '../change.ts';
import { type Hazard, LONGEST_REPORT } from '../hazard.models.ts';
import { isToldApart } from '../policy.ts';
import { referenceField } from './fields.ts';

export const putIntoChineseInput = z.object({
  reference: referenceField,
  text: wordsField('请用中文写出原话的意思', LONGEST_REPORT),
});

/**
 * Puts a report told in another tongue, or by voice, into Chinese: an entry of whoever does it, beside the words as they were told. It is
 * found by both, and held beside the criteria of major hazards anew. Once: what is added later in another tongue waits anew, and what
 * the firm made of it the competent body puts right; the journal keeps what it was. Of what
 * was told apart it is all that others read.
 */
export async function putIntoChinese(at: Context, raw: z.input<typeof putIntoChineseInput>): Promise<Hazard> {
  const { reference, text } = requireFields(putIntoChineseInput, raw);
  return takeStep(at, reference, 'put-into-chinese', async ({ hazard }, ctx) => {
    const by = personIn(ctx.actor);
    const isApart = isToldApart(hazard);
    const shown = isApart ? withChinese(hazard, text) : hazard.text;
    return {
      event: 'put-into-chinese',
      set: {
        inChinese: { text, by, byName: (await getPerson(by)).name, at: ctx.now },
        // Of the words as they were told the criteria, which are in Chinese, understood nothing.
        awaitsSuggestion: true,
        ...(isApart
          ? { text: shown, ...foundBy(shown, hazard.placeText) }
          : { grams: bigrams(`${shown} ${text} ${hazard.placeText}`) }),
      },
      isApart,
      unset: ['awaitsWords'],
      facts: { inChinese: text },
      also: () => closeDeadlines(ctx, { kind: 'hazard', id: hazard._id }, WORDS_CLOCK),
    };
  });
}
