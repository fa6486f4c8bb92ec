import { type Alert, alerts } from '#domain/alerts';
import { type Drill, drills } from '#domain/drills';
import { type DutyStanding, dutiesAsked, dutyStandingOf } from '#domain/duties';
import { type EmergencyPlan, emergencyPlans, isInForce } from '#domain/emergencyPlans';
import { rowsOfThen } from '#domain/engine';
import { type Expansion, expansions } from '#domain/expansions';
import { type Gate, gates } from '#domain/gates';
import { type Condition, conditionStandings, conditions, grades, type ParkGrade } from '#domain/grades';
import { type ParkAssessment, parkAssessments } from '#domain/parkAssessments';
import { type Project, projects } from '#domain/projects';
import { type RescueTeam, rescueTeams } from '#domain/rescueTeams';
import type { LocalDate } from '#kernel/dates';
import type { Lifecycle } from '#kernel/lifecycle';
import { findEach } from '#platform/count';

/** What the registers of a park hold that is open, beside its facilities and stock. */
export interface ParkRegisters {
  /** As published; absent before its first. */
  grade: ParkGrade | undefined;
  conditions: ReturnType<typeof conditionStandings>;
  assessments: ParkAssessment[];
  expansions: Expansion[];
  projects: Project[];
  gates: Gate[];
  /** The park's own: plans in force, teams, drills under way. */
  emergencyPlans: EmergencyPlan[];
  rescueTeams: RescueTeam[];
  drills: Drill[];
  duties: DutyStanding;
  /** Of the park and its firms, not closed: the first few, and whether there are more. */
  alerts: Alert[];
  hasMoreAlerts: boolean;
}

/** As many alarms as the book of a park names. */
const MOST_SHOWN = 20;

/** Reads them by one command. No permission is asked: the page of a park does. */
export async function parkRegisters(parkId: string, now: Date): Promise<ParkRegisters> {
  const open = { parkId, isOpen: true };
  const own = { ...open, enterpriseId: { $exists: false } };
  const found = await findEach({
    grades: [grades.model, { parkId, status: 'published' }],
    conditions: [conditions.model, { parkId }],
    assessments: [parkAssessments.model, open],
    expansions: [expansions.model, open],
    projects: [projects.model, open],
    gates: [gates.model, open],
    emergencyPlans: [emergencyPlans.model, { ...own, status: { $in: ['signed', 'filed'] } }],
    rescueTeams: [rescueTeams.model, own],
    drills: [drills.model, own],
    ...dutiesAsked(parkId, now),
    alerts: [alerts.model, open, MOST_SHOWN + 1],
  });
  return {
    duties: dutyStandingOf(found, now),
    alerts: (found.alerts as Alert[]).slice(0, MOST_SHOWN),
    hasMoreAlerts: found.alerts.length > MOST_SHOWN,
    grade: (found.grades as ParkGrade[])[0],
    conditions: conditionStandings(found.conditions as Condition[], now),
    assessments: found.assessments as ParkAssessment[],
    expansions: found.expansions as Expansion[],
    projects: found.projects as Project[],
    gates: found.gates as Gate[],
    emergencyPlans: found.emergencyPlans as EmergencyPlan[],
    rescueTeams: found.rescueTeams as RescueTeam[],
    drills: found.drills as Drill[],
  };
}

type Then = Pick<ParkRegisters, 'assessments' | 'projects' | 'gates' | 'emergencyPlans' | 'rescueTeams' | 'drills'>;

/** What was open in the registers of a park at the end of a past day, each with its status of then. No permission is asked. */
export async function parkRegistersThen(parkId: string, day: LocalDate): Promise<Then> {
  const own = { parkId, enterpriseId: { $exists: false } };
  const of = (noun: object, filter: object) => [noun as never, filter] as const;
  const then = await rowsOfThen(
    {
      assessments: of(parkAssessments, { parkId }),
      projects: of(projects, { parkId }),
      gates: of(gates, { parkId }),
      plans: of(emergencyPlans, own),
      teams: of(rescueTeams, own),
      drills: of(drills, own),
    },
    day,
  );
  return {
    assessments: openOf(parkAssessments, then.assessments as unknown as ParkAssessment[]),
    projects: openOf(projects, then.projects as unknown as Project[]),
    gates: openOf(gates, then.gates as unknown as Gate[]),
    emergencyPlans: (then.plans as unknown as EmergencyPlan[]).filter(isInForce),
    rescueTeams: openOf(rescueTeams, then.teams as unknown as RescueTeam[]),
    drills: openOf(drills, then.drills as unknown as Drill[]),
  };
}
const openOf = <T extends { status: string }>(
  { lifecycle }: { lifecycle: Lifecycle<string, string> },
  rows: readonly T[],
): T[] => rows.filter(({ status }) => lifecycle.statuses.some(({ code, isOpen }) => code === status && isOpen));
