import { anotherName, blind, blindNames } from '#platform/sealing';

const MARK = 'hidden-';
const PURPOSE = 'pseudonym-of-many';

/** The one pseudonym of before every reward had its own: rows are found by it until they are named anew. */
export const pseudonymOf = (personId: string): string =>
  // A noun says what nobody sees when it is declared, before there are keys.
  personId === '' ? MARK : MARK + blind(personId, 'pseudonym');

/**
 * Whatever stands for a person in rows that come of a report without a name: the person finds what is theirs by all of
 * them, and nobody reads back from a row who that is, nor from two that they are one person's. None for nobody.
 */
export const pseudonymsOf = (personId: string): string[] =>
  personId === '' ? [] : [pseudonymOf(personId), ...blindNames(personId, PURPOSE).map((name) => MARK + name)];

/** One of them for a new row, by chance: none of those `taken`, as long as there are others. */
export const anotherPseudonym = (personId: string, taken: readonly string[]): string =>
  MARK +
  anotherName(
    personId,
    PURPOSE,
    taken.map((one) => one.slice(MARK.length)),
  );

export const isPseudonym = (id: string): boolean => id.startsWith(MARK);

/** Whether a row that names somebody, openly or not, means this person. */
export const isSamePerson = (personId: string, named: string | undefined): boolean =>
  named === personId || (named !== undefined && isPseudonym(named) && pseudonymsOf(personId).includes(named));
