import { z } from 'zod';
import { OBSERVED_BREACHES } from '#domain/breaches';
import { tidyPlate } from '#domain/passes';
import { ENVELOPE, keysOf, maybe, readEvents, refusalOf, refusalsOf, type Signed } from '#domain/webhooks';
import { DAY_MS, MINUTE_MS } from '#kernel/dates';
import { given } from '#kernel/given';
import { findReference } from '#kernel/references';
import { type Answer, type Told, takeCrossings } from './crossings.ts';
import { GATE_KEYS, type Gate, GateModel } from './gate.model.ts';
import { gateTerms } from './gate.rules.ts';

/** Of messages that were turned away. */
const refusals = refusalsOf(GateModel as never);

/** A crossing as CloudEvents 1.0 wraps it. */
const event = z.object({
  ...ENVELOPE,
  data: z.object({
    direction: z.enum(['in', 'out']),
    plate: maybe(20).transform((plate) => (plate === undefined ? undefined : tidyPlate(plate) || undefined)),
    pass: maybe(20),
    rescue: z.boolean().nullish(),
    passed: z.boolean().nullish(),
    goods: maybe(40),
    waybill: maybe(40),
    observed: z.enum(OBSERVED_BREACHES).nullish(),
  }),
});

/** One that could not be read, by its place; the others are taken, and those that were not are counted at the gate. */
type Unread = { place: number; order: 'unread' };
export type Intake =
  | { refused: 'unknown-gate' | 'bad-signature' | 'stale' | 'unreadable' | 'too-many' }
  | { answers: readonly (Answer | Unread)[] };

/** What a gate says without having shown a pass or plate is nothing; a time to come is a clock that runs wrong. */
function toldOf(raw: unknown, now: Date): Told | undefined {
  const read = event.safeParse(raw);
  if (!read.success) return undefined;
  const { id, time, data } = read.data;
  const pass = data.pass === undefined ? undefined : findReference(data.pass, 'F');
  const isPlausible = time.getTime() <= now.getTime() + SKEW_MS && time.getTime() > earliest(now);
  if ((data.plate === undefined && pass === undefined) || !isPlausible) return undefined;
  return {
    key: id,
    direction: data.direction,
    at: time,
    isRescue: data.rescue === true,
    hasPassed: data.passed === true,
    ...given({
      plate: data.plate,
      pass,
      goods: data.goods,
      waybill: data.waybill,
      observed: data.observed ?? undefined,
    }),
  };
}
/** A clock may run so far ahead. */
const SKEW_MS = 5 * MINUTE_MS;
/** What would be purged tonight is taken no more: whoever it names may have been forgotten, and would be inside for ever. */
const earliest = (now: Date): number => now.getTime() - gateTerms(now).keepDays * DAY_MS;

/**
 * Takes a signed message of a gate: one event or several. Whatever is turned away is counted at its gate, and nothing of
 * it is kept. A gate that was shut is heard: what waited in its queue happened, and whoever went through is inside.
 * @param body As it came over the wire: the signature is over its bytes.
 */
export async function takeIn(now: Date, reference: string, signed: Signed, body: string): Promise<Intake> {
  const gate = await GateModel.findOne({ reference }).lean<Gate>();
  if (gate === null) return { refused: 'unknown-gate' };
  const { toleranceSeconds, mostAtOnce } = gateTerms(now);
  const refused = refusalOf(keysOf(gate, GATE_KEYS, now), signed, body, { now, toleranceSeconds });
  if (refused !== undefined) return turnAway(gate, refused);
  const events = readEvents(body);
  if (events === undefined) return turnAway(gate, 'unreadable');
  if (events.length > mostAtOnce) return turnAway(gate, 'too-many');
  const read = events.map((one) => toldOf(one, now));
  const answers = await takeCrossings(
    now,
    gate,
    read.filter((one) => one !== undefined),
  );
  const lost = events.length - answers.filter(({ order }) => order !== 'reused').length;
  if (lost > 0) await GateModel.updateOne({ _id: gate._id }, { $inc: { unread: lost } });
  const left = answers.values();
  return {
    answers: read.map((one, place) => (one && left.next().value) ?? { place, order: 'unread' }),
  };
}

function turnAway<R extends string>({ _id }: Gate, refused: R): { refused: R } {
  refusals.count(_id);
  return { refused };
}
