import mongoose, { Schema } from 'mongoose';
import type { Matter } from '#domain/competence';
import { LEFT_PARKS_PATH, type LeftPark } from '#domain/engine';
import type { FoundBy } from '#domain/majors';
import type { LocalDate } from '#kernel/dates';
import { ORDERED_ID } from '#kernel/ids';
import type { HazardStatus } from './lifecycle.ts';

/** Who reported. Only a person who gave their name stands here; for everybody else see `contact.ts`. */
export interface Reporter {
  kind: 'person' | 'visitor' | 'anonymous';
  personId?: string;
  /** Whoever wrote it down for a colleague. */
  recordedBy?: string;
  /** Colleagues who found it with them, by their word: they follow it, and part the reward. */
  withIds?: string[];
}

/** 五落实: responsibility, measures, money, time, contingency. */
export interface Rectification {
  ownerId: string;
  ownerName: string;
  measure: string;
  fundFen: number;
  dueOn: LocalDate;
  /** The day it counts as late from, where the body has set a later one since. */
  agreedOn?: LocalDate;
  /** The last day the body set or agreed to. */
  givenOn?: LocalDate;
  contingency: string;
  plannedBy: string;
  /** First, second … time it was arranged. */
  round: number;
  /** Of a major hazard: what its plan says beside these five. */
  treatment?: Treatment;
}

/** The rest of the six parts of a treatment plan 治理方案 (暂行规定第十五条). */
export interface Treatment {
  goal: string;
  supplies: string;
  crew: string;
  stages: string;
}

/** What was done, as submitted for acceptance. */
export interface Fix {
  text: string;
  photoIds: string[];
  /** Papers in place of photos, where there is nothing to see. */
  fileIds?: string[];
  by: string;
  byName: string;
  at: Date;
  /** The day they say it was done; `at` is when they said so. */
  claimedOn?: LocalDate;
  isOnSpot: boolean;
  /** Cases one of the photos was seen in before; whoever finds the fix good says why that is right. */
  seenBefore?: string[];
}

/** What the library made of a report's words; the likeliest first. It only suggests. */
export interface Suggested {
  criteria: { id: string; version: number; words: string[] }[];
  /** Whether it looks as if the first is met; false too where there is no encoder to tell. */
  looksMajor: boolean;
  /** It probably meets none of them; absent where there was no encoder to tell. */
  isDoubtful?: true;
}

/** Why something that looked like a major hazard is none, in the words of whoever judged it. */
export interface NotMajor {
  reason: string;
  clauses: string[];
  at: Date;
  /** The open major hazard it was merged into. */
  into?: string;
}

/** The check on site by which a major hazard was closed (意见（十）现场核查). */
export interface Review {
  visitedOn: LocalDate;
  photoIds: string[];
  fileIds?: string[];
  note?: string;
  /** Cases that show one of the photos already; the note says why that is right. */
  seenBefore?: string[];
  by: string;
  byName: string;
  at: Date;
}

/** Whoever reported says that a closed major hazard is not solved; by itself it undoes nothing. */
export interface Dispute {
  reason: string;
  at: Date;
  /** It was upheld before: whoever looks now is a level above. */
  isAbove?: true;
}

/** More time the firm has asked the competent body for, and nobody has decided about. */
export interface Extension {
  dueOn: LocalDate;
  reason: string;
  askedBy: string;
  at: Date;
}

/** Who was competent for a case in a park on the day it came, and by what paper; it stays so when powers change. */
export interface Competent {
  matter: Matter;
  on: LocalDate;
  /** The stretch of the park's register that said so; absent for a gap. */
  stretchId?: string;
  basis?: string;
  /** The park's own management body, empowered by law; else the body of the case. */
  byPark?: true;
  /** Nobody was entered that day: the firm's own body has it until somebody is. */
  isGap?: true;
}

/** A report in another tongue as somebody put it into Chinese: their words, not the reporter's. */
export interface InChinese {
  text: string;
  by: string;
  byName: string;
  at: Date;
}

/** It came back after it was closed, so many times that it counts as a recurrence. */
export interface Recurring {
  /** Which report of it this is, those that were closed counted with it. */
  times: number;
  /** Those closed before, the oldest first. */
  earlier: string[];
}

