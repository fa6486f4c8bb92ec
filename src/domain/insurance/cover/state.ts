import { addDays, type LocalDate } from '#kernel/dates';
import { covers, lastDayOf, type Policy } from '../policies/policy.model.ts';

/** How a firm that must insure stands; all but the last are the list of 应保未保. */
export const COVER_STATES = [
  { code: 'never', label: '从未投保', tone: 'bad' },
  { code: 'lapsed', label: '已脱保', tone: 'bad' },
  { code: 'expiring', label: '快到期', tone: 'waiting' },
  { code: 'covered', label: '在保', tone: 'good' },
] as const;
export type CoverState = (typeof COVER_STATES)[number]['code'];

export type Span = Pick<Policy, 'enterpriseId' | 'status' | 'opensOn' | 'startsOn' | 'endsOn' | 'cancelledOn'>;

/** How policies that were confirmed make a firm stand on `day`. A renewal that follows without a gap counts on. */
function coverState(spans: readonly Span[], day: LocalDate, expiringDays: number): CoverState {
  const known = spans.filter(({ opensOn }) => opensOn !== undefined && opensOn <= day);
  if (known.length === 0) return 'never';
  const now = spans.filter((span) => covers(span, day));
  if (now.length === 0) return 'lapsed';
  let until = now.map(lastDayOf).toSorted().at(-1) as LocalDate;
  for (const span of spans.toSorted((a, b) => (a.startsOn < b.startsOn ? -1 : 1)))
    if ((span.opensOn ?? '') <= addDays(until, 1) && lastDayOf(span) > until) until = lastDayOf(span);
  return until <= addDays(day, expiringDays) ? 'expiring' : 'covered';
}

/** How a firm stands on `day`, and the first day after it on which it stands otherwise though nobody does anything. */
export function coverOn(
  spans: readonly Span[],
  day: LocalDate,
  expiringDays: number,
): { state: CoverState; turnsOn?: LocalDate } {
  const state = coverState(spans, day, expiringDays);
  const turns = spans
    .flatMap((span) => [span.opensOn ?? '', addDays(lastDayOf(span), -expiringDays), addDays(lastDayOf(span), 1)])
    .filter((one) => one > day)
    .toSorted();
  const turnsOn = turns.find((one) => coverState(spans, one, expiringDays) !== state);
  return turnsOn === undefined ? { state } : { state, turnsOn };
}
