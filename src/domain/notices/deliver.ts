import { openLetter, phoneFor } from '#domain/identity';
import { newId } from '#kernel/ids';
import { hasSms, sendSms } from '#platform/sms';
import { renderText } from '#platform/texts';
import { afterQuietHours, deliveryRule, rateAllows, retryAt } from './deliveryRules.ts';
import { OutboxModel, type OutboxRow, type OutboxSort, PORTAL, SMS, type SmsNumber } from './outbox.model.ts';
import { afterDelivery, openRow, readerNames } from './outboxSeal.ts';
import { isStillTrue } from './stillTrue.ts';

interface Letter {
  template: string;
  params: Readonly<Record<string, unknown>>;
}

/** A chat network, or the portal's inbox, as delivery sees it. */
export interface Carrier {
  channel: string;
  /** Sends words. A carrier of templates of its own takes `letter` instead. The key is the message's own: a network that knows it shows a repeated message once. @throws */
  say: (channelUserId: string, text: string, key: string, letter: Letter) => Promise<void>;
  /** True when a repeat under the same key is harmless; otherwise a message in doubt goes to the portal instead. */
  isRepeatable: boolean;
}

/** The portal's own inbox takes everything: being in the outbox with its text is being delivered. */
export const portalCarrier: Carrier = { channel: PORTAL, say: async () => {}, isRepeatable: true };

/** SMS by the provider of this process. Templates of the outbox stand for one of the provider's each. */
export const smsCarrier: Carrier = {
  channel: SMS,
  say: (to, _text, _key, { template, params }) => {
    const { code = '', minutes = '', what = '' } = params as Partial<Record<string, string>>;
    const ofCode = /^code-(invitation|reset|phone)$/.exec(template)?.[1] as
      | 'invitation'
      | 'reset'
      | 'phone'
      | undefined;
    if (ofCode === undefined) return sendSms({ to, template: 'alarm', params: { what } });
    return sendSms({ to, template: ofCode, params: { code, minutes: String(minutes) } });
  },
  isRepeatable: false,
};

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
  const leased = await lease(now, carrier.channel);
  if (leased === null) return false;
  const row = openRow(leased);
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
  if (!(await isStillTrue(row.still, now))) {
    return { $set: { status: 'dropped', lastError: 'no-longer-true' }, $unset: { nextAt: 1 } };
  }
  // Read in the portal while it waited: a chat need not ring for it.
  if (row.readAt !== undefined && channel !== PORTAL) return toPortal(now, 'read');
  const isFree = sort === 'reply' || isUrgent || channel === PORTAL;
  if (!isFree) {
    const quietEnd = row.ringsAtNight ? now : afterQuietHours(now);
    if (quietEnd > now) return later(quietEnd, row.attempts - 1);
    const allowed = await rate(row, now);
    if (allowed === 'portal') return toPortal(now, 'rate');
    if (allowed > now) return later(allowed, row.attempts - 1);
  }
  // Somebody began to send this and never said how it went. Twice in a chat is worse than once in the portal.
  const inDoubt = row.wasLeased === true && row.isSending === true && !carrier.isRepeatable;
  if (inDoubt && row.personId !== undefined && !isSaidOnce(sort)) return toPortal(now, 'in-doubt');
  if (!carrier.isRepeatable) await OutboxModel.updateOne({ _id: row._id }, { $set: { isSending: true } });
  const { to, params } = await addressed(row, now);
  const text = renderText(row.texts, row.template, params);
  await carrier.say(to, text, row.dedupeKey, { template: row.template, params });
  const status = channel === PORTAL ? 'inbox' : 'sent';
  // The words of a code are for its holder: they are not kept here.
  const { $set, $unset = {} } = isCode(row) ? { $set: { sentAt: now } } : afterDelivery(row, text, now);
  return { $set: { status, ...$set }, $unset: { ...$unset, nextAt: 1, isSending: 1 } };
}

/** Of no use anywhere else than where it was meant to go. */
const isSaidOnce = (sort: OutboxSort): boolean => sort === 'reply' || sort === 'copy';

const isCode = (row: OutboxRow): boolean => row.still.kind === 'code';

/** Where a message goes and what it says, with what no row holds: the code it brings, the number it is sent to. */
async function addressed(row: OutboxRow, now: Date): Promise<{ to: string; params: Record<string, unknown> }> {
  const letter = row.still.kind === 'code' ? await openLetter(row.still.id, now) : undefined;
  const params = letter === undefined ? row.params : { ...row.params, code: letter.code, minutes: letter.minutes };
  if (row.channel !== SMS) return { to: row.channelUserId ?? '', params };
  const which = (row.channelUserId ?? 'own') as SmsNumber;
  const to = letter?.newPhone ?? (await phoneFor(row.personId ?? '', which === 'former' ? 'former' : 'phone'));
  if (to === undefined) throw Object.assign(new Error('nowhere to send'), { name: 'NoNumber' });
  return { to, params };
}

async function rate(row: OutboxRow, now: Date): Promise<Date | 'portal'> {
  const since = new Date(now.getTime() - 86_400_000);
  const { perDay } = deliveryRule(now);
  const sent = await OutboxModel.find({ personId: { $in: readerNames(row.personId ?? '') }, sentAt: { $gt: since } })
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
  // A code never lies in the portal: who cannot be reached in a chat gets it by SMS, else its asker does it again.
  if (isCode(row) && row.channel !== SMS && hasSms()) {
    return {
      $set: {
        channel: SMS,
        channelUserId: 'own',
        status: 'waiting',
        nextAt: now,
        attempts: 0,
        fellBackFrom: row.channel,
        lastError,
      },
      $unset: { isSending: 1 },
    };
  }
  if (row.channel !== PORTAL && row.personId !== undefined && !isSaidOnce(row.sort)) {
    const step = toPortal(now, row.channel);
    return { ...step, $set: { ...step.$set, lastError } };
  }
  return { $set: { status: 'dead', lastError }, $unset: { nextAt: 1, isSending: 1 } };
}
