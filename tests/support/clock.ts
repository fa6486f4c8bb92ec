import { DAY_MS, HOUR_MS } from '#kernel/dates';

/** 10:00 in Shanghai on Tuesday 24 November 2026. */
export const fixedNow = new Date('2026-11-24T02:00:00.000Z');

/** An hour before: what is reported without a name then, everybody knows of at `fixedNow`. */
export const anHourBefore = new Date(fixedNow.getTime() - HOUR_MS);

export interface Clock {
  now(): Date;
  set(to: Date): void;
  advance(by: { days?: number; hours?: number; minutes?: number }): void;
}

/** A clock that moves only when told to. */
export function createClock(start: Date = fixedNow): Clock {
  let at = start.getTime();
  return {
    now: () => new Date(at),
    set: (to) => {
      at = to.getTime();
    },
    advance: ({ days = 0, hours = 0, minutes = 0 }) => {
      at += days * DAY_MS + hours * HOUR_MS + minutes * 60_000;
    },
  };
}
