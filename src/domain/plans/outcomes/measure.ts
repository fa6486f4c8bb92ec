import { findReportedOrClosed, type HazardRow } from '#domain/hazards';
import { findPeople, type Person } from '#domain/identity';
import { findTeams, recallEnterprise, type Team } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { addDays, addMonths, atLocalHour, DAY_MS, type LocalDate } from '#kernel/dates';
import { ruleOn } from '#kernel/rules';
import { type Deed, type Deeds, deedsIn, readDeeds } from './deeds.ts';
import { type MonthlyRecord, MonthlyRecordModel } from './monthlyRecord.model.ts';
import { OUTCOME_RULE, type OutcomeCode, type OutcomeWindow } from './outcomeRules.ts';

/** One thing a number was counted from. */
export interface OutcomeSource {
  /** Case number, name or month. */
  label: string;
  /** Its words, team or days. */
  note: string;
  /** In the numerator; the others only stand in the denominator. */
  isCounted: boolean;
  hazardReference?: string;
  /** A person's name: shown to their own firm only. */
  isPersonal?: boolean;
}

/** One number with what it was counted from. */
export interface Outcome {
  code: OutcomeCode;
  /** Rounded to one decimal; undefined when there is nothing to count from. */
  value?: number;
  numerator: number;
  denominator: number;
  /** Months of the window that are over and that the firm has not told: the number says nothing of them. */
  missing?: readonly string[];
  sources: OutcomeSource[];
}

const VALID = ['valid', 'rectifying', 'submitted', 'closure-requested', 'closed'];
const isValid = (row: HazardRow): boolean => VALID.includes(row.status);
const oneDecimal = (value: number): number => Math.round(value * 10) / 10;
const ratio = (numerator: number, denominator: number, times: number): { value?: number } =>
  denominator === 0 ? {} : { value: oneDecimal((numerator / denominator) * times) };

