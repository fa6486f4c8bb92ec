import { z } from 'zod';
import { record } from '#domain/journal';
import {
  creditCodeField,
  type Enterprise,
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
import { newId } from '#kernel/ids';
import { atMost, requireFields } from '#kernel/input';
import { tidy } from '#kernel/text';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { nameField, newPasswordField, phoneField } from '../fields.ts';
import { type Account, AccountModel } from '../identity.models.ts';
import { registrationRule } from '../identityRules.ts';
import { hashPassword } from '../passwords.ts';
import { endSessions } from './sessions.ts';

export const registerFirmInput = z.object({
  firmName: z
    .string({ error: '请填写企业全称' })
    .transform(tidy)
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
  password: newPasswordField,
});

const noBody = () => invalid('identity.no-body', { regionCode: '这个地区的监管部门还没有开通，请联系当地应急管理局' });
const TAKEN = '这家企业已在系统里。请向企业负责人，或所在园区、县（市、区）应急管理局要邀请码';

/**
 * Somebody registers a firm that is not in the system yet, with an account of their own. Nobody has checked that they
 * are the firm: they hold the role of an applicant, which may apply and nothing else, until a competent body has looked
 * at the licence and admitted the firm.
 *
 * @throws Invalid at `creditCode` when the firm is known (but for a registration nobody has proved for a while, which ends), at `phone` when the number has an account, at `regionCode` where
 * there is no competent body yet.
 */
export async function registerFirm(
  ctx: Context,
  raw: z.input<typeof registerFirmInput>,
): Promise<{ personId: string; grantId: string; enterpriseId: string }> {
  const input = requireFields(registerFirmInput, raw);
  const { firmName, creditCode, regionCode, sector, name, phone } = input;
  const taken = () => invalid('identity.firm-known', { creditCode: TAKEN });
  const holder = await findEnterpriseByCreditCode(creditCode);
  if (holder !== undefined && !isLeftUnproved(holder, ctx.now)) throw taken();
  const passwordHash = await hashPassword(input.password);
  const [personId, grantId] = [newId(ctx.now), newId(ctx.now)];
  try {
    return await inTransaction(async () => {
      // Asked again here: whoever registered it before may have sent an application in meanwhile.
      const before = await findEnterpriseByCreditCode(creditCode);
      if (before !== undefined && !isLeftUnproved(before, ctx.now)) throw taken();
      if (before !== undefined) await annulRegistration(ctx, before._id);
      const firm = { name: firmName, creditCode, regionCode, sector };
      const { _id: enterpriseId } = await registerEnterprise(ctx, firm);
      const grants = [{ _id: grantId, role: 'applicant' as const, scope: { enterpriseId } }];
      const fresh = { status: 'active' as const, openedAt: ctx.now, createdAt: ctx.now };
      await AccountModel.create([{ _id: personId, name, phone, passwordHash, grants, ...fresh }]);
      await record(ctx, {
        name: 'identity.firm-registered',
        subject: { kind: 'person', id: personId },
        about: [{ kind: 'enterprise', id: enterpriseId }],
      });
      return { personId, grantId, enterpriseId };
    });
  } catch (error) {
    if (isDuplicateKey(error, 'one_credit_code')) throw taken();
    if (error instanceof AppError && error.kind === 'NotFound') throw noBody();
    if (!isDuplicateKey(error, 'one_phone')) throw error;
    throw invalid('identity.phone-taken', { phone: '这个手机号已有账号。请换一个手机号，或先登录再申请' });
  }
}

/** Registered a while ago by somebody who has not shown since that they are the firm. */
const isLeftUnproved = ({ status, isProving, createdAt }: Enterprise, now: Date): boolean =>
  status === 'registered' &&
  isProving !== true &&
  createdAt < new Date(now.getTime() - registrationRule(now).idleDays * DAY_MS);

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
