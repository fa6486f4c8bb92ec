import { z } from 'zod';
import { tidyName } from '#kernel/text';

const named = (max: number) =>
  z
    .string({ error: '请填写名称' })
    .transform(tidyName)
    .pipe(z.string().min(1, '请填写名称').max(max, `名称请不要超过${max}个字`));

/** A place or team inside a firm. */
export const shortName = named(40);
/** A body, park or institution, by its full name. */
export const longName = named(60);