export interface Hazard {
  _id: string;
  reference: string;
  /** For looking it up without signing in, sealed (`queryCode.ts`). Never in lists. */
  queryCode: string;
  onceKey?: string;
  /** The firm that has it; `APART` where nobody in it may. */
  enterpriseId: string;
  /** The firm whose own managers it is about: they neither see it nor are counted, told or reminded of it. */
  aboutFirmId?: string;
  /** Told about managers before anybody knew the firm: it goes past them once it is found. */
  isAboutManagers?: true;
  /** The park that has it; a case closed before a move stays with the park of that time. */
  parkId?: string;
  /** Parks it was taken away from, open, when the firm moved; the oldest first. */
  formerParks?: LeftPark[];
  /** Parks its firm moved to after it was closed: they read it without having it. */
  laterParkIds?: string[];
  bodyId: string;
  /** Absent for a firm outside parks, and of cases from before the register. */
  competence?: Competent;
  /** 自治区, city and county codes: a list of any level reads one index. */
  regionPath: string[];
  sector: string;
  locationId?: string;
  placeText: string;
  /** It lies in a part that several firms use: whoever leads there has it, and the others read it with the tenancy. */
  shared?: {
    part: string;
    /** All of them. */
    firmIds: string[];
    tenancyIds: string[];
    /** Those who do not lead have yet to be told. */
    isUntold?: true;
  };
  category: string;
  text: string;
  /**
   * The words as they were told, sealed (`apart.ts`), where nobody gave a name and the words would tell who it is. `text` holds
   * what the competent body made of them.
   */
  told?: string;
  /** The same, sealed apart, of what those said later who joined without a name: also of a case whose reporter gave theirs. */
  toldByJoined?: string;
  /** Told in a tongue other than Chinese, or by voice, and nobody has written it down in Chinese yet (待转写). */
  awaitsWords?: true;
  /** What it says in Chinese, by somebody who has the case; the words as they were told stay. */
  inChinese?: InChinese;
  isUrgent: boolean;
  isAnonymous: boolean;
  reporter: Reporter;
  photoIds: string[];
  /** Voice messages it was told in: who hears them says `mayHear`. */
  soundIds?: string[];
  status: HazardStatus;
  isMajor: boolean;
  majorBasis?: string;
  /** Who discovered it; nothing of somebody without a name but that they told. */
  foundBy?: FoundBy;
  /** Whoever found it says that it is a major one. */
  isClaimedMajor?: true;
  /** Why it is a general one after all. */
  downgradeReason?: string;
  /** The clause it is a major hazard by, where it was chosen from the library. */
  criterion?: { id: string; version: number };
  /** The clock has yet to hold its words beside the criteria. */
  awaitsSuggestion?: true;
  /** Criteria its words may meet, as of when it came in. */
  suggested?: Suggested;
  /** It looked like a major hazard and was judged a general one: the competent body may call it back. */
  notMajor?: NotMajor;
  grade?: 'general' | 'major';
  notValidReason?: string;
  duplicateOf?: string;
  /** Cases it is not the same as, by the word of whoever sorts them: none of them is offered any more. */
  notSameAs?: string[];
  rectification?: Rectification;
  extension?: Extension;
  /** When the body gave more time last. */
  extendedAt?: Date;
  fix?: Fix;
  review?: Review;
  /** Waits for somebody of the body who did not close it. */
  dispute?: Dispute;
  /** Who looked again and upheld the closing, the first first. */
  upheld?: { by: string; at: Date }[];
  /** What whoever reported said of the closing. */
  closingAnswer?: 'solved' | 'not-yet';
  /** The case that was opened because it was not solved. */
  succeededBy?: string;
  /** Why it was sent back last. */
  returnReason?: string;
  /** The same was closed before, again and again (`recurring.ts`). */
  recurring?: Recurring;
  endorserIds: string[];
  /** How many joined without a name; who they are lies sealed (`contact.ts`). */
  unnamedEndorsers?: number;
  /** Those of them who joined within the latest hour in which anybody did. */
  joinedLately?: { hour: Date; count: number };
  /** Its reporter handed it to the competent body then, for nobody had verified it: from then on the body judges it. */
  outsideAt?: Date;
  /** Till then nobody but its reporter knows of it (`hold.ts`). */
  heldUntil?: Date;
  /** Since when nobody has said whether it is true, where that is later than the report: its firm was found, or it is looked at again. */
  unverifiedSince?: Date;
  /** When its reporter is offered to do so, and is asked next how they are; absent once it has been said. */
  offerAt?: Date;
  checkInAt?: Date;
  /** When the step it is in falls due; absent once nothing is owed. */
  dueAt?: Date;
  /** That was reckoned in working days. */
  isDueReckoned?: boolean;
  isOpen: boolean;
  round: number;
  version: number;
  createdAt: Date;
  updatedAt: Date;
  closedAt?: Date;
  /** Two-character pieces of words and place, for search. */
  grams: string[];
  /** The same of people's names; searched by their own firm only. */
  personGrams: string[];
  bands: string[];
  dhashes: string[];
}

