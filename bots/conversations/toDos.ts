import type { DialogueState } from '#domain/chat';
import { findToDos } from '#domain/hazards';
import { findPlanToDos, type PlanToDo } from '#domain/plans';
import { end, type Outcome, say, type Turn } from '../conversation.ts';
import type { IntentCode } from '../intents.ts';
import { startCaseAct } from './caseAct.ts';
import { startItemAct } from './itemAct.ts';
import { showMenu } from './menu.ts';
import { shortly } from './reports.ts';
import { startSuggestionAct } from './suggestionAct.ts';

const MAX_ROWS = 8;

/** Actions that can be done by chat, as the command that starts them; the others have more to fill in. */
const CASES: Readonly<Record<string, IntentCode>> = {
  accept: 'accept',
  'verify-valid': 'verify',
  'submit-rectification': 'submit',
  'approve-rectification': 'approve',
};
const ITEMS: Readonly<Record<string, IntentCode>> = { 'complete-item': 'complete', 'check-effective': 'progress' };
const SUGGESTIONS: readonly string[] = ['adopt-suggestion', 'confirm-suggestion'];
const PATHS: Readonly<Record<PlanToDo['kind'] | 'case', string>> = {
  case: 'hazards',
  item: 'items',
  suggestion: 'suggestions',
  plan: 'plans',
};

interface Row {
  kind: PlanToDo['kind'] | 'case';
  reference: string;
  action: string;
}

/** 我的待办: cases, items of the plan and suggestions that wait for this person; the number opens one. */
export async function startToDos({ ctx, publicUrl }: Turn): Promise<Outcome> {
  const [cases, planned] = await Promise.all([findToDos(ctx), findPlanToDos(ctx)]);
  const never = Number.MAX_SAFE_INTEGER;
  const found = [
    ...cases.map(({ hazard, action, label }) => {
      const { reference, text, dueAt } = hazard;
      return { kind: 'case' as const, reference, action: action as string, label, text, at: dueAt?.getTime() ?? never };
    }),
    ...planned.map(({ kind, reference, action, label, text, dueAt }) => {
      return { kind, reference, action: action as string, label, text, at: dueAt?.getTime() ?? never };
    }),
  ].toSorted((a, b) => a.at - b.at);
  const rows = found.slice(0, MAX_ROWS);
  const reply = say('to-dos', {
    rows: rows.map(({ reference, label, text }, i) => ({
      number: i + 1,
      reference,
      action: label,
      text: shortly(text),
    })),
    hasMore: found.length > rows.length,
    publicUrl,
  });
  if (rows.length === 0) return end(reply);
  const draft = { rows: rows.map(({ kind, reference, action }): Row => ({ kind, reference, action })) };
  return { state: { conversation: 'toDos', step: 'choose', draft }, replies: [reply] };
}

export async function toDos(state: DialogueState, turn: Turn): Promise<Outcome> {
  if (turn.intent?.code === 'back') return showMenu(turn);
  const rows = (state.draft['rows'] as Row[] | undefined) ?? [];
  const row = turn.choice === undefined ? undefined : rows[turn.choice - 1];
  if (!row) return startToDos(turn);
  const { kind, reference, action } = row;
  const aCase = kind === 'case' ? CASES[action] : undefined;
  if (aCase) return startCaseAct({ code: aCase, reference }, turn);
  const anItem = kind === 'item' ? ITEMS[action] : undefined;
  if (anItem) return startItemAct({ code: anItem, reference }, turn);
  if (kind === 'suggestion' && SUGGESTIONS.includes(action)) {
    return startSuggestionAct({ code: 'progress', reference }, turn);
  }
  const link = `${turn.publicUrl}/${PATHS[kind] ?? 'hazards'}/${reference}`;
  return { state, replies: [say('case-on-web', { reference, link })] };
}
