import mongoose, { Schema } from 'mongoose';
import { indexRows, ROW_PATHS, type Row } from '#domain/engine';
import type { Grade } from '#domain/grades';
import type { LocalDate } from '#kernel/dates';
import type { ChangeKind, GateCode, Ground, ProjectKind, Trade } from './project.rules.ts';

export const PROJECT_STATUSES = [
  { code: 'introduced', label: '已引进', tone: 'waiting', isOpen: true },
  { code: 'screened', label: '已审查', tone: 'waiting', isOpen: true },
  { code: 'conditional', label: '附条件', tone: 'waiting', isOpen: true },
  { code: 'admitted', label: '准入', tone: 'active', isOpen: true },
  { code: 'refused', label: '不予准入', tone: 'bad', isOpen: false },
  { code: 'pre-assessed', label: '已预评价', tone: 'active', isOpen: true },
  { code: 'design-approved', label: '设计已审', tone: 'active', isOpen: true },
  { code: 'building', label: '在建', tone: 'active', isOpen: true },
  { code: 'trial', label: '试运行', tone: 'active', isOpen: true },
  { code: 'accepted', label: '已验收', tone: 'active', isOpen: true },
  { code: 'producing', label: '已投产', tone: 'good', isOpen: false },
  { code: 'paused', label: '停下待决定', tone: 'bad', isOpen: true },
  { code: 'withdrawn', label: '撤回', tone: 'quiet', isOpen: false },
] as const;
export type ProjectStatus = (typeof PROJECT_STATUSES)[number]['code'];
/** Nothing of it stands yet. */
export const UNBUILT = [
  'introduced',
  'screened',
  'conditional',
  'admitted',
  'pre-assessed',
  'design-approved',
] as const satisfies readonly ProjectStatus[];

/**
 * How a project came through a gate, with the catalogue, grade and law of that day: nothing that changes later changes
 * it. A change of the project re-opens it; what was decided stays to be read.
 */
export interface GatePass {
  gate: GateCode;
  result: 'pass' | 'stop' | 'refuse';
  day: LocalDate;
  at: Date;
  by: string;
  /** Of `admission-gates`. */
  version: string;
  article: string;
  source: string;
  /** In a sentence. */
  why: string;
  /** The paper it rests on. */
  file?: string;
  ground?: Ground;
  /** The list that bound that day, by number and first day. */
  list?: string;
  listFrom?: LocalDate;
  grade?: Grade;
  /** Number and day of the publication of the grade. */
  gradeBy?: string;
  gradeFrom?: LocalDate;
  /** It must be passed again. */
  reopenedAt?: Date;
}

/** 例外批准: named, on paper, with terms, until a day. */
export interface ProjectException {
  gate: GateCode;
  approver: string;
  file: string;
  terms: string;
  until: LocalDate;
  /** The grade it was stopped by then: one that is lower is not approved. */
  grade?: Grade;
  by: string;
  at: Date;
}

/** One of the three opinions of the joint review. */
export interface ProjectReview {
  level: 'park' | 'city' | 'autonomous-region';
  agrees: boolean;
  file: string;
  by: string;
  at: Date;
  reopenedAt?: Date;
}

interface ProjectChange {
  what: ChangeKind;
  before: string;
  after: string;
  reason: string;
  gate: GateCode;
  by: string;
  at: Date;
}

/** 安全设施设计审查, from its papers to the answer; who answers takes it on first. */
export interface DesignReview {
  askedAt: Date;
  /** What was handed in. */
  papers: string;
  acceptedAt?: Date;
  /** Why the answer was put off, once. */
  putOff?: string;
}

/** Papers handed in to be looked over, and when that was taken on. */
interface Asked {
  askedAt: Date;
  papers: string;
  acceptedAt?: Date;
}

/** 安全条件审查: what is asked now, and the last opinion, which is good until a day. */
export interface Conditions {
  asked?: Asked;
  opinion?: { file: string; on: LocalDate; until: LocalDate; by: string; at: Date };
}

/** 消防设计审查 of special works, by the housing department. */
export interface FireReview extends Asked {
  /** Working days more, because experts were asked. */
  experts?: { days: number; reason: string };
  opinion?: { file: string; on: LocalDate; by: string; at: Date };
}

