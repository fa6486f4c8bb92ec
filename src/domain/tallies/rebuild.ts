import type { ClientSession } from 'mongoose';
import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { inTransaction, readSnapshot } from '#platform/mongo';
import { type Board, cellsOf, type Dims } from './boards.ts';
import { addDeltas, COUNTS, type Difference } from './tallies.ts';
import { TallyCheckModel, TallyDeltaModel, TallyModel } from './tally.models.ts';

/** Counts the things of a board afresh, e.g. by `$group`; every read must join `session`. */
export type Recount<D extends string> = (session: ClientSession) => AsyncIterable<{ dims: Dims<D>; count: number }>;

/** Cells put right in one transaction. */
const BATCH = 500;
/** Cells named in the event; the number of all of them stands beside. */
const NAMED = 20;

/**
 * Counts a board afresh and puts right what differs, while people go on working: things and cells are read as of one
 * instant, and what differed then is added now, so that moves in between are kept. A difference is an event.
 *
 * @returns how many cells there are, and how many were wrong; `isDone` is false when another recount was faster.
 */
export async function rebuildTallies<D extends string>(
  ctx: Context,
  board: Board<D>,
  recount: Recount<D>,
): Promise<{ cells: number; wrong: number; isDone: boolean }> {
  const { version, cells, differences } = await readSnapshot((session) => compare(board, recount, session));
  for (let done = 0; done < differences.length; done += BATCH) {
    const batch = differences.slice(done, done + BATCH);
    const isMine = await inTransaction(async () => {
      if (!(await takeTurn(board.name, version + done / BATCH))) return false;
      await addDeltas(batch);
      if (done === 0) {
        await record(ctx, {
          name: 'tallies.put-right',
          subject: { kind: 'board', id: board.name },
          facts: { wrong: differences.length, cells, first: batch.slice(0, NAMED).map(({ id, by }) => ({ id, by })) },
        });
      }
      return true;
    });
    if (!isMine) return { cells, wrong: differences.length, isDone: false };
  }
  return { cells, wrong: differences.length, isDone: true };
}

async function compare<D extends string>(board: Board<D>, recount: Recount<D>, session: ClientSession) {
  const check = await TallyCheckModel.findById(board.name).session(session).lean();
  const right = new Map<string, Difference>();
  for await (const { dims, count } of recount(session)) {
    for (const cell of cellsOf(board, dims)) {
      const known = right.get(cell.id);
      if (known) known.by += count;
      else right.set(cell.id, { ...cell, by: count });
    }
  }
  const cells = right.size;
  const takeAway = (id: string, dims: Difference['dims'], count: number): void => {
    const known = right.get(id);
    if (known) known.by -= count;
    else right.set(id, { id, board: board.name, dims, by: -count });
  };
  const ofBoard = { $gte: `${board.name}/`, $lt: `${board.name}/\uffff` };
  const kept = TallyModel.find({ _id: ofBoard }).session(session).lean().cursor({ batchSize: 1_000 });
  for await (const { _id, dims, count } of kept) takeAway(_id, dims, count);
  const unfolded = TallyDeltaModel.find({ cell: ofBoard, ...COUNTS })
    .session(session)
    .lean()
    .cursor({ batchSize: 1_000 });
  for await (const { cell, dims, by } of unfolded) takeAway(cell, dims, by);
  const differences = [...right.values()].filter(({ by }) => by !== 0);
  return { version: check?.version ?? 0, cells, differences };
}

/** True when nobody has put the board right since `version` was read. */
async function takeTurn(board: string, version: number): Promise<boolean> {
  if (version === 0)
    await TallyCheckModel.updateOne({ _id: board }, { $setOnInsert: { version: 0 } }, { upsert: true });
  const { matchedCount } = await TallyCheckModel.updateOne({ _id: board, version }, { $inc: { version: 1 } });
  return matchedCount === 1;
}
