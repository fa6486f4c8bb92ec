import type { Pair } from '#domain/evidence';
import type { Context } from '#kernel/context';

/** The record photos are handed in for, and the firm it is about. */
export interface HandedIn {
  _id: string;
  reference: string;
  firmId: string;
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
  if (telling === undefined) throw new Error('majors: nobody says what may be told of a photo');
  return telling(...asked);
}
