import mongoose, { Schema } from 'mongoose';
import { changingBut, indexPlaces, indexRows, PLACED_PATHS, type Placed, ROW_PATHS, type Row } from '#domain/engine';

export const SUGGESTION_STATUSES = [
  { code: 'proposed', label: '待答复', tone: 'waiting', isOpen: true },
  { code: 'reviewed', label: '研究中', tone: 'active', isOpen: true },
  { code: 'adopted', label: '已采纳，待落实', tone: 'active', isOpen: true },
  { code: 'declined', label: '未采纳', tone: 'quiet', isOpen: false },
  { code: 'carried-out', label: '待本人确认', tone: 'waiting', isOpen: true },
  { code: 'confirmed', label: '已落实', tone: 'good', isOpen: false },
  { code: 'converted', label: '已转为隐患', tone: 'quiet', isOpen: false },
] as const;
export type SuggestionStatus = (typeof SUGGESTION_STATUSES)[number]['code'];

export interface Suggestion extends Row<SuggestionStatus>, Placed {
  text: string;
  placeText?: string;
  proposerId: string;
  proposerName: string;
  /** Who says in the place of a proposer who has left the firm whether it was done. */
  confirmerId?: string;
  /** What the firm said when it adopted it. */
  answer?: string;
  answeredBy?: string;
  /** Why it was declined, or why the proposer does not find it done. */
  reason?: string;
  /** What was done, and by which item of the plan where there is one. */
  doneNote?: string;
  itemReference?: string;
  /** The hazard it turned out to be. */
  hazardReference?: string;
}

const text = { type: String, required: true };
const schema = new Schema<Suggestion>(
  {
    ...ROW_PATHS,
    ...PLACED_PATHS,
    text,
    placeText: String,
    proposerId: text,
    proposerName: text,
    confirmerId: String,
    answer: String,
    answeredBy: String,
    reason: String,
    doneNote: String,
    itemReference: String,
    hazardReference: String,
  },
  { collection: 'suggestions', versionKey: false },
);
indexRows(schema);
indexPlaces(schema, { status: { status: 1 } });
schema.index({ 'formerParks.goneFrom': 1, _id: -1 }, { name: 'by_place_left' });
schema.index({ proposerId: 1, _id: -1 }, { name: 'by_proposer' });
schema.index({ enterpriseId: 1, isOpen: 1, _id: -1 }, { name: 'open_by_enterprise' });

export const SUGGESTION_CHANGING = changingBut(schema, ['text', 'placeText', 'proposerId', 'proposerName', 'photoIds']);
export const SuggestionModel = mongoose.model<Suggestion>('Suggestion', schema);
