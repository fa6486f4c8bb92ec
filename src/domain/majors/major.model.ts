import mongoose, { Schema } from 'mongoose';
import { changingBut, indexPlaces, indexRows, PLACED_PATHS, type Placed, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';

/** The file of a major hazard from suspicion to its end (facts §4: 判定、管控、报告、治理、自验、销号). */
export const MAJOR_STATUSES = [
  { code: 'suspected', label: '疑似，待判定', tone: 'waiting', isOpen: true },
  { code: 'judged', label: '待管控', tone: 'bad', isOpen: true },
  { code: 'controlled', label: '待报告', tone: 'waiting', isOpen: true },
  { code: 'reported', label: '待治理方案', tone: 'waiting', isOpen: true },
  { code: 'rectifying', label: '治理中', tone: 'active', isOpen: true },
  { code: 'submitted', label: '待企业自验', tone: 'waiting', isOpen: true },
  { code: 'accepted', label: '待申请销号', tone: 'waiting', isOpen: true },
  { code: 'closure-requested', label: '待现场核查', tone: 'waiting', isOpen: true },
  { code: 'closed', label: '已销号', tone: 'good', isOpen: false },
  { code: 'downgraded', label: '已改为一般隐患', tone: 'quiet', isOpen: false },
  { code: 'not-major', label: '不属重大隐患', tone: 'quiet', isOpen: false },
  { code: 'merged', label: '已并入另一件重大隐患', tone: 'quiet', isOpen: false },
] as const;
export type MajorStatus = (typeof MAJOR_STATUSES)[number]['code'];

/** Who discovered it: the clock of reporting begins with that. */
export const FOUND_BY = [
  { code: 'self-check', label: '企业自查' },
  { code: 'worker', label: '员工上报' },
  { code: 'inspection', label: '监督检查' },
  { code: 'insurer', label: '保险机构服务' },
  { code: 'adviser', label: '辅导员' },
  { code: 'told', label: '举报' },
  { code: 'register', label: '台账核对' },
] as const;
export type FoundBy = (typeof FOUND_BY)[number]['code'];

/** What keeps people safe until it is put right (安全生产法第六十五条；暂行规定第十六条). */
export const MEASURES = [
  { code: 'stop', label: '停产停工' },
  { code: 'stop-part', label: '停用有关设备、场所' },
  { code: 'evacuate', label: '撤出人员' },
  { code: 'warn', label: '警戒、警示' },
  { code: 'guard', label: '专人看守、加强监测' },
] as const;
export type Measure = (typeof MEASURES)[number]['code'];

/** Where the workers were told (安全生产法第四十一条). */
export const CONGRESSES = [
  { code: 'all', label: '职工大会' },
  { code: 'delegates', label: '职工代表大会' },
  { code: 'board', label: '职工大会闭会期间，向工会和全体职工书面通报' },
] as const;

export const ACCEPTED_BY = [
  { code: 'own', label: '本单位技术人员和专家' },
  { code: 'institution', label: '有资质的安全评价机构' },
] as const;

interface Done {
  by: string;
  at: Date;
}
export interface Control extends Done {
  measures: Measure[];
  /** What is done in the meantime. */
  interim: string;
}
/** The report to the competent body; its third part is the plan (暂行规定第十四条). */
export interface Report extends Done {
  /** 现状及产生原因. */
  state: string;
  /** 危害程度和整改难易程度分析. */
  harm: string;
  congress: (typeof CONGRESSES)[number]['code'];
  congressOn: LocalDate;
}
/** 治理方案: the six parts (暂行规定第十五条), five of which are the elements of the case. */
export interface TreatmentPlan {
  goal: string;
  measure: string;
  fundFen: number;
  supplies: string;
  ownerName: string;
  crew: string;
  dueOn: LocalDate;
  stages: string;
  contingency: string;
  /** First, second … time it was arranged. */
  round: number;
}
export interface Progress extends Done {
  text: string;
  photoIds: string[];
}
/** 自验: by another than who put it right. */
export interface Acceptance extends Done {
  kind: (typeof ACCEPTED_BY)[number]['code'];
  who: string;
  finding: string;
}
/** Who supervises a major hazard until it is done (挂牌督办), and how far it has climbed. */
export const LEVELS = [
  { code: 'park', label: '园区' },
  { code: 'county', label: '县（市、区）' },
  { code: 'city', label: '市' },
  { code: 'region', label: '自治区' },
] as const;
export type Level = (typeof LEVELS)[number]['code'];
/** 督办令: what is asked for, by when it is answered, and the answer. */
export interface Order extends Done {
  id: string;
  level: Level;
  what: string;
  answerBy: LocalDate;
  /** Made public (挂牌). */
  isPublic: boolean;
  answer?: Done & { text: string };
}
export interface Escalation {
  level: Level;
  at: Date;
}
export interface Addendum extends Done {
  text: string;
}

/** One file a case. Its place and what both share follow the case in the transaction of every step of it. */
export interface Major extends Row<MajorStatus>, Placed {
  hazardId: string;
  hazardReference: string;
  text: string;
  placeText: string;
  category: string;
  /** The firm whose own managers it is about; `isApart` where nobody in a firm has it. */
  aboutFirmId?: string;
  isApart: boolean;
  /** Somebody behind it gave no name: nothing of it tells more than the hour. */
  isByHour: boolean;
  /** The park's own management body is the competent one. */
  byPark: boolean;
  foundBy?: FoundBy;
  foundAt: Date;
  basis?: string;
  /** As the case stands. */
  caseStatus: string;
  isMajor: boolean;
  isOnSpot: boolean;
  judgedAt?: Date;
  control?: Control;
  report?: Report;
  plan?: TreatmentPlan;
  plannedAt?: Date;
  progress: Progress[];
  acceptance?: Acceptance;
  /** Who is to put it right, and who did. */
  ownerId?: string;
  fixedBy?: string;
  closedAt?: Date;
  downgradedAt?: Date;
  /** Why it is no major hazard, or no longer one. */
  reason?: string;
  addenda: Addendum[];
  orders: Order[];
  /** Each level once. */
  escalations: Escalation[];
  /** The end of the day agreed for its fix, until it is handed in by then; see `fixDueAt` of its case. */
  fixDueAt?: Date;
  /** Since when it is late, or will be: the first of all that is owed of it and its case (`lateness.ts`). */
  lateSince?: Date;
  /** When it climbs to the next level; absent while nothing is owed, and once it stands at the top. */
  escalateAt?: Date;
  locationId?: string;
  /** The file of the same point that was closed lately (重复出现). */
  recursOf?: string;
  /** Whoever reported says that it is not solved, and nobody has looked again yet. */
  isDisputed: boolean;
  /** More time was given by the body. */
  isExtended: boolean;
  /** Its case was merged into another major hazard that was open; any other merging ends it as none. */
  isMerged?: boolean;
}

/** How a file stands by what was done for it and how its case stands: asked at every change of either. */
export function standingOf(
  row: Pick<
    Major,
    'caseStatus' | 'isMajor' | 'isMerged' | 'isOnSpot' | 'judgedAt' | 'control' | 'report' | 'plan' | 'acceptance'
  >,
): MajorStatus {
  const { caseStatus, isMajor, judgedAt, control, report, plan, acceptance, isOnSpot } = row;
  if (caseStatus === 'duplicate' && row.isMerged === true) return 'merged';
  if (caseStatus === 'not-valid' || caseStatus === 'duplicate') return 'not-major';
  if (!isMajor && judgedAt !== undefined) return 'downgraded';
  if (!isMajor) return caseStatus === 'reported' || caseStatus === 'accepted' ? 'suspected' : 'not-major';
  if (caseStatus === 'closed' || caseStatus === 'closure-requested') return caseStatus;
  if (control === undefined) return 'judged';
  if (report === undefined) return 'controlled';
  const isHandedIn = caseStatus === 'submitted';
  if (plan === undefined && !(isHandedIn && isOnSpot)) return 'reported';
  if (isHandedIn) return acceptance === undefined ? 'submitted' : 'accepted';
  return caseStatus === 'rectifying' ? 'rectifying' : 'reported';
}

const text = { type: String, required: true };
const flag = { type: Boolean, required: true };
const schema = new Schema<Major>(
  {
    ...ROW_PATHS,
    ...PLACED_PATHS,
    hazardId: text,
    hazardReference: text,
    text,
    placeText: text,
    category: text,
    aboutFirmId: String,
    isApart: flag,
    isByHour: flag,
    byPark: flag,
    foundBy: String,
    foundAt: { type: Date, required: true },
    basis: String,
    caseStatus: text,
    isMajor: flag,
    isOnSpot: flag,
    judgedAt: Date,
    control: Object,
    report: Object,
    plan: Object,
    plannedAt: Date,
    progress: { type: [Object], default: [] } as never,
    acceptance: Object,
    ownerId: String,
    fixedBy: String,
    closedAt: Date,
    downgradedAt: Date,
    reason: String,
    addenda: { type: [Object], default: [] } as never,
    orders: { type: [Object], default: [] } as never,
    escalations: { type: [Object], default: [] } as never,
    fixDueAt: Date,
    lateSince: Date,
    escalateAt: Date,
    locationId: String,
    recursOf: String,
    isDisputed: { type: Boolean, default: false },
    isExtended: { type: Boolean, default: false },
    isMerged: Boolean,
  },
  { collection: 'majorHazards', versionKey: false },
);
indexRows(schema);
indexPlaces(schema, { status: { status: 1 }, open: { isOpen: 1 } });
schema.index({ hazardId: 1 }, { unique: true, name: 'one_a_case' });
schema.index({ bodyId: 1, _id: -1 }, { name: 'by_body' });
schema.index(
  { escalateAt: 1, _id: 1 },
  { partialFilterExpression: { escalateAt: { $exists: true } }, name: 'to_escalate' },
);
schema.index(
  { enterpriseId: 1, category: 1, closedAt: -1 },
  { partialFilterExpression: { closedAt: { $exists: true } }, name: 'closed_points' },
);
for (const area of ['parkId', 'regionPath'] as const) {
  schema.index({ [area]: 1, _id: -1 }, { partialFilterExpression: { isDisputed: true }, name: `disputed_by_${area}` });
}
// What the board counts of the last weeks only: without these it would read through the years behind them.
for (const area of ['parkId', 'regionPath'] as const) {
  schema.index(
    { [area]: 1, since: -1 },
    { partialFilterExpression: { status: 'not-major' }, name: `judged_none_by_${area}` },
  );
  schema.index(
    { [area]: 1, downgradedAt: -1 },
    { partialFilterExpression: { downgradedAt: { $exists: true } }, name: `downgraded_by_${area}` },
  );
  schema.index(
    { [area]: 1, createdAt: -1 },
    { partialFilterExpression: { recursOf: { $exists: true } }, name: `recurred_by_${area}` },
  );
}
schema.index({ 'orders.isPublic': 1, isOpen: 1, _id: -1 }, { sparse: true, name: 'listed_openly' });
schema.index({ closedAt: -1 }, { partialFilterExpression: { closedAt: { $exists: true } }, name: 'closed_lately' });
schema.index({ recursOf: 1 }, { sparse: true, name: 'by_recurrence' });

/** What a park the firm has left reads as it stood. */
export const CHANGING = changingBut(schema, ['hazardId', 'hazardReference', 'foundBy', 'foundAt']);

export const MajorModel = mongoose.model<Major>('MajorHazard', schema);

/** Where files are read: of the noun, and of the board whose numbers lead there. */
export const MAJOR_PAGES = {
  path: '/majors',
} as const;
