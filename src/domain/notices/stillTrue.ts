import { findDeadline } from '#domain/deadlines';
import { openLetter } from '#domain/identity';
import { nounOf } from '#domain/nouns';
import type { Still } from './outbox.model.ts';

/** Whether what a message says still holds; asked right before it goes out. */
export async function isStillTrue(still: Still, now: Date): Promise<boolean> {
  switch (still.kind) {
    case 'code':
      return (await openLetter(still.id, now)) !== undefined;
    case 'always':
      return true;
    case 'noun': {
      const noun = nounOf(still.noun);
      const subject = await noun?.peek(still.reference);
      return noun !== undefined && subject !== undefined && still.statuses.includes(noun.statusOf(subject));
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
