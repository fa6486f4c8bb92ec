import { isKept, type JournalEvent } from '#domain/journal';
import { keptUntil } from './deliveryRules.ts';
import { OutboxModel } from './outbox.model.ts';

/**
 * Whom a message was told, when it came and whether it was read is part of what an accident keeps: what there is does not
 * expire from then on, until the hold is lifted. In the transaction that turns the event into messages.
 * @returns what messages made of this event bear.
 */
export async function keepOf(event: JournalEvent, now: Date): Promise<{ firmId?: string; isKept?: boolean }> {
  const { subject, about, name } = event;
  const firmId = [subject, ...about].find(({ kind }) => kind === 'enterprise')?.id;
  if (firmId === undefined) return {};
  const kept = await isKept(event);
  if (name === 'accidents.reported') await OutboxModel.updateMany({ firmId }, { $unset: { expiresAt: 1 } });
  if (name === 'accidents.hold-lifted' && !kept)
    await OutboxModel.updateMany({ firmId, expiresAt: { $exists: false } }, { $set: { expiresAt: keptUntil(now) } });
  return { firmId, isKept: kept };
}
