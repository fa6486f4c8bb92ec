import type { Request, Response } from 'express';
import { findInside } from '#domain/gates';
import { enterpriseName } from '#domain/organisations';
import { formatDateTime } from '#kernel/dates';
import { contextOf } from '../request.ts';

/** Who is inside the park, by zone: read out where people gather, so it is made to be printed. */
export async function showInside(req: Request, res: Response): Promise<void> {
  const zones = await findInside(contextOf(req));
  res.page('gates/inside', {
    title: '现在谁在园里',
    at: formatDateTime(req.now),
    count: zones.reduce((sum, { rows }) => sum + rows.length, 0),
    zones: await Promise.all(
      zones.map(async ({ label, rows }) => ({
        label,
        count: rows.length,
        rows: await Promise.all(
          rows.map(async ({ subject, passReference, enterpriseId, at }) => ({
            subject,
            passReference: passReference === subject ? '' : passReference,
            firm: enterpriseId === undefined ? '' : await enterpriseName(enterpriseId),
            since: formatDateTime(at),
          })),
        ),
      })),
    ),
  });
}
