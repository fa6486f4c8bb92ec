import mongoose, { Schema } from 'mongoose';
import type { BreachKind } from '#domain/breaches';
import type { Zone } from '#domain/passes';
import { NAMED_ID, ORDERED_ID } from '#kernel/ids';

export type Direction = 'in' | 'out';

/** One crossing of a gate: kept as it was told, never changed but that its case was opened, gone by the rule. */
export interface Crossing {
  _id: string;
  parkId: string;
  gateId: string;
  /** What the sender calls it: of a gate the same name is the same crossing. */
  key: string;
  direction: Direction;
  at: Date;
  receivedAt: Date;
  isLate: boolean;
  /** A plate, or the number of a pass. */
  subject: string;
  zone: Zone;
  /** Whether its gate leads out of the park. */
  isBorder: boolean;
  passReference?: string;
  enterpriseId?: string;
  sector?: string;
  isRescue: boolean;
  order: 'open' | 'stop';
  /** Whether it went through, whatever the order was. */
  hasPassed: boolean;
  breach?: BreachKind;
  /** Its breach has no case yet. */
  owesCase?: boolean;
  /** What allows one entry and was used up by this one: an authorisation for the core zone, a pass for one visit. */
  usesUp?: string[];
  /** Whoever entered it by hand. */
  by?: string;
}

/** Where one subject is by its crossings: `ins` = `outs` + whether it is inside, at all times. */
export interface Where {
  isInside: boolean;
  ins: number;
  outs: number;
  /** Of the last crossing that counted, and its name. */
  at: Date;
  key: string;
  zone: Zone;
  gateId: string;
}

/** Who or what is inside a park, or was as long as its crossings are kept; always what folding them gives. */
export interface Presence extends Where {
  /** Park and subject. */
  _id: string;
  parkId: string;
  subject: string;
  passReference?: string;
  /** On that pass: somebody in by the number of a pass may go out in the car it names. */
  plate?: string;
  enterpriseId?: string;
  /** When whoever came in should be out again; somebody inside later has stayed too long. */
  until?: Date;
  /** Somebody has been told that it stayed too long. */
  isOverstayTold?: boolean;
  /** Where it was after the last crossing that is no longer kept. */
  base?: Where;
}

const text = { type: String, required: true };
const at = { type: Date, required: true };
const flag = { type: Boolean, required: true };
const WHERE = {
  isInside: flag,
  ins: { type: Number, required: true },
  outs: { type: Number, required: true },
  at,
  key: text,
  zone: text,
  gateId: text,
};

const crossings = new Schema<Crossing>(
  {
    _id: ORDERED_ID,
    parkId: text,
    gateId: text,
    key: text,
    direction: text,
    at,
    receivedAt: at,
    isLate: flag,
    subject: text,
    zone: text,
    isBorder: flag,
    passReference: String,
    enterpriseId: String,
    sector: String,
    isRescue: flag,
    order: text,
    hasPassed: flag,
    breach: String,
    owesCase: Boolean,
    usesUp: { type: [String], default: undefined },
    by: String,
  },
  { collection: 'gateCrossings', versionKey: false },
);
crossings.index({ gateId: 1, key: 1 }, { unique: true, name: 'one_crossing' });
crossings.index({ gateId: 1, _id: -1 }, { name: 'by_gate' });
crossings.index({ parkId: 1, subject: 1, at: 1 }, { name: 'by_subject' });
crossings.index({ parkId: 1, at: 1 }, { name: 'to_purge' });
crossings.index({ owesCase: 1, _id: 1 }, { partialFilterExpression: { owesCase: true }, name: 'owing_a_case' });
crossings.index(
  { usesUp: 1 },
  { unique: true, partialFilterExpression: { usesUp: { $exists: true } }, name: 'used_once' },
);
export const CrossingModel = mongoose.model<Crossing>('GateCrossing', crossings);

const presences = new Schema<Presence>(
  {
    _id: NAMED_ID,
    parkId: text,
    subject: text,
    ...WHERE,
    passReference: String,
    plate: String,
    enterpriseId: String,
    until: Date,
    isOverstayTold: Boolean,
    base: { type: new Schema<Where>(WHERE, { _id: false }), required: false },
  },
  { collection: 'gatePresences', versionKey: false },
);
presences.index({ parkId: 1, zone: 1, _id: 1 }, { partialFilterExpression: { isInside: true }, name: 'inside' });
presences.index({ passReference: 1 }, { partialFilterExpression: { isInside: true }, name: 'by_pass' });
presences.index({ parkId: 1, plate: 1 }, { partialFilterExpression: { isInside: true }, name: 'by_plate' });
presences.index({ until: 1 }, { partialFilterExpression: { isInside: true }, name: 'overstaying' });
export const PresenceModel = mongoose.model<Presence>('GatePresence', presences);
