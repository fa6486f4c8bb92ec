import { createHash } from 'node:crypto';
import { addDays, atLocalHour, DAY_MS, HOUR_MS, localDate, localHour, startOfHour } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

interface DeliveryRule {
  /** Shanghai hours between which only urgent messages and replies ring a phone. */
  quietFromHour: number;
  quietToHour: number;
  /** Chat messages a person gets in any 60 minutes before the next ones wait. */
  perHour: number;
  /** Chat messages a person gets in any 24 hours before the rest go to the portal's inbox. */
  perDay: number;
  /** Tries before a chat is given up. */
  maxAttempts: number;
  firstRetrySeconds: number;
  longestRetrySeconds: number;
  /** Time a sender has before another may take the message over. */
  leaseSeconds: number;
  /** Reminders that waited longer than this are collapsed into a digest. */
  staleMinutes: number;
  /** How long missed reminders are gathered before the digest is made. */
  gatherSeconds: number;
  /** How long a message is kept. */
  keepDays: number;
}

/** When and how often a person may be disturbed. */
export const DELIVERY_RULE = defineRule<DeliveryRule>({
  key: 'notice-delivery',
  label: '消息发送',
  says: ({ quietFromHour, quietToHour, perHour, perDay, keepDays }) => [
    `${quietFromHour} 时到次日 ${quietToHour} 时只发紧急消息；一个人每小时最多 ${perHour} 条、每天最多 ${perDay} 条，多的放在站内消息里。`,
    `站内消息保留 ${keepDays} 天。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）',
      source: '设计值：免打扰 22:00–07:00，紧急消息除外',
      standing: 'reference',
      value: {
        quietFromHour: 22,
        quietToHour: 7,
        perHour: 10,
        perDay: 40,
        maxAttempts: 5,
        firstRetrySeconds: 15,
        longestRetrySeconds: 1_800,
        leaseSeconds: 30,
        staleMinutes: 120,
        gatherSeconds: 20,
        keepDays: 180,
      },
    },
  ],
});

export const deliveryRule = (now: Date): DeliveryRule => ruleOn(DELIVERY_RULE, localDate(now)).value;

/** When a message written now is removed; by the hour. */
export const keptUntil = (now: Date): Date =>
  new Date(startOfHour(now).getTime() + deliveryRule(now).keepDays * DAY_MS);

/** `at`, or the end of the quiet hours it falls into. */
export function afterQuietHours(at: Date): Date {
  const { quietFromHour, quietToHour } = deliveryRule(at);
  const hour = localHour(at);
  if (hour >= quietFromHour) return atLocalHour(addDays(localDate(at), 1), quietToHour);
  if (hour < quietToHour) return atLocalHour(localDate(at), quietToHour);
  return at;
}

/**
 * When to try again after the `attempts`th failure: doubling, capped, spread by ±20 % so that messages that failed
 * together do not come back together. The spread follows from the id, so a test can foretell it.
 */
export function retryAt(now: Date, attempts: number, id: string): Date {
  const { firstRetrySeconds, longestRetrySeconds } = deliveryRule(now);
  const seconds = Math.min(firstRetrySeconds * 2 ** (attempts - 1), longestRetrySeconds);
  const spread = createHash('sha256').update(`${id}:${attempts}`).digest().readUInt16BE(0) / 65_535;
  return new Date(now.getTime() + seconds * (0.8 + 0.4 * spread) * 1000);
}

/**
 * When the next chat message may go to somebody who got messages at `sent` (newest first, last 24 hours).
 * @returns the instant, or `portal` when the day's number is used up.
 */
export function rateAllows(sent: readonly Date[], now: Date): Date | 'portal' {
  const { perHour, perDay } = deliveryRule(now);
  if (sent.length >= perDay) return 'portal';
  const first = sent[perHour - 1];
  if (!first || first.getTime() <= now.getTime() - HOUR_MS) return now;
  return new Date(first.getTime() + HOUR_MS);
}
