import { type Condition, centsFor } from './conditions.ts';

/** A candidate as the comparison sees one. */
export interface Compared {
  id: string;
  /** Answers by the condition's code; all of them given. */
  values: Readonly<Record<string, number>>;
  /** In the programme on the day of the decision, neither paused nor exited. Counts in a tie and nowhere else. */
  isInProgramme: boolean;
}

/** Why a candidate got it or not. */
export const OUTCOMES = [
  { code: 'won', label: '获得支持', why: '按条件得分排在名额之内。', wins: true },
  { code: 'won-tie', label: '获得支持', why: '名额边上得分相同，入项企业优先（意见（十五））。', wins: true },
  { code: 'won-choice', label: '获得支持', why: '名额边上得分和身份都相同，由部门书面说明理由后决定。', wins: true },
  { code: 'lost', label: '未获支持', why: '按条件得分排在名额之外。', wins: false },
  { code: 'lost-tie', label: '未获支持', why: '名额边上得分相同，入项企业优先（意见（十五））。', wins: false },
  {
    code: 'lost-choice',
    label: '未获支持',
    why: '名额边上得分和身份都相同，由部门书面说明理由后决定给了别家。',
    wins: false,
  },
  { code: 'not-eligible', label: '不符合条件', why: '有必须满足的条件没有满足，不参加排名。', wins: false },
  { code: 'tied', label: '并列待定', why: '名额边上得分和身份都相同，要由部门书面说明理由后决定。', wins: false },
] as const;
export type Outcome = (typeof OUTCOMES)[number]['code'];

export interface Ranked {
  id: string;
  /** Hundredths of a point by condition. */
  cents: Record<string, number>;
  totalCents: number;
  /** 1 for the best; equal totals share a place. Absent for who does not meet a `must`. */
  place?: number;
  outcome: Outcome;
}

export interface Ranking {
  /** The best first, those not eligible last; equals in the order they were listed. */
  rows: Ranked[];
  /** Equals on the conditions and in standing for whom the quota does not suffice: a person decides, in writing. */
  openTie?: { ids: string[]; seats: number };
}

/**
 * Ranks candidates by the conditions alone. Where equals meet the end of the quota, those in the programme go first
 * (意见（十五）同等条件下优先); it never lifts a candidate over one with more points. Equals that remain are left open, or
 * settled by `chosen`.
 *
 * @param chosen ids picked out of the open tie, exactly as many as it has seats.
 */
export function rankCandidates(
  conditions: readonly Condition[],
  quota: number,
  candidates: readonly Compared[],
  chosen: readonly string[] = [],
): Ranking {
  const scored = candidates.map((candidate) => {
    const answers = conditions.map((condition) => ({ condition, value: candidate.values[condition.code] ?? 0 }));
    const cents = Object.fromEntries(
      answers.map(({ condition, value }) => [condition.code, centsFor(condition, value)]),
    );
    return {
      candidate,
      cents,
      totalCents: Object.values(cents).reduce((sum, one) => sum + one, 0),
      isEligible: answers.every(({ condition, value }) => condition.kind !== 'must' || value === 1),
    };
  });
  const eligible = scored.filter((one) => one.isEligible).sort((a, b) => b.totalCents - a.totalCents);
  const boundary = eligible.length > quota ? eligible[quota - 1]?.totalCents : undefined;
  const above = eligible.filter((one) => boundary !== undefined && one.totalCents > boundary).length;
  const equals = eligible.filter((one) => one.totalCents === boundary).map((one) => one.candidate);
  const tie = settleTie(equals, quota - above, chosen);

  const outcomeOf = (id: string, totalCents: number): Outcome => {
    if (boundary === undefined || totalCents > boundary) return 'won';
    return totalCents < boundary ? 'lost' : (tie.outcomes.get(id) ?? 'lost');
  };
  const rows: Ranked[] = eligible.map(({ candidate, cents, totalCents }) => ({
    id: candidate.id,
    cents,
    totalCents,
    place: 1 + eligible.filter((other) => other.totalCents > totalCents).length,
    outcome: outcomeOf(candidate.id, totalCents),
  }));
  const outside = scored
    .filter((one) => !one.isEligible)
    .map(
      ({ candidate, cents, totalCents }): Ranked => ({ id: candidate.id, cents, totalCents, outcome: 'not-eligible' }),
    );
  return { rows: [...rows, ...outside], ...(tie.open === undefined ? {} : { openTie: tie.open }) };
}

/** Shares the last `seats` among equals. When all of them fit, nobody needs to be preferred. */
function settleTie(
  equals: readonly Compared[],
  seats: number,
  chosen: readonly string[],
): { outcomes: Map<string, Outcome>; open?: { ids: string[]; seats: number } } {
  const outcomes = new Map<string, Outcome>();
  const give = (group: readonly Compared[], outcome: Outcome) => {
    for (const { id } of group) outcomes.set(id, outcome);
  };
  if (equals.length <= seats) {
    give(equals, 'won');
    return { outcomes };
  }
  const inside = equals.filter((one) => one.isInProgramme);
  const others = equals.filter((one) => !one.isInProgramme);
  const isMixed = inside.length > 0 && others.length > 0;
  const insideFits = inside.length <= seats;
  const left = insideFits ? seats - inside.length : seats;
  if (insideFits) give(inside, 'won-tie');
  if (isMixed && (!insideFits || left === 0)) give(others, 'lost-tie');
  const contested = insideFits ? (left === 0 ? [] : others) : inside;
  if (contested.length === 0) return { outcomes };
  const picked = contested.filter((one) => chosen.includes(one.id));
  if (picked.length === left) {
    give(contested, 'lost-choice');
    give(picked, 'won-choice');
  } else give(contested, 'tied');
  return { outcomes, open: { ids: contested.map((one) => one.id), seats: left } };
}

/** What happened at the end of the quota, for the journal: whether equals met there, and what settled it. */
export function tieOf(rows: readonly Ranked[]): { hadTie: boolean; settledBy?: ('programme' | 'choice')[] } {
  const had = (...outcomes: Outcome[]): boolean => rows.some(({ outcome }) => outcomes.includes(outcome));
  const settledBy = [
    ...(had('won-tie', 'lost-tie') ? ['programme' as const] : []),
    ...(had('won-choice', 'lost-choice') ? ['choice' as const] : []),
  ];
  return settledBy.length === 0 ? { hadTie: false } : { hadTie: true, settledBy };
}
