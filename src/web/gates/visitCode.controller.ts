import type { Request, Response } from 'express';
import { getShownVisit } from '#domain/passes';
import { formatDays } from '#kernel/dates';
import { qrImage } from '../qr.ts';
import { partOf } from '../request.ts';

/** The QR of a visitor's pass, at an address only their chat was told: its number and days, and nothing of who comes. */
export async function showVisitCode(req: Request, res: Response): Promise<void> {
  const { reference, startsOn, endsOn } = await getShownVisit(partOf(req, 'key'));
  res.page('gates/passCode', {
    title: `通行证 ${reference}`,
    reference,
    days: formatDays(startsOn, endsOn),
    qr: await qrImage(reference),
  });
}
