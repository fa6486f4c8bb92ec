import mongoose, { Schema } from 'mongoose';
import { ORDERED_ID } from '#kernel/ids';
import { forgetWhenChanged } from '#platform/remembered';

/** 五到位 of 意见（四）. */
export const PILLARS = [
  { code: 'responsibility', label: '责任到位' },
  { code: 'management', label: '管理到位' },
  { code: 'investment', label: '投入到位' },
  { code: 'training', label: '培训到位' },
  { code: 'emergency', label: '应急到位' },
] as const;
export type Pillar = (typeof PILLARS)[number]['code'];

/** Five levels of the 5S scale (facts.md §3.1). */
export const LEVELS = [
  { score: 1, label: '起步' },
  { score: 2, label: '初步改善' },
  { score: 3, label: '发展' },
  { score: 4, label: '融入日常' },
  { score: 5, label: '卓越' },
] as const;

/** What a checklist item can be satisfied by, without anybody ticking it. */
export const AUTO_FACTS = [
  { code: 'adviser', label: '已安排辅导员' },
  { code: 'team', label: '改进小组已成立' },
  { code: 'running-plan', label: '发展计划正在执行' },
  { code: 'baseline', label: '基线评估已完成' },
  { code: 'training', label: '管理人员和员工都有人参加培训' },
  { code: 'visits', label: '入企辅导达到次数' },
  { code: 'month-3', label: '3 个月复评已完成' },
  { code: 'month-6', label: '6 个月复评已完成' },
  { code: 'month-12', label: '12 个月复评已完成' },
  { code: 'acceptance', label: '验收评估问卷已完成' },
] as const;
export type AutoFact = (typeof AUTO_FACTS)[number]['code'];

export interface ChecklistItem {
  code: string;
  label: string;
  /** Without it the stage cannot be left. */
  isRequired: boolean;
  /** Satisfied by what is recorded; absent when a person ticks it. */
  auto?: AutoFact;
}

export interface AssessmentItem {
  code: string;
  /** Yes/no practice, a number with its unit, or a 5S item scored 1–5. */
  kind: 'practice' | 'number' | 'score';
  /** The five-in-place pillar a practice belongs to; absent for the other good practices. */
  pillar?: Pillar;
  label: string;
  unit?: string;
}

export interface AcceptanceItem {
  code: string;
  label: string;
  /** Most points it can get. */
  points: number;
}

export type TemplateItem = ChecklistItem | AssessmentItem | AcceptanceItem;

export const TEMPLATE_KINDS = [
  { code: 'checklist-preparing', label: '准备动员清单' },
  { code: 'checklist-implementing', label: '组织实施清单' },
  { code: 'checklist-accepting', label: '验收评估清单' },
  { code: 'checklist-improving', label: '持续改进清单' },
  { code: 'assessment', label: '评估问卷' },
  { code: 'acceptance', label: '验收评分表' },
] as const;
export type TemplateKind = (typeof TEMPLATE_KINDS)[number]['code'];

/** One version of a template. Insert only: a new version never changes what began under an older one. */
export interface Template<T extends TemplateItem = TemplateItem> {
  _id: string;
  kind: TemplateKind;
  /** 1 is the built-in one; every change is the next number. */
  version: number;
  items: T[];
  /** What changed, in a sentence. */
  note: string;
  madeBy: string;
  madeByName: string;
  createdAt: Date;
}

const text = { type: String, required: true };
const schema = new Schema<Template>(
  {
    _id: ORDERED_ID,
    kind: text,
    version: { type: Number, required: true },
    items: { type: [Schema.Types.Mixed], required: true } as never,
    note: text,
    madeBy: text,
    madeByName: text,
    createdAt: { type: Date, required: true },
  },
  { collection: 'programmeTemplates', versionKey: false },
);
forgetWhenChanged(schema, undefined, () => true);
schema.index({ kind: 1, version: -1 }, { unique: true, name: 'one_version' });

export const TemplateModel = mongoose.model<Template>('ProgrammeTemplate', schema);
