import { blind } from '#platform/sealing';

const MARK = 'hidden-';

/**
 * What stands for a person in rows that come of a report without a name, a reward and its clock: the person finds what is
 * theirs, and nobody reads back from the row who that is.
 */
export const pseudonymOf = (personId: string): string =>
  // A noun says what nobody sees when it is declared, before there are keys.
  personId === '' ? MARK : MARK + blind(personId, 'pseudonym');

export const isPseudonym = (id: string): boolean => id.startsWith(MARK);

/** Whether a row that names somebody, openly or not, means this person. */
export const isSamePerson = (personId: string, named: string | undefined): boolean =>
  named === personId || (named !== undefined && isPseudonym(named) && named === pseudonymOf(personId));
