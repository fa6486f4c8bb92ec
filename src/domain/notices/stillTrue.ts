import { findDeadline } from '#domain/deadlines';
import { peekHazard, peekReward } from '#domain/hazards';
import type { Still } from './outbox.model.ts';

/** Whether what a message says still holds; asked right before it goes out. */
export async function isStillTrue(still: Still): Promise<boolean> {
  switch (still.kind) {
    case 'always':
      return true;
    case 'hazard': {
      const hazard = await peekHazard(still.reference);
      return hazard !== undefined && still.statuses.includes(hazard.status);
    }
    case 'reward': {
      const reward = await peekReward(still.reference);
      return reward !== undefined && still.statuses.includes(reward.status);
    }
    case 'deadline': {
      const deadline = await findDeadline(still.key);
      return (
        deadline !== undefined &&
        deadline.closedAt === undefined &&
        deadline.dueAt.getTime() === new Date(still.dueAt).getTime()
      );
    }
  }
}
