import type { Enrolment, Tick } from '#domain/programme';
import { enrolmentLifecycle, type WorkStage } from '#domain/programme';
import type { Context } from '#kernel/context';
import { conflict } from '#kernel/errors';
import { statusRow } from '#kernel/lifecycle';
import { factsOf } from './facts.ts';
import { isWorkStage } from './takeStage.ts';
import type { ChecklistItem, Template } from './templates/template.model.ts';
import { checklistKind, templateAt, templateVersion } from './templates/templates.ts';

/** An item of a checklist with how it stands. */
export interface ChecklistLine extends ChecklistItem {
  isDone: boolean;
  /** Numbers behind an automatic item; empty for one that people tick. */
  because: string;
  tick?: Tick;
}

export interface Checklist {
  stage: WorkStage;
  version: number;
  lines: ChecklistLine[];
}

/** The stage whose checklist counts now; a paused firm's is the one it comes back to. */
export function checklistStage({ status, pausedFrom }: Enrolment): WorkStage | undefined {
  if (status === 'paused') return pausedFrom;
  return isWorkStage(status) ? status : undefined;
}

/** The template this firm's stage goes by: the one kept with it, else the one in force when it was admitted. */
export async function checklistTemplate(enrolment: Enrolment, stage: WorkStage): Promise<Template<ChecklistItem>> {
  const kept = enrolment.checklists?.[stage]?.version;
  const kind = checklistKind(stage);
  return (kept === undefined ? templateAt(kind, enrolment.admittedAt) : templateVersion(kind, kept)) as Promise<
    Template<ChecklistItem>
  >;
}

/** A stage's checklist as it stands. */
export async function readChecklist(ctx: Context, enrolment: Enrolment, stage: WorkStage): Promise<Checklist> {
  const template = await checklistTemplate(enrolment, stage);
  const facts = await factsOf(
    ctx,
    enrolment,
    template.items.flatMap(({ auto }) => auto ?? []),
  );
  const ticks = enrolment.checklists?.[stage]?.ticks ?? [];
  const lines = template.items.map((item): ChecklistLine => {
    const tick = ticks.find((row) => row.code === item.code);
    const fact = item.auto === undefined ? undefined : facts[item.auto];
    return {
      ...item,
      // What was ticked before Anfa worked it out by itself stays done.
      isDone: fact?.holds || tick !== undefined,
      because: fact?.because ?? '',
      ...(tick === undefined ? {} : { tick }),
    };
  });
  return { stage, version: template.version, lines };
}

/** Required items that are not done. */
export const missingOf = ({ lines }: Checklist): ChecklistLine[] =>
  lines.filter((line) => line.isRequired && !line.isDone);

/** @throws Conflict `enrolment.items-missing` that names what is missing before the stage can be left. */
export async function requireChecklist(ctx: Context, enrolment: Enrolment): Promise<void> {
  const stage = checklistStage(enrolment);
  if (stage === undefined) return;
  const missing = missingOf(await readChecklist(ctx, enrolment, stage));
  if (missing.length === 0) return;
  const { label } = statusRow(enrolmentLifecycle, stage);
  throw conflict('enrolment.items-missing', {
    params: { stage: label, missing: missing.map((line) => line.label).join('、') },
  });
}
