/** Without blanks, letters and digits narrow and small: how two names are held beside each other, a栋 is A栋. */
export const bare = (words: string): string => words.normalize('NFKC').replace(/\s+/g, '').toLowerCase();

/** Digits, letters and Chinese numerals, by which places of one kind are told apart: 1号门 is not in 11号门. */
const NUMBERED = [/\d/, /[a-z]/, /[一二三四五六七八九十]/];
const goOn = (one = '', other = ''): boolean => NUMBERED.some((sort) => sort.test(one) && sort.test(other));

/**
 * Whether a place that was told lies in a part of premises, by the part's name: it stands in the words as a whole. A name that
 * is only a kind of place (车间) is that very place and no 二车间 or 包装车间: each firm has its own.
 */
export function liesIn(placeText: string, part: string, kinds: readonly string[]): boolean {
  const [place, name] = [bare(placeText), bare(part)];
  if (kinds.includes(name)) return place === name;
  for (let at = place.indexOf(name); at >= 0; at = place.indexOf(name, at + 1))
    if (!goOn(place[at - 1], name[0]) && !goOn(name.at(-1), place[at + name.length])) return true;
  return false;
}
