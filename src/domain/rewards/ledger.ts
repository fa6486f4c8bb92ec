import { newId } from '#kernel/ids';
import { type LedgerEntry, LedgerModel, type Reward } from './reward.model.ts';

/** Writes money down once; paying again after 没有收到 is the same payment, so no second entry. */
export const enter = (kind: LedgerEntry['kind']) => async (reward: Reward) => {
  const { hazardId, personId, kind: of, round, rule, enterpriseId, amountFen, reference, updatedAt: at } = reward;
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
  const entry = { ...key, rule, enterpriseId, rewardReference: reference, amountFen: signed, at };
  await LedgerModel.create([{ _id: newId(at), ...entry }]);
};