/** 建设项目. It lies in the park it was introduced to; its firm need not be known to Anfa yet. */
export interface Project extends Row<ProjectStatus> {
  parkId: string;
  regionPath: string[];
  /** Whoever decides where the park has no power, and is told where it has. */
  bodyId: string;
  sector: string;
  enterpriseId?: string;
  ownerName: string;
  ownerCode: string;
  name: string;
  kind: ProjectKind;
  trade: Trade;
  /** A code of the list of those that need a pre-assessment, or `none`. */
  risk: string;
  /** A code of the special works of fire safety, or `none`. */
  fireWork: string;
  site: string;
  products: string;
  capacity: string;
  process: string;
  hazards: string;
  ground?: Ground;
  groundText?: string;
  signedOn?: LocalDate;
  filedOn?: LocalDate;
  decidedOn?: LocalDate;
  /** The day the notice counts from, by the version of the rule it was introduced under. */
  introducedOn: LocalDate;
  noticeVersion: string;
  /** The emergency department of the park's own level. */
  noticeBodyId?: string;
  noticeAt?: Date;
  receiptAt?: Date;
  isNoticed: boolean;
  /** Whether the park itself held the power on the day it was introduced. */
  isParkCompetent: boolean;
  introducedBy: string;
  screenedBy?: string;
  passes: GatePass[];
  exceptions: ProjectException[];
  reviews: ProjectReview[];
  changes: ProjectChange[];
  /** What the decider attached to it. */
  terms?: string;
  termsMet?: string;
  /** The day building began first; a change that sends it back to a gate takes nothing of it away. */
  begunOn?: LocalDate;
  designReview?: DesignReview;
  conditions?: Conditions;
  fireReview?: FireReview;
  /** The housing department, once fire papers of it are asked for. */
  housingBodyId?: string;
  /** The day its works were accepted. */
  acceptedOn?: LocalDate;
  trialFrom?: LocalDate;
  trialTo?: LocalDate;
  pausedFrom?: ProjectStatus;
  /** The gate that stopped it, where a gate did. */
  stoppedAt?: GateCode;
  /** Why it was refused, stopped or withdrawn. */
  reason?: string;
}

const BEGUN: readonly ProjectStatus[] = ['building', 'trial', 'accepted', 'producing'];
/** Whether something of it stands, also while a change has it pass its gates again. */
export const isBegun = ({ begunOn, status, pausedFrom }: Pick<Project, 'begunOn' | 'status' | 'pausedFrom'>): boolean =>
  begunOn !== undefined || BEGUN.includes(status) || (pausedFrom !== undefined && BEGUN.includes(pausedFrom));

const text = { type: String, required: true };
const parts = { type: [Object], default: [] };
const schema = new Schema<Project>(
  {
    ...ROW_PATHS,
    parkId: text,
    regionPath: { type: [String], required: true },
    bodyId: text,
    sector: text,
    enterpriseId: String,
    ownerName: text,
    ownerCode: text,
    name: text,
    kind: text,
    trade: text,
    risk: text,
    fireWork: text,
    site: text,
    products: text,
    capacity: text,
    process: text,
    hazards: text,
    ground: String,
    groundText: String,
    signedOn: String,
    filedOn: String,
    decidedOn: String,
    introducedOn: text,
    noticeVersion: text,
    noticeBodyId: String,
    noticeAt: Date,
    receiptAt: Date,
    isNoticed: { type: Boolean, required: true },
    isParkCompetent: { type: Boolean, required: true },
    introducedBy: text,
    screenedBy: String,
    passes: parts,
    exceptions: parts,
    reviews: parts,
    changes: parts,
    terms: String,
    termsMet: String,
    begunOn: String,
    designReview: Object,
    conditions: Object,
    fireReview: Object,
    housingBodyId: String,
    acceptedOn: String,
    trialFrom: String,
    trialTo: String,
    pausedFrom: String,
    stoppedAt: String,
    reason: String,
  },
  { collection: 'projects', versionKey: false },
);
indexRows(schema);
const FILTERS = { status: 'status', kind: 'kind', open: 'isOpen', noticed: 'isNoticed' } as const;
for (const place of ['enterpriseId', 'parkId', 'regionPath', 'housingBodyId']) {
  schema.index({ [place]: 1, _id: -1 }, { name: `by_${place}` });
  for (const [name, key] of Object.entries(FILTERS))
    schema.index({ [place]: 1, [key]: 1, _id: -1 }, { name: `by_${place}_${name}` });
}

export const ProjectModel = mongoose.model<Project>('Project', schema);
