import { personName } from '#domain/identity';
import { ownEnterprise } from '#domain/organisations';
import type { Level } from '#domain/schemes';
import type { Context } from '#kernel/context';
import type { LocalDate } from '#kernel/dates';
import { sumOf } from './ledger.ts';
import { listOf } from './months/listing.ts';
import { MonthModel, type RewardMonth } from './months/month.model.ts';
import { type Reward, type RewardKind, RewardModel } from './reward.model.ts';

/** What a firm puts on its notice board of a month. */
export interface Notice {
  rows: { name: string; kind: RewardKind; level: Level; amountFen: number; recognisedFen: number }[];
  /** Unnamed ones, of the batches of the month. */
  unnamed: { count: number; totalFen: number };
  totalFen: number;
  /** The list of the month is written and does not change any more. */
  isFixed: boolean;
}

/**
 * What was announced in the month that begins on `month`, the oldest first: by name only who agreed, and nobody without a
 * name but as a sum. Neither case nor day is told, which would say who the others are. Of a month that is listed it is what
 * was listed; only a name follows what its person says today.
 * @throws Forbidden for whoever does not run the firm
 */
export async function findNotice(ctx: Context, month: LocalDate): Promise<Notice> {
  const { enterpriseId } = ownEnterprise(ctx);
  const listed = await MonthModel.findOne({ enterpriseId, month, status: { $ne: 'due' } }).lean<RewardMonth>();
  const { notice, unnamed } = listed ?? (await listOf(enterpriseId, month));
  const agreed = await RewardModel.find({
    reference: { $in: notice.map((row) => row.rewardReference) },
    isNameShown: true,
  })
    .select({ reference: 1 })
    .lean<Pick<Reward, 'reference'>[]>();
  const named = new Set(agreed.map(({ reference }) => reference));
  const rows = await Promise.all(
    notice.map(async ({ rewardReference, personId, kind, level, amountFen, recognisedFen }) => ({
      name: named.has(rewardReference) ? await personName(personId) : '',
      ...{ kind, level, amountFen, recognisedFen },
    })),
  );
  return { rows, unnamed, totalFen: sumOf(rows) + unnamed.totalFen, isFixed: listed !== null };
}
