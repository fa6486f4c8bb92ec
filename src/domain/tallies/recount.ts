import type { ClientSession } from 'mongoose';
import { findLast, record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { inTransaction, readSnapshot } from '#platform/mongo';
import { allBoards, type Board, cellsOf } from './boards.ts';
import { countDeltas } from './fold.ts';
import { addDeltas, COUNTS, type Difference } from './tallies.ts';
import { TallyCheckModel, TallyDeltaModel, TallyModel } from './tally.models.ts';

const SUBJECT = { kind: 'board', id: 'all' } as const;
/** Cells put right in one transaction. */
const BATCH = 500;
/** Cells named in the event; the number of all of them stands beside. */
const NAMED = 20;

/** What a recount found. */
export interface BoardCheck {
  at: Date;
  boards: { name: string; label: string; cells: number; wrong: number }[];
  /** The first cells that were wrong, and by how much they were put right. */
  first: Pick<Difference, 'board' | 'dims' | 'by'>[];
  /** Changes that could not be folded by then. */
  setAside: number;
}

/** The latest recount; undefined before the first. */
export async function findLastRecount(): Promise<BoardCheck | undefined> {
  const event = await findLast(SUBJECT);
  return event && { ...(event.facts as unknown as BoardCheck), at: event.at };
}

/**
 * Counts every board afresh, records what was found and puts right what differs, while people go on working: things,
 * cells and what is not folded yet are read as of one instant, and what differed then is added now, so that changes in
 * between are kept. What differed is recorded in the transaction of the first correction: nothing is put right in silence.
 *
 * @returns what was found; `isDone` is false when another recount was faster.
 */
export async function recountBoards(ctx: Context): Promise<BoardCheck & { isDone: boolean }> {
  const version = (await TallyCheckModel.findById(SUBJECT.id).lean())?.version ?? 0;
  const boards: BoardCheck['boards'] = [];
  let differences: Difference[] = [];
  for (const board of allBoards()) {
    const { cells, wrong } = await readSnapshot((session) => compare(board, session));
    boards.push({ name: board.name, label: board.label, cells, wrong: wrong.length });
    differences = differences.concat(wrong);
  }
  const first = differences.slice(0, NAMED).map(({ board, dims, by }) => ({ board, dims, by }));
  const facts = { boards, first, setAside: (await countDeltas()).setAside };
  const found = { ...facts, at: ctx.now };
  if (differences.length === 0) {
    await inTransaction(() => record(ctx, { name: 'tallies.checked', subject: SUBJECT, facts }));
  }
  for (let done = 0; done < differences.length; done += BATCH) {
    const isMine = await inTransaction(async () => {
      if (!(await takeTurn(version + done / BATCH))) return false;
      await addDeltas(differences.slice(done, done + BATCH));
      if (done === 0) await record(ctx, { name: 'tallies.put-right', subject: SUBJECT, facts });
      return true;
    });
    if (!isMine) return { ...found, isDone: false };
  }
  return { ...found, isDone: true };
}

/** What has to be added to the cells of a board. */
async function compare(board: Board, session: ClientSession): Promise<{ cells: number; wrong: Difference[] }> {
  const right = new Map<string, Difference>();
  for await (const { dims, by } of board.recount(session)) {
    for (const cell of cellsOf(board, dims)) {
      const known = right.get(cell.id);
      if (known) known.by += by;
      else right.set(cell.id, { ...cell, by });
    }
  }
  const cells = right.size;
  const takeAway = (id: string, dims: Difference['dims'], count: number): void => {
    const known = right.get(id);
    if (known) known.by -= count;
    else right.set(id, { id, board: board.name, dims, by: -count });
  };
  const ofBoard = { $gte: `${board.name}/`, $lt: `${board.name}/\uffff` };
  const bySession = { session, batchSize: 1_000 };
  for await (const { _id, dims, count } of TallyModel.find({ _id: ofBoard }, null, bySession).lean().cursor()) {
    takeAway(_id, dims, count);
  }
  const unfolded = TallyDeltaModel.find({ cell: ofBoard, ...COUNTS }, null, bySession)
    .lean()
    .cursor();
  for await (const { cell, dims, by } of unfolded) takeAway(cell, dims, by);
  return { cells, wrong: [...right.values()].filter(({ by }) => by !== 0) };
}

/** True when nobody has put boards right since `version` was read. */
async function takeTurn(version: number): Promise<boolean> {
  const _id = SUBJECT.id;
  if (version === 0) await TallyCheckModel.updateOne({ _id }, { $setOnInsert: { version: 0 } }, { upsert: true });
  const { matchedCount } = await TallyCheckModel.updateOne({ _id, version }, { $inc: { version: 1 } });
  return matchedCount === 1;
}
