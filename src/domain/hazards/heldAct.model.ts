import mongoose, { Schema } from 'mongoose';
import type { Actor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, atLocalHour, localDate, nextHour } from '#kernel/dates';
import { given } from '#kernel/given';
import { NAMED_ID } from '#kernel/ids';
import { blind, sealedField } from '#platform/sealing';
import type { Hazard } from './hazard.models.ts';
import { heldWordsDays } from './hazardRules.ts';
import type { SeenHazard } from './policy.ts';

/** What gives a case another status, or a reward, and may be said without a name. */
export type HeldActName = 'reopen' | 'dispute' | 'outside' | 'find-firm' | 'claim';

/**
 * What somebody without a name has said of a calm case and is done at the next full hour: done at once, it would show in
 * which minute. All but a blinded id, that of a case and of whoever speaks in it, is sealed.
 */
interface HeldActRow {
  _id: string;
  sealed: string;
  /** From when on it is done; absent once it could not be. */
  until?: Date;
  /** When the words of what could not be done are no longer kept. */
  forgetAt?: Date;
}

/** What is done, by whom, with what; and why it could not be when its hour came. */
export interface HeldAct {
  act: HeldActName;
  actor: Actor;
  input: Record<string, unknown>;
  /** A sentence for whoever said it. */
  refused?: string;
}

/** Whoever speaks in a case: its reporter, or somebody who joined, by what they are called there. */
export type Speaker = Pick<SeenHazard, 'isOwn' | 'voice'>;

const schema = new Schema<HeldActRow>(
  { _id: NAMED_ID, sealed: { type: String, required: true }, until: Date, forgetAt: Date },
  { collection: 'hazardHeldActs', versionKey: false },
);
schema.index({ until: 1, _id: 1 }, { name: 'held_until', partialFilterExpression: { until: { $exists: true } } });
schema.index({ forgetAt: 1 }, { expireAfterSeconds: 0 });
const HeldActModel = mongoose.model<HeldActRow>('HazardHeldAct', schema);
const SEALED = sealedField<HeldAct>('hazardHeldActs', 'sealed');

const idOf = ({ _id }: Pick<Hazard, '_id'>, { isOwn, voice = '' }: Speaker): string =>
  blind(`${_id}:${isOwn ? 'own' : voice}`, 'held-act');

/** True for an act that waits for its hour: of somebody without a name, in a calm case, and not taken out of here. */
export const waitsForHour = (at: Context, { isUrgent }: Pick<Hazard, 'isUrgent'>, isNameless: boolean): boolean =>
  isNameless && !isUrgent && at.isByTheHour !== true;

/** Keeps it until the next full hour. What the same person says before it comes stands in its stead. */
export async function holdAct(at: Context, hazard: Hazard, speaker: Speaker, held: HeldAct): Promise<void> {
  const _id = idOf(hazard, speaker);
  await HeldActModel.updateOne(
    { _id },
    { $set: { sealed: SEALED.seal(_id, held), until: nextHour(at.now) }, $unset: { forgetAt: 1 } },
    { upsert: true },
  );
}

/** What somebody has said and is not done yet, or could not be. */
export type Held = Omit<HeldAct, 'actor'> & { until?: Date };
/** What cannot be opened, for its key is gone, is not shown: whoever said it reads the rest of their case. */
function heldIn(row: HeldActRow): Held | undefined {
  try {
    const { act, input, refused } = openHeldAct(row);
    return { act, input, ...given({ refused, until: row.until }) };
  } catch {
    return undefined;
  }
}

/** What this person has said of a case, for themselves alone. */
export async function heldActOf(hazard: Pick<Hazard, '_id'>, speaker: Speaker): Promise<Held | undefined> {
  if (!speaker.isOwn && speaker.voice === undefined) return undefined;
  const row = await HeldActModel.findById(idOf(hazard, speaker)).lean<HeldActRow>();
  return row === null ? undefined : heldIn(row);
}

/** The same of whoever reported it, for a page that asks for what else is theirs by the same command. */
export const ownHeldAct = {
  asked: (hazardId: string) => [HeldActModel, { _id: idOf({ _id: hazardId }, { isOwn: true }) }] as const,
  in: ([row]: readonly HeldActRow[]): Held | undefined => (row === undefined ? undefined : heldIn(row)),
};

/** Those whose hour has come. */
export const findHeldActs = (now: Date, limit: number, without: readonly string[]): Promise<HeldActRow[]> =>
  HeldActModel.find({ until: { $lte: now }, _id: { $nin: [...without] } })
    .sort({ until: 1, _id: 1 })
    .limit(limit)
    .lean<HeldActRow[]>();

/** What a row holds. @throws Error for one that cannot be opened: it is set aside, and stops none of the others. */
export const openHeldAct = ({ _id, sealed }: HeldActRow): HeldAct => SEALED.open(_id, sealed);

/** Takes it out, in the transaction in which it is done. @returns false when somebody was faster, or it was said anew. */
export const dropHeldAct = async ({ _id, sealed }: HeldActRow): Promise<boolean> =>
  (await HeldActModel.deleteOne({ _id, sealed })).deletedCount > 0;

/** It cannot be done any more: what was said stays for whoever said it, with why. @returns false when it was said anew. */
export async function refuseHeldAct(now: Date, row: HeldActRow, why: string): Promise<boolean> {
  const { _id, sealed } = row;
  const forgetAt = atLocalHour(addDays(localDate(now), heldWordsDays(now)), 0);
  const refused = SEALED.seal(_id, { ...openHeldAct(row), refused: why });
  const update = { $set: { sealed: refused, forgetAt }, $unset: { until: 1 } };
  return (await HeldActModel.updateOne({ _id, sealed }, update)).modifiedCount > 0;
}
