import { desk, registerDeadline } from '#domain/deadlines';
import { newId } from '#kernel/ids';
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
