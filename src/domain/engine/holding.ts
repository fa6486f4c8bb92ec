import type { QueryFilter } from 'mongoose';
import type { Role } from '#kernel/actor';
import type { Context } from '#kernel/context';
import type { Asked } from '#platform/count';

/**
 * Somebody who is no longer of a firm, park, body or insurer, or advises no longer: nothing may fall due to them there
 * from now on.
 */
export type Leaver = { personId: string } & (
  | { as: 'member'; enterpriseId: string }
  | { as: 'adviser' }
  | { as: 'park'; parkId: string }
  | { as: 'body'; bodyId: string }
  | { as: 'insurer'; insurerId: string }
);

/** Whoever takes over what was theirs. Somebody who keeps another part in the firm takes over from themselves. */
export interface Successor {
  personId: string;
  name: string;
  /** What they are there. */
  roles: readonly Role[];
}

/** One thing that is somebody's, and as what. */
export interface Held {
  reference: string;
  as: string;
  text: string;
  /** A power somebody was named for: it ends with them, and goes to nobody who was not named too. */
  isEnding?: boolean;
}

/**
 * What a noun holds for one person, so that it does not stay with somebody who has left. `posts`: only posts owe it, and
 * whoever holds a post owes it by itself. `alone`: what is theirs is nobody else's, as their money.
 */
export type Holds =
  | 'posts'
  | 'alone'
  | {
      /** Rows that may be theirs, and still ask something of them; undefined where there are none of that kind. */
      asked(leaver: Leaver): Asked | undefined;
      /** What such a row is to them; undefined when it is not theirs after all. */
      // biome-ignore lint/suspicious/noExplicitAny: whatever its rows are
      heldOf(row: any, leaver: Leaver): Held | undefined;
      /**
       * Hands all of it over, in the transaction of the leaving; absent where it goes with what it is a part of. Where
       * nobody takes over it goes to the post that may give it to somebody, or stays.
       */
      handOver?(ctx: Context, leaver: Leaver, to: Successor | undefined): Promise<unknown>;
    };

/** What handing over changes of a row. */
export interface PassedOn<T> {
  set: Partial<T>;
  /** Another event than that somebody else has it now, one of the noun's `events`. */
  event?: string;
  /** Not worth a line of its own: what the row is about is somebody else's. */
  isQuiet?: boolean;
}

/** The same of a noun of the engine, by its rows. */
export type Holding<T> =
  | 'posts'
  | 'alone'
  | {
      /** As what it is theirs. */
      as: string;
      /** It ends with whoever leaves, and is passed on to nobody. */
      isEnding?: boolean;
      /** Rows that name them; undefined where there is nothing of that kind. */
      rows(leaver: Leaver): QueryFilter<T> | undefined;
      /** Whether the row is theirs, of those that name them; always when absent. */
      isHeld?(row: T, leaver: Leaver): boolean;
      /** What changes; undefined for nothing. */
      passOn?(
        row: T,
        leaver: Leaver,
        to: Successor | undefined,
        now: Date,
      ): PassedOn<T> | undefined | Promise<PassedOn<T> | undefined>;
    };
