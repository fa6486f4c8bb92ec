import type { Request, Response } from 'express';
import { passes } from '#domain/passes';
import { formatDays } from '#kernel/dates';
import { notFound } from '#kernel/errors';
import { qrImage } from '../qr.ts';
import { contextOf, partOf } from '../request.ts';

/**
 * The QR of an issued pass, for whoever shows it at a gate: its number and nothing else, so that a picture of it tells
 * nothing of who comes.
 */
export async function showPassCode(req: Request, res: Response): Promise<void> {
  const pass = await passes.get(contextOf(req), partOf(req, 'reference'));
  if (pass.status !== 'issued') throw notFound('common.not-found');
  const { reference } = pass;
  res.page('gates/passCode', {
    title: `通行证 ${reference}`,
    back: { href: passes.pathOf(reference), label: '返回通行证' },
    reference,
    days: formatDays(pass.startsOn, pass.endsOn),
    qr: await qrImage(reference),
  });
}
