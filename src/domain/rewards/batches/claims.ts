import { z } from 'zod';
import { actorsOf, isSamePerson, personName } from '#domain/identity';
import { bodyName, getEnterprise, ownEnterprise } from '#domain/organisations';
import { mayKeepDesk, schemeOf } from '#domain/schemes';
import type { Context } from '#kernel/context';
import { formatDay, localDate } from '#kernel/dates';
import { conflict, forbidden, invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { randomId, readableCode } from '#kernel/ids';
import { requireFields } from '#kernel/input';
import { yuanOf } from '#kernel/money';
import { inTransaction } from '#platform/mongo';
import { blind } from '#platform/sealing';
import { codesOf, type Reward } from '../reward.model.ts';
import { bodyOfDesk } from './advances.ts';
import { type ClaimCode, ClaimModel } from './batch.model.ts';
import { AdvanceModel } from './public.model.ts';
import { monthOf } from './public.rules.ts';

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
async function deskOfClaim(claim: Omit<ClaimCode, '_id'>, now: Date): Promise<string | undefined> {
  const { deskId, enterpriseId, bodyId, takenAt } = claim;
  if (bodyId !== undefined || takenAt !== undefined) return undefined;
  return deskId !== undefined && (await mayKeepDesk(deskId, enterpriseId)) ? deskId : deskOf(enterpriseId, now);
}

/**
 * The body at whose public desk a code is taken: any code is, so that nobody has to come to a desk their employer watches.
 */
const publicDeskOf = async ({ takenAt, bodyId, enterpriseId }: Omit<ClaimCode, '_id'>): Promise<string> =>
  takenAt ?? bodyId ?? (await getEnterprise(enterpriseId)).bodyId;

/** A code, what it brings, and where. */
export interface Claim {
  code: string;
  amountFen: number;
  isRedeemed: boolean;
  isDenied: boolean;
  desk: string;
}

/** Where a code is taken: whose desk, what the firm says of it while it is the desk of now, and the public desk. */
async function deskInWords(claim: Omit<ClaimCode, '_id'>, now: Date): Promise<string> {
  const [deskId, { enterpriseId }] = [await deskOfClaim(claim, now), claim];
  const atPublic = `${await bodyName(await publicDeskOf(claim))}的公共领奖点`;
  if (deskId === undefined) return atPublic;
  const { terms } = await schemeOf(enterpriseId, now);
  const where = terms.deskId === deskId ? (terms.deskWhere ?? '') : '';
  const own = [await personName(deskId), where].filter((part) => part !== '').join('，');
  return `${own}；也可以到${atPublic}领，企业看不到是哪一个码、哪一天`;
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
      const desk = await deskInWords(claim, now);
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

/** Whether somebody keeps the desk of their firm, one that codes still lie at, or the public desk of their body. */
export async function keepsDesk({ actor, now }: Context): Promise<boolean> {
  if (actor.kind !== 'person') return false;
  const { role, scope, personId: deskId } = actor;
  if (role === 'regulator') return scope.bodyId !== undefined;
  const { enterpriseId } = scope;
  if (enterpriseId === undefined) return false;
  if ((await deskOf(enterpriseId, now)) === deskId) return true;
  const lies = { enterpriseId, deskId, redeemedOn: { $exists: false } };
  return (await ClaimModel.exists(lies)) !== null && (await mayKeepDesk(deskId, enterpriseId));
}

/** The code of those the actor's desk takes, and the body where it is the public desk. @throws Forbidden, Invalid at `code` */
async function claimAtDesk(ctx: Context, code: string): Promise<{ claim: ClaimCode; bodyId?: string }> {
  const { actor, now } = ctx;
  if (actor.kind !== 'person' || !(await keepsDesk(ctx))) throw forbidden('common.not-allowed');
  const claim = await ClaimModel.findById(nameOf(code)).lean<ClaimCode>();
  // One that lies at another desk is none here.
  if (claim === null) throw noSuchCode();
  if (actor.role !== 'regulator') {
    const isHere =
      claim.enterpriseId === actor.scope.enterpriseId && (await deskOfClaim(claim, now)) === actor.personId;
    if (!isHere) throw noSuchCode();
    return { claim };
  }
  const bodyId = await publicDeskOf(claim);
  // Nobody of the firm stands at the public desk for it, whatever else they are.
  const isOfFirm = (await actorsOf(actor.personId)).some(({ scope }) => scope.enterpriseId === claim.enterpriseId);
  if (bodyId !== actor.scope.bodyId || isOfFirm) throw noSuchCode();
  return { claim, bodyId };
}
const noSuchCode = () => invalid('rewards.no-such-code', { code: '没有这个领奖码，请让来人再核对一遍' });

/**
 * Takes a code at the desk it lies at, or at the public desk, once; whoever brings it is asked nothing. Nothing is kept but
 * the day, and which press of the button it was, blinded: that press sent again is answered alike, and any other is told day
 * and amount, so that nobody goes home without money because an answer was lost. What the public desk pays, the firm gives
 * back by the sum of the month.
 * @returns what to hand over, in fen.
 * @throws Forbidden for whoever does not keep a desk; Invalid at `code`; Conflict `rewards.code-used`.
 */
export async function redeemClaim(ctx: Context, raw: z.input<typeof redeemClaimInput>): Promise<number> {
  const { now } = ctx;
  const { code } = requireFields(redeemClaimInput, raw);
  const { claim, bodyId } = await claimAtDesk(ctx, code);
  const { _id, amountFen, enterpriseId } = claim;
  const redeemedKey = ctx.onceKey === undefined ? undefined : blind(ctx.onceKey, 'claim-taken');
  const redeemedOn = localDate(now);
  // One whose holder says that nothing was handed over is paid once more, by a press of its own.
  const denied = {
    deniedOn: { $exists: true },
    ...(redeemedKey === undefined ? {} : { redeemedKey: { $ne: redeemedKey } }),
  };
  const isTaken = await inTransaction(async () => {
    const { matchedCount } = await ClaimModel.updateOne(
      { _id, $or: [{ redeemedOn: { $exists: false } }, denied] },
      { $set: { redeemedOn, ...given({ redeemedKey, takenAt: bodyId }) }, $unset: { deniedOn: 1 } },
    );
    // Paid once more, it was the desk's own mistake: the firm gives it back once.
    if (matchedCount === 1 && bodyId !== undefined && claim.takenAt === undefined)
      await AdvanceModel.create([{ _id: randomId(), enterpriseId, bodyId, month: monthOf(now), amountFen }]);
    return matchedCount === 1;
  });
  if (isTaken) return amountFen;
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

const denialsOf = async (where: Partial<Pick<ClaimCode, 'enterpriseId'>> & { takenAt: object | string }) => {
  const rows = await ClaimModel.find({ ...where, deniedOn: { $exists: true } }, { amountFen: 1 }).lean<ClaimCode[]>();
  return { count: rows.length, totalFen: rows.reduce((sum, { amountFen }) => sum + amountFen, 0) };
};

/** Codes of the actor's firm that were taken at its desk though nothing was handed over, as their holders say. @throws Forbidden */
export const findDenied = async (ctx: Context): Promise<{ count: number; totalFen: number }> =>
  denialsOf({ enterpriseId: ownEnterprise(ctx).enterpriseId, takenAt: { $exists: false } });

/** The same of the public desk of the actor's body, of whichever firms. @throws Forbidden for all but regulators. */
export const findDeniedAtDesk = async (ctx: Context): Promise<{ count: number; totalFen: number }> =>
  denialsOf({ takenAt: bodyOfDesk(ctx) });
