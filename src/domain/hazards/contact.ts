import mongoose, { Schema } from 'mongoose';
import { NAMED_ID } from '#kernel/ids';
import { anotherName, blind, blindNames, sealedField } from '#platform/sealing';
import type { Hazard } from './hazard.models.ts';

/** Who stands behind a report that bears no name: a person, or a browser or chat nobody is known by. */
export type Contact = { personId: string } | { visitorId: string };

/**
 * The second of the two records of an unnamed report. Neither its id nor its owner can be laid beside anything else in the
 * store, and what ties them is sealed: only this installation, with its keys, goes from the case to the person or back.
 */
interface ContactRow {
  /** The case, blinded. */
  _id: string;
  /** Who it is, by one of their many blinded names: finds what is theirs, and ties no two reports of theirs together. */
  owner: string;
  /** A `Standing`. */
  sealed: string;
}

const text = { type: String, required: true };
const schema = new Schema<ContactRow>(
  { _id: NAMED_ID, owner: text, sealed: text },
  { collection: 'hazardContacts', versionKey: false },
);
schema.index({ owner: 1 }, { name: 'by_owner' });
const ContactModel = mongoose.model<ContactRow>('HazardContact', schema);

type Standing = Contact & {
  hazardId: string;
  /**
   * A worker of the firm on the day of the report: what a reward is for. Asked again later, whoever may take a role away
   * would see by the reward whether it was this one's. Absent only in rows of before it was kept.
   */
  isWorker?: boolean;
};
const SEALED = sealedField<Standing>('hazardContacts', 'sealed');
/** At most so many reports without a name stand behind one person or browser. */
const MOST = 1_000;

const idOf = (hazardId: string): string => blind(hazardId, 'contact-of-hazard');
const nameOf = (who: Contact): string => ('personId' in who ? `person:${who.personId}` : `visitor:${who.visitorId}`);
const OWNER = 'contact-owner';

/** True for a case whose reporter gave no name: everything it leaves behind bears the hour alone. */
export const isUnnamed = (hazard: Pick<Hazard, 'reporter'>): boolean => hazard.reporter.kind !== 'person';

/** Keeps who stands behind a case, or who turns out to. Call it in the transaction of the report. */
export async function keepContact(hazardId: string, who: Contact, isWorker?: boolean): Promise<void> {
  const _id = idOf(hazardId);
  const sealed = SEALED.seal(_id, { ...who, hazardId, ...(isWorker === undefined ? {} : { isWorker }) });
  const others = await ContactModel.find({ owner: { $in: blindNames(nameOf(who), OWNER) } })
    .select({ owner: 1 })
    .limit(MOST)
    .lean<ContactRow[]>();
  const taken = others.map(({ owner }) => owner);
  const owner = anotherName(nameOf(who), OWNER, taken);
  await ContactModel.updateOne({ _id }, { $set: { owner, sealed } }, { upsert: true });
}

/** What a row holds; nothing where its key is gone: then nobody stands behind the case any more. */
function openContact({ _id, sealed }: ContactRow): Standing | undefined {
  try {
    return SEALED.open(_id, sealed);
  } catch {
    return undefined;
  }
}

async function standingOf(hazardId: string): Promise<Standing | undefined> {
  const row = await ContactModel.findById(idOf(hazardId)).lean<ContactRow>();
  return row === null ? undefined : openContact(row);
}

/** The person behind a case; undefined when there is none, or only a browser. For rewards and notices; each use is theirs. */
export async function personBehind(hazardId: string): Promise<string | undefined> {
  const who = await standingOf(hazardId);
  return who !== undefined && 'personId' in who ? who.personId : undefined;
}

/** Whom the reward of a report without a name is for: as it stood when they reported, whatever their account is now. */
export async function rewardedBehind(hazardId: string): Promise<string | undefined> {
  const who = await standingOf(hazardId);
  return who !== undefined && 'personId' in who && who.isWorker === true ? who.personId : undefined;
}

/** Whether this is who stands behind the case. */
export async function isBehind(hazardId: string, who: Contact): Promise<boolean> {
  const behind = await standingOf(hazardId);
  return behind !== undefined && nameOf(behind) === nameOf(who);
}

/** Ids of the cases they stand behind. */
export async function hazardsBehind(who: Contact): Promise<string[]> {
  const rows = await ContactModel.find({ owner: { $in: blindNames(nameOf(who), OWNER) } })
    .limit(MOST)
    .lean<ContactRow[]>();
  return rows.flatMap((row) => openContact(row)?.hazardId ?? []);
}

/** Rows of before reports of one could not be told together take a name of their own, and the standing `isWorker` finds. */
export async function renewContacts(isWorker: (personId: string, hazardId: string) => Promise<boolean>): Promise<void> {
  for await (const row of ContactModel.find().lean<ContactRow>().cursor()) {
    const known = openContact(row);
    if (known === undefined || known.isWorker !== undefined) continue;
    const { hazardId } = known;
    const who = 'personId' in known ? { personId: known.personId } : { visitorId: known.visitorId };
    await keepContact(hazardId, who, 'personId' in who && (await isWorker(who.personId, hazardId)));
  }
}

/** A case whose reporter gives their name now keeps nothing apart. */
export const dropContact = async (hazardId: string): Promise<void> => {
  await ContactModel.deleteOne({ _id: idOf(hazardId) });
};
