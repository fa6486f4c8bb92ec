import { z } from 'zod';
import { type AlertSource, AlertSourceModel, SOURCE_KEYS, sourceTerms } from '#domain/alertSources';
import { ENVELOPE, keysOf, maybe, readEvents, refusalOf, refusalsOf, type Signed, whole } from '#domain/webhooks';
import { DAY_MS, MINUTE_MS } from '#kernel/dates';
import { given } from '#kernel/given';
import { ALERT_CLASSES, type AlertClass } from './alert.rules.ts';
import { type Answer, type Told, takeAlerts } from './taking.ts';

/** Of messages that were turned away. */
const refusals = refusalsOf(AlertSourceModel as never);
const classes = ALERT_CLASSES.map(({ code }) => code) as [AlertClass, ...AlertClass[]];
/** A clock may run so far ahead. */
const SKEW_MS = 5 * MINUTE_MS;

/** An alarm as CloudEvents 1.0 wraps it. */
const event = z.object({
  ...ENVELOPE,
  data: z.object({
    state: z.enum(['raised', 'cleared']),
    device: whole(60).trim().min(1),
    code: whole(30).trim().min(1),
    class: z.enum(classes),
    text: maybe(200),
    value: z.number().nullish(),
    unit: maybe(20),
  }),
});

/** One that could not be read, by its place; the others are taken, and those that were not are counted at the platform. */
type Unread = { place: number; alert: 'unread' };
export type AlertIntake =
  | { refused: 'unknown' | 'bad-signature' | 'stale' | 'unreadable' | 'too-many' }
  | { answers: readonly (Answer | Unread)[] };

/** A time to come is a clock that runs wrong; what is older than names of events are known might count twice. */
function toldOf(raw: unknown, now: Date): Told | undefined {
  const read = event.safeParse(raw);
  if (!read.success) return undefined;
  const { id, time, data } = read.data;
  const { text, value, unit, ...rest } = data;
  const earliest = now.getTime() - sourceTerms(now).keepDays * DAY_MS;
  if (time.getTime() > now.getTime() + SKEW_MS || time.getTime() < earliest) return undefined;
  return { ...rest, key: id, at: time, ...given({ said: text, value: value ?? undefined, unit }) };
}

function turnAway<R extends string>({ _id }: AlertSource, refused: R): { refused: R } {
  refusals.count(_id);
  return { refused };
}

/**
 * Takes a signed message of a platform: one event or several. Whatever is turned away is counted there, and nothing of it
 * is kept.
 * @param body As it came over the wire: the signature is over its bytes.
 * @throws what went wrong with an event that could not be taken; the others are kept, and the sender is to come again.
 */
export async function takeInAlerts(now: Date, reference: string, signed: Signed, body: string): Promise<AlertIntake> {
  const source = await AlertSourceModel.findOne({ reference }).lean<AlertSource>();
  if (source === null) return { refused: 'unknown' };
  if (!source.isOpen) return turnAway(source, 'unknown');
  const { toleranceSeconds, mostAtOnce } = sourceTerms(now);
  const refused = refusalOf(keysOf(source, SOURCE_KEYS, now), signed, body, { now, toleranceSeconds });
  if (refused !== undefined) return turnAway(source, refused);
  const events = readEvents(body);
  if (events === undefined) return turnAway(source, 'unreadable');
  if (events.length > mostAtOnce) return turnAway(source, 'too-many');
  const read = events.map((one) => toldOf(one, now));
  const { answers, error } = await takeAlerts(
    now,
    source,
    read.filter((one) => one !== undefined),
  );
  const unread = read.filter((one) => one === undefined).length;
  await AlertSourceModel.updateOne({ _id: source._id }, { $set: { heardAt: now }, $inc: { unread } });
  if (error !== undefined) throw error;
  return {
    answers: read.map((one, place) => (one && answers.get(one)) ?? { place, alert: 'unread' as const }),
  };
}
