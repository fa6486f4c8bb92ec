import { z } from 'zod';
import { atMost, referenceOf } from '#kernel/input';
import { tidyLines } from '#kernel/text';

/** A case number however it was typed. */
export const referenceField = referenceOf('H');

export const noteField = z
  .string()
  .transform(tidyLines)
  .pipe(z.string().max(...atMost(500)))
  .optional();
