import { desk, registerDeadline } from '#domain/deadlines';
import { newId } from '#kernel/ids';
import { inWorkingDays } from '#kernel/workingDays';
import { clockContext } from './contexts.ts';
import type { World } from './world.ts';

/** Lets the manager owe something from `now` on that is due at the end of the first day of the tests. */
export const oweManager = (world: World, now: Date, key: string): Promise<void> =>
  registerDeadline(clockContext(now), {
    key,
    kind: 'plan-item',
    subject: { kind: 'plan-item', id: newId(), reference: 'J2026-0001' },
    title: '改进事项要做完',
    dueAt: new Date('2026-11-24T15:59:59.999Z'),
    owedBy: [desk.person(world.actors.manager.personId)],
    ladder: 'plan-item',
  });

/** What the State Council may say of 2027: its holidays moved together, and two weekends worked for them. */
export const YEAR_2027 = [
  ...['01-01', '02-05', '02-06', '02-07', '02-08', '02-09', '02-10', '04-05', '05-01', '05-02'],
  ...['06-09', '09-15', '10-01', '10-02', '10-03', '10-04'],
]
  .map((day) => `2027-${day} 休`)
  .concat('2027-01-31 班', '2027-10-09 班')
  .join('\n');

/** Lets the manager owe something that is due 25 working days after `from`. */
export const oweInWorkingDays = (world: World, from: Date): Promise<void> =>
  registerDeadline(clockContext(from), {
    key: 'in-working-days',
    kind: 'plan-item',
    subject: { kind: 'plan-item', id: newId(), reference: 'J2026-0001' },
    title: '改进事项要做完',
    dueAt: inWorkingDays(from, 25),
    owedBy: [desk.person(world.actors.manager.personId)],
    ladder: 'plan-item',
  });
