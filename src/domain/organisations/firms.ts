import type { QueryFilter } from 'mongoose';
import { type Actor, actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { notFound } from '#kernel/errors';
import { tidyName } from '#kernel/text';
import { type Page, readPage } from '#platform/page';
import { isCreditCode, tidyCreditCode } from './creditCode.ts';
import { type Enterprise, EnterpriseModel } from './organisation.models.ts';
import { findEnterprisesNamed } from './queries.ts';

const MOST_LIKE = 20;

/**
 * Firms an actor may look up, whatever they may see of them: their own, those of their park or that left it, of their
 * region and sectors, those they advise; administrators every one. Insurers none before they insure one.
 */
function visibleFirms(actor: Actor): QueryFilter<Enterprise> {
  const nobody = { _id: { $in: [] } };
  if (actor.kind !== 'person') return nobody;
  const { role, scope } = actor;
  switch (role) {
    case 'worker':
    case 'enterprise-manager':
    case 'safety-officer':
    case 'applicant':
      return { _id: scope.enterpriseId ?? '' };
    case 'adviser':
      return { _id: { $in: [...(scope.enterpriseIds ?? [])] } };
    case 'park-officer':
      return scope.parkId === undefined
        ? nobody
        : { $or: [{ parkId: scope.parkId }, { 'formerParks.parkId': scope.parkId }] };
    case 'regulator':
      return scope.regionCode === undefined
        ? nobody
        : {
            regionCode: { $gte: scope.regionCode, $lt: `${scope.regionCode}~` },
            ...(scope.sectors === undefined ? {} : { sector: { $in: [...scope.sectors] as never } }),
          };
    case 'administrator':
      return {};
    case 'insurer':
      return nobody;
  }
}

/** The day the firm left the reader's park for good; undefined while it lies there, and for everybody else. */
export function firmLeftOn(actor: Actor, firm: Enterprise): string | undefined {
  const { parkId } = actsAs(actor, 'park-officer') ? actor.scope : {};
  if (parkId === undefined || firm.parkId === parkId) return undefined;
  return firm.formerParks?.findLast((former) => former.parkId === parkId)?.until;
}

/** A firm the actor may look up, by its id or its 统一社会信用代码. @throws NotFound */
export async function getFirm(ctx: Context, idOrCode: string): Promise<Enterprise> {
  const creditCode = tidyCreditCode(idOrCode);
  const one: QueryFilter<Enterprise> = isCreditCode(creditCode) ? { creditCode } : { _id: idOrCode };
  const found = await EnterpriseModel.findOne({
    $and: [visibleFirms(ctx.actor), one, { status: { $ne: 'closed' } }],
  }).lean<Enterprise>();
  if (found === null) throw notFound('common.not-found');
  return found;
}

/** A page of the firms the actor may look up; with `q` those of this credit code, or of a name like it. */
export async function findFirms(
  ctx: Context,
  filter: { q?: string | undefined; after?: string | undefined } = {},
): Promise<Page<Enterprise>> {
  const visible: QueryFilter<Enterprise> = { $and: [visibleFirms(ctx.actor), { status: 'active' }] };
  const { q } = filter;
  if (q === undefined) return readPage(EnterpriseModel, visible, filter);
  const creditCode = tidyCreditCode(q);
  if (isCreditCode(creditCode)) return readPage(EnterpriseModel, { $and: [visible, { creditCode }] }, {});
  const named = await findEnterprisesNamed(q, visible);
  if (named.length > 0) return { rows: named };
  // The middle of a name is read along the index of names; nobody but a whole 自治区 has many.
  const name = { $regex: tidyName(q).replace(/[^\p{L}\p{N}]/gu, '\\$&') };
  return {
    rows: await EnterpriseModel.find({ $and: [visible, { name }] })
      .limit(MOST_LIKE)
      .lean<Enterprise[]>(),
  };
}
