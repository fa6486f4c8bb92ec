import { z } from 'zod';
import { findTrail, type JournalEvent, record } from '#domain/journal';
import { byTheHour, type Context } from '#kernel/context';
import { conflict, forbidden } from '#kernel/errors';
import { lineField, requireFields, wordsField } from '#kernel/input';
import { inTransaction } from '#platform/mongo';
import { saidApart } from '../apart.ts';
import { aboutOf, openWordsClock, subjectOf } from '../change.ts';
import { isUnnamed } from '../contact.ts';
import { type Hazard, HazardModel } from '../hazard.models.ts';
import { hazardTalk } from '../hazardRules.ts';
import { isActHeld } from '../hold.ts';
import { loadOwn } from '../own.ts';
import { loadSeen, mayAsk } from '../policy.ts';
import { voiceIn } from '../voices.ts';
import { referenceField } from './fields.ts';

/** A question to whoever reported without a name, and the answer that came through the number and the code. */
export interface Asked {
  question: string;
  answer?: string;
}

const ASKED = 'hazards.asked';
const ANSWERED = 'hazards.answered';

/** What was asked and answered, oldest first, from the events of a case: they alternate, each chain in its order. */
export function talkIn(events: readonly JournalEvent[]): Asked[] {
  const talk: Asked[] = [];
  for (const { name, facts } of events) {
    const last = talk.at(-1);
    if (name === ASKED) talk.push({ question: String(facts['question']) });
    if (name === ANSWERED && last !== undefined) last.answer = String(facts['answer']);
  }
  return talk;
}

/** What was asked and answered about a case. No permission is asked. */
export const findTalk = async ({ _id }: Pick<Hazard, '_id'>): Promise<Asked[]> =>
  talkIn(await findTrail({ kind: 'hazard', id: _id }));

/** The same as whoever asks knows it: an answer of this hour has not come yet. */
const talkKnown = async (hazard: Hazard, now: Date): Promise<Asked[]> =>
  talkIn((await findTrail({ kind: 'hazard', id: hazard._id })).filter((event) => !isActHeld(hazard, event, now)));

export const askReporterInput = z.object({ reference: referenceField, question: wordsField('请写您要问什么', 300) });

/**
 * Asks somebody who reported without a name, who answers without one. One question at a time, and only so many a case: more
 * would be an interrogation.
 * @throws Invalid at `question`; Forbidden for who does not have the case in hand; Conflict `hazards.not-answered-yet`,
 * `hazards.asked-enough`.
 */
export async function askReporter(at: Context, raw: z.input<typeof askReporterInput>): Promise<Hazard> {
  const { reference, question } = requireFields(askReporterInput, raw);
  return inTransaction(async () => {
    const seen = await loadSeen(at, reference);
    if (!mayAsk(at.actor, seen)) throw forbidden('common.not-allowed');
    const talk = await talkKnown(seen.hazard, at.now);
    const { questions } = hazardTalk(at.now);
    if (talk.some(({ answer }) => answer === undefined)) throw conflict('hazards.not-answered-yet');
    if (talk.length >= questions) throw conflict('hazards.asked-enough', { params: { count: questions } });
    return say(byTheHour(at), seen.hazard, ASKED, { question });
  });
}

export const answerAskedInput = z.object({
  reference: referenceField,
  /** For who is not signed in: it shows that they reported it. */
  queryCode: lineField('请填写查询码').optional(),
  answer: wordsField('请写您的回答', 500),
});

/**
 * Answers the question that is open, by the code or, signed in or in their chat, as whoever reported.
 * @throws Invalid at `answer`, at `queryCode` for a wrong one; Forbidden for anybody else; Conflict
 * `hazards.nothing-asked`.
 */
export async function answerAsked(at: Context, raw: z.input<typeof answerAskedInput>): Promise<Hazard> {
  const { reference, queryCode, answer } = requireFields(answerAskedInput, raw);
  return inTransaction(async () => {
    const hazard = await loadOwn(at, { reference, queryCode });
    if (!isUnnamed(hazard)) throw forbidden('common.not-allowed');
    const last = (await findTalk(hazard)).at(-1);
    if (last === undefined || last.answer !== undefined) throw conflict('hazards.nothing-asked');
    const { words, apart } = saidApart(hazard, answer);
    const facts = { answer: words, ...(hazard.isAnonymous ? { voice: voiceIn(hazard) } : {}) };
    return say(byTheHour(at), hazard, ANSWERED, facts, apart);
  });
}

/** Two who speak at once: the second meets the version the first has raised. */
async function say(
  ctx: Context,
  hazard: Hazard,
  name: string,
  facts: Record<string, string>,
  /** Of an answer: what of it lies apart. */
  apart?: Partial<Hazard>,
): Promise<Hazard> {
  const { _id, version } = hazard;
  const after = await HazardModel.findOneAndUpdate(
    { _id, version },
    {
      $set: { ...apart, ...(apart?.told === undefined ? {} : { awaitsWords: true }), updatedAt: ctx.now },
      $inc: { version: 1 },
    },
    { returnDocument: 'after' },
  ).lean<Hazard>();
  if (after === null) throw conflict('common.changed-meanwhile');
  if (after.isOpen && apart?.told !== undefined) await openWordsClock(ctx, after);
  await record(ctx, { name, subject: subjectOf(after), about: aboutOf(after), facts, hideActor: apart !== undefined });
  return after;
}
