import type { QueryFilter } from 'mongoose';
import type { Hazard } from './hazard.models.ts';

/** One page of a list. */
export interface Page<Row> {
  rows: Row[];
  /** For the page after it, when there is one. */
  nextCursor?: string;
}

/** Before the id of a cursor that stands among the urgent ones. */
const AMONG_URGENT = 'u';

/**
 * A page of a list by id, the newest first, in which those of `first` stand before all others.
 * @param read Reads up to `limit` rows that fit all of `more`, the newest first.
 * @param first Absent for a list by nothing but age.
 */
export async function urgentFirst<Row extends { _id: string }>(
  read: (more: QueryFilter<Hazard>[], limit: number) => Promise<Row[]>,
  { after, limit }: { after?: string; limit: number },
  first: QueryFilter<Hazard> | undefined,
): Promise<Page<Row>> {
  const isAmong = after?.startsWith(AMONG_URGENT) ?? false;
  const before = (id: string | undefined): QueryFilter<Hazard>[] => (id === undefined ? [] : [{ _id: { $lt: id } }]);
  const [urgent, others] = await Promise.all([
    first !== undefined && (after === undefined || isAmong) ? read([first, ...before(after?.slice(1))], limit + 1) : [],
    read([...(first === undefined ? [] : [{ $nor: [first] }]), ...(isAmong ? [] : before(after))], limit + 1),
  ]);
  const rows = [...urgent, ...others].slice(0, limit);
  const last = rows.at(-1);
  if (last === undefined || urgent.length + others.length <= limit) return { rows };
  return { rows, nextCursor: rows.length <= urgent.length ? `${AMONG_URGENT}${last._id}` : last._id };
}
