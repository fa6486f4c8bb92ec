import { newId } from '#kernel/ids';
import { renderText } from '#platform/texts';
import { afterQuietHours, deliveryRule, rateAllows, retryAt } from './deliveryRules.ts';
import { OutboxModel, type OutboxRow, PORTAL } from './outbox.model.ts';
import { isStillTrue } from './stillTrue.ts';

/** A chat network, or the portal's inbox, as delivery sees it. */
export interface Carrier {
  channel: string;
  /** Sends words. The key is the message's own: a network that knows it shows a repeated message once. @throws */
  say: (channelUserId: string, text: string, key: string) => Promise<void>;
  /** True when a repeat under the same key is harmless; otherwise a message in doubt goes to the portal instead. */
  isRepeatable: boolean;
}

/** The portal's own inbox takes everything: being in the outbox with its text is being delivered. */
export const portalCarrier: Carrier = { channel: PORTAL, say: async () => {}, isRepeatable: true };

type Step = { $set: Partial<OutboxRow>; $unset?: Record<string, 1> };

/**
 * Delivers one due message of a carrier: leases it, asks whether it is still true, minds quiet hours and the person's
 * rate, sends, and records the outcome by compare-and-set on the lease. Killed anywhere, the lease runs out and another
 * takes over.
 *
 * @returns false when nothing was due.
 */
export async function deliverNext(clock: () => Date, carrier: Carrier): Promise<boolean> {
  const now = clock();
  const row = await lease(now, carrier.channel);
  if (row === null) return false;
  const step = await tryToDeliver(row, now, carrier).catch((error: unknown) => afterFailure(row, clock(), error));
  await OutboxModel.updateOne({ _id: row._id, leaseToken: row.leaseToken as string }, close(step));
  return true;
}

/** Takes a due row, or one whose holder let its lease run out. */
async function lease(now: Date, channel: string): Promise<OutboxRow | null> {
  const leaseUntil = new Date(now.getTime() + deliveryRule(now).leaseSeconds * 1_000);
  return OutboxModel.findOneAndUpdate(
    { channel, nextAt: { $lte: now }, isMissed: false },
    [
      {
        $set: {
          wasLeased: { $eq: ['$status', 'leased'] },
          status: 'leased',
          leaseToken: newId(now),
          nextAt: leaseUntil,
          attempts: { $add: ['$attempts', 1] },
        },
      },
    ],
    { sort: { isUrgent: -1, nextAt: 1, _id: 1 }, returnDocument: 'after', updatePipeline: true },
  ).lean<OutboxRow>();
}

/**
 * Makes what a dead sender had in hand due at once instead of when its lease ends. Only for a sender that has ended for
 * certain; which of it is in doubt stays on record.
 */
export async function inheritDeliveries(now: Date, channels: readonly string[]): Promise<void> {
  await OutboxModel.updateMany(
    { channel: { $in: [...channels] }, nextAt: { $gt: now }, status: 'leased' },
    { $set: { nextAt: now } },
  );
}

const close = (step: Step): Step => ({ ...step, $unset: { ...step.$unset, leaseToken: 1 } });
const later = (nextAt: Date, attempts: number): Step => ({ $set: { status: 'waiting', nextAt, attempts } });

async function tryToDeliver(row: OutboxRow, now: Date, carrier: Carrier): Promise<Step> {
  const { sort, isUrgent, channel } = row;
  if (!(await isStillTrue(row.still))) {
    return { $set: { status: 'dropped', lastError: 'no-longer-true' }, $unset: { nextAt: 1 } };
  }
  // Read in the portal while it waited: a chat need not ring for it.
  if (row.readAt !== undefined && channel !== PORTAL) return toPortal(now, 'read');
  const isFree = sort === 'reply' || isUrgent || channel === PORTAL;
  if (!isFree) {
    const quietEnd = afterQuietHours(now);
    if (quietEnd > now) return later(quietEnd, row.attempts - 1);
    const allowed = await rate(row, now);
    if (allowed === 'portal') return toPortal(now, 'rate');
    if (allowed > now) return later(allowed, row.attempts - 1);
  }
  const text = renderText(row.texts, row.template, row.params);
  // Somebody began to send this and never said how it went. Twice in a chat is worse than once in the portal.
  const inDoubt = row.wasLeased === true && row.isSending === true && !carrier.isRepeatable;
  if (inDoubt && row.personId !== undefined && sort !== 'reply') return toPortal(now, 'in-doubt');
  if (!carrier.isRepeatable) await OutboxModel.updateOne({ _id: row._id }, { $set: { isSending: true } });
  await carrier.say(row.channelUserId ?? '', text, row.dedupeKey);
  const status = channel === PORTAL ? 'inbox' : 'sent';
  return { $set: { status, sentAt: now, text }, $unset: { nextAt: 1, isSending: 1 } };
}

async function rate(row: OutboxRow, now: Date): Promise<Date | 'portal'> {
  const since = new Date(now.getTime() - 86_400_000);
  const { perDay } = deliveryRule(now);
  const sent = await OutboxModel.find({ personId: row.personId as string, sentAt: { $gt: since } })
    .where({ channel: row.channel, sort: { $ne: 'reply' } })
    .sort({ sentAt: -1 })
    .limit(perDay)
    .select({ sentAt: 1 })
    .lean<{ sentAt: Date }[]>();
  return rateAllows(
    sent.map((one) => one.sentAt),
    now,
  );
}

/** Hands a message over to the portal's inbox, where it waits to be read. */
const toPortal = (now: Date, why: string): Step => ({
  $set: { channel: PORTAL, status: 'waiting', nextAt: now, attempts: 0, fellBackFrom: why },
  $unset: { channelUserId: 1, isSending: 1 },
});

function afterFailure(row: OutboxRow, now: Date, error: unknown): Step {
  const lastError = String((error as Error | undefined)?.name ?? 'Error').slice(0, 60);
  if (row.attempts < deliveryRule(now).maxAttempts) {
    return {
      $set: { status: 'waiting', nextAt: retryAt(now, row.attempts, row._id), lastError },
      $unset: { isSending: 1 },
    };
  }
  if (row.channel !== PORTAL && row.personId !== undefined && row.sort !== 'reply') {
    const step = toPortal(now, row.channel);
    return { ...step, $set: { ...step.$set, lastError } };
  }
  return { $set: { status: 'dead', lastError }, $unset: { nextAt: 1, isSending: 1 } };
}
