import { callDesks, type Desk, desk } from '#domain/deadlines';
import { record } from '#domain/journal';
import { findBodiesOver } from '#domain/organisations';
import { byTheHour, type Context } from '#kernel/context';
import { inTransaction } from '#platform/mongo';
import { type Alarm, minutesAfter, moveAlarm, opened } from '../alarm.model.ts';
import { aboutOf, deskOf, subjectOf } from '../change.ts';
import { isUnnamed } from '../contact.ts';
import { type Hazard, HazardModel } from '../hazard.models.ts';
import { type AlarmRung, alarmSteps } from '../hazardRules.ts';

/** Where it waits once it has climbed: whoever was told finds it first in their 待办. */
const DESKS: Readonly<Record<AlarmRung, (h: Hazard) => Promise<Desk[]> | Desk[]>> = {
  holder: (h) => [deskOf(h)],
  manager: (h) => [deskOf(h)],
  park: (h) => (h.parkId === undefined ? [] : [desk.park(h.parkId)]),
  body: (h) => [desk.body(h.bodyId)],
  superior: async (h) => (await superiorsOf(h)).map(({ _id }) => desk.body(_id)),
};

/** The general bodies above its own. */
export const superiorsOf = async ({ bodyId, regionPath }: Pick<Hazard, 'bodyId' | 'regionPath'>) =>
  (await findBodiesOver(regionPath.at(-1) ?? '')).filter(({ _id, kind }) => kind === 'general' && _id !== bodyId);

/**
 * Takes every step of an alarm that has come: whoever they name is told once, together. However many workers see it, one
 * takes it. @returns whether this call did.
 */
export async function raiseAlarm(at: Context, alarm: Alarm): Promise<boolean> {
  const { hazardId, startedAt, step } = opened(alarm.running);
  const steps = alarmSteps(startedAt);
  const come = steps.filter(({ minutes }) => minutesAfter(startedAt, minutes) <= at.now).length;
  return inTransaction(async () => {
    const hazard = await HazardModel.findById(hazardId).lean<Hazard>();
    const isOver = hazard === null || hazard.status !== 'reported';
    if (!(await moveAlarm(alarm, isOver || come === steps.length ? undefined : come))) return false;
    const taken = steps.slice(step, come);
    if (isOver || taken.length === 0) return true;
    const rungs: AlarmRung[] = [...new Set(taken.flatMap((one) => one.tell))];
    const desks = (await Promise.all(rungs.map((rung) => DESKS[rung](hazard)))).flat();
    await callDesks({ kind: 'hazard', id: hazardId }, desks);
    await record(isUnnamed(hazard) ? byTheHour(at) : at, {
      name: 'hazards.alarm-unopened',
      subject: subjectOf(hazard),
      about: aboutOf(hazard),
      facts: { rungs, minutes: taken.at(-1)?.minutes ?? 0 },
    });
    return true;
  });
}
