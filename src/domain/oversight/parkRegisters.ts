import { type Gate, gates } from '#domain/gates';
import { type Condition, conditionStandings, conditions, grades, type ParkGrade } from '#domain/grades';
import { type ParkAssessment, parkAssessments } from '#domain/parkAssessments';
import { type Project, projects } from '#domain/projects';
import { findEach } from '#platform/count';

/** What the registers of a park hold that is open, beside its facilities and stock. */
export interface ParkRegisters {
  /** As published; absent before its first. */
  grade: ParkGrade | undefined;
  conditions: ReturnType<typeof conditionStandings>;
  assessments: ParkAssessment[];
  projects: Project[];
  gates: Gate[];
}

/** Reads them by one command. No permission is asked: the page of a park does. */
export async function parkRegisters(parkId: string, now: Date): Promise<ParkRegisters> {
  const open = { parkId, isOpen: true };
  const found = await findEach({
    grades: [grades.model, { parkId, status: 'published' }],
    conditions: [conditions.model, { parkId }],
    assessments: [parkAssessments.model, open],
    projects: [projects.model, open],
    gates: [gates.model, open],
  });
  return {
    grade: (found.grades as ParkGrade[])[0],
    conditions: conditionStandings(found.conditions as Condition[], now),
    assessments: found.assessments as ParkAssessment[],
    projects: found.projects as Project[],
    gates: found.gates as Gate[],
  };
}
