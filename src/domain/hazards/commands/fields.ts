import { z } from 'zod';
import { invalid } from '#kernel/errors';
import { findReference } from '#kernel/references';
import { tidy } from '#kernel/text';

/** A case number however it was typed. */
export const referenceField = z
  .string({ error: '请填写编号' })
  .transform((text) => findReference(text, 'H') ?? '')
  .pipe(z.string().min(1, '编号应像 H2026-0001'));

export const reasonField = z
  .string({ error: '请写明理由' })
  .transform(tidy)
  .pipe(z.string().min(2, '请写明理由').max(500, '请不要超过500个字'));

export const noteField = z.string().transform(tidy).pipe(z.string().max(500, '请不要超过500个字')).optional();

/** Parses a command's input. @throws Invalid `common.check-fields` with a sentence at each field. */
export function requireFields<T extends z.ZodType>(schema: T, raw: unknown): z.output<T> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) fields[String(issue.path[0] ?? '')] ??= issue.message;
  throw invalid('common.check-fields', fields);
}
