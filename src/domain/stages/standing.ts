import type { Enrolment } from '#domain/programme';
import type { Context } from '#kernel/context';
import { checklistStage, missingOf, readChecklist } from './checklist.ts';
import type { Part } from './policy.ts';
import type { AutoFact } from './templates/template.model.ts';

/** What is next for a firm and who has it; the pages and the chat say the same. */
export interface Standing {
  /** Whose turn it is. */
  holder: Part | 'nobody';
  /** In words of people who do not know the programme. */
  next: string;
  /** Required items of the checklist that are not done yet. */
  missing: string[];
  done: number;
  total: number;
}

/** Items the adviser brings about; the firm does the rest. */
const BY_ADVISER: readonly (AutoFact | undefined)[] = [
  'baseline',
  'visits',
  'acceptance',
  'month-3',
  'month-6',
  'month-12',
];

/** Where a firm stands: what is missing in its stage, else the step that leads on. */
export async function standingOf(ctx: Context, enrolment: Enrolment): Promise<Standing> {
  const stage = checklistStage(enrolment);
  if (enrolment.status === 'exited' || stage === undefined) {
    return { holder: 'nobody', next: '已经退出项目。想再参加，可以重新申请', missing: [], done: 0, total: 0 };
  }
  const checklist = await readChecklist(ctx, enrolment, stage);
  const lines = missingOf(checklist);
  const missing = lines.map((line) => line.label);
  const counts = { missing, done: checklist.lines.filter((line) => line.isDone).length, total: checklist.lines.length };
  if (enrolment.status === 'paused') return { holder: 'body', next: '项目暂停中，由主管部门恢复', ...counts };
  if (enrolment.adviserId === undefined) return { holder: 'body', next: '由主管部门安排辅导员', ...counts };
  const [first] = lines;
  if (first !== undefined) {
    const holder = BY_ADVISER.includes(first.auto) ? 'adviser' : 'manager';
    return { holder, next: `完成：${first.label}`, ...counts };
  }
  switch (stage) {
    case 'preparing':
      return { holder: 'adviser', next: '准备好了，由辅导员带着进入组织实施', ...counts };
    case 'implementing':
      return { holder: 'manager', next: '都做到了，可以申请验收', ...counts };
    case 'accepting':
      return { holder: 'body', next: '由主管部门组织验收', ...counts };
    case 'improving':
      return { holder: 'manager', next: '坚持开会、改进、复评', ...counts };
  }
}
