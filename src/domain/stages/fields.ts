import { optionalWords, referenceOf } from '#kernel/input';

/** The number of an enrolment however it was typed. */
export const enrolmentField = referenceOf('E');

/** Words somebody may leave out; then they are empty. */
export const noteField = optionalWords().transform((text) => text ?? '');
