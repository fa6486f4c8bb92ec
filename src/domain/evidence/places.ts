import type { Context } from '#kernel/context';
import type { Pair } from './pairs.ts';

/** The record photos are handed in for, and the firm it is about. */
export interface HandedIn {
  _id: string;
  reference: string;
  /** Absent where it is about no firm: then no case of one is named. */
  firmId?: string;
  /** It is about those who run this firm. */
  aboutFirmId?: string;
}
type Telling = (ctx: Context, about: HandedIn, pairs: readonly Pair[]) => Promise<string[]>;

let telling: Telling | undefined;
/** Says who knows where a photo that was seen before may be said to have been: the cases, which stand above. */
export function tellPlacesBy(tell: Telling): void {
  telling = tell;
}

/** Where photos were seen before, as far as it may be told. @throws Error where the cases have not said how. */
export function placesTold(...asked: Parameters<Telling>): Promise<string[]> {
  if (telling === undefined) throw new Error('evidence: nobody says what may be told of a photo');
  return telling(...asked);
}

/** Where a photo was seen before, when the record may not be named: of another firm, or no case. */
const UNNAMED_PLACES = { elsewhere: '别的企业的记录', record: '别的记录' } as const;

/** The same in words, for whoever decides. */
export const wordsOfPlaces = ({ reference }: { reference: string }, places: readonly string[]): string =>
  places
    .map((one) => (one === reference ? '本件之前' : (UNNAMED_PLACES[one as keyof typeof UNNAMED_PLACES] ?? one)))
    .join('、');
