import { z } from 'zod';
import { referenceOf } from '#kernel/input';
import { tidy } from '#kernel/text';

/** A case number however it was typed. */
export const referenceField = referenceOf('H');

export const noteField = z.string().transform(tidy).pipe(z.string().max(500, '请不要超过500个字')).optional();