/**
 * Stands for the firm of a case that is about its managers. Everything a firm sees is asked by its own id, so what asks
 * without having thought of such cases misses them rather than shows them.
 */
export const APART = 'apart';
/** Told before anybody knew which firm: the competent body of the place has it until somebody finds out (企业待查明). */
export const isFirmUnknown = ({ enterpriseId, aboutFirmId }: Pick<Hazard, 'enterpriseId' | 'aboutFirmId'>): boolean =>
  enterpriseId === APART && aboutFirmId === undefined;
/** True where the competent body says whether it is true and whether it is done, in place of those who run the firm. */
export const isJudgedByBody = ({ enterpriseId, outsideAt }: Pick<Hazard, 'enterpriseId' | 'outsideAt'>): boolean =>
  enterpriseId === APART || outsideAt !== undefined;
/** True where those who run the firm have it, rather than the competent body. */
export const isWithFirm = ({ enterpriseId }: Pick<Hazard, 'enterpriseId'>): boolean => enterpriseId !== APART;
/** The firm a case is about, whoever has it. */
export const firmOf = ({ enterpriseId, aboutFirmId }: Pick<Hazard, 'enterpriseId' | 'aboutFirmId'>): string =>
  aboutFirmId ?? enterpriseId;

/** So many letters one alarm holds, with all that is told after it: whoever calls for help is not asked to be short. */
export const LONGEST_ALARM = 10_000;
/** So many any other report. */
export const LONGEST_REPORT = 1_000;
/** What stands in place of words where there is nothing but a voice. */
export const VOICE_ALONE = '见语音';
/** What stands in place of a place nobody has told yet. */
export const NO_PLACE = '未说明';

const text = { type: String, required: true };
const flag = { type: Boolean, required: true };
const date = { type: Date, required: true };
const list = { type: [String], default: [] };

