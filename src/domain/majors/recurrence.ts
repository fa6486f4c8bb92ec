import { DAY_MS } from '#kernel/dates';
import { bare } from '#kernel/text';
import { type Major, MajorModel } from './major.model.ts';
import { recurrenceDays } from './major.rules.ts';

interface Point {
  placeText: string;
  locationId?: string;
}
interface Told extends Point {
  _id: string;
  enterpriseId: string;
  isApart: boolean;
  category: string;
  majorBasis?: string;
}

/**
 * Whether two cases tell of one place: by its poster, or by its name in letters and digits, however it is written; one may
 * say more of it than the other (「配电房」, 「配电房（东侧）」), but 「1 号」 is not the beginning of 「12 号」.
 */
export function isOnePlace(one: Point, other: Point): boolean {
  if (one.locationId !== undefined && one.locationId === other.locationId) return true;
  const names = [bare(one.placeText ?? ''), bare(other.placeText ?? '')];
  const [short = '', long = ''] = names.toSorted((a, b) => a.length - b.length);
  if (short.length < 2 || !long.startsWith(short)) return false;
  return !(/\d$/.test(short) && /^\d/.test(long.slice(short.length)));
}

/** One kind: the category somebody chose or we guessed, or the clause it was judged by. */
const isOneKind = (one: Pick<Major, 'category' | 'basis'>, { category, majorBasis }: Told): boolean =>
  one.category === category || (majorBasis !== undefined && one.basis === majorBasis);

/**
 * The file of the same point that was closed lately, where this is one more of its kind.
 * @param since When this one was found out.
 */
export async function recurrenceOf(hazard: Told, since: Date): Promise<string | undefined> {
  const { _id, enterpriseId, isApart } = hazard;
  if (isApart) return undefined;
  const from = new Date(since.getTime() - recurrenceDays(since) * DAY_MS);
  const closed = await MajorModel.find({ enterpriseId, closedAt: { $gte: from, $lte: since }, hazardId: { $ne: _id } })
    .sort({ closedAt: -1 })
    .select({ reference: 1, placeText: 1, locationId: 1, category: 1, basis: 1 })
    .lean<Major[]>();
  return closed.find((one) => isOnePlace(one, hazard) && isOneKind(one, hazard))?.reference;
}
