import { z } from 'zod';
import { isSamePerson, personName } from '#domain/identity';
import { ownEnterprise } from '#domain/organisations';
import { mayKeepDesk, schemeOf } from '#domain/schemes';
import type { Context } from '#kernel/context';
import { formatDay, localDate } from '#kernel/dates';
import { conflict, forbidden, invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { readableCode } from '#kernel/ids';
import { requireFields } from '#kernel/input';
import { yuanOf } from '#kernel/money';
import { blind } from '#platform/sealing';
import { codesOf, type Reward } from '../reward.model.ts';
import { type ClaimCode, ClaimModel } from './batch.model.ts';

/** So many letters that nobody finds one by trying. */
const LENGTH = 12;
const nameOf = (code: string): string => blind(code, 'claim-code');

export const newClaimCode = (): string => readableCode(LENGTH);
/** The row of a new code. */
export const rowOfClaim = (code: string, claim: Omit<ClaimCode, '_id'>): ClaimCode => ({ _id: nameOf(code), ...claim });

/** Who keeps the desk of a firm now; undefined where nobody who may does. */
export async function deskOf(enterpriseId: string, now: Date): Promise<string | undefined> {
  const { deskId } = (await schemeOf(enterpriseId, now)).terms;
  return deskId !== undefined && deskId !== '' && (await mayKeepDesk(deskId, enterpriseId)) ? deskId : undefined;
}

/** Whose desk a code is taken at: the one it was given to, and the one of now where its keeper may keep none any more. */
async function deskOfClaim({ deskId, enterpriseId }: Omit<ClaimCode, '_id'>, now: Date): Promise<string | undefined> {
  return deskId !== undefined && (await mayKeepDesk(deskId, enterpriseId)) ? deskId : deskOf(enterpriseId, now);
}

/** A code, what it brings, and where. */
export interface Claim {
  code: string;
  amountFen: number;
  isRedeemed: boolean;
  isDenied: boolean;
  desk: string;
}

/** Where a code is taken: whose desk, and what the firm says of it, while it is the desk of now. */
async function deskInWords(deskId: string, enterpriseId: string, now: Date): Promise<string> {
  const { terms } = await schemeOf(enterpriseId, now);
  const where = terms.deskId === deskId ? (terms.deskWhere ?? '') : '';
  return [await personName(deskId), where].filter((part) => part !== '').join('，');
}

/** The codes of a reward, for whoever it is for: nobody else, and not while their account hides what lies behind it. */
export async function claimsOf({ actor, now }: Context, reward: Reward): Promise<Claim[]> {
  if (actor.kind !== 'person' || actor.hidesSince !== undefined) return [];
  if (!isSamePerson(actor.personId, reward.personId)) return [];
  return Promise.all(
    codesOf(reward).map(async (code) => {
      const row = await ClaimModel.findById(nameOf(code)).lean<ClaimCode>();
      const { redeemedOn, deniedOn, ...claim } = row ?? {
        enterpriseId: reward.enterpriseId,
        amountFen: reward.amountFen,
      };
      const deskId = await deskOfClaim(claim, now);
      const desk = deskId === undefined ? '' : await deskInWords(deskId, reward.enterpriseId, now);
      const [isRedeemed, isDenied] = [redeemedOn !== undefined, deniedOn !== undefined];
      return { code, amountFen: claim.amountFen, isRedeemed, isDenied, desk };
    }),
  );
}

const ASK = '请填写领奖码';
export const redeemClaimInput = z.object({
  code: z
    .string({ error: ASK })
    .transform((text) => text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase())
    .pipe(z.string().min(1, ASK).max(40, ASK)),
});

/** Whether somebody keeps the desk of their firm, or one that codes still lie at. */
export async function keepsDesk({ actor, now }: Context): Promise<boolean> {
  const enterpriseId = actor.kind === 'person' ? actor.scope.enterpriseId : undefined;
  if (actor.kind !== 'person' || enterpriseId === undefined) return false;
  const { personId: deskId } = actor;
  if ((await deskOf(enterpriseId, now)) === deskId) return true;
  const lies = { enterpriseId, deskId, redeemedOn: { $exists: false } };
  return (await ClaimModel.exists(lies)) !== null && (await mayKeepDesk(deskId, enterpriseId));
}

/**
 * Takes a code at the desk it lies at, once; whoever brings it is asked nothing. Nothing is kept but the day, and which
 * press of the button it was, blinded: that press sent again is answered alike, and any other is told day and amount, so
 * that nobody goes home without money because an answer was lost.
 * @returns what to hand over, in fen.
 * @throws Forbidden for whoever does not keep a desk; Invalid at `code`; Conflict `rewards.code-used`.
 */
export async function redeemClaim(ctx: Context, raw: z.input<typeof redeemClaimInput>): Promise<number> {
  const { actor, now } = ctx;
  const enterpriseId = actor.kind === 'person' ? actor.scope.enterpriseId : undefined;
  if (actor.kind !== 'person' || enterpriseId === undefined || !(await keepsDesk(ctx)))
    throw forbidden('common.not-allowed');
  const _id = nameOf(requireFields(redeemClaimInput, raw).code);
  const claim = await ClaimModel.findOne({ _id, enterpriseId }).lean<ClaimCode>();
  // One that lies at another desk is none here.
  if (claim === null || (await deskOfClaim(claim, now)) !== actor.personId)
    throw invalid('rewards.no-such-code', { code: '没有这个领奖码，请让来人再核对一遍' });
  const { amountFen } = claim;
  const redeemedKey = ctx.onceKey === undefined ? undefined : blind(ctx.onceKey, 'claim-taken');
  const redeemedOn = localDate(now);
  // One whose holder says that nothing was handed over is paid once more, by a press of its own.
  const denied = {
    deniedOn: { $exists: true },
    ...(redeemedKey === undefined ? {} : { redeemedKey: { $ne: redeemedKey } }),
  };
  const { matchedCount } = await ClaimModel.updateOne(
    { _id, $or: [{ redeemedOn: { $exists: false } }, denied] },
    { $set: { redeemedOn, ...given({ redeemedKey }) }, $unset: { deniedOn: 1 } },
  );
  if (matchedCount === 1) return amountFen;
  const before = await ClaimModel.findById(_id).lean<ClaimCode>();
  // The same press once more, whose first answer may have been lost.
  if (redeemedKey !== undefined && before?.redeemedKey === redeemedKey) return amountFen;
  throw conflict('rewards.code-used', {
    params: { on: formatDay(before?.redeemedOn ?? redeemedOn), amount: yuanOf(amountFen) },
  });
}

/**
 * Whoever holds a code that was taken says that nothing was handed over; they are asked nothing else, and only the day is
 * kept. Its firm reads how many there are and what they come to, and the code is paid once more.
 * @throws Invalid at `code` for one there is not; Conflict `rewards.code-not-taken`, `rewards.code-denied`.
 */
export async function denyClaim({ now }: Context, raw: z.input<typeof redeemClaimInput>): Promise<void> {
  const _id = nameOf(requireFields(redeemClaimInput, raw).code);
  const { matchedCount } = await ClaimModel.updateOne(
    { _id, redeemedOn: { $exists: true }, wasDenied: { $ne: true } },
    { $set: { deniedOn: localDate(now), wasDenied: true } },
  );
  if (matchedCount === 1) return;
  const claim = await ClaimModel.findById(_id).lean<ClaimCode>();
  if (claim === null) throw invalid('rewards.no-such-code', { code: '没有这个领奖码，请再核对一遍' });
  // Said again before it was paid is the same word.
  if (claim.deniedOn !== undefined) return;
  throw conflict(claim.redeemedOn === undefined ? 'rewards.code-not-taken' : 'rewards.code-denied');
}

/** Codes of a firm that were taken though nothing was handed over, as their holders say: how many, and what they come to. */
export async function findDenied(ctx: Context): Promise<{ count: number; totalFen: number }> {
  const { enterpriseId } = ownEnterprise(ctx);
  const rows = await ClaimModel.find({ enterpriseId, deniedOn: { $exists: true } }, { amountFen: 1 }).lean<
    ClaimCode[]
  >();
  return { count: rows.length, totalFen: rows.reduce((sum, { amountFen }) => sum + amountFen, 0) };
}
