import { z } from 'zod';

/** Half a letter would come back from the store as another one. */
export const whole = (most: number) =>
  z
    .string()
    .max(most)
    .refine((text) => !/\p{Surrogate}/u.test(text));
/** Hardware writes what it does not know as null, as nothing or not at all. */
export const maybe = (most: number) =>
  whole(most)
    .nullish()
    .transform((text) => (text == null || text.trim() === '' ? undefined : text));

/** What CloudEvents 1.0 wraps around each event. */
export const ENVELOPE = {
  id: whole(100).min(1),
  time: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
};

/** The events of a body, one or several; undefined where it is no JSON. */
export function readEvents(body: string): unknown[] | undefined {
  try {
    const json: unknown = JSON.parse(body);
    return Array.isArray(json) ? json : [json];
  } catch {
    return undefined;
  }
}
