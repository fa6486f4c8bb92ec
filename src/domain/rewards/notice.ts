import { personName } from '#domain/identity';
import { ownEnterprise } from '#domain/organisations';
import type { Level } from '#domain/schemes';
import type { Context } from '#kernel/context';
import { addMonths, atLocalHour, type LocalDate } from '#kernel/dates';
import { BatchModel, type RewardBatch } from './batches/batch.model.ts';
import { sumOf } from './ledger.ts';
import { type Reward, type RewardKind, RewardModel } from './reward.model.ts';

/** What a firm puts on its notice board of a month. */
export interface Notice {
  rows: { name: string; kind: RewardKind; level: Level; amountFen: number; recognisedFen: number }[];
  /** Unnamed ones, of the batches of the month. */
  unnamed: { count: number; totalFen: number };
  totalFen: number;
}

/**
 * What was announced in the month that begins on `month`, the oldest first: by name only who agreed, and nobody without a
 * name but as a sum. Neither case nor day is told, which would say who the others are.
 * @throws Forbidden for whoever does not run the firm
 */
export async function findNotice(ctx: Context, month: LocalDate): Promise<Notice> {
  const { enterpriseId } = ownEnterprise(ctx);
  const next = addMonths(month, 1);
  const announcedAt = { $gte: atLocalHour(month, 0), $lt: atLocalHour(next, 0) };
  const [found, batches] = await Promise.all([
    RewardModel.find({ enterpriseId, announcedAt, isAnonymous: false }).sort({ announcedAt: 1 }).lean<Reward[]>(),
    BatchModel.find({ enterpriseId, on: { $gte: month, $lt: next } }).lean<RewardBatch[]>(),
  ]);
  const rows = await Promise.all(
    found.map(async ({ personId, isNameShown, kind, level, amountFen, recognisedFen }) => ({
      name: isNameShown === true ? await personName(personId) : '',
      ...{ kind, level, amountFen, recognisedFen },
    })),
  );
  const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
  const unnamed = { count: sum(batches.map(({ count }) => count)), totalFen: sum(batches.map((one) => one.totalFen)) };
  return { rows, unnamed, totalFen: sumOf(rows) + unnamed.totalFen };
}