/** The middle of the numbers, the mean of the two middle ones when they are even; undefined when there are none. */
export function median(numbers: readonly number[]): number | undefined {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return undefined;
  if (sorted.length % 2 === 1) return sorted[middle];
  return ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

const placeKey = (row: HazardRow): string => `${row.locationId ?? row.placeText}|${row.category}`;
const of = (row: HazardRow, isCounted: boolean, note = row.text): OutcomeSource => ({
  label: row.reference,
  note,
  isCounted,
  hazardReference: row.reference,
});
const daysOf = (row: HazardRow): number => ((row.closedAt as Date).getTime() - row.createdAt.getTime()) / DAY_MS;

function reportsPer100(reported: readonly HazardRow[], heads: number): Outcome {
  const rows = reported.filter((row) => row.status !== 'duplicate');
  return {
    code: 'reports-per-100',
    numerator: rows.length,
    denominator: heads,
    ...ratio(rows.length, heads, 100),
    sources: rows.map((row) => of(row, true)),
  };
}

function verifiedShare(reported: readonly HazardRow[]): Outcome {
  const decided = reported.filter((row) => isValid(row) || row.status === 'not-valid');
  const valid = decided.filter(isValid).length;
  return {
    code: 'verified-share',
    numerator: valid,
    denominator: decided.length,
    ...ratio(valid, decided.length, 100),
    sources: decided.map((row) => of(row, isValid(row))),
  };
}

function daysToClose(closed: readonly HazardRow[]): Outcome {
  const middle = median(closed.map(daysOf));
  return {
    code: 'days-to-close',
    numerator: closed.length,
    denominator: closed.length,
    ...(middle === undefined ? {} : { value: oneDecimal(middle) }),
    sources: closed.map((row) => of(row, true, `${oneDecimal(daysOf(row))} 天：${row.text}`)),
  };
}

function recurrence(reported: readonly HazardRow[], closedLately: readonly HazardRow[], days: number): Outcome {
  const valid = reported.filter(isValid);
  const isAgain = (row: HazardRow): boolean =>
    closedLately.some((earlier) => {
      const since = row.createdAt.getTime() - (earlier.closedAt as Date).getTime();
      return earlier._id !== row._id && placeKey(earlier) === placeKey(row) && since > 0 && since <= days * DAY_MS;
    });
  const again = valid.map((row) => ({ row, isAgain: isAgain(row) }));
  const count = again.filter((one) => one.isAgain).length;
  return {
    code: 'recurrence',
    numerator: count,
    denominator: valid.length,
    ...ratio(count, valid.length, 100),
    sources: again.map((one) => of(one.row, one.isAgain)),
  };
}

function participation(
  { enterpriseId, people, teams }: FirmRecords,
  reported: readonly HazardRow[],
  deeds: Deeds,
  heads: number,
): Outcome {
  const did = new Map<string, Set<string>>();
  const add = (personId: string | undefined, what: string): void => {
    if (personId === undefined) return;
    did.set(personId, (did.get(personId) ?? new Set()).add(what));
  };
  for (const row of reported) {
    add(row.reporter.personId, '上报');
    for (const personId of row.endorserIds) add(personId, '附议');
    add(row.fix?.by, '整改');
  }
  for (const [personId, whats] of deeds) for (const what of whats) add(personId, what);
  const taking = people.filter((person) => did.has(person._id));
  const teamOf = (grants: readonly { scope: { enterpriseId?: string; teamId?: string } }[]): string => {
    const grant = grants.find((one) => one.scope.enterpriseId === enterpriseId && one.scope.teamId !== undefined);
    return teams.find((team) => team._id === grant?.scope.teamId)?.name ?? '管理人员';
  };
  return {
    code: 'participation',
    numerator: taking.length,
    denominator: heads,
    ...ratio(taking.length, heads, 100),
    sources: taking.map((person) => ({
      label: person.name,
      note: `${teamOf(person.grants)}：${[...(did.get(person._id) ?? [])].join('、')}`,
      isCounted: true,
      isPersonal: true,
    })),
  };
}

function injuries(records: readonly MonthlyRecord[], missing: readonly string[]): Outcome {
  const sum = records.reduce((all, row) => all + row.lostTimeInjuries, 0);
  return {
    code: 'injuries',
    missing,
    numerator: sum,
    denominator: records.length,
    ...(records.length === 0 ? {} : { value: sum }),
    sources: records.map((row) => ({
      label: row.month,
      note: `${row.lostTimeInjuries} 起，在册 ${row.employees} 人，外包 ${row.contractors} 人`,
      isCounted: row.lostTimeInjuries > 0,
    })),
  };
}

/**
 * First and last month of a window: a month belongs to the window its middle lies in, so that windows that begin in the
 * middle of a month share none.
 */
export function monthsOf({ from, to }: OutcomeWindow): { first: string; last: string } {
  const middle = 15;
  const monthAt = (day: string, back: number): string => addMonths(`${day.slice(0, 7)}-01`, back).slice(0, 7);
  const isPast = (day: string): boolean => Number(day.slice(8)) > middle;
  return { first: monthAt(from, isPast(from) ? 1 : 0), last: monthAt(to, isPast(to) ? 0 : -1) };
}

/** Months from one to another that were over before `today` and that nobody has told. */
function missingOf(told: readonly MonthlyRecord[], first: string, last: string, today: LocalDate): string[] {
  const missing: string[] = [];
  for (
    let day = `${first}-01`;
    day.slice(0, 7) <= last && day.slice(0, 7) < today.slice(0, 7);
    day = addMonths(day, 1)
  ) {
    if (told.every(({ month }) => month !== day.slice(0, 7))) missing.push(day.slice(0, 7));
  }
  return missing;
}

/** Everything the numbers of a firm are counted from, read once for however many windows. */
export interface FirmRecords {
  enterpriseId: string;
  employees: number;
  /** Reported or closed from long enough before the first window on, oldest first. */
  cases: HazardRow[];
  /** The oldest month first. */
  months: MonthlyRecord[];
  people: Person[];
  teams: Team[];
  deeds: Deed[];
}

/** Reads what lies between the first and the last of some windows. */
export async function readFirmRecords(
  ctx: Context,
  enterpriseId: string,
  windows: readonly OutcomeWindow[],
): Promise<FirmRecords> {
  const from = windows.map((window) => window.from).toSorted()[0] as string;
  const to = windows
    .map((window) => window.to)
    .toSorted()
    .at(-1) as string;
  const longest = Math.max(...windows.map((window) => ruleOn(OUTCOME_RULE, window.from).value.recurrenceDays));
  const [enterprise, cases, months, people, teams, deeds] = await Promise.all([
    recallEnterprise(enterpriseId),
    findReportedOrClosed(enterpriseId, {
      from: atLocalHour(addDays(from, -longest), 0),
      to: atLocalHour(to, 0),
      now: ctx.now,
    }),
    MonthlyRecordModel.find({ enterpriseId, month: { $lte: to.slice(0, 7) } })
      .sort({ month: 1 })
      .lean<MonthlyRecord[]>(),
    findPeople({ enterpriseId }, 2_000),
    findTeams(enterpriseId),
    readDeeds(ctx, enterpriseId, { from, to }),
  ]);
  return { enterpriseId, employees: enterprise?.employees ?? 0, cases, months, people, teams, deeds };
}

/**
 * The six numbers of a firm over a window, worked out from the records themselves, so that each equals the list it opens.
 * Heads are those of the newest month told by the end of the window, else the firm's own figure without contractors.
 */
export function measureOutcomes(records: FirmRecords, window: OutcomeWindow, today: LocalDate): Outcome[] {
  const { recurrenceDays } = ruleOn(OUTCOME_RULE, window.from).value;
  const from = atLocalHour(window.from, 0);
  const to = atLocalHour(window.to, 0);
  const { first, last } = monthsOf(window);
  const lately = atLocalHour(addDays(window.from, -recurrenceDays), 0);
  const isBetween = (at: Date | undefined, start: Date): boolean => at !== undefined && at >= start && at < to;
  const reported = records.cases.filter((row) => isBetween(row.createdAt, from));
  const closedLately = records.cases
    .filter((row) => isBetween(row.closedAt, lately))
    .sort((a, b) => (a.closedAt as Date).getTime() - (b.closedAt as Date).getTime());
  const closed = closedLately.filter((row) => isBetween(row.closedAt, from) && row.status === 'closed');
  const newest = records.months.findLast(({ month }) => month <= last);
  const heads = newest === undefined ? records.employees : newest.employees + newest.contractors;
  return [
    reportsPer100(reported, heads),
    verifiedShare(reported),
    daysToClose(closed),
    recurrence(reported, closedLately, recurrenceDays),
    participation(records, reported, deedsIn(records.deeds, from, to), heads),
    injuries(
      records.months.filter(({ month }) => month >= first && month <= last),
      missingOf(records.months, first, last, today),
    ),
  ];
}
