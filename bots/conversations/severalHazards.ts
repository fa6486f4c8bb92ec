import { meaningOf } from '../meaning.ts';

/** Words that begin the next matter: 「还有」, 「另外」, 「二、」, a line of its own. */
const NEXT =
  /\s*\n+\s*|[，,。；;、\s]*(?:还有(?:就是|一个|一件)?|另外(?:还有)?|再就是|其次|第[二三四五六][个、，,：:是]?|[②③④⑤⑥]|(?<!\d)[2-6][、.．)）](?!\d))[，,：:\s]*/;
const FIRST = /^\s*(?:第一[个、，,：:是]?|①|1[、.．)）])[，,：:\s]*/;
/** A part says something by itself from here on, and is a hazard as likely as this. */
const LEAST_LETTERS = 4;
const ENOUGH = 0.6;
const MOST = 6;

/**
 * The hazards one message tells, if it tells several one after the other (「电箱没盖，还有消防通道堵了」). Only where every
 * part is one: 「昨天差点夹到手」 belongs to what was told before it.
 */
export async function hazardsIn(text: string): Promise<string[]> {
  const parts = text
    .replace(FIRST, '')
    .split(NEXT)
    .map((part) => part.replace(/^[，,。；;、\s]+|[，,。；;、\s]+$/g, ''))
    .filter(Boolean);
  if (parts.length < 2 || parts.length > MOST || parts.some((part) => part.length < LEAST_LETTERS)) return [];
  for (const part of parts) {
    const [best] = (await meaningOf(part)).likely;
    if (!best?.isTold || best.score < ENOUGH) return [];
  }
  return parts;
}
