import type { DialogueState } from '#domain/chat';
import {
  adoptSuggestion,
  confirmSuggestion,
  declineSuggestion,
  denySuggestion,
  getSuggestion,
  suggestionLifecycle,
} from '#domain/plans';
import { statusRow } from '#kernel/lifecycle';
import { end, type Outcome, say, type Turn } from '../conversation.ts';
import type { Intent } from '../intents.ts';
import { saysNo, saysSomething, saysYes } from '../words.ts';
import { showMenu } from './menu.ts';

type Step = 'answer' | 'decline' | 'confirm' | 'not-yet';

const standing = (step: Step, reference: string): DialogueState => ({
  conversation: 'suggestionAct',
  step,
  draft: { reference },
});

/** Runs a command on a suggestion in the transaction that closes the message, and says how it stands then. */
function act(did: string, turn: Turn, step: Step, reference: string, run: () => Promise<unknown>): Outcome {
  const settle = async (): Promise<Outcome> => {
    await run();
    const { status } = await getSuggestion(turn.ctx, reference);
    return end(say('case-done', { reference, did, status: statusRow(suggestionLifecycle, status).label }));
  };
  return { state: standing(step, reference), replies: [], effect: { when: 'with-message', run: settle } };
}

const adopt = (reference: string, turn: Turn, note = ''): Outcome =>
  act('已采纳', turn, 'answer', reference, () => adoptSuggestion(turn.ctx, { reference, note }));
const decline = (reference: string, turn: Turn, reason: string): Outcome =>
  act('已答复提出人', turn, 'decline', reference, () => declineSuggestion(turn.ctx, { reference, reason }));
const confirm = (reference: string, turn: Turn): Outcome =>
  act('谢谢您的建议，已确认', turn, 'confirm', reference, () => confirmSuggestion(turn.ctx, { reference }));
const deny = (reference: string, turn: Turn, reason: string): Outcome =>
  act('已告诉企业接着做', turn, 'not-yet', reference, () => denySuggestion(turn.ctx, { reference, reason }));

/** 采纳、不采纳、确认、还没有: a suggestion and what to do with it. */
export async function startSuggestionAct(
  intent: Pick<Intent, 'code' | 'reference' | 'rest'>,
  turn: Turn,
): Promise<Outcome> {
  const { reference = '', rest = '' } = intent;
  await getSuggestion(turn.ctx, reference);
  const isSaid = saysSomething(rest);
  switch (intent.code) {
    case 'adopt':
      return adopt(reference, turn, rest);
    case 'decline':
      return isSaid ? decline(reference, turn, rest) : askReason('decline', reference);
    case 'confirm-suggestion':
      return confirm(reference, turn);
    case 'not-yet':
      return isSaid ? deny(reference, turn, rest) : askReason('not-yet', reference);
    default:
      return ask(reference, turn);
  }
}

export async function suggestionAct(state: DialogueState, turn: Turn): Promise<Outcome> {
  const reference = String(state.draft['reference'] ?? '');
  const { choice, words, message } = turn;
  const isBack = turn.intent?.code === 'back';
  if (state.step === 'decline' || state.step === 'not-yet') {
    if (isBack) return ask(reference, turn);
    const isReason = turn.intent === undefined && choice === undefined && saysSomething(words);
    if (!isReason) return askReason(state.step, reference);
    const reason = message.text ?? '';
    return state.step === 'decline' ? decline(reference, turn, reason) : deny(reference, turn, reason);
  }
  if (isBack) return showMenu(turn);
  const isAnswer = state.step === 'answer';
  if (choice === 1 || saysYes(words)) return isAnswer ? adopt(reference, turn) : confirm(reference, turn);
  if (choice === 2 || saysNo(words)) return askReason(isAnswer ? 'decline' : 'not-yet', reference);
  return ask(reference, turn);
}

/** Shows the suggestion and asks what its status waits for. */
async function ask(reference: string, { ctx, publicUrl }: Turn): Promise<Outcome> {
  const suggestion = await getSuggestion(ctx, reference);
  const { text, doneNote, photoIds, proposerName } = suggestion;
  const link = `${publicUrl}/suggestions/${reference}`;
  if (suggestion.status === 'carried-out') {
    const reply = say('suggestion-confirm', { reference, text, done: doneNote ?? '' });
    return { state: standing('confirm', reference), replies: [reply] };
  }
  const reply = say('suggestion-answer', { reference, text, proposerName, photoCount: photoIds.length, link });
  return { state: standing('answer', reference), replies: [reply] };
}

const askReason = (step: 'decline' | 'not-yet', reference: string): Outcome => ({
  state: standing(step, reference),
  replies: [say('case-ask-reason', { reference, asksState: step === 'not-yet' })],
});
