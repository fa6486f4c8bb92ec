import mongoose, { Schema } from 'mongoose';
import { NAMED_ID } from '#kernel/ids';
import { blind, sealedField } from '#platform/sealing';
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
  /** Who it is, blinded: finds what is theirs. */
  owner: string;
  /** `{ hazardId }` and who it is. */
  sealed: string;
}

const text = { type: String, required: true };
const schema = new Schema<ContactRow>(
  { _id: NAMED_ID, owner: text, sealed: text },
  { collection: 'hazardContacts', versionKey: false },
);
schema.index({ owner: 1 }, { name: 'by_owner' });
const ContactModel = mongoose.model<ContactRow>('HazardContact', schema);

const SEALED = sealedField<Contact & { hazardId: string }>('hazardContacts', 'sealed');
/** At most so many reports without a name stand behind one person or browser. */
const MOST = 1_000;

const idOf = (hazardId: string): string => blind(hazardId, 'contact-of-hazard');
const ownerOf = (who: Contact): string =>
  blind('personId' in who ? `person:${who.personId}` : `visitor:${who.visitorId}`, 'contact-owner');

/** True for a case whose reporter gave no name: everything it leaves behind bears the hour alone. */
export const isUnnamed = (hazard: Pick<Hazard, 'reporter'>): boolean => hazard.reporter.kind !== 'person';

/** Keeps who stands behind a case, or who turns out to. Call it in the transaction of the report. */
export async function keepContact(hazardId: string, who: Contact): Promise<void> {
  const _id = idOf(hazardId);
  const sealed = SEALED.seal(_id, { ...who, hazardId });
  await ContactModel.updateOne({ _id }, { $set: { owner: ownerOf(who), sealed } }, { upsert: true });
}

/** The person behind a case; undefined when there is none, or only a browser. For rewards and notices; each use is theirs. */
export async function personBehind(hazardId: string): Promise<string | undefined> {
  const row = await ContactModel.findById(idOf(hazardId)).lean<ContactRow>();
  const who = row === null ? undefined : SEALED.open(row._id, row.sealed);
  return who !== undefined && 'personId' in who ? who.personId : undefined;
}

/** Whether this is who stands behind the case. */
export const isBehind = async (hazardId: string, who: Contact): Promise<boolean> =>
  (await ContactModel.exists({ _id: idOf(hazardId), owner: ownerOf(who) })) !== null;

/** Ids of the cases they stand behind. */
export async function hazardsBehind(who: Contact): Promise<string[]> {
  const rows = await ContactModel.find({ owner: ownerOf(who) })
    .limit(MOST)
    .lean<ContactRow[]>();
  return rows.map((row) => SEALED.open(row._id, row.sealed).hazardId);
}

/** A case whose reporter gives their name now keeps nothing apart. */
export const dropContact = async (hazardId: string): Promise<void> => {
  await ContactModel.deleteOne({ _id: idOf(hazardId) });
};
