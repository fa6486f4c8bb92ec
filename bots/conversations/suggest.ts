import type { DialogueState } from '#domain/chat';
import { findSuggestions, proposeSuggestion, suggestionLifecycle } from '#domain/plans';
import { actsAs } from '#kernel/actor';
import { statusRow } from '#kernel/lifecycle';
import { end, type Outcome, say, type Turn } from '../conversation.ts';
import { saysNo, saysSomething, saysYes } from '../words.ts';
import { showMenu } from './menu.ts';
import { startReport } from './report.ts';
import { shortly } from './reports.ts';

interface Draft {
  text: string;
  photoIds: string[];
}

const MAX_TEXT = 1_000;
const MAX_PHOTOS = 9;
const MAX_ROWS = 6;

const draftOf = ({ draft }: DialogueState): Draft => ({
  text: String(draft['text'] ?? ''),
  photoIds: (draft['photoIds'] as string[] | undefined) ?? [],
});

/** 提建议: words (photos welcome) → confirm. Somebody of no firm is told how to join first. */
export async function startSuggest(rest: string | undefined, turn: Turn): Promise<Outcome> {
  if (!actsAs(turn.ctx.actor, 'worker', 'enterprise-manager', 'safety-officer')) return end(say('suggest-bind-first'));
  const photoIds = turn.message.photoId ? [turn.message.photoId] : [];
  return rest && saysSomething(rest) ? askConfirm({ text: rest, photoIds }) : askWords({ text: '', photoIds });
}

const askWords = (draft: Draft, isUnreadable = false): Outcome => ({
  state: { conversation: 'suggest', step: 'words', draft: { ...draft } },
  replies: [say('suggest-words', { photoCount: draft.photoIds.length, isUnreadable })],
});

const askConfirm = (draft: Draft): Outcome => ({
  state: { conversation: 'suggest', step: 'confirm', draft: { ...draft } },
  replies: [say('suggest-confirm', { text: draft.text, photoCount: draft.photoIds.length })],
});

export async function suggest(state: DialogueState, turn: Turn): Promise<Outcome> {
  const draft = draftOf(state);
  const { message, words, choice } = turn;
  const isConfirming = state.step === 'confirm';
  if (turn.intent?.code === 'back') return isConfirming ? askWords({ ...draft, text: '' }) : showMenu(turn);
  if (turn.intent?.code === 'resume') return isConfirming ? askConfirm(draft) : askWords(draft);
  const isTold = choice === undefined && saysSomething(words);
  if (message.photoId) {
    const photoIds = [...draft.photoIds, message.photoId].slice(0, MAX_PHOTOS);
    const text = isTold ? together(draft.text, message.text) : draft.text;
    return text === '' ? askWords({ text, photoIds }) : askConfirm({ text, photoIds });
  }
  if (!isConfirming) return isTold ? askConfirm({ ...draft, text: message.text ?? '' }) : askWords(draft, true);
  if (choice === 1 || saysYes(words)) return submit(draft, state, turn);
  if (choice === 2) return startReport({ ...turn, message: { ...message, text: draft.text } }, true);
  if (choice !== undefined || saysNo(words) || !saysSomething(words)) return askConfirm(draft);
  return askConfirm({ ...draft, text: together(draft.text, message.text) });
}

const together = (before: string, more: string | undefined): string =>
  [before, more].filter(Boolean).join('；').slice(0, MAX_TEXT);

/** The command knows the message by its once-key, so a bot killed before the reply finds the same suggestion again. */
function submit(draft: Draft, state: DialogueState, turn: Turn): Outcome {
  const run = async (): Promise<Outcome> => {
    const { reference } = await proposeSuggestion(turn.ctx, { ...draft, text: draft.text.slice(0, MAX_TEXT) });
    return end(say('suggestion-received', { reference, link: `${turn.publicUrl}/suggestions/${reference}` }));
  };
  return { state, replies: [], effect: { when: 'by-key', run } };
}

/** 我的建议: what became of what the person proposed. */
export async function mySuggestions({ ctx }: Turn): Promise<Outcome> {
  const { rows } = await findSuggestions(ctx, { isMine: true, limit: MAX_ROWS });
  return end(
    say('my-suggestions', {
      rows: rows.map(({ reference, status, text }) => ({
        reference,
        status: statusRow(suggestionLifecycle, status).label,
        text: shortly(text),
      })),
    }),
  );
}
