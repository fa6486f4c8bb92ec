import { drillClock, type PlanKind, planKindLabel } from '#domain/emergencyPlans';
import { aboutOwner, defineNoun, deskOfOwner, ofFirm, ownerName, peopleOfOwner, SIGHT_OF_OWNED } from '#domain/engine';
import { addDays, endOfLocalDay, formatYearDay, type LocalDate, localDate } from '#kernel/dates';
import { shorten } from '#kernel/text';
import { inWorkingDays } from '#kernel/workingDays';
import { drillActs } from './drill.acts.ts';
import {
  DRILL_CHANGING,
  DRILL_STATUSES,
  type Drill,
  DrillModel,
  type DrillStatus,
  type Finding,
} from './drill.model.ts';

/** What was found and is not mended, the first due first. */
export const openFindings = ({ findings }: Pick<Drill, 'findings'>): Finding[] =>
  findings.filter(({ done }) => done === undefined).toSorted((one, other) => (one.due < other.due ? -1 : 1));
const unchecked = ({ findings }: Pick<Drill, 'findings'>): Finding[] =>
  findings.filter(({ done, checked }) => done !== undefined && checked === undefined);

/** The last day for telling the body of a drill that was evaluated. */
export const reportBy = ({ evaluation, since }: Drill): LocalDate =>
  addDays(evaluation?.on ?? localDate(since), drillClock(since).reportDays);

/** What a drill lacks: held and not evaluated is no drill, drilled and not reported is amber. */
export function drillLacks(row: Drill, now: Date): { label: string; tone: 'bad' | 'waiting' }[] {
  const day = localDate(now);
  const late = openFindings(row).filter(({ due }) => due < day).length;
  return [
    ...(row.status === 'planned' && row.plannedOn < day ? [{ label: '到期没有演练', tone: 'bad' as const }] : []),
    ...(row.status === 'evaluated' && row.mustReport ? [{ label: '没有报送', tone: 'waiting' as const }] : []),
    ...(row.counts === false ? [{ label: '预案已出新版，不算数', tone: 'bad' as const }] : []),
    ...(late > 0 ? [{ label: `问题过期没改 ${late} 条`, tone: 'bad' as const }] : []),
  ];
}

/** 应急演练: of a firm or of a park; whoever works in the firm reads its own. */
export const drills = defineNoun({
  kind: 'drill',
  name: '应急演练',
  letter: 'YL',
  path: '/drills',
  model: DrillModel,
  statuses: DRILL_STATUSES,
  acts: drillActs,
  sees: { ...SIGHT_OF_OWNED, worker: ofFirm },
  about: aboutOwner,
  moves: { body: 'new' },
  changing: DRILL_CHANGING,
  holds: {
    as: '组织演练',
    // Once it was held it says who led it: whoever did does not evaluate it, also when they have left.
    rows: (leaver) => {
      const planned = { directorId: leaver.personId, status: 'planned' as const };
      if (leaver.as === 'member') return { enterpriseId: leaver.enterpriseId, ...planned };
      return leaver.as === 'park' ? { enterpriseId: { $exists: false }, parkId: leaver.parkId, ...planned } : undefined;
    },
    // Those who run the owner lead its drills: a successor who does not leaves it to one of them.
    passOn: async (row, _, to) => {
      const people = await peopleOfOwner(row);
      const directorId = people.find((one) => one === to?.personId) ?? people[0];
      return directorId === undefined || directorId === row.directorId ? undefined : { set: { directorId } };
    },
  },
  clocks: {
    'drill-hold': {
      ladder: 'emergency-drill',
      title: ({ planTitle }) => `按计划演练：${planTitle}`,
      runs: ({ status }) => status === 'planned',
      dueAt: ({ plannedOn }) => endOfLocalDay(plannedOn),
      owedBy: (row) => [deskOfOwner(row)],
    },
    'drill-evaluate': {
      ladder: 'drill',
      title: ({ planTitle }) => `评估演练：${planTitle}`,
      runs: ({ status }) => status === 'held',
      dueAt: ({ since }) => inWorkingDays(since, drillClock(since).evaluateWorkingDays),
      owedBy: (row) => [deskOfOwner(row)],
      notBy: ({ directorId, heldBy }) => [directorId, heldBy],
    },
    'drill-report': {
      ladder: 'drill',
      title: ({ planTitle }) => `报送演练：${planTitle}`,
      runs: ({ status, mustReport }) => status === 'evaluated' && mustReport,
      dueAt: (row) => endOfLocalDay(reportBy(row)),
      owedBy: (row) => [deskOfOwner(row)],
    },
    'drill-finding': {
      ladder: 'drill',
      title: (row) => `整改演练发现的问题：${shorten(openFindings(row)[0]?.text ?? '')}`,
      runs: (row) => row.isOpen && openFindings(row).length > 0,
      dueAt: (row) => endOfLocalDay(openFindings(row)[0]?.due ?? ''),
      owedBy: (row) => [deskOfOwner(row)],
    },
    'drill-check': {
      ladder: 'drill',
      title: ({ planTitle }) => `核对演练问题的整改：${planTitle}`,
      runs: (row) => row.isOpen && unchecked(row).length > 0,
      dueAt: (row) => {
        const at = unchecked(row)[0]?.done?.at ?? row.since;
        return inWorkingDays(at, drillClock(at).evaluateWorkingDays);
      },
      owedBy: (row) => [deskOfOwner(row)],
      notBy: (row) => (unchecked(row).length === 1 ? [unchecked(row)[0]?.done?.by] : []),
    },
  },
  filters: {
    kind: (kind: PlanKind) => ({ kind }),
    status: (status: DrillStatus) => ({ status }),
    enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
    parkId: (parkId: string) => ({ parkId }),
    isOpen: (_: true) => ({ isOpen: true }),
    /** Evaluated and not told to the body, though it must be: listed to the park and the body. */
    isUnreported: (_: true) => ({ status: 'evaluated' as const, mustReport: true }),
  },
  standing: ['status', 'isOpen', 'isUnreported'],
  textOf: ({ kind, planTitle }) => `${planKindLabel(kind)}演练：${planTitle}`,
  params: async (row, { facts }) => ({
    owner: await ownerName(row),
    plan: row.planTitle,
    edition: row.edition,
    day: formatYearDay(row.held?.on ?? row.plannedOn),
    finding: shorten(typeof facts['said'] === 'string' ? facts['said'] : ''),
    reason: shorten(row.reason ?? ''),
  }),
});

/** What a drill found and nobody has mended: known before anything happens. */
export const findingsOf = (row: Drill): (Finding & { reference: string })[] =>
  openFindings(row).map((one) => ({ ...one, reference: row.reference }));
