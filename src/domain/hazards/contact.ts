import mongoose, { Schema } from 'mongoose';
import { type Context, readOnce } from '#kernel/context';
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
  /** The case, blinded, and which of those who joined it. */
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
  /** Which of those who joined without a name, from 1; absent of the reporter. */
  n?: number;
  /** They agreed to be found by the regulator. */
  isGiven?: boolean;
};
const SEALED = sealedField<Standing>('hazardContacts', 'sealed');
/** At most so many reports without a name stand behind one person or browser. */
const MOST = 1_000;

/** `n` counts those who joined without a name, from 1; the reporter is none of them. */
const idOf = (hazardId: string, n?: number): string =>
  blind(n === undefined ? hazardId : `${hazardId}:${n}`, 'contact-of-hazard');
const joinedIds = (hazardId: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => idOf(hazardId, i + 1));
const nameOf = (who: Contact): string => ('personId' in who ? `person:${who.personId}` : `visitor:${who.visitorId}`);
const OWNER = 'contact-owner';
/** The rows that are theirs. */
const rowsOf = (who: Contact) =>
  ContactModel.find({ owner: { $in: blindNames(nameOf(who), OWNER) } })
    .limit(MOST)
    .lean<ContactRow[]>();
/** A name of theirs that none of their rows has. */
const freshNameOf = async (who: Contact): Promise<string> =>
  anotherName(
    nameOf(who),
    OWNER,
    (await rowsOf(who)).map(({ owner }) => owner),
  );

/** True for a case whose reporter gave no name: everything it leaves behind bears the hour alone. */
export const isUnnamed = (hazard: Pick<Hazard, 'reporter'>): boolean => hazard.reporter.kind !== 'person';

