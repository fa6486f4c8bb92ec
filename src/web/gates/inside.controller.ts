import type { Request, Response } from 'express';
import { readOr } from '#domain/aside';
import { findInside, type Inside } from '#domain/gates';
import { enterpriseName } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { formatClock, formatDateTime, localDate } from '#kernel/dates';
import { contextOf } from '../request.ts';

const sinceOf = (at: Date, now: Date): string =>
  localDate(at) === localDate(now) ? formatClock(at) : formatDateTime(at);

async function rowOf(ctx: Context, { subject, holder, passReference, enterpriseId, at, _id }: Inside) {
  return {
    // Whoever is called out by name is listed by it.
    name: holder ?? subject,
    others: [...new Set([subject, passReference])].filter((one) => one !== undefined && one !== (holder ?? subject)),
    firm: enterpriseId === undefined ? '' : await enterpriseName(enterpriseId),
    // Whoever cannot be read is looked for all the same, and so are all others.
    since: await readOr(
      ctx,
      `presence:${_id}`,
      () => sinceOf(at, ctx.now),
      () => '',
    ),
  };
}

/** Who is inside the park, by zone: read out where people gather, so it is made to be printed. */
export async function showInside(req: Request, res: Response): Promise<void> {
  const asked = req.query['park'];
  const ctx = contextOf(req);
  const zones = await findInside(ctx, typeof asked === 'string' && asked !== '' ? asked : undefined);
  res.page('gates/inside', {
    title: '现在谁在园里',
    at: formatDateTime(req.now),
    count: zones.reduce((sum, { rows }) => sum + rows.length, 0),
    zones: await Promise.all(
      zones.map(async ({ label, rows }) => ({
        label,
        count: rows.length,
        rows: await Promise.all(rows.map((row) => rowOf(ctx, row))),
      })),
    ),
  });
}
