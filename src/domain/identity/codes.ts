import { timingSafeEqual } from 'node:crypto';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { randomId, readableCode } from '#kernel/ids';
import { ruleOn } from '#kernel/rules';
import { blind, sealedField } from '#platform/sealing';
import { CodeModel, type CodePurpose, type CodeWay, type OneTimeCode } from './identity.models.ts';
import { CODE_RULE, type CodeRule } from './identityRules.ts';
import { countTry, forgetTries } from './tries.ts';

const CODE_LENGTH = 8;
const codeField = sealedField<string>('oneTimeCodes', 'sealedCode');
const newPhoneField = sealedField<string>('oneTimeCodes', 'newPhone');

/** Keyed, since eight characters are soon guessed from a plain hash by whoever reads the database. */
export const hashCode = (purpose: CodePurpose, code: string): string => blind(code, `code:${purpose}`);

/** The codes of a purpose as the rule of the day has them: how long they live, how often they may be tried. */
export const codeRule = (purpose: CodePurpose, now: Date): CodeRule => ruleOn(CODE_RULE, localDate(now)).value[purpose];

export interface NewCode {
  purpose: CodePurpose;
  way: CodeWay;
  personId: string;
  grantId?: string;
  offerId?: string;
  newPhone?: string;
  /** The one chat it goes to, of a code that goes by chat. */
  bindingId?: string;
  /** Who asks is kept when it is not the person themselves. */
  isAskedByOthers?: boolean;
}

/**
 * Replaces the person's code of this purpose (of an invitation: the one for the same offer).
 * @returns the code in clear: for a slip or the holder's own page, never for whoever asked for it.
 */
export async function issueCode(
  ctx: Context,
  { newPhone, isAskedByOthers = false, ...fresh }: NewCode,
): Promise<{ codeId: string; code: string; expiresAt: Date }> {
  const { purpose, personId, offerId } = fresh;
  const code = readableCode(CODE_LENGTH);
  const expiresAt = new Date(ctx.now.getTime() + codeRule(purpose, ctx.now).minutes * 60_000);
  const _id = randomId();
  const by = isAskedByOthers && ctx.actor.kind === 'person' ? ctx.actor : undefined;
  await CodeModel.deleteMany({ personId, purpose, ...(offerId === undefined ? {} : { offerId }) });
  await CodeModel.create([
    {
      _id,
      ...fresh,
      ...(by === undefined ? {} : { askedBy: by.personId, askedByRole: by.role }),
      ...(newPhone === undefined ? {} : { newPhone: newPhoneField.seal(_id, newPhone) }),
      ...(fresh.way === 'chat' || fresh.way === 'sms' ? { sealedCode: codeField.seal(_id, code) } : {}),
      codeHash: hashCode(purpose, code),
      tries: 0,
      expiresAt,
    },
  ]);
  return { codeId: _id, code, expiresAt };
}

const live = (now: Date) => ({ usedAt: { $exists: false }, expiresAt: { $gt: now } });

/** A code that is on its way to its holder. */
export interface Letter {
  personId: string;
  purpose: CodePurpose;
  way: CodeWay;
  /** In clear: only for whoever carries it. */
  code: string;
  newPhone?: string;
  /** The one chat it goes to; every chat of theirs when absent. */
  bindingId?: string;
  minutes: number;
}

/** Opens a code for whoever carries it; undefined once it is used, replaced or over. Never for a page or a log. */
export async function openLetter(codeId: string, now: Date): Promise<Letter | undefined> {
  const row = await CodeModel.findOne({ _id: codeId, ...live(now) }).lean<OneTimeCode>();
  if (row?.sealedCode === undefined) return undefined;
  const { personId, purpose, way, newPhone, bindingId, expiresAt } = row;
  return {
    personId,
    purpose,
    way,
    code: codeField.open(codeId, row.sealedCode),
    ...(newPhone === undefined ? {} : { newPhone: newPhoneField.open(codeId, newPhone) }),
    ...(bindingId === undefined ? {} : { bindingId }),
    minutes: Math.max(1, Math.round((expiresAt.getTime() - now.getTime()) / 60_000)),
  };
}

/** The number that is to become theirs, of a code just used. */
export const newPhoneOf = ({ _id, newPhone }: OneTimeCode): string =>
  newPhone === undefined ? '' : newPhoneField.open(_id, newPhone);

/** Whose code is tried, and from where. */
export interface CodeTry {
  personId: string | undefined;
  code: string;
  /** As far as we can tell: a network, a browser and the number typed there. */
  place: string;
}

/**
 * Uses up the person's code. A try is counted for its place before it is compared, outside any transaction, so that a
 * failed command does not give it back; a code itself is worn out by wrong ones alone, from places that may still try.
 * @throws Invalid `identity.wrong-code` at `code`, for wrong, old, used and unknown alike.
 */
export async function tryCode(
  ctx: Context,
  purpose: CodePurpose,
  { personId, code, place }: CodeTry,
): Promise<OneTimeCode> {
  const { tries, minutes, together } = codeRule(purpose, ctx.now);
  const wrong = () => invalid('identity.wrong-code', { code: '手机号或代码不对，或代码已过期，请核对后再试' });
  const fromHere = await countTry(ctx.now, `code:${purpose}:${place}`, minutes);
  // Somebody unknown is looked for as long as somebody known.
  const open = { personId: personId ?? '', purpose, ...live(ctx.now) };
  const rows = await CodeModel.find({ ...open, tries: { $lt: together } }).lean<OneTimeCode[]>();
  const hash = Buffer.from(hashCode(purpose, code));
  const row = rows.find(
    ({ codeHash }) => codeHash.length === hash.length && timingSafeEqual(Buffer.from(codeHash), hash),
  );
  if (row === undefined || fromHere > tries) {
    if (fromHere <= tries) await CodeModel.updateMany(open, { $inc: { tries: 1 } });
    throw wrong();
  }
  const used = await CodeModel.updateOne(
    { _id: row._id, usedAt: { $exists: false } },
    { $set: { usedAt: ctx.now }, $unset: { sealedCode: 1 } },
  );
  if (used.modifiedCount !== 1) throw wrong();
  await forgetTries(`code:${purpose}:${place}`);
  return row;
}
