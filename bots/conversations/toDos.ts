import type { DialogueState } from '#domain/chat';
import { findToDos } from '#domain/hazards';
import { end, type Outcome, say, type Turn } from '../conversation.ts';
import type { IntentCode } from '../intents.ts';
import { startCaseAct } from './caseAct.ts';
import { showMenu } from './menu.ts';
import { shortly } from './reports.ts';

const MAX_ROWS = 8;

/** Actions that can be done by chat, as the command that starts them. */
const BY_CHAT: Readonly<Record<string, IntentCode>> = {
  accept: 'accept',
  'verify-valid': 'verify',
  'submit-rectification': 'submit',
  'approve-rectification': 'approve',
};

interface Row {
  reference: string;
  action: string;
}

/** 我的待办: the cases that wait for this person; the number opens one. */
export async function startToDos({ ctx, publicUrl }: Turn): Promise<Outcome> {
  const found = await findToDos(ctx);
  const rows = found.slice(0, MAX_ROWS);
  const reply = say('to-dos', {
    rows: rows.map(({ hazard, label }, i) => ({
      number: i + 1,
      reference: hazard.reference,
      action: label,
      text: shortly(hazard.text),
    })),
    hasMore: found.length > rows.length,
    publicUrl,
  });
  if (rows.length === 0) return end(reply);
  const draft = { rows: rows.map(({ hazard, action }) => ({ reference: hazard.reference, action })) };
  return { state: { conversation: 'toDos', step: 'choose', draft }, replies: [reply] };
}

export async function toDos(state: DialogueState, turn: Turn): Promise<Outcome> {
  if (turn.intent?.code === 'back') return showMenu(turn);
  const rows = (state.draft['rows'] as Row[] | undefined) ?? [];
  const row = turn.choice === undefined ? undefined : rows[turn.choice - 1];
  if (!row) return startToDos(turn);
  const code = BY_CHAT[row.action];
  const { reference } = row;
  if (code) return startCaseAct({ code, reference }, turn);
  return { state, replies: [say('case-on-web', { reference, link: `${turn.publicUrl}/hazards/${reference}` })] };
}
