import type { ClientSession } from 'mongoose';
import type { Pattern } from '#kernel/paths';

/** Counts the things of a board afresh, e.g. one by one; every read must join `session`. */
export type Recount<D extends string> = (session: ClientSession) => AsyncIterable<{ dims: Dims<D>; by: number }>;

/**
 * What is counted. A cut is a list of dimensions counted together, the one that a reader always knows first: a cut
 * that begins with `park` answers a park.
 */
export interface Board<D extends string = string> {
  name: string;
  /** What people call it. */
  label: string;
  cuts: readonly (readonly D[])[];
  recount: Recount<NoInfer<D>>;
  /** The page that shows its numbers. */
  shownOn: Pattern;
  /** The list each of them opens; `measured` where they count no things, as days. */
  opens: Pattern | 'measured';
}

/** One thing's place on a board. A cut whose first dimension has no value here does not count this thing. */
export type Dims<D extends string = string> = Partial<Record<D, string | undefined>>;

/** One value, several, or all that begin with a text (a region code). */
export type Wanted = string | readonly string[] | { startsWith: string };

const BOARDS = new Map<string, Board>();

/** A board. It is checked with all others from now on. @throws Error when another one has its name. */
export function defineBoard<const D extends string>(board: Board<D>): Board<D> {
  if (BOARDS.has(board.name)) throw new Error(`there is a board ${board.name} already`);
  BOARDS.set(board.name, board);
  return board;
}

/** Every board of the modules that are loaded. */
export const allBoards = (): Board[] => [...BOARDS.values()];

const prefixOf = (board: Board, cut: readonly string[]): string => `${board.name}/${cut.join('+')}/`;

export interface Cell {
  id: string;
  board: string;
  dims: Record<string, string>;
}

/** The cells a thing counts in, one of each cut. @throws Error for a value with a slash, which would mix cells up. */
export function cellsOf(board: Board, dims: Dims): Cell[] {
  return board.cuts
    .filter((cut) => (dims[cut[0] as string] ?? '') !== '')
    .map((cut) => {
      const values = cut.map((dim) => dims[dim] ?? '');
      if (values.some((value) => value.includes('/'))) throw new Error(`a slash in a value of board ${board.name}`);
      return {
        id: prefixOf(board, cut) + values.map((value) => `${value}/`).join(''),
        board: board.name,
        dims: Object.fromEntries(cut.map((dim, i) => [dim, values[i] ?? ''])),
      };
    });
}

/** Cells as MongoDB is asked for them, under the key that holds the id of the cell. */
interface CellQuery {
  $or: Record<string, { $gte: string; $lt: string }>[];
  [dim: `dims.${string}`]: { $in: readonly string[] } | { $gte: string; $lt: string };
}

const from = (start: string) => ({ $gte: start, $lt: `${start}\uffff` });

/**
 * The cells that answer a question: those of the narrowest cut that knows every dimension named and begins with one of
 * them.
 * @throws Error when the board has no such cut.
 */
export function cellQuery(
  board: Board,
  filter: Partial<Record<string, Wanted>>,
  by: readonly string[],
  key: string,
): CellQuery {
  const wanted = Object.entries(filter).filter((entry): entry is [string, Wanted] => entry[1] !== undefined);
  const used = new Set([...wanted.map(([dim]) => dim), ...by]);
  const rank = (cut: readonly string[]) => (filter[cut[0] as string] === undefined ? 100 : 0) + cut.length;
  const [cut] = board.cuts
    .filter((one) => used.has(one[0] as string) && [...used].every((dim) => one.includes(dim)))
    .toSorted((a, b) => rank(a) - rank(b));
  if (cut === undefined) throw new Error(`board ${board.name} is not cut by ${[...used].join(', ')}`);
  const prefix = prefixOf(board, cut);
  const first = filter[cut[0] as string];
  const query: CellQuery = { $or: startsOf(first).map((start) => ({ [key]: from(prefix + start) })) };
  for (const [dim, want] of wanted) {
    if (dim === cut[0]) continue;
    query[`dims.${dim}`] =
      typeof want === 'object' && 'startsWith' in want ? from(want.startsWith) : { $in: [want].flat() as string[] };
  }
  return query;
}

function startsOf(want: Wanted | undefined): string[] {
  if (want === undefined) return [''];
  if (typeof want === 'string') return [`${want}/`];
  return 'startsWith' in want ? [want.startsWith] : want.map((one) => `${one}/`);
}
