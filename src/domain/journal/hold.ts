import mongoose, { Schema } from 'mongoose';
import type { Context } from '#kernel/context';
import { forbidden } from '#kernel/errors';
import { NAMED_ID } from '#kernel/ids';
import { EventModel, type Subject } from './event.model.ts';

/** 封存: what there is of a firm stays as it is, from an accident until whoever investigates it lifts the hold. */
export interface Hold {
  /** Of the accident. */
  _id: string;
  enterpriseId: string;
  /** The park it happened in: who was inside then is kept too. */
  parkId?: string;
  /** The accident people read. */
  reference: string;
  from: Date;
  liftedAt?: Date;
}

const text = { type: String, required: true };
const schema = new Schema<Hold>(
  {
    _id: NAMED_ID,
    enterpriseId: text,
    parkId: String,
    reference: text,
    from: { type: Date, required: true },
    liftedAt: Date,
  },
  { collection: 'holds', versionKey: false },
);
schema.index({ enterpriseId: 1, liftedAt: 1 }, { name: 'by_enterprise' });
const HoldModel = mongoose.model<Hold>('Hold', schema);

type Facts = Readonly<Record<string, unknown>>;
const always = (): boolean => true;

/**
 * Acts that write over what was there, or take it away: of what was there when the hold began they are refused. Every other
 * act adds: a new thing, a new state beside which the journal keeps the earlier one. A test goes over every event of
 * every noun and asks on which side it stands.
 */
const WRITES_OVER: Readonly<Record<string, (facts: Facts) => boolean>> = {
  'works.refiled': always,
  'emergency-plans.written': always,
  'rescue-teams.changed': always,
  // A first one is new.
  'tenancies.agreed': ({ before }) => before !== undefined,
  'tenancies.unshared': always,
  // Cases would leave what is kept of the firm that led them.
  'hazards.lead-changed': always,
  'majors.stop-given': always,
  'plans.changed': always,
  'plans.team-named': always,
  'plans.item-changed': always,
  'programme.item-unticked': always,
  'programme.training-voided': always,
  'programme.visit-changed': always,
  'programme.visit-written': always,
  'programme.assessment-saved': always,
  'programme.support-application-withdrawn': always,
  'programme.support-applied': ({ isFirst }) => isFirst !== true,
  'insurance.attendees-named': always,
  'organisations.enterprise-updated': always,
};
export const writesOver = (name: string): boolean => name in WRITES_OVER;

/** Firms an event is about. */
const firmsOf = (subject: Subject, about: readonly Subject[]): string[] =>
  [subject, ...about].filter(({ kind }) => kind === 'enterprise').map(({ id }) => id);

/** Holds in force on some firms, the first of them first. */
const holdsOn = (firmIds: readonly string[]): Promise<Hold[]> =>
  HoldModel.find({ enterpriseId: { $in: [...firmIds] }, liftedAt: { $exists: false } })
    .sort({ from: 1 })
    .lean<Hold[]>();

/** Firms and parks of which nothing may be forgotten now: whoever clears by the clock writes no event, and asks here. */
export async function findHeld(): Promise<{ enterpriseIds: string[]; parkIds: string[] }> {
  const rows = await HoldModel.find({ liftedAt: { $exists: false } }).lean<Hold[]>();
  return {
    enterpriseIds: rows.map(({ enterpriseId }) => enterpriseId),
    parkIds: rows.flatMap(({ parkId }) => (parkId === undefined ? [] : [parkId])),
  };
}

/** Whether what there is of one of the firms an event is about must stay. */
export const isKept = async ({ subject, about }: { subject: Subject; about: readonly Subject[] }): Promise<boolean> => {
  const firmIds = firmsOf(subject, about);
  return firmIds.length > 0 && (await holdsOn(firmIds)).length > 0;
};

/**
 * Asked of every event before it is written, in the transaction of the act: the one place no change goes round.
 * @throws Forbidden `journal.held` for an act that writes over, or takes away, what was there when the hold began.
 */
export async function checkHold(
  { now }: Context,
  draft: { name: string; subject: Subject; about?: readonly Subject[]; facts?: Facts },
): Promise<void> {
  const { name, subject, about = [], facts = {} } = draft;
  if (!WRITES_OVER[name]?.(facts)) return;
  const [hold] = await holdsOn(firmsOf(subject, about));
  if (hold === undefined) return;
  const first = await EventModel.findOne({ 'subject.kind': subject.kind, 'subject.id': subject.id })
    .sort({ seq: 1 })
    .select({ at: 1 })
    .lean();
  // What came after the accident is its own keeper's to change.
  if ((first?.at ?? now) >= hold.from) return;
  throw forbidden('journal.held', { params: { reference: hold.reference } });
}

/** Keeps what there is of a firm from now on; once for an accident. In the transaction that opens the accident. */
export const holdFirm = (
  { now }: Context,
  { id, ...of }: { id: string; enterpriseId: string; parkId?: string; reference: string },
): Promise<unknown> => HoldModel.updateOne({ _id: id }, { $setOnInsert: { ...of, from: now } }, { upsert: true });

/** Lets it go on as before, where no other accident keeps it. In the transaction that ends the accident. */
export const liftHold = ({ now }: Context, id: string): Promise<unknown> =>
  HoldModel.updateOne({ _id: id, liftedAt: { $exists: false } }, { $set: { liftedAt: now } });
