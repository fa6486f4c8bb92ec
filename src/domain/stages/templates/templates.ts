import type { WorkStage } from '#domain/programme';
import { DEFAULTS } from './defaults.ts';
import {
  type AcceptanceItem,
  type AssessmentItem,
  type ChecklistItem,
  type Template,
  type TemplateItem,
  type TemplateKind,
  TemplateModel,
} from './template.model.ts';

interface ItemsOf {
  'checklist-preparing': ChecklistItem;
  'checklist-implementing': ChecklistItem;
  'checklist-accepting': ChecklistItem;
  'checklist-improving': ChecklistItem;
  assessment: AssessmentItem;
  acceptance: AcceptanceItem;
}

const builtIn = (kind: TemplateKind): Template => ({
  _id: `${kind}-1`,
  kind,
  version: 1,
  items: [...DEFAULTS[kind]] as TemplateItem[],
  note: '系统自带',
  madeBy: '',
  madeByName: '',
  createdAt: new Date(0),
});

/** Every version, the newest first; the built-in one comes last. */
export async function findTemplates(kind: TemplateKind): Promise<Template[]> {
  return [...(await TemplateModel.find({ kind }).sort({ version: -1 }).limit(100).lean<Template[]>()), builtIn(kind)];
}

/** The version in force at an instant: the newest made by then. */
export async function templateAt<K extends TemplateKind>(kind: K, at: Date): Promise<Template<ItemsOf[K]>> {
  const [found] = await TemplateModel.find({ kind, createdAt: { $lte: at } })
    .sort({ version: -1 })
    .limit(1)
    .lean<Template[]>();
  return (found ?? builtIn(kind)) as Template<ItemsOf[K]>;
}

/** One version by its number. @throws Error when it was never made. */
export async function templateVersion<K extends TemplateKind>(kind: K, version: number): Promise<Template<ItemsOf[K]>> {
  const found = version === 1 ? builtIn(kind) : await TemplateModel.findOne({ kind, version }).lean<Template>();
  if (found === null) throw new Error(`template ${kind} has no version ${version}`);
  return found as Template<ItemsOf[K]>;
}

export const checklistKind = (stage: WorkStage) => `checklist-${stage}` as const;
