import { bigrams, minhashBands } from '#kernel/text';
import { tellsTongue } from '#kernel/tongue';
import { sealedField } from '#platform/sealing';
import { isUnnamed } from './contact.ts';
import { type Hazard, VOICE_ALONE } from './hazard.models.ts';

/**
 * What everybody but the competent body and whoever told it reads until the body has written it down: the same of a voice, of
 * another tongue and of whoever wished for other words, so that it tells none of them.
 */
export const WORDS_APART = '内容由监管部门整理';
/** The same where nobody can wait for it. */
const URGENT_APART = `有人说马上有危险，请先派人去看；${WORDS_APART}`;
/** Of what is told later. */
export const MORE_APART = `有补充，${WORDS_APART}`;

const TOLD = sealedField<string>('hazards', 'told');
const TOLD_BY_JOINED = sealedField<string>('hazards', 'toldByJoined');
type Told = Pick<Hazard, '_id' | 'told'>;
type ToldByJoined = Pick<Hazard, '_id' | 'toldByJoined'>;

/** True where words would tell who gave no name: perhaps one person of the firm speaks that tongue. */
export const namesSpeaker = (hazard: Pick<Hazard, 'reporter'>, words: string | undefined): boolean =>
  words !== undefined && isUnnamed(hazard) && tellsTongue(words);

/** What was told as it was told, for the competent body and whoever told it; empty where nothing is apart, or its key is gone. */
export function toldOf({ _id, told }: Told): string {
  try {
    return told === undefined ? '' : TOLD.open(_id, told);
  } catch {
    return '';
  }
}

/** The same of what was said by those who joined without a name: of any case, and read by the competent body alone. */
export function toldByJoinedOf({ _id, toldByJoined }: ToldByJoined): string {
  try {
    return toldByJoined === undefined ? '' : TOLD_BY_JOINED.open(_id, toldByJoined);
  } catch {
    return '';
  }
}

/** One thing said after another. */
export const beside = (before: string, words: string): string =>
  [before, words].filter((part) => part !== '').join('；');

/** Puts words beside what is kept apart of a case already. */
export const addTold = (hazard: Told, words: string): Required<Pick<Hazard, 'told'>> => ({
  told: TOLD.seal(hazard._id, beside(toldOf(hazard), words)),
});

/** What a new case is found by: nothing stands in place of words that are apart. */
export const foundBy = (text: string, more: string): Pick<Hazard, 'grams' | 'bands'> => {
  const words = text.replace(URGENT_APART, '').replace(WORDS_APART, '');
  return { grams: bigrams(`${words} ${more}`), bands: minhashBands(words) };
};

/** A report as it is filed: what names its speaker lies apart, words and place alike. */
export function filedApart(
  hazard: Pick<Hazard, '_id' | 'reporter' | 'isUrgent'>,
  { text, placeText, isReworded }: { text: string; placeText?: string | undefined; isReworded: boolean },
): { text: string; isPlaceApart: boolean } & Pick<Hazard, 'told' | 'awaitsWords'> {
  const isVoice = text === VOICE_ALONE && isUnnamed(hazard);
  const isTextApart = isVoice || (isReworded && isUnnamed(hazard)) || namesSpeaker(hazard, text);
  const isPlaceApart = namesSpeaker(hazard, placeText);
  if (!isTextApart && !isPlaceApart) return { text, isPlaceApart };
  const words = [isTextApart ? text : '', isPlaceApart ? `（${placeText}）` : ''].join('');
  return {
    text: isTextApart ? (hazard.isUrgent ? URGENT_APART : WORDS_APART) : text,
    isPlaceApart,
    ...addTold({ _id: hazard._id }, words),
    awaitsWords: true,
  };
}

/**
 * A sentence said later: what others read of it, and what of it lies apart. Who joined without a name is as well hidden in a case
 * whose reporter gave theirs, and nobody reads their words with the reporter's.
 */
export function saidApart(
  hazard: Hazard,
  words: string,
  isJoinedUnnamed = false,
): { words: string; apart: Partial<Hazard> } {
  if (isJoinedUnnamed && tellsTongue(words)) {
    const toldByJoined = TOLD_BY_JOINED.seal(hazard._id, beside(toldByJoinedOf(hazard), words));
    return { words: WORDS_APART, apart: { toldByJoined } };
  }
  if (!namesSpeaker(hazard, words)) return { words, apart: {} };
  return { words: WORDS_APART, apart: addTold(hazard, words) };
}

/** Whoever told it gives their name: nothing is apart any more, and what nobody has written down stands as it was told. */
export function broughtBack(hazard: Hazard): { set: Partial<Hazard>; unset: Partial<Record<keyof Hazard, 1>> } {
  const told = toldOf(hazard);
  if (told === '') return { set: {}, unset: {} };
  const isWritten = hazard.inChinese !== undefined && hazard.awaitsWords !== true;
  const text = isWritten ? hazard.text : withChinese({ text: hazard.text }, told);
  return { set: { text, ...foundBy(text, hazard.placeText) }, unset: { told: 1 } };
}

/**
 * What an earlier release kept in the open of a case, put apart: undefined where there is nothing to. For the migration: what the
 * journal holds already is never written over.
 */
export function putApart(hazard: Hazard): Partial<Hazard> | undefined {
  const isOpen = hazard.told === undefined && isUnnamed(hazard);
  if (!isOpen || !(tellsTongue(hazard.text) || hazard.text === VOICE_ALONE)) return undefined;
  const stood = hazard.isUrgent ? URGENT_APART : WORDS_APART;
  const text = hazard.inChinese?.text ?? stood;
  const owed = hazard.inChinese === undefined ? { awaitsWords: true as const } : {};
  return { text, ...foundBy(text, hazard.placeText), ...addTold(hazard, hazard.text), ...owed };
}

/** What everybody reads once the body has written it down: in place of what stood for it, or of what it wrote before. */
export function withChinese(
  { text, inChinese }: Pick<Hazard, 'text'> & Partial<Pick<Hazard, 'inChinese'>>,
  words: string,
): string {
  const before = [inChinese?.text, URGENT_APART, WORDS_APART].find((one) => one !== undefined && text.includes(one));
  return before === undefined ? `${text}；${words}` : text.replace(before, () => words);
}
