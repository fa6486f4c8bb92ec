import type { QueryFilter } from 'mongoose';
import { desk } from '#domain/deadlines';
import { defineNoun, ofGeneralBody, ofPark } from '#domain/engine';
import { addDays, addMonths, endOfLocalDay, type LocalDate, localDate } from '#kernel/dates';
import { facilityActs } from './facility.acts.ts';
import { FACILITY_STATUSES, type Facility, FacilityModel, type FacilityStatus } from './facility.model.ts';
import { type FacilityType, facilityTerms, facilityTypeLabel } from './facility.rules.ts';

/** The last day of its next test: so many months after the last one, or after it came into service. */
export function testDueOn({ type, lastTestedOn, inServiceOn, createdAt }: Facility): LocalDate {
  const from = lastTestedOn ?? inServiceOn ?? localDate(createdAt);
  return addMonths(from, facilityTerms(createdAt).types[type].testEveryMonths);
}

/** Whether a row is a gap on a day: not usable, or planned for a day that is over (意见（六）). */
export const isGapOn = (day: LocalDate, { status, plannedOn }: Pick<Facility, 'status' | 'plannedOn'>): boolean =>
  status === 'faulty' || status === 'absent' || (status === 'planned' && (plannedOn ?? '') < day);

/** The same of rows, as a list is asked. */
const gapOn = (day: LocalDate): QueryFilter<Facility> => ({
  $or: [{ status: { $in: ['faulty', 'absent'] } }, { status: 'planned', plannedOn: { $lt: day } }],
});

/** 园区设施: its park keeps the register, bodies of the region read it and may object. */
export const facilities = defineNoun({
  kind: 'facility',
  name: '园区设施',
  letter: 'FA',
  path: '/facilities',
  model: FacilityModel,
  statuses: FACILITY_STATUSES,
  acts: facilityActs,
  sees: { 'park-officer': ofPark, regulator: ofGeneralBody },
  about: ({ parkId }) => [{ kind: 'park', id: parkId }],
  // No firm's.
  moves: 'stays',
  holds: 'posts',
  clocks: {
    'facility-test': {
      ladder: 'facility-test',
      title: ({ name }) => `设施检测：${name}`,
      runs: ({ status }) => status === 'usable',
      dueAt: (row) => endOfLocalDay(testDueOn(row)),
      owedBy: ({ parkId }) => [desk.park(parkId)],
    },
    'facility-mend': {
      ladder: 'facility-gap',
      title: ({ name }) => `修好故障设施：${name}`,
      runs: ({ status }) => status === 'faulty',
      dueAt: ({ since }) => endOfLocalDay(addDays(localDate(since), facilityTerms(since).mendDays)),
      owedBy: ({ parkId }) => [desk.park(parkId)],
    },
    'facility-build': {
      ladder: 'facility-gap',
      title: ({ name }) => `建成：${name}`,
      runs: ({ status }) => status === 'planned',
      dueAt: ({ plannedOn = '' }) => endOfLocalDay(plannedOn),
      owedBy: ({ parkId }) => [desk.park(parkId)],
    },
  },
  filters: {
    status: (status: FacilityStatus) => ({ status }),
    type: (type: FacilityType) => ({ type }),
    parkId: (parkId: string) => ({ parkId }),
    isGap: (_: true, { now }) => gapOn(localDate(now)),
    isOpen: (_: true) => ({ isOpen: true }),
  },
  textOf: ({ type, name }) => {
    const label = facilityTypeLabel(type);
    return name === label ? name : `${label}：${name}`;
  },
  params: ({ name, type, reason = '' }) => ({ name, type: facilityTypeLabel(type), reason }),
});
