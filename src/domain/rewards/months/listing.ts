import { isPseudonym } from '#domain/identity';
import { addMonths, atLocalHour, type LocalDate } from '#kernel/dates';
import { settledIn } from '../batches/advances.ts';
import { BatchModel, type RewardBatch } from '../batches/batch.model.ts';
import { type LedgerEntry, LedgerModel, type Reward, RewardModel } from '../reward.model.ts';
import type { MonthRow, NoticeRow, RewardMonth } from './month.model.ts';

/** The time of a month that begins on `month`, Shanghai. */
export const withinMonth = (month: LocalDate) => ({
  $gte: atLocalHour(month, 0),
  $lt: atLocalHour(addMonths(month, 1), 0),
});

const KINDS = ['approved', 'paid', 'reversed'] as const;
const isListed = (entry: LedgerEntry): entry is LedgerEntry & { kind: MonthRow['kind'] } =>
  (KINDS as readonly string[]).includes(entry.kind) && !isPseudonym(entry.personId);

/** Movements of a firm in a month, of people with a name: the unnamed ones are paid as sums. */
async function movementsOf(enterpriseId: string, month: LocalDate): Promise<MonthRow[]> {
  const entries = await LedgerModel.find({ enterpriseId, at: withinMonth(month), kind: { $in: [...KINDS] } })
    .sort({ _id: 1 })
    .lean<LedgerEntry[]>();
  const listed = entries.filter(isListed);
  const found = await RewardModel.find({ reference: { $in: listed.map((one) => one.rewardReference) } }).lean<
    Reward[]
  >();
  const byReference = new Map(found.map((reward) => [reward.reference, reward]));
  return listed.map(({ personId, rewardReference, amountFen, kind, of, ...entry }) => {
    const reward = byReference.get(rewardReference);
    const row = { kind, personId, rewardReference, amountFen, of, hazardReference: reward?.hazardReference ?? '' };
    const { level } = reward ?? {};
    // Entries of before they said so themselves: the reward says it of its last payment.
    const isOfLast = entry.method === undefined && reward?.round === entry.round;
    const { method, voucher } = isOfLast ? { method: reward.payMethod, voucher: reward.voucher } : entry;
    return {
      ...row,
      ...(level === undefined ? {} : { level }),
      ...(kind !== 'paid' || method === undefined ? {} : { method }),
      ...(kind !== 'paid' || voucher === undefined ? {} : { voucher }),
    };
  });
}

/** What was put on the notice board in a month, the oldest first. */
export async function noticeOf(enterpriseId: string, month: LocalDate): Promise<NoticeRow[]> {
  const found = await RewardModel.find({ enterpriseId, announcedAt: withinMonth(month), isAnonymous: false })
    .sort({ announcedAt: 1 })
    .lean<Reward[]>();
  return found.map(({ reference: rewardReference, personId, kind, level, amountFen, recognisedFen }) => ({
    ...{ rewardReference, personId, kind, level, amountFen, recognisedFen },
  }));
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

/** Unnamed rewards of a month as the firm paid them: sums of batches, and what it gave back to the public desk. */
export async function unnamedOf(enterpriseId: string, month: LocalDate): Promise<RewardMonth['unnamed']> {
  const on = { $gte: month, $lt: addMonths(month, 1) };
  const batches = await BatchModel.find({ enterpriseId, on }).lean<RewardBatch[]>();
  const settled = await settledIn(enterpriseId, month);
  return {
    count: sum(batches.map(({ count }) => count)) + settled.length,
    totalFen: sum([...batches, ...settled].map((one) => one.totalFen)),
  };
}

/** The list of a month as the ledger has it now; of a month that is over it is the same for ever. */
export async function listOf(
  enterpriseId: string,
  month: LocalDate,
): Promise<Pick<RewardMonth, 'rows' | 'notice' | 'unnamed'>> {
  const [rows, notice, unnamed] = await Promise.all([
    movementsOf(enterpriseId, month),
    noticeOf(enterpriseId, month),
    unnamedOf(enterpriseId, month),
  ]);
  return { rows, notice, unnamed };
}

/** What a list comes to: granted, and paid less what was taken back. */
export function sumsOf(rows: readonly MonthRow[]): { grantedFen: number; paidFen: number } {
  const of = (isOf: (row: MonthRow) => boolean): number => sum(rows.filter(isOf).map(({ amountFen }) => amountFen));
  return { grantedFen: of(({ kind }) => kind === 'approved'), paidFen: of(({ kind }) => kind !== 'approved') };
}

/** The same by person, in the order they come in the list. */
export const sumsByPerson = (rows: readonly MonthRow[]) =>
  [...new Set(rows.map(({ personId }) => personId))].map((personId) => ({
    personId,
    ...sumsOf(rows.filter((row) => row.personId === personId)),
  }));