const hazardSchema = new Schema<Hazard>(
  {
    _id: ORDERED_ID,
    reference: text,
    queryCode: text,
    onceKey: String,
    enterpriseId: text,
    aboutFirmId: String,
    isAboutManagers: Boolean,
    parkId: String,
    formerParks: { type: LEFT_PARKS_PATH, default: undefined } as never,
    laterParkIds: { type: [String], default: undefined } as never,
    bodyId: text,
    competence: { type: Schema.Types.Mixed },
    regionPath: list,
    sector: text,
    locationId: String,
    placeText: text,
    shared: { type: Schema.Types.Mixed },
    category: text,
    text,
    told: String,
    toldByJoined: String,
    awaitsWords: Boolean,
    inChinese: { type: Schema.Types.Mixed },
    isUrgent: flag,
    isAnonymous: flag,
    reporter: { type: Schema.Types.Mixed, required: true },
    photoIds: list,
    soundIds: { type: [String], default: undefined } as never,
    status: text,
    isMajor: flag,
    majorBasis: String,
    foundBy: String,
    isClaimedMajor: Boolean,
    downgradeReason: String,
    criterion: { type: Schema.Types.Mixed },
    awaitsSuggestion: Boolean,
    suggested: { type: Schema.Types.Mixed },
    notMajor: { type: Schema.Types.Mixed },
    grade: String,
    notValidReason: String,
    duplicateOf: String,
    notSameAs: { type: [String], default: undefined } as never,
    rectification: { type: Schema.Types.Mixed },
    extension: { type: Schema.Types.Mixed },
    extendedAt: Date,
    fix: { type: Schema.Types.Mixed },
    review: { type: Schema.Types.Mixed },
    dispute: { type: Schema.Types.Mixed },
    upheld: { type: Schema.Types.Mixed },
    closingAnswer: String,
    succeededBy: String,
    returnReason: String,
    recurring: { type: Schema.Types.Mixed },
    endorserIds: list,
    unnamedEndorsers: Number,
    joinedLately: { type: { hour: Date, count: Number }, _id: false },
    outsideAt: Date,
    heldUntil: Date,
    unverifiedSince: Date,
    offerAt: Date,
    checkInAt: Date,
    dueAt: Date,
    isDueReckoned: Boolean,
    isOpen: flag,
    round: { type: Number, default: 1 },
    version: { type: Number, default: 0 },
    createdAt: date,
    updatedAt: date,
    closedAt: Date,
    grams: list,
    personGrams: list,
    bands: list,
    dhashes: list,
  },
  { collection: 'hazards', versionKey: false },
);
hazardSchema.index({ reference: 1 }, { unique: true, name: 'one_reference' });
hazardSchema.index(
  { onceKey: 1 },
  { unique: true, partialFilterExpression: { onceKey: { $type: 'string' } }, name: 'once' },
);
hazardSchema.index({ enterpriseId: 1, _id: -1 }, { name: 'by_enterprise' });
hazardSchema.index({ enterpriseId: 1, isOpen: 1, _id: -1 }, { name: 'open_by_enterprise' });
hazardSchema.index({ enterpriseId: 1, status: 1, dueAt: 1 }, { name: 'waiting_by_enterprise' });
hazardSchema.index(
  { enterpriseId: 1, closedAt: 1 },
  { partialFilterExpression: { closedAt: { $exists: true } }, name: 'closed_by_enterprise' },
);
hazardSchema.index({ parkId: 1, _id: -1 }, { name: 'by_park' });
hazardSchema.index({ parkId: 1, isOpen: 1, _id: -1, dueAt: 1 }, { name: 'open_by_park' });
hazardSchema.index({ parkId: 1, status: 1, _id: -1 }, { name: 'status_by_park' });
hazardSchema.index({ 'formerParks.parkId': 1, _id: -1 }, { sparse: true, name: 'by_former_park' });
hazardSchema.index({ laterParkIds: 1, _id: -1 }, { sparse: true, name: 'by_later_park' });
hazardSchema.index({ regionPath: 1, _id: -1 }, { name: 'by_region' });
hazardSchema.index({ regionPath: 1, isOpen: 1, _id: -1, dueAt: 1 }, { name: 'open_by_region' });
hazardSchema.index({ regionPath: 1, status: 1, _id: -1 }, { name: 'status_by_region' });
hazardSchema.index({ regionPath: 1, sector: 1, _id: -1 }, { name: 'by_region_and_sector' });
// Rare ones among many: without an index of their own, a list of the few would read through a whole region.
for (const area of ['parkId', 'regionPath'] as const) {
  for (const flagged of ['isMajor', 'isUrgent'] as const) {
    hazardSchema.index(
      { [area]: 1, [flagged]: 1, _id: -1 },
      { partialFilterExpression: { [flagged]: true }, name: `${flagged}_by_${area}` },
    );
  }
}
for (const area of ['parkId', 'regionPath'] as const) {
  hazardSchema.index(
    { [area]: 1, _id: -1 },
    { partialFilterExpression: { 'notMajor.at': { $exists: true } }, name: `not_major_by_${area}` },
  );
}
hazardSchema.index(
  { awaitsSuggestion: 1, isUrgent: -1, _id: 1 },
  { partialFilterExpression: { awaitsSuggestion: true }, name: 'awaiting_suggestion' },
);
// What stands first in every list, and is few.
for (const area of ['enterpriseId', 'parkId', 'regionPath'] as const) {
  hazardSchema.index(
    { [area]: 1, _id: -1 },
    { partialFilterExpression: { isUrgent: true, isOpen: true }, name: `alarms_by_${area}` },
  );
}
hazardSchema.index({ 'shared.tenancyIds': 1, _id: -1 }, { sparse: true, name: 'by_tenancy' });
hazardSchema.index(
  { 'shared.isUntold': 1, _id: 1 },
  { partialFilterExpression: { 'shared.isUntold': true }, name: 'shared_untold' },
);
hazardSchema.index({ bodyId: 1, status: 1, dueAt: 1 }, { name: 'waiting_by_body' });
hazardSchema.index({ bodyId: 1, _id: -1 }, { name: 'by_body' });
hazardSchema.index({ 'reporter.personId': 1, _id: -1 }, { name: 'by_reporter' });
hazardSchema.index({ endorserIds: 1, _id: -1 }, { name: 'by_endorser' });
hazardSchema.index({ 'rectification.ownerId': 1, _id: -1 }, { name: 'by_owner' });
for (const [when, name] of [
  ['offerAt', 'to_offer'],
  ['checkInAt', 'to_check_on'],
] as const)
  hazardSchema.index({ [when]: 1, _id: 1 }, { partialFilterExpression: { [when]: { $exists: true } }, name });
hazardSchema.index({ grams: 1, _id: -1 }, { name: 'by_words' });
hazardSchema.index({ enterpriseId: 1, personGrams: 1, _id: -1 }, { name: 'by_person_name' });
hazardSchema.index({ enterpriseId: 1, bands: 1 }, { name: 'alike' });

export const HazardModel = mongoose.model<Hazard>('Hazard', hazardSchema);
