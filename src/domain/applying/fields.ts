import { referenceOf } from '#kernel/input';

/** The number of an application however it was typed. */
export const applicationField = referenceOf('A');
