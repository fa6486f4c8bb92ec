import mongoose, { Schema } from 'mongoose';
import type { Accident } from '#domain/accidents';
import type { PlanContact, PlanStep } from '#domain/emergencyPlans';
import { indexOwned, indexRows, OWNED_PATHS, type Owned, ROW_PATHS, type Row } from '#domain/engine';

export const RESPONSE_STATUSES = [
  { code: 'running', label: '应急中', tone: 'bad', isOpen: true },
  { code: 'ended', label: '应急结束', tone: 'good', isOpen: false },
] as const;
export type ResponseStatus = (typeof RESPONSE_STATUSES)[number]['code'];

/** A step of the plan as it was taken over: who has read it, who did it. */
export interface ResponseStep extends PlanStep {
  /** Number of the plan it is of. */
  plan: string;
  seen?: { by: string; at: Date };
  done?: { by: string; at: Date; note: string };
}

/** A plan as it was in force then. */
export interface TakenPlan {
  reference: string;
  title: string;
  edition: number;
}

/** 应急响应: what a firm or a park does by its plans, from an accident until somebody says that it is over. */
export interface EmergencyResponse extends Row<ResponseStatus>, Owned {
  accidentId: string;
  accidentReference: string;
  accidentKind: Accident['kind'];
  /** Accident and owner: one each. */
  oneOf: string;
  what: string;
  placeText: string;
  /** The plans that were in force then; empty where there was none. */
  plans: TakenPlan[];
  /** Those in force that are for other kinds of accident: their steps were not taken over. */
  others: TakenPlan[];
  steps: ResponseStep[];
  contacts: PlanContact[];
  /** Bodies that were told of the accident: their pages say that it goes on. */
  bodyIds: string[];
  endedBy?: string;
  reason?: string;
}

const text = { type: String, required: true };
const list = { type: [Object], default: [] } as never;
const schema = new Schema<EmergencyResponse>(
  {
    ...ROW_PATHS,
    ...OWNED_PATHS,
    accidentId: text,
    accidentReference: text,
    accidentKind: text,
    oneOf: text,
    what: text,
    placeText: text,
    plans: list,
    others: list,
    steps: list,
    contacts: list,
    bodyIds: { type: [String], default: [] },
    endedBy: String,
    reason: String,
  },
  { collection: 'responses', versionKey: false },
);
indexRows(schema);
indexOwned(schema, { open: { isOpen: 1 } });
schema.index({ oneOf: 1 }, { unique: true, name: 'one_of_an_accident' });
schema.index({ accidentId: 1 }, { name: 'by_accident' });
schema.index({ bodyIds: 1, _id: -1 }, { name: 'by_told_body' });
schema.index({ bodyIds: 1, isOpen: 1, _id: -1 }, { name: 'by_told_body_open' });
// What goes on now, for the head of every page.
schema.index({ isOpen: 1, _id: -1 }, { name: 'by_open' });

export const ResponseModel = mongoose.model<EmergencyResponse>('EmergencyResponse', schema);
