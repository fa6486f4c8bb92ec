import type { Request } from 'express';
import type { z } from 'zod';
import { invalid } from '#kernel/errors';

/**
 * Reads a submitted form into a command's input.
 * @param more Values that are not simply the text of a field of the same name.
 * @throws Invalid `common.check-fields` with a sentence at each field.
 */
export function parseForm<T extends z.ZodType>(
  schema: T,
  req: Request,
  more: Record<string, unknown> = {},
): z.output<T> {
  const body = (req.body ?? {}) as Record<string, unknown>;
  const parsed = schema.safeParse({ ...body, ...more });
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) fields[String(issue.path[0] ?? '')] ??= issue.message;
  throw invalid('common.check-fields', fields);
}
