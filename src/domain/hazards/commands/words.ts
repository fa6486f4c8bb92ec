import { z } from 'zod';
import { closeDeadlines } from '#domain/deadlines';
import { getPerson } from '#domain/identity';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { requireFields, wordsField } from '#kernel/input';
import { bigrams } from '#kernel/text';
import { beside, foundBy, withChinese } from '../apart.ts';
import { takeStep, WORDS_CLOCK } from '../change.ts';
import { type Hazard, type InChinese, LONGEST_REPORT } from '../hazard.models.ts';
import { isReportedApart, isToldApart } from '../policy.ts';
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
    const inChinese = { text, by, byName: (await getPerson(by)).name, at: ctx.now };
    return {
      event: 'put-into-chinese',
      set: {
        ...written(hazard, inChinese),
        // Of the words as they were told the criteria, which are in Chinese, understood nothing.
        awaitsSuggestion: true,
      },
      isApart: isToldApart(hazard),
      unset: ['awaitsWords'],
      facts: { inChinese: text },
      also: () => closeDeadlines(ctx, { kind: 'hazard', id: hazard._id }, WORDS_CLOCK),
    };
  });
}

/** How a case stands once somebody has written down what was told. */
function written(hazard: Hazard, inChinese: InChinese): Partial<Hazard> {
  const { text } = inChinese;
  if (isReportedApart(hazard)) {
    const shown = withChinese(hazard, text);
    return { inChinese, text: shown, ...foundBy(shown, hazard.placeText) };
  }
  // What was added apart by somebody who joined stands behind what the reporter said, and nothing tells that it was written down.
  if (hazard.toldByJoined !== undefined && hazard.awaitsWords === true) {
    const shown = beside(hazard.text, text);
    return { text: shown, grams: bigrams(`${shown} ${hazard.inChinese?.text ?? ''} ${hazard.placeText}`) };
  }
  return { inChinese, grams: bigrams(`${hazard.text} ${text} ${hazard.placeText}`) };
}
