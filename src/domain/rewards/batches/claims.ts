import { z } from 'zod';
import { isSamePerson, personName } from '#domain/identity';
import { mayKeepDesk, schemeOf } from '#domain/schemes';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { conflict, forbidden, invalid } from '#kernel/errors';
import { readableCode } from '#kernel/ids';
import { requireFields } from '#kernel/input';
import { blind } from '#platform/sealing';
import { CLAIM, type Reward } from '../reward.model.ts';
import { type ClaimCode, ClaimModel } from './batch.model.ts';

/** So many letters that nobody finds one by trying. */
const LENGTH = 12;
const nameOf = (code: string): string => blind(code, 'claim-code');

export const newClaimCode = (): string => readableCode(LENGTH);
/** The row of a new code. */
export const rowOfClaim = (code: string, enterpriseId: string, amountFen: number): ClaimCode => ({
  _id: nameOf(code),
  enterpriseId,
  amountFen,
});

/** Who keeps the desk of a firm now; undefined where nobody who may does. */
export async function deskOf(enterpriseId: string, now: Date): Promise<string | undefined> {
  const { deskId } = (await schemeOf(enterpriseId, now)).terms;
  return deskId !== undefined && deskId !== '' && (await mayKeepDesk(deskId, enterpriseId)) ? deskId : undefined;
}

/** The code of a reward, for whoever it is for: nobody else, and not while their account hides what lies behind it. */
export async function claimOf(
  { actor, now }: Context,
  { _id, claim, personId, enterpriseId }: Reward,
): Promise<{ code: string; isRedeemed: boolean; desk: string } | undefined> {
  if (claim === undefined || actor.kind !== 'person' || actor.hidesSince !== undefined) return undefined;
  if (!isSamePerson(actor.personId, personId)) return undefined;
  const code = CLAIM.open(_id, claim);
  const row = await ClaimModel.findById(nameOf(code)).lean<ClaimCode>();
  const deskId = await deskOf(enterpriseId, now);
  return {
    code,
    isRedeemed: row?.redeemedOn !== undefined,
    desk: deskId === undefined ? '' : await personName(deskId),
  };
}

const ASK = '请填写领奖码';
export const redeemClaimInput = z.object({
  code: z
    .string({ error: ASK })
    .transform((text) => text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase())
    .pipe(z.string().min(1, ASK).max(40, ASK)),
});

/**
 * Takes a code at the desk of its firm, once; whoever brings it is asked nothing. Nothing is kept but the day.
 * @returns what to hand over, in fen.
 * @throws Forbidden for whoever does not keep a desk; Invalid at `code`; Conflict `rewards.code-used`.
 */
export async function redeemClaim(ctx: Context, raw: z.input<typeof redeemClaimInput>): Promise<number> {
  const { actor, now } = ctx;
  const enterpriseId = actor.kind === 'person' ? actor.scope.enterpriseId : undefined;
  if (actor.kind !== 'person' || enterpriseId === undefined) throw forbidden('common.not-allowed');
  if ((await deskOf(enterpriseId, now)) !== actor.personId) throw forbidden('common.not-allowed');
  const _id = nameOf(requireFields(redeemClaimInput, raw).code);
  const taken = await ClaimModel.findOneAndUpdate(
    { _id, enterpriseId, redeemedOn: { $exists: false } },
    { $set: { redeemedOn: localDate(now) } },
  ).lean<ClaimCode>();
  if (taken !== null) return taken.amountFen;
  if ((await ClaimModel.exists({ _id, enterpriseId })) !== null) throw conflict('rewards.code-used');
  throw invalid('rewards.no-such-code', { code: '没有这个领奖码，请让来人再核对一遍' });
}
