import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { digitCode, randomId, readableCode } from '#kernel/ids';
import { ruleOn } from '#kernel/rules';
import { CodeModel, type CodePurpose, type OneTimeCode } from './identity.models.ts';
import { CODE_RULE, type CodeRule } from './identityRules.ts';

const CODE_LENGTH = 8;
export const hashCode = (purpose: CodePurpose, code: string): string =>
  createHash('sha256').update(`${purpose}:${code}`).digest('hex');

/** The codes of a purpose as the rule of the day has them: how long they live, how often they may be tried. */
export const codeRule = (purpose: CodePurpose, now: Date): CodeRule => ruleOn(CODE_RULE, localDate(now)).value[purpose];

/** Replaces the person's code of this purpose. @returns the code in clear, to be shown once. */
export async function issueCode(
  ctx: Context,
  purpose: CodePurpose,
  personId: string,
  grantId?: string,
): Promise<{ code: string; expiresAt: Date }> {
  const { minutes } = codeRule(purpose, ctx.now);
  const code = purpose === 'binding' ? digitCode(6) : readableCode(CODE_LENGTH);
  const expiresAt = new Date(ctx.now.getTime() + minutes * 60_000);
  await CodeModel.deleteMany({ personId, purpose });
  await CodeModel.create([
    {
      _id: randomId(),
      purpose,
      personId,
      ...(grantId === undefined ? {} : { grantId }),
      codeHash: hashCode(purpose, code),
      tries: 0,
      expiresAt,
    },
  ]);
  return { code, expiresAt };
}

/**
 * Uses up the person's code. Every try is counted before it is compared, outside any transaction, so that a failed
 * command does not give the try back.
 * @throws Invalid `identity.wrong-code` at `code`, for wrong, old, used and unknown alike.
 */
export async function tryCode(
  ctx: Context,
  purpose: CodePurpose,
  personId: string | undefined,
  code: string,
): Promise<void> {
  const { tries } = codeRule(purpose, ctx.now);
  const wrong = () =>
    invalid('identity.wrong-code', { code: '代码不对或已过期，请核对后再试，或请发码的人重新发一个' });
  if (personId === undefined) throw wrong();
  const live = { personId, purpose, usedAt: { $exists: false }, expiresAt: { $gt: ctx.now }, tries: { $lt: tries } };
  const row = await CodeModel.findOneAndUpdate(live, { $inc: { tries: 1 } }).lean<OneTimeCode>();
  if (row === null) throw wrong();
  const same = timingSafeEqual(Buffer.from(row.codeHash, 'hex'), Buffer.from(hashCode(purpose, code), 'hex'));
  if (!same) throw wrong();
  const used = await CodeModel.updateOne({ _id: row._id, usedAt: { $exists: false } }, { $set: { usedAt: ctx.now } });
  if (used.modifiedCount !== 1) throw wrong();
}
