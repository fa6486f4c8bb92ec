/** Tongues people write in who do not write Chinese; whatever is in letters and is not Vietnamese is answered in English. */
export type Tongue = 'vi' | 'en';

/** Letters and marks no other tongue of these has, and the commonest words as they are typed without them. */
const VIETNAMESE =
  /[ăđơưĂĐƠƯ]|[\u1ea0-\u1ef9]|[àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ]|\b(khong|nguoi|chay|dien|xuong|khoi|cuu|goi|toi|duoc|chua|may cua|bi thuong|dien giat|nha may|o day)\b/;
/** Fewer are a model, a unit or a code. */
const FEWEST_LETTERS = 4;
/** A name or a brand among Chinese words is one word; a sentence has more. */
const FEWEST_WORDS = 2;
/** So many letters of another tongue weigh as much as one Chinese character: English names of things are common among those. */
const LETTERS_A_CHARACTER: Readonly<Record<Tongue, number>> = { vi: 2, en: 3 };

/**
 * Whether words tell that whoever wrote them speaks another tongue: mostly in it, or with what only Vietnamese has. Looked at
 * where nobody is to learn who wrote them.
 */
export const tellsTongue = (text: string): boolean =>
  tongueOf(text) !== undefined || VIETNAMESE.test(text.normalize('NFC').toLowerCase());

/**
 * The tongue most of a message is in, where that is not Chinese; undefined for one in Chinese, and for numbers and codes.
 * A place as it stands on the wall, or one word somebody knows, does not make it Chinese. Nothing is translated by it:
 * somebody who reads the tongue puts the words into Chinese.
 */
export function tongueOf(text: string): Tongue | undefined {
  const characters = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const all = text.match(/(?<![\p{L}\p{N}])[^\P{L}\p{Script=Han}]{2,}(?![\p{L}\p{N}])/gu) ?? [];
  // Among Chinese, capitals alone are a brand or a model.
  const words = characters === 0 ? all : all.filter((word) => /\p{Ll}/u.test(word));
  const letters = words.join('').length;
  if (letters < FEWEST_LETTERS || (characters > 0 && words.length < FEWEST_WORDS)) return undefined;
  const tongue = VIETNAMESE.test(text.normalize('NFC').toLowerCase()) ? 'vi' : 'en';
  return letters > characters * LETTERS_A_CHARACTER[tongue] ? tongue : undefined;
}
