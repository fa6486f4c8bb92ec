import { z } from 'zod';
import { record, wasDone } from '#domain/journal';
import {
  creditCodeField,
  type Enterprise,
  findBodyFor,
  findEnterpriseByCreditCode,
  findRegion,
  registerEnterprise,
  releaseCreditCode,
  SECTORS,
  type Sector,
} from '#domain/organisations';
import type { Context } from '#kernel/context';
import { DAY_MS } from '#kernel/dates';
import { AppError, invalid } from '#kernel/errors';
import { atMost, requireFields } from '#kernel/input';
import { tidyName } from '#kernel/text';
import { isDuplicateKey } from '#platform/mongo';
import { nameField, phoneField } from '../fields.ts';
import { type Account, AccountModel } from '../identity.models.ts';
import { registrationRule } from '../identityRules.ts';
import { dropOffers, mayBeAsked, offerAsked, withNumber } from './offers.ts';
import { endSessions } from './sessions.ts';

export const registerFirmInput = z.object({
  firmName: z
    .string({ error: '请填写企业全称' })
    .transform(tidyName)
    .pipe(
      z
        .string()
        .min(4, '请填写营业执照上的企业全称')
        .max(...atMost(60, '企业名称')),
    ),
  creditCode: creditCodeField,
  regionCode: z
    .string({ error: '请选择所在县（市、区）' })
    .refine((code) => findRegion(code)?.level === 'county', '请选择所在县（市、区）'),
  sector: z.enum(SECTORS.map((sector) => sector.code) as [Sector, ...Sector[]], { error: '请选择行业门类' }),
  name: nameField,
  phone: phoneField,
});

const noBody = () => invalid('identity.no-body', { regionCode: '这个地区的监管部门还没有开通，请联系当地应急管理局' });
const TAKEN = '这家企业已在系统里。请向企业负责人，或所在园区、县（市、区）应急管理局要邀请码';

/**
 * Somebody registers a firm that is not in the system yet. Whoever has the number they typed is offered the role of an
 * applicant, which may apply and nothing else, until a competent body has looked at the licence and admitted the firm:
 * nobody has checked that they are the firm. Whoever asks learns nothing of the number, as when joining a team.
 * A registration that nobody has taken soon holds no credit code: the next one takes its place.
 *
 * @throws Invalid at `creditCode` when the firm is known (but for a registration nobody has taken, or proved for a while,
 * which ends), at `regionCode` where there is no competent body yet.
 */
export async function registerFirm(ctx: Context, raw: z.input<typeof registerFirmInput>): Promise<void> {
  const { firmName, creditCode, regionCode, sector, name, phone } = requireFields(registerFirmInput, raw);
  if (await wasDone(ctx)) return;
  const taken = () => invalid('identity.firm-known', { creditCode: TAKEN });
  const holder = await findEnterpriseByCreditCode(creditCode);
  if (holder !== undefined && !(await isLeftUnproved(holder, ctx.now))) throw taken();
  await findBodyFor({ regionCode, sector }).catch((error: unknown) => {
    throw error instanceof AppError && error.kind === 'NotFound' ? noBody() : error;
  });
  if (!(await mayBeAsked(ctx, 'register', phone))) return;
  try {
    await withNumber(async () => {
      // Asked again here: whoever registered it before may have sent an application in meanwhile.
      const before = await findEnterpriseByCreditCode(creditCode);
      if (before !== undefined && !(await isLeftUnproved(before, ctx.now))) throw taken();
      if (before !== undefined) {
        await dropOffers({ role: 'applicant', scope: { enterpriseId: before._id } });
        await annulRegistration(ctx, before._id);
      }
      const firm = { name: firmName, creditCode, regionCode, sector };
      const { _id: enterpriseId } = await registerEnterprise(ctx, firm);
      await offerAsked(ctx, { role: 'applicant', scope: { enterpriseId }, name, phone });
    });
  } catch (error) {
    if (isDuplicateKey(error, 'one_credit_code')) throw taken();
    throw error;
  }
}

/**
 * Registered a while ago by somebody who has not shown since that they are the firm; a shorter while when nobody has even
 * brought the code back, as after a number that was typed wrong.
 */
async function isLeftUnproved({ _id, status, isProving, createdAt }: Enterprise, now: Date): Promise<boolean> {
  if (status !== 'registered' || isProving === true) return false;
  const { idleDays, takeMinutes } = registrationRule(now);
  const isOlderThan = (ms: number): boolean => createdAt < new Date(now.getTime() - ms);
  if (isOlderThan(idleDays * DAY_MS)) return true;
  return (
    isOlderThan(takeMinutes * 60_000) && (await AccountModel.exists({ 'grants.scope.enterpriseId': _id })) === null
  );
}

const applicantOf = (enterpriseId: string) => ({ role: 'applicant', 'scope.enterpriseId': enterpriseId });

async function applicants(enterpriseId: string): Promise<Account[]> {
  return AccountModel.find({ grants: { $elemMatch: applicantOf(enterpriseId) } }).lean<Account[]>();
}

/**
 * Whoever registered the firm becomes its manager: a competent body has checked who they are. Asks no permission; the
 * admission that calls it has, and runs it in its own transaction.
 */
export async function confirmRegistration(ctx: Context, enterpriseId: string): Promise<void> {
  for (const { _id } of await applicants(enterpriseId)) {
    await AccountModel.updateOne(
      { _id, grants: { $elemMatch: applicantOf(enterpriseId) } },
      { $set: { 'grants.$.role': 'enterprise-manager' } },
    );
    await record(ctx, {
      name: 'identity.registration-confirmed',
      subject: { kind: 'person', id: _id },
      about: [{ kind: 'enterprise', id: enterpriseId }],
    });
  }
}

/**
 * Whoever registered the firm is not the firm: the role is taken away, sessions end, and the credit code is given back.
 * Asks no permission, like `confirmRegistration`.
 */
export async function annulRegistration(ctx: Context, enterpriseId: string): Promise<void> {
  for (const { _id } of await applicants(enterpriseId)) {
    await AccountModel.updateOne({ _id }, { $pull: { grants: applicantOf(enterpriseId) } });
    await endSessions(_id);
    await record(ctx, {
      name: 'identity.registration-annulled',
      subject: { kind: 'person', id: _id },
      about: [{ kind: 'enterprise', id: enterpriseId }],
    });
  }
  await releaseCreditCode(ctx, enterpriseId);
}
