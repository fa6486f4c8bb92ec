import { findDeadlinesOf, type Rung, stepAt, stepsOf } from '#domain/deadlines';
import type { JournalEvent } from '#domain/journal';
import { WORDS_CLOCK } from './change.ts';
import type { Hazard } from './hazard.models.ts';
import { type AlarmRung, alarmSteps } from './hazardRules.ts';

/** One step of a running clock: told already, passed over because several came due at once, or still to come. */
export interface LadderRung {
  at: Date;
  tell: readonly Rung[];
  state: 'told' | 'passed' | 'next' | 'later';
  /** When it really went out. */
  toldAt?: Date;
}

/** The clock a case is under: what falls due and who is told when, the higher the later (意见（九）（十）). */
export interface HazardLadder {
  title: string;
  dueAt: Date;
  rungs: LadderRung[];
}

/** The running clock of a case with every step of its ladder; undefined once nothing is owed. */
export async function findLadder(
  hazard: Pick<Hazard, '_id'>,
  trail: readonly JournalEvent[],
): Promise<HazardLadder | undefined> {
  const [deadline] = (await findDeadlinesOf({ kind: 'hazard', id: hazard._id })).filter(
    ({ kind }) => kind !== WORDS_CLOCK,
  );
  if (deadline === undefined) return undefined;
  const { title, dueAt, key, nextStep, createdAt } = deadline;
  const told = new Map(
    trail
      .filter((event) => event.name === 'deadlines.step-reached' && event.facts['key'] === key)
      .map((event) => [String(event.facts['stepAt']), event.at]),
  );
  const rungs = stepsOf(deadline)
    .map((step, index): LadderRung => {
      const at = stepAt(dueAt, step);
      const toldAt = told.get(at.toISOString());
      const state = toldAt ? 'told' : index < nextStep ? 'passed' : index === nextStep ? 'next' : 'later';
      return { at, tell: step.tell, state, ...(toldAt ? { toldAt } : {}) };
    })
    // Steps that lay in the past when the clock began were never owed to anybody.
    .filter((rung) => rung.state !== 'passed' || rung.at > createdAt);
  return { title: title ?? '', dueAt, rungs };
}

/** One step of an alarm nobody has taken on: after so many minutes, whom it tells. */
export interface AlarmStanding {
  minutes: number;
  tell: readonly AlarmRung[];
  state: 'told' | 'next' | 'later';
}

/** How an urgent case climbs, and how far it has, from its events; nothing once somebody took it on. No minute of the clock. */
export function findAlarmSteps(
  { isUrgent, status, createdAt }: Pick<Hazard, 'isUrgent' | 'status' | 'createdAt'>,
  trail: readonly JournalEvent[],
): AlarmStanding[] {
  if (!isUrgent || status !== 'reported') return [];
  // Once its firm is found the minutes count anew.
  const since = trail.slice(trail.findLastIndex(({ name }) => name === 'hazards.firm-found') + 1);
  const climbed = since.filter(({ name }) => name === 'hazards.alarm-unopened').map(({ facts }) => facts['minutes']);
  const sofar = Math.max(0, ...climbed.map(Number));
  const steps = alarmSteps(createdAt);
  const next = steps.findIndex(({ minutes }) => minutes > sofar);
  return steps.map(({ minutes, tell }, n) => ({
    ...{ minutes, tell },
    state: minutes <= sofar ? 'told' : n === next ? 'next' : 'later',
  }));
}