/** Keeps who stands behind a case, or who turns out to. Call it in the transaction of the report. */
export async function keepContact(hazardId: string, who: Contact, isWorker?: boolean): Promise<void> {
  const _id = idOf(hazardId);
  const sealed = SEALED.seal(_id, { ...who, hazardId, ...(isWorker === undefined ? {} : { isWorker }) });
  const owner = await freshNameOf(who);
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

/** What is known of whoever stands behind a case; nothing where nobody does. Each use is theirs. */
export async function contactBehind(hazardId: string): Promise<Standing | undefined> {
  const row = await ContactModel.findById(idOf(hazardId)).lean<ContactRow>();
  return row === null ? undefined : openContact(row);
}

/** Keeps who joined a case without a name, as the `n`th. Call it in the transaction of the joining. */
export async function keepJoined(hazardId: string, n: number, who: Contact): Promise<void> {
  const _id = idOf(hazardId, n);
  const owner = await freshNameOf(who);
  await ContactModel.create([{ _id, owner, sealed: SEALED.seal(_id, { ...who, hazardId, n }) }]);
}

type OfCase = Pick<Hazard, '_id' | 'unnamedEndorsers'>;

/** Who stands behind a case without a name, its reporter and those who joined. */
async function standings({ _id, unnamedEndorsers = 0 }: OfCase): Promise<Standing[]> {
  const ids = [idOf(_id), ...joinedIds(_id, unnamedEndorsers)];
  const rows = await ContactModel.find({ _id: { $in: ids } }).lean<ContactRow[]>();
  return rows.flatMap((row) => openContact(row) ?? []);
}
/** The same; a page whose parts ask for them reads them once. */
export const standingsOnce = (ctx: Context, hazard: OfCase): Promise<Standing[]> =>
  readOnce(ctx, `contacts:${hazard._id}`, () => standings(hazard));

/** What is known of whoever reported a case without a name, to a page that shows them what is theirs. */
export const reporterSeen = async (ctx: Context, hazard: OfCase): Promise<Standing | undefined> =>
  (await standingsOnce(ctx, hazard)).find(({ n }) => n === undefined);

/** Whether there is anybody sealed behind a case who could be found; of a browser there is nothing to open. */
export async function hasContact(ctx: Context, hazard: Pick<Hazard, 'reporter'> & OfCase): Promise<boolean> {
  const contact = isUnnamed(hazard) ? await reporterSeen(ctx, hazard) : undefined;
  return contact !== undefined && 'personId' in contact;
}

/** Who they are in a case where they stand without a name: 0 its reporter, else the number of their joining. */
export async function standingIn(hazard: OfCase, who: Contact, known = standings(hazard)): Promise<number | undefined> {
  const here = (await known).filter((one) => nameOf(one) === nameOf(who));
  return here.length === 0 ? undefined : Math.min(...here.map(({ n = 0 }) => n));
}

/** Those who joined a case without a name, in their order: undefined where it is no person we know. Each use is theirs. */
export async function joinedBehind({ _id, unnamedEndorsers = 0 }: OfCase): Promise<(string | undefined)[]> {
  const ids = joinedIds(_id, unnamedEndorsers);
  const rows = await ContactModel.find({ _id: { $in: ids } }).lean<ContactRow[]>();
  return ids.map((id) => {
    const row = rows.find((one) => one._id === id);
    const who = row === undefined ? undefined : openContact(row);
    return who !== undefined && 'personId' in who ? who.personId : undefined;
  });
}

/** The person behind a case; undefined when there is none, or only a browser. For rewards and notices; each use is theirs. */
export async function personBehind(hazardId: string): Promise<string | undefined> {
  const who = await contactBehind(hazardId);
  return who !== undefined && 'personId' in who ? who.personId : undefined;
}

/** Whom the reward of a report without a name is for: as it stood when they reported, whatever their account is now. */
export async function rewardedBehind(hazardId: string): Promise<string | undefined> {
  const who = await contactBehind(hazardId);
  return who !== undefined && 'personId' in who && who.isWorker === true ? who.personId : undefined;
}

/**
 * Keeps that whoever stands behind a case agrees to be found by the regulator, or no longer does. It lies in the sealed
 * part: nobody learns from the store that anybody agreed.
 */
export async function giveContact(hazardId: string, isGiven: boolean): Promise<void> {
  const before = await contactBehind(hazardId);
  if (before === undefined) return;
  const _id = idOf(hazardId);
  await ContactModel.updateOne({ _id }, { $set: { sealed: SEALED.seal(_id, { ...before, isGiven }) } });
}

/** Settles whether whoever stands behind a case is a worker of its firm, once that is known. Call it where it is found. */
export async function settleWorker(hazardId: string, asks: (personId: string) => Promise<boolean>): Promise<void> {
  const before = await contactBehind(hazardId);
  if (before === undefined || !('personId' in before)) return;
  const _id = idOf(hazardId);
  const sealed = SEALED.seal(_id, { ...before, isWorker: await asks(before.personId) });
  await ContactModel.updateOne({ _id }, { $set: { sealed } });
}

/** Ids of the cases they stand behind, or joined, without a name. */
export async function hazardsBehind(who: Contact): Promise<string[]> {
  return (await rowsOf(who)).flatMap((row) => openContact(row)?.hazardId ?? []);
}

/** Rows of before reports of one could not be told together take a name of their own, and the standing `isWorker` finds. */
export async function renewContacts(isWorker: (personId: string, hazardId: string) => Promise<boolean>): Promise<void> {
  for await (const row of ContactModel.find().lean<ContactRow>().cursor()) {
    const known = openContact(row);
    if (known === undefined || known.isWorker !== undefined || known.n !== undefined) continue;
    const { hazardId } = known;
    const who = 'personId' in known ? { personId: known.personId } : { visitorId: known.visitorId };
    await keepContact(hazardId, who, 'personId' in who && (await isWorker(who.personId, hazardId)));
  }
}

/** A case whose reporter gives their name now keeps nothing apart. */
export const dropContact = async (hazardId: string): Promise<void> => {
  await ContactModel.deleteOne({ _id: idOf(hazardId) });
};
