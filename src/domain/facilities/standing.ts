import { rowsThen } from '#domain/engine';
import type { Park } from '#domain/organisations';
import { endOfLocalDay, type LocalDate, localDate } from '#kernel/dates';
import { type Facility, FacilityModel, type FacilityStatus } from './facility.model.ts';
import { FACILITY_TYPES, type FacilityType, facilityTypeLabel, requiredTypes } from './facility.rules.ts';
import { facilities, isGapOn, testDueOn } from './facility.ts';

/** What stands of one type in the register of a park. */
export interface TypeStanding {
  type: FacilityType;
  label: string;
  isRequired: boolean;
  rows: readonly Facility[];
  /** Required, and no row says anything of it. */
  isMissing: boolean;
}
export interface FacilityStanding {
  types: readonly TypeStanding[];
  /** Rows of no type there is, or that do not say when they are tested: they cannot be read. */
  unread: readonly Facility[];
  /** Rows that are not as they must be, and types nothing is said of. */
  gaps: number;
  /** Usable ones whose test is overdue. */
  untested: number;
}

function isRead(row: Facility): boolean {
  try {
    return FACILITY_TYPES.some(({ code }) => code === row.type) && testDueOn(row) !== '';
  } catch {
    return false;
  }
}

function standingOf(isChemical: boolean, rows: readonly Facility[], now: Date): FacilityStanding {
  const day: LocalDate = localDate(now);
  const required = requiredTypes(isChemical, now);
  const read = rows.filter(isRead);
  const types = FACILITY_TYPES.map(({ code }): TypeStanding => {
    const own = read.filter(({ type }) => type === code);
    const isRequired = required.includes(code);
    return {
      type: code,
      label: facilityTypeLabel(code),
      isRequired,
      rows: own,
      isMissing: isRequired && own.length === 0,
    };
  }).filter(({ isRequired, rows: own }) => isRequired || own.length > 0);
  return {
    types,
    unread: rows.filter((row) => !read.includes(row)),
    gaps: types.filter(({ isMissing }) => isMissing).length + rows.filter((row) => isGapOn(day, row)).length,
    untested: read.filter((row) => row.status === 'usable' && testDueOn(row) < day).length,
  };
}

/**
 * What the register of a park said at the end of a day: each facility as its trail left it then, those pulled down since among
 * them. A test of later is none yet. No permission is asked: the page says whose park it is.
 */
export async function facilityStandingOn(
  { _id: parkId, isChemical }: Pick<Park, '_id' | 'isChemical'>,
  day: LocalDate,
): Promise<FacilityStanding> {
  const rows = await rowsThen<FacilityStatus, Facility>(facilities, { parkId }, day);
  const then = rows.flatMap((row): Facility[] => {
    const { lastTestedOn, reason: _, ...kept } = row;
    if (row.status === 'gone') return [];
    return [{ ...kept, ...(lastTestedOn !== undefined && lastTestedOn <= day ? { lastTestedOn } : {}) }];
  });
  return standingOf(isChemical, then, endOfLocalDay(day));
}

/**
 * What the registers of parks say today, by park: a park nobody has entered anything of misses everything (意见（六）). No
 * permission is asked: the page says whose park it is.
 */
export async function facilityStandings(
  parks: readonly Pick<Park, '_id' | 'isChemical'>[],
  now: Date,
): Promise<ReadonlyMap<string, FacilityStanding>> {
  const ids = parks.map(({ _id }) => _id);
  const rows = await FacilityModel.find({ parkId: { $in: ids }, isOpen: true })
    .sort({ parkId: 1, _id: 1 })
    .lean<Facility[]>();
  return new Map(
    parks.map(({ _id, isChemical }) => {
      const own = rows.filter(({ parkId }) => parkId === _id);
      return [_id, standingOf(isChemical, own, now)];
    }),
  );
}
