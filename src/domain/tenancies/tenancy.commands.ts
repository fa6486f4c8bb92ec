import type { z } from 'zod';
import { placeOf } from '#domain/engine';
import { attachFiles, attachPhotos } from '#domain/evidence';
import { type Enterprise, findEnterpriseByCreditCode, getEnterprise } from '#domain/organisations';
import { actsAs, type PersonActor, personIn, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addMonths, formatYearDay, localDate } from '#kernel/dates';
import { forbidden, invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { newId } from '#kernel/ids';
import { requireFields } from '#kernel/input';
import { isDuplicateKey } from '#platform/mongo';
import { leaveCases } from './leftCases.ts';
import { bare } from './named.ts';
import { takeTurn } from './sharing.ts';
import { type SharedPlace, type Tenancy, TenancyModel } from './tenancy.model.ts';
import { tenancyTerms } from './tenancy.rules.ts';
import { tenancies } from './tenancy.ts';

type Given<A extends keyof typeof tenancies.acts> = z.input<ReturnType<typeof tenancies.inputOf<A>>>;
const enterInput = tenancies.inputOf('enter').omit({ reference: true });
export type EnterTenancy = z.input<typeof enterInput>;
const wrong = (field: string, sentence: string) => invalid('common.check-fields', { [field]: sentence });

/** The firm by its code, or that of whoever acts. @throws Invalid at `field`. */
async function sideOf({ actor }: Context, field: string, code: string | undefined): Promise<Enterprise> {
  const own = runsEnterprise(actor) ? actor.scope.enterpriseId : undefined;
  const found =
    code !== undefined
      ? await findEnterpriseByCreditCode(code)
      : own === undefined
        ? undefined
        : await getEnterprise(own);
  if (found === undefined || found.status !== 'active')
    throw wrong(field, code === undefined ? '请填写统一社会信用代码' : '没有找到这家企业，请核对代码');
  return found;
}

/**
 * Enters who rents what to whom: a firm one of its own, a park one in it. It counts once the other side, or the park, has
 * said that it is so.
 * @throws Forbidden, Invalid at `landlordCode`, `tenantCode` or `area`.
 */
export async function enterTenancy(ctx: Context, raw: EnterTenancy): Promise<Tenancy> {
  const { landlordCode, tenantCode, area, startsOn } = requireFields(enterInput, raw);
  const { actor } = ctx;
  if (!runsEnterprise(actor) && !actsAs(actor, 'park-officer')) throw forbidden('common.not-allowed');
  const landlord = await sideOf(ctx, 'landlordCode', landlordCode);
  const tenant = await sideOf(ctx, 'tenantCode', tenantCode);
  if (landlord._id === tenant._id) throw wrong('tenantCode', '出租方和承租方不能是同一家，另一方请填代码');
  const own = runsEnterprise(actor) ? actor.scope.enterpriseId : undefined;
  if (own !== undefined && own !== landlord._id && own !== tenant._id)
    throw wrong('tenantCode', '双方里要有一方是本企业');
  if (own === undefined && (actor.kind !== 'person' || landlord.parkId !== actor.scope.parkId))
    throw wrong('landlordCode', '出租方不在您的园区');
  const { _id: enterpriseId } = landlord;
  if ((await TenancyModel.exists({ enterpriseId, tenantId: tenant._id, area, isOpen: true })) !== null)
    throw wrong('area', '这一部分已经登记过，不用再登记');
  const by = { enteredBy: personIn(actor), ...given({ enteredFor: own }) };
  const draft = { ...placeOf(landlord), tenantId: tenant._id, area, startsOn, ...by, shared: [], checks: [], gaps: 0 };
  try {
    return await tenancies.make(ctx, 'enter', draft);
  } catch (error) {
    if (isDuplicateKey(error, 'one_open')) throw wrong('area', '这一部分已经登记过，不用再登记');
    throw error;
  }
}

/** The other side, or the park, says that it is so. */
export const confirmTenancy = (ctx: Context, raw: Given<'confirm'>): Promise<Tenancy> =>
  tenancies.step(ctx, 'confirm', raw);

/** It is not so. @throws Invalid at `reason` */
export const declineTenancy = (ctx: Context, raw: Given<'decline'>): Promise<Tenancy> =>
  tenancies.step(ctx, 'decline', raw, (_, { reason }) => ({ set: { reason }, facts: { reason, said: reason } }));

/** Who enters what was signed shows it: a picture of it or the document. One of before stays beside it. @throws Invalid at `until` or `photos`. */
export const agreeOnSafety = (ctx: Context, raw: Given<'agree'>): Promise<Tenancy> =>
  tenancies.step(ctx, 'agree', raw, async (row, { until, duties, coordinator, fireLead, photoIds, fileIds }) => {
    const today = localDate(ctx.now);
    if (until < today) throw wrong('until', '已经过期了，请核对');
    const last = addMonths(today, tenancyTerms(ctx.now).mostYears * 12);
    if (until > last) throw wrong('until', `协议最长到${formatYearDay(last)}`);
    if (photoIds.length + fileIds.length === 0) throw wrong('photos', '请传签好的协议，照片或文件都可以');
    const subject = tenancies.subjectOf(row);
    await attachPhotos(ctx, { photoIds, subject, proves: 'there' });
    await attachFiles(ctx, { fileIds, subject });
    const agreement = { until, duties, coordinator, fireLead, fileIds, photoIds, by: personIn(ctx.actor) };
    return {
      set: { agreement, photoIds: [...new Set([...row.photoIds, ...photoIds])] },
      ...(row.agreement === undefined ? {} : { push: { formerAgreements: { ...row.agreement, replacedAt: ctx.now } } }),
      unset: ['gap'],
      facts: { until, before: row.agreement?.until, said: `到${formatYearDay(until)}` },
    };
  });

/** Enters a part of the premises that both use. @throws Invalid at `part` for one that is there. */
export const sharePlace = (ctx: Context, raw: Given<'share'>): Promise<Tenancy> =>
  tenancies.step(ctx, 'share', raw, ({ shared, enterpriseId, tenantId }, { part, lead }) => {
    if (tenancyTerms(ctx.now).kinds.includes(bare(part)))
      throw wrong('part', `只写「${part}」分不清是哪一处，请写得和别处不同，例如：东侧楼梯、2号楼一层过道`);
    if (shared.some(({ name }) => name === part)) throw wrong('part', '这一处已经登记了');
    const place: SharedPlace = { id: newId(ctx.now), name: part, lead };
    const leadId = lead === 'tenant' ? tenantId : enterpriseId;
    return { push: { shared: place }, facts: { part, leadId, said: part } };
  });

const partOf = ({ shared }: Tenancy, partId: string): SharedPlace => {
  const found = shared.find(({ id }) => id === partId);
  if (found === undefined) throw wrong('partId', '请从列表里选一处');
  return found;
};

/** The tenant takes the lead where the landlord has asked it to. @throws Invalid at `partId`, also where another tenant leads. */
export const acceptLead = (ctx: Context, raw: Given<'accept-lead'>): Promise<Tenancy> =>
  tenancies.step(ctx, 'accept-lead', raw, async (row, { partId }) => {
    const { id, name, lead } = partOf(row, partId);
    if (lead !== 'tenant') throw wrong('partId', '这一处由出租方牵头');
    const leading = await takeTurn(row.enterpriseId, name);
    if (leading !== undefined && leading._id !== row._id)
      throw wrong('partId', '这一处已经由另一家承租方牵头，请出租方先定由谁牵头');
    return {
      set: { shared: row.shared.map((one) => (one.id === id ? { ...one, isAgreed: true as const } : one)) },
      facts: { part: name, said: name },
    };
  });

/** A part both used is one side's again. @throws Invalid at `partId`. */
export const unsharePlace = (ctx: Context, raw: Given<'unshare'>): Promise<Tenancy> =>
  tenancies.step(ctx, 'unshare', raw, (row, { partId }) => {
    const { id, name } = partOf(row, partId);
    return { set: { shared: row.shared.filter((one) => one.id !== id) }, facts: { part: name, said: name } };
  });

/** The landlord enters a check of both together. @throws Invalid at `on` for a day to come. */
export const checkTogether = (ctx: Context, raw: Given<'check'>): Promise<Tenancy> =>
  tenancies.step(ctx, 'check', raw, async (row, { on, found, photoIds }) => {
    if (on > localDate(ctx.now)) throw wrong('on', '还没有到这一天');
    if (on < row.startsOn) throw wrong('on', '那天还没有起租');
    const firmId = row.enterpriseId;
    await attachPhotos(ctx, { photoIds, subject: tenancies.subjectOf(row), proves: 'done', firmId });
    const { personId: by, name: byName } = ctx.actor as PersonActor;
    const checkedOn = row.checkedOn !== undefined && row.checkedOn > on ? row.checkedOn : on;
    return {
      set: { checkedOn, photoIds: [...new Set([...row.photoIds, ...photoIds])] },
      push: { checks: { on, found, photoIds, by, byName } },
      facts: { on, found, said: found },
    };
  });

/** The tenant moves out: what is open in shared parts is the landlord's from then on. @throws Invalid at `reason`. */
export const endTenancy = (ctx: Context, raw: Given<'end'>): Promise<Tenancy> =>
  tenancies.step(ctx, 'end', raw, (_, { reason }) => ({
    set: { reason, endedOn: localDate(ctx.now) },
    facts: { reason, said: reason },
    also: (row) => leaveCases(ctx, row),
  }));
