import { localDate } from '#kernel/dates';
import { type Stock, StockModel } from './stock.model.ts';

/** As many as one page shows; the list holds them all. */
const MOST_SHOWN = 200;

/** What a park itself keeps for emergencies, what is short first: what its firms keep is theirs. No permission is asked: the page says whose park it is. */
export async function stockOf(parkId: string): Promise<Stock[]> {
  const rows = await StockModel.find({ parkId, isOpen: true, enterpriseId: { $exists: false } })
    .sort({ _id: -1 })
    .limit(MOST_SHOWN)
    .lean<Stock[]>();
  return rows.toSorted((one, other) => Number(other.status === 'short') - Number(one.status === 'short'));
}

/** Whether some of it is no longer good. */
export const isExpired = ({ expiresOn, have }: Pick<Stock, 'expiresOn' | 'have'>, now: Date): boolean =>
  expiresOn !== undefined && have > 0 && expiresOn < localDate(now);
