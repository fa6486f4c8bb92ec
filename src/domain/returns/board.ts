import { COUNTY_OF_ROW } from '#domain/engine';
import type { SpanFigures } from '#domain/hazards';
import { findRegion } from '#domain/organisations';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { forbidden } from '#kernel/errors';
import { given } from '#kernel/given';
import { ReturnModel } from './return.model.ts';
import { FIGURES, FUND } from './return.rules.ts';
import { RETURN_STATES, type ReturnState, returns } from './return.ts';

/** A place as the board and its lists are asked by it. */
export interface ReturnPlace {
  region?: string | undefined;
  directly?: string | undefined;
  parkId?: string | undefined;
  isOutsideParks?: true | undefined;
}

/** How many forms stand how, and what those that were signed come to. */
export interface ReturnSums {
  counts: Record<ReturnState, number>;
  figures: SpanFigures;
}
export interface ReturnRow extends ReturnSums {
  code: string;
  /** What its list is asked by; undefined where it cannot be read what it is. */
  of: ReturnPlace | undefined;
}
export interface ReturnBoard {
  period: string;
  at: Date;
  all: ReturnSums;
  regions: ReturnRow[];
  parks: ReturnRow[];
}

const CODES = [...FIGURES, FUND].map(({ code }) => code);
type Group = { _id: { county?: string | null; parkId: string | null } } & Record<ReturnState, number> & {
    [K in keyof SpanFigures as `sum_${K}`]: number;
  };

const nothing = (): ReturnSums => ({
  counts: Object.fromEntries(RETURN_STATES.map(({ code }) => [code, 0])) as ReturnSums['counts'],
  figures: Object.fromEntries(CODES.map((code) => [code, 0])) as unknown as SpanFigures,
});
function add({ counts, figures }: ReturnSums, group: Group): void {
  for (const { code } of RETURN_STATES) counts[code] += group[code];
  for (const code of CODES) figures[code] += group[`sum_${code}`];
}

/**
 * Who has sent the form of a period in the actor's scope, who has not, and what the signed ones come to. Numbers and lists
 * are counted by the same rows.
 * @throws Forbidden for whoever is neither of a park nor of a body.
 */
export async function countReturns(ctx: Context, period: string, place: ReturnPlace = {}): Promise<ReturnBoard> {
  if (!actsAs(ctx.actor, 'park-officer', 'regulator')) throw forbidden('common.not-allowed');
  const isSent = { $gt: ['$sent.number', 0] };
  const isOver = { $lt: ['$dueOn', localDate(ctx.now)] };
  const when = (condition: object) => ({ $sum: { $cond: [condition, 1, 0] } });
  const groups = await ReturnModel.aggregate<Group>([
    { $match: returns.query(ctx, { period, ...given(place as object) }) },
    {
      $group: {
        _id: { county: COUNTY_OF_ROW, parkId: '$parkId' },
        all: { $sum: 1 },
        sent: when(isSent),
        late: when({ $eq: ['$isLate', true] }),
        waiting: when({ $and: [{ $not: [isSent] }, { $not: [isOver] }] }),
        overdue: when({ $and: [{ $not: [isSent] }, isOver] }),
        ...Object.fromEntries(CODES.map((code) => [`sum_${code}`, { $sum: `$sent.figures.${code}` }])),
      },
    },
  ]);
  const all = nothing();
  const [regions, parks] = [new Map<string, ReturnSums>(), new Map<string, ReturnSums>()];
  const letters = Math.min(6, (place.region ?? ctx.actor.scope.regionCode ?? '450000').length + 2);
  for (const group of groups) {
    add(all, group);
    for (const [table, key] of [
      [regions, (group._id.county ?? '').slice(0, letters)],
      [parks, group._id.parkId ?? ''],
    ] as const) {
      const sums = table.get(key) ?? nothing();
      add(sums, group);
      table.set(key, sums);
    }
  }
  const rows = (table: Map<string, ReturnSums>, placeOf: (code: string) => ReturnPlace | undefined): ReturnRow[] =>
    [...table]
      .map(([code, sums]) => ({ code, of: placeOf(code), ...sums }))
      .toSorted((one, other) => (one.code < other.code ? -1 : 1));
  return {
    period,
    at: ctx.now,
    all,
    regions: rows(regions, (code) => {
      if (findRegion(code) === undefined) return undefined;
      return code.length < letters ? { directly: code } : { region: code };
    }),
    parks: rows(parks, (parkId) => (parkId === '' ? { isOutsideParks: true } : { parkId })),
  };
}
