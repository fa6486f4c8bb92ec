import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { accidents, isInForce } from '#domain/accidents';
import { enterpriseName } from '#domain/organisations';
import { openPackage, packageContents } from '#domain/oversight';
import { personIn } from '#kernel/actor';
import { formatDay } from '#kernel/dates';
import { notFound } from '#kernel/errors';
import { contextOf, partOf } from '../request.ts';

/** What the evidence of an accident holds, and the button that takes it, for whoever is named for it. */
export async function showEvidence(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const row = await accidents.get(ctx, partOf(req, 'reference'));
  const { reference, grants = [], enterpriseId } = row;
  if (!accidents.can(ctx.actor, 'open-evidence', row)) throw notFound('common.not-found');
  const mine = grants.filter(({ personId }) => personId === personIn(ctx.actor));
  res.page('accidents/evidence', {
    title: '调取事故资料',
    back: { href: accidents.pathOf(reference), label: `返回事故 ${reference}` },
    firm: await enterpriseName(enterpriseId),
    grants: mine.map((grant) => ({
      fileNumber: grant.fileNumber,
      until: formatDay(grant.until),
      isOver: !isInForce(grant, ctx.now),
    })),
    isOver: !mine.some((grant) => isInForce(grant, ctx.now)),
    contents: packageContents(ctx.now),
  });
}

/** Hands it over. Pressed again it is opened again, and told as another opening. */
export async function sendEvidence(req: Request, res: Response): Promise<void> {
  const { onceKey: _, ...ctx } = contextOf(req);
  const { fileName, stream } = await openPackage(ctx, { reference: partOf(req, 'reference') });
  res.type('application/zip');
  res.attachment(fileName);
  res.setHeader('cache-control', 'no-store');
  await pipeline(stream, res).catch(() => res.destroy());
}
