import { given } from '#kernel/given';
import { hourId, newId } from '#kernel/ids';
import { type LedgerEntry, LedgerModel, type Reward } from './reward.model.ts';

/** What several come to, in fen. */
export const sumOf = (rows: readonly Pick<Reward, 'amountFen'>[]): number =>
  rows.reduce((sum, { amountFen }) => sum + amountFen, 0);

/**
 * Writes money down once; paying again after 没有收到 is the same payment, so no second entry. What is paid in parts says
 * which part it is, from 0, and how much.
 */
export const enter =
  (kind: LedgerEntry['kind'], part: Partial<Pick<Reward, 'amountFen' | 'round'>> = {}) =>
  async (reward: Reward) => {
    const {
      hazardId,
      personId,
      kind: of,
      round,
      rule,
      enterpriseId,
      amountFen,
      reference,
      updatedAt: at,
    } = { ...reward, ...part };
    // What was reversed is the payment before; the row stands at the next one already.
    const key = {
      hazardId,
      personId,
      of,
      kind,
      round: kind === 'reversed' ? round - 1 : kind === 'approved' ? 0 : round,
    };
    if ((await LedgerModel.exists(key)) !== null) return;
    const signed = kind === 'reversed' ? -amountFen : amountFen;
    const shown = kind === 'paid' ? given({ method: reward.payMethod, voucher: reward.voucher }) : {};
    const entry = { ...key, rule, enterpriseId, rewardReference: reference, amountFen: signed, ...shown, at };
    await LedgerModel.create([{ _id: reward.isAnonymous ? hourId(at) : newId(at), ...entry }]);
  };
