import { z } from 'zod';
import { tidyPlate } from '#domain/passes';
import { MINUTE_MS } from '#kernel/dates';
import { given } from '#kernel/given';
import { findReference } from '#kernel/references';
import { type Answer, type Told, takeCrossings } from './crossings.ts';
import { type Gate, GateModel, gateKey, oldGateKey } from './gate.model.ts';
import { gateTerms } from './gate.rules.ts';
import { refusalOf, type Signed } from './signature.ts';

/** A crossing as CloudEvents 1.0 wraps it. */
const event = z.object({
  id: z.string().min(1).max(100),
  time: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  data: z.object({
    direction: z.enum(['in', 'out']),
    plate: z.string().min(1).max(20).transform(tidyPlate).optional(),
    pass: z.string().min(1).max(20).optional(),
    rescue: z.boolean().default(false),
    passed: z.boolean().default(false),
    goods: z.string().max(40).optional(),
    waybill: z.string().max(40).optional(),
  }),
});

/** One that could not be read, by its place; the others are taken. */
type Unread = { place: number; order: 'unread' };
export type Intake =
  | { refused: 'unknown-gate' | 'bad-signature' | 'stale' | 'unreadable' | 'too-many' }
  | { answers: readonly (Answer | Unread)[] };

const keysOf = ({ _id, key, oldKey, oldKeyUntil }: Gate, now: Date): string[] => [
  ...(key === undefined ? [] : [gateKey.open(_id, key)]),
  ...(oldKey === undefined || oldKeyUntil === undefined || oldKeyUntil <= now ? [] : [oldGateKey.open(_id, oldKey)]),
];

/** What a gate says without having shown a pass or plate is nothing; a time to come is a clock that runs wrong. */
function toldOf(raw: unknown, now: Date): Told | undefined {
  const read = event.safeParse(raw);
  if (!read.success) return undefined;
  const { id, time, data } = read.data;
  const pass = data.pass === undefined ? undefined : findReference(data.pass, 'F');
  if ((data.plate === undefined && pass === undefined) || time.getTime() > now.getTime() + SKEW_MS) return undefined;
  return {
    key: id,
    direction: data.direction,
    at: time,
    isRescue: data.rescue,
    hasPassed: data.passed,
    ...given({ plate: data.plate, pass, goods: data.goods, waybill: data.waybill }),
  };
}
/** A clock may run so far ahead. */
const SKEW_MS = 5 * MINUTE_MS;

/**
 * Takes a signed message of a gate: one event or several. Whatever is turned away is counted at its gate, and nothing of
 * it is kept.
 * @param body As it came over the wire: the signature is over its bytes.
 */
export async function takeIn(now: Date, reference: string, signed: Signed, body: string): Promise<Intake> {
  const gate = await GateModel.findOne({ reference, isOpen: true }).lean<Gate>();
  if (gate === null) return { refused: 'unknown-gate' };
  const { toleranceSeconds, mostAtOnce } = gateTerms(now);
  const refused = refusalOf(keysOf(gate, now), signed, body, { now, toleranceSeconds });
  if (refused !== undefined) {
    await GateModel.updateOne({ _id: gate._id }, { $inc: { refused: 1 } });
    return { refused };
  }
  const events = readEvents(body);
  if (events === undefined) return { refused: 'unreadable' };
  if (events.length > mostAtOnce) return { refused: 'too-many' };
  const read = events.map((one) => toldOf(one, now));
  const answers = await takeCrossings(
    now,
    gate,
    read.filter((one) => one !== undefined),
  );
  const byKey = new Map(answers.map((answer) => [answer.key, answer]));
  return { answers: read.map((one, place) => (one && byKey.get(one.key)) ?? { place, order: 'unread' }) };
}

function readEvents(body: string): unknown[] | undefined {
  try {
    const json: unknown = JSON.parse(body);
    return Array.isArray(json) ? json : [json];
  } catch {
    return undefined;
  }
}
