import { randomId } from '#kernel/ids';
import { type Board, type Cell, cellQuery, cellsOf, type Dims, type Wanted } from './boards.ts';
import { TallyDeltaModel, TallyModel } from './tally.models.ts';

export interface Move {
  board: Board;
  dims: Dims;
  /** +1 where a thing arrives, -1 where it leaves. */
  by: number;
}

/**
 * Moves things on their boards. Call in the transaction that changes the things themselves, so that neither exists
 * without the other. Moves that cancel out write nothing. Only rows of one's own are written, never a cell: however many
 * change things of one firm at once, none waits for another.
 * @param countsFrom Before then nobody reads them.
 */
export async function adjustTallies(moves: readonly Move[], countsFrom?: Date): Promise<void> {
  const net = new Map<string, Difference>();
  for (const { board, dims, by } of moves) {
    for (const cell of cellsOf(board, dims)) {
      const known = net.get(cell.id);
      if (known) known.by += by;
      else net.set(cell.id, { ...cell, by });
    }
  }
  await addDeltas(
    [...net.values()].filter(({ by }) => by !== 0),
    countsFrom,
  );
}

/** A cell and what has to be added to it. */
export interface Difference extends Cell {
  by: number;
}

export async function addDeltas(differences: readonly Difference[], countsFrom?: Date): Promise<void> {
  if (differences.length === 0) return;
  await TallyDeltaModel.insertMany(
    differences.map(({ id, board, dims, by }) => ({
      ...{ _id: randomId(), cell: id, board, dims, by },
      ...(countsFrom === undefined ? {} : { countsFrom }),
    })),
  );
}

/** Of a delta that counts, now or later. */
export const COUNTS = { setAsideAt: { $exists: false } } as const;
/** Of one that counts by `now`. */
export const countsBy = (now: Date) => ({ ...COUNTS, countsFrom: { $not: { $gt: now } } });

/**
 * Sums a board: how many things lie under `filter`, apart by the dimensions of `by`. Rows of nothing are left out. What
 * is not folded yet is in it: cells and deltas are read as of one instant, which no reader can ask inside a transaction.
 * Sums asked for at once are one command and of one instant, so that the numbers of a page agree with each other.
 * @param now What counts from later on is left out.
 * @throws Error when no cut of the board knows all dimensions named and begins with one of them.
 */
export async function sumTallies<D extends string>(
  board: Board<D>,
  filter: Partial<Record<NoInfer<D>, Wanted | undefined>>,
  by: readonly NoInfer<D>[],
  now: Date,
): Promise<{ dims: Record<D, string>; count: number }[]> {
  const cells = (key: '_id' | 'cell') => cellQuery(board, filter as Partial<Record<string, Wanted>>, by, key);
  return (await ask([
    { $match: cells('_id') },
    {
      $unionWith: {
        coll: TallyDeltaModel.collection.collectionName,
        pipeline: [{ $match: { ...cells('cell'), ...countsBy(now) } }, { $set: { count: '$by' } }],
      },
    },
    { $group: { _id: Object.fromEntries(by.map((dim) => [dim, `$dims.${dim}`])), count: { $sum: '$count' } } },
    { $match: { count: { $ne: 0 } } },
  ])) as { dims: Record<D, string>; count: number }[];
}

type Question = Parameters<typeof TallyModel.aggregate>[0] & object;
type Sums = { dims: Record<string, string>; count: number }[];
/** More than the numbers of a board; those of the next one are another command. */
const MOST_AT_ONCE = 20;
let next: { questions: Question[]; answers: Promise<Sums[]> } | undefined;

async function ask(question: Question): Promise<Sums> {
  if (next === undefined || next.questions.length === MOST_AT_ONCE) {
    const questions: Question[] = [];
    next = { questions, answers: answerAll(questions) };
  }
  const { questions, answers } = next;
  const number = questions.push(question) - 1;
  return (await answers)[number] ?? [];
}

async function answerAll(questions: Question[]): Promise<Sums[]> {
  await new Promise((done) => setImmediate(done));
  if (next?.questions === questions) next = undefined;
  const [first = [], ...others] = questions.map((question, number) => [...question, { $set: { number } }]);
  const rows = await TallyModel.aggregate<{ _id: Record<string, string>; count: number; number: number }>([
    ...first,
    ...others.map((pipeline) => ({ $unionWith: { coll: TallyModel.collection.collectionName, pipeline } })),
  ] as Question).option({ readConcern: { level: 'snapshot' } });
  const sums = questions.map((): Sums => []);
  for (const { _id: dims, count, number } of rows) sums[number]?.push({ dims, count });
  return sums;
}
