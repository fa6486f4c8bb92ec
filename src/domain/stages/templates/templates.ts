import type { WorkStage } from '#domain/programme';
import { findAtOnce } from '#platform/mongo';
import { remember } from '#platform/remembered';
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

const made = remember<Template[]>(async (kinds, session) => {
  const find = { filter: { kind: { $in: kinds } }, sort: { version: -1 as const }, limit: 600 };
  const rows = await findAtOnce<Template>(TemplateModel.collection.name, find, session);
  return new Map(kinds.map((kind) => [kind, rows.filter((row) => row.kind === kind)]));
});

/** Every version, the newest first, from memory; the built-in one comes last. */
export const findTemplates = async (kind: TemplateKind): Promise<Template[]> => [
  ...((await made(kind)) ?? []),
  builtIn(kind),
];

/** The version in force at an instant: the newest made by then. */
export async function templateAt<K extends TemplateKind>(kind: K, at: Date): Promise<Template<ItemsOf[K]>> {
  const found = (await findTemplates(kind)).find((one) => one.createdAt <= at);
  return (found ?? builtIn(kind)) as Template<ItemsOf[K]>;
}

/** One version by its number. @throws Error when it was never made. */
export async function templateVersion<K extends TemplateKind>(kind: K, version: number): Promise<Template<ItemsOf[K]>> {
  const found = (await findTemplates(kind)).find((one) => one.version === version);
  if (found === undefined) throw new Error(`template ${kind} has no version ${version}`);
  return found as Template<ItemsOf[K]>;
}

export const checklistKind = (stage: WorkStage) => `checklist-${stage}` as const;
