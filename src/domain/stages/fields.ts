import { optionalWords, referenceOf } from '#kernel/input';

/** The number of an enrolment however it was typed. */
export const enrolmentField = referenceOf('E');
export const visitField = referenceOf('V');

/** Words somebody may leave out; then they are empty. */
export const noteField = optionalWords().transform((text) => text ?? '');
