/** Tongues people write in who do not write Chinese; whatever is in letters and is not Vietnamese is answered in English. */
export type Tongue = 'vi' | 'en';

/** Letters and marks no other tongue of these has, and the commonest words as they are typed without them. */
const VIETNAMESE =
  /[ăđơưĂĐƠƯ]|[\u1ea0-\u1ef9]|[àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ]|\b(khong|nguoi|chay|dien|xuong|khoi|cuu|goi|toi|duoc|chua|may cua|bi thuong|dien giat|nha may|o day)\b/;
/** Fewer are a model, a unit or a code. */
const FEWEST_LETTERS = 4;

/**
 * The tongue a message is in that holds no Chinese; undefined for one in Chinese, even in part, and for numbers and codes.
 * Nothing is translated by it: somebody who reads the tongue puts the words into Chinese.
 */
export function tongueOf(text: string): Tongue | undefined {
  if (/\p{Script=Han}/u.test(text)) return undefined;
  const letters = text.match(/(?<![\p{L}\p{N}])\p{L}{2,}(?![\p{L}\p{N}])/gu)?.join('') ?? '';
  if (letters.length < FEWEST_LETTERS) return undefined;
  return VIETNAMESE.test(text.normalize('NFC').toLowerCase()) ? 'vi' : 'en';
}
