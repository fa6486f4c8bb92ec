/** One page of a list. */
export interface Page<Row> {
  rows: Row[];
  /** For the page after it, when there is one. */
  nextCursor?: string;
}

/** Before the id of a cursor that stands among those of `first`. */
const AMONG_FIRST = 'u';

/**
 * A page of a list by id, the newest first, in which those of `first` stand before all others.
 * @param read Reads up to `limit` rows that fit all of `more`, the newest first.
 * @param first Absent for a list by nothing but age.
 */
export async function firstThen<Row extends { _id: string }, Filter extends object>(
  read: (more: Filter[], limit: number) => Promise<Row[]>,
  { after, limit }: { after?: string; limit: number },
  first: Filter | undefined,
): Promise<Page<Row>> {
  const isAmong = after?.startsWith(AMONG_FIRST) ?? false;
  const also = (filter: object): Filter[] => [filter as Filter];
  const before = (id: string | undefined): Filter[] => (id === undefined ? [] : also({ _id: { $lt: id } }));
  const rest = first === undefined ? [] : also({ $nor: [first] });
  const [leading, others] = await Promise.all([
    first !== undefined && (after === undefined || isAmong) ? read([first, ...before(after?.slice(1))], limit + 1) : [],
    read([...rest, ...(isAmong ? [] : before(after))], limit + 1),
  ]);
  const rows = [...leading, ...others].slice(0, limit);
  const last = rows.at(-1);
  if (last === undefined || leading.length + others.length <= limit) return { rows };
  return { rows, nextCursor: rows.length <= leading.length ? `${AMONG_FIRST}${last._id}` : last._id };
}
