import type { QueryFilter } from 'mongoose';
import { type Actor, actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { notFound } from '#kernel/errors';
import { given } from '#kernel/given';
import { type Page, readPage } from '#platform/page';
import { isCreditCode, tidyCreditCode } from './creditCode.ts';
import { type Enterprise, EnterpriseModel } from './organisation.models.ts';
import { findEnterprisesBeginning, findEnterprisesCalled, findEnterprisesLike } from './queries.ts';

const PAGE = 25;

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

/** A page of the firms the actor may look up; with `q` those of this credit code, of a name that stands whole in it, or
 * whose name holds it, by name. */
export async function findFirms(
  ctx: Context,
  filter: { q?: string | undefined; after?: string | undefined } = {},
): Promise<Page<Enterprise>> {
  const visible: QueryFilter<Enterprise> = { $and: [visibleFirms(ctx.actor), { status: 'active' }] };
  const { q } = filter;
  if (q === undefined) return readPage(EnterpriseModel, visible, filter);
  const creditCode = tidyCreditCode(q);
  if (isCreditCode(creditCode)) return readPage(EnterpriseModel, { $and: [visible, { creditCode }] }, {});
  if (filter.after === undefined) {
    const called = await findEnterprisesCalled(q, visible);
    if (called.length > 0) return { rows: called };
  }
  const like = await findEnterprisesLike(q, visible, { after: filter.after, limit: PAGE + 1 });
  const rows = like.slice(0, PAGE);
  if (like.length > PAGE) return { rows, ...given({ nextCursor: rows.at(-1)?._id }) };
  // A short name may be no part of the whole one.
  return { rows: rows.length === 0 && filter.after === undefined ? await findEnterprisesBeginning(q, visible) : rows };
}
