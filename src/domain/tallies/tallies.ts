import { inTransaction } from '#platform/mongo';
import { type Board, cellQuery, cellsOf, type Dims, type Wanted } from './boards.ts';
import { TallyModel } from './tally.models.ts';

export interface Move {
  board: Board;
  dims: Dims;
  /** +1 where a thing arrives, -1 where it leaves. */
  by: number;
}

/**
 * Moves things on their boards. Call in the transaction that changes the things themselves, so that neither exists
 * without the other. Moves that cancel out write nothing; two changes to one cell at once make one of the two
 * transactions run again.
 */
export async function adjustTallies(moves: readonly Move[]): Promise<void> {
  const net = new Map<string, { board: string; dims: Record<string, string>; by: number }>();
  for (const { board, dims, by } of moves) {
    for (const cell of cellsOf(board, dims)) {
      const known = net.get(cell.id);
      net.set(cell.id, { board: board.name, dims: cell.dims, by: (known?.by ?? 0) + by });
    }
  }
  const changed = [...net].filter(([, { by }]) => by !== 0);
  if (changed.length === 0) return;
  // One order for everybody, so that two transactions never wait for each other crosswise.
  changed.sort(([a], [b]) => (a < b ? -1 : 1));
  await inTransaction(() =>
    TallyModel.bulkWrite(
      changed.map(([_id, { board, dims, by }]) => ({
        updateOne: { filter: { _id }, update: { $inc: { count: by }, $setOnInsert: { board, dims } }, upsert: true },
      })),
    ),
  );
}

/**
 * Sums a board: how many things lie under `filter`, apart by the dimensions of `by`. Rows of nothing are left out.
 * @throws Error when no cut of the board knows all dimensions named and begins with one of them.
 */
export async function sumTallies<D extends string>(
  board: Board<D>,
  filter: Partial<Record<NoInfer<D>, Wanted | undefined>>,
  by: readonly NoInfer<D>[],
): Promise<{ dims: Record<D, string>; count: number }[]> {
  const sums = await TallyModel.aggregate<{ _id: Record<D, string>; count: number }>([
    { $match: cellQuery(board, filter as Partial<Record<string, Wanted>>, by) },
    { $group: { _id: Object.fromEntries(by.map((dim) => [dim, `$dims.${dim}`])), count: { $sum: '$count' } } },
    { $match: { count: { $ne: 0 } } },
  ]);
  return sums.map(({ _id, count }) => ({ dims: _id, count }));
}
