import { createHash } from 'node:crypto';
import type { Context } from '#kernel/context';
import { type LocalDate, localDate } from '#kernel/dates';
import { inTransaction } from '#platform/mongo';
import { type Anchor, Anchoring, findUnkept, CHECKS as SUBJECT } from './anchor.ts';
import { EventModel, type JournalEvent } from './event.model.ts';
import { findLast } from './queries.ts';
import { hashOf, record } from './record.ts';

const GENESIS = '0'.repeat(64);
/** How many faults are named; the rest are only counted. */
const NAMED = 20;

/** A place where a chain does not hold: the event that does not fit what came before it. */
export interface Fault {
  kind: string;
  id: string;
  reference?: string;
  seq: number;
  name: string;
  /** When it is said to have happened. */
  at: string;
  /** The act of the noun's lifecycle, where it was one. */
  action?: string;
}

export interface JournalCheck {
  day: string;
  at: Date;
  /** Events recorded by the time the check began. */
  events: number;
  chains: number;
  faultCount: number;
  faults: Fault[];
  /** Events that an earlier check counted and that are gone. */
  missing: number;
  /** Found more than the check before: somebody has to be told. */
  isWorse: boolean;
  /** What the journal was when the day began. */
  anchor?: Anchor;
  /** Over the heads of all chains: two copies of the journal with the same one are the same. */
  digest: string;
}

async function look(
  now: Date,
  earlier: JournalCheck | undefined,
  anchoring: Anchoring,
): Promise<Omit<JournalCheck, 'day' | 'at' | 'anchor'>> {
  const digest = createHash('sha256');
  const faults: Fault[] = [];
  let [events, chains, faultCount, known] = [0, 0, 0, 0];
  let previous: JournalEvent | undefined;
  const cursor = EventModel.find({}).sort({ 'subject.kind': 1, 'subject.id': 1, seq: 1 }).lean<JournalEvent>().cursor();
  for await (const event of cursor as AsyncIterable<JournalEvent>) {
    const { kind, id, reference } = event.subject;
    const isSame = previous?.subject.kind === kind && previous.subject.id === id;
    if (!isSame) {
      chains += 1;
      anchoring.endChain();
      digest.update(previous?.hash ?? '');
    }
    const fits = isSame
      ? event.seq === (previous?.seq ?? 0) + 1 && event.prevHash === previous?.hash
      : event.seq === 1 && event.prevHash === GENESIS;
    anchoring.add(event);
    if (!fits || hashOf(event) !== event.hash) {
      faultCount += 1;
      const { seq, name, facts } = event;
      const act = typeof facts['action'] === 'string' ? { action: facts['action'] } : {};
      if (faults.length < NAMED)
        faults.push({ kind, id, ...(reference && { reference }), seq, name, at: event.at.toISOString(), ...act });
    }
    // The checks' own chain is left out of the numbers: a check cannot count the event it has yet to record.
    const isCounted = kind !== SUBJECT.kind;
    if (isCounted && event.at <= now) events += 1;
    if (isCounted && earlier !== undefined && event.at <= earlier.at) known += 1;
    previous = event;
  }
  digest.update(previous?.hash ?? '');
  anchoring.endChain();
  const missing = earlier === undefined ? 0 : Math.max(0, earlier.events - known);
  const isWorse = missing > 0 || faultCount > (earlier?.faultCount ?? 0);
  return { events, chains, faultCount, faults, missing, isWorse, digest: digest.digest('hex') };
}

/** What the latest check found; undefined before the first. */
export async function findLastCheck(): Promise<JournalCheck | undefined> {
  const event = await findLast(SUBJECT);
  return event && { ...(event.facts as unknown as JournalCheck), at: event.at };
}

/** What is found when the journal is looked over by hand, with the anchors that it does not bear out any more. */
export interface Verified extends Omit<JournalCheck, 'day' | 'at' | 'anchor'> {
  /** Days on which the journal was another than it is now. */
  wrongAnchors: Anchor[];
  /** Days whose anchors are not among those from outside, though the checks of their nights had them. */
  unkept: LocalDate[];
  /** Days whose anchors the log had lost and a later night wrote once more: it was cut off in between. */
  refilled: LocalDate[];
}

/**
 * Looks the whole journal over now and records nothing: after a restore, or by hand.
 * @param kept Anchors from outside the database: a chain that was written anew from its beginning holds in itself, and
 * shows only by them. Absent where there is no log of them.
 */
export async function verifyJournal(now: Date, log?: readonly Anchor[]): Promise<Verified> {
  const kept = log ?? [];
  const unkept = log === undefined ? [] : await findUnkept(log);
  const anchoring = new Anchoring(kept);
  const found = await look(now, await findLastCheck(), anchoring);
  const asItIs = anchoring.anchors();
  const refilled = kept.filter(({ isAgain }) => isAgain).map(({ day }) => day);
  return { ...found, unkept, refilled, wrongAnchors: kept.filter(({ digest }, i) => asItIs[i]?.digest !== digest) };
}

/**
 * Goes through every chain of the journal and records what it found as an event of its own, once a day. An event changed,
 * moved or taken out breaks the chain at a place that can be named; events cut off at the end of a chain show as missing
 * from the number an earlier check counted.
 */
export async function checkJournal(ctx: Context): Promise<JournalCheck | undefined> {
  const day = localDate(ctx.now);
  const earlier = await findLastCheck();
  if (earlier?.day === day) return undefined;
  const anchoring = new Anchoring([{ day, v: 2 }]);
  const looked = await look(ctx.now, earlier, anchoring);
  const [anchor] = anchoring.anchors();
  const found = { day, ...looked, ...(anchor === undefined ? {} : { anchor }) };
  const isClean = found.faultCount === 0 && found.missing === 0;
  return inTransaction(async () => {
    // Another worker may have been quicker.
    if ((await findLastCheck())?.day === day) return undefined;
    await record(ctx, { name: isClean ? 'journal.checked' : 'journal.broken', subject: SUBJECT, facts: { ...found } });
    return { ...found, at: ctx.now };
  });
}
