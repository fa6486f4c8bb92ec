import type { DialogueState } from '#domain/chat';
import { evidenceRule } from '#domain/evidence';
import { proposeSuggestion, suggestions } from '#domain/plans';
import { actsAs } from '#kernel/actor';
import { statusRow } from '#kernel/lifecycle';
import {
  type Answer,
  type Conversation,
  end,
  goTo,
  type Outcome,
  type Settled,
  type Start,
  say,
  shortly,
  standAt,
  type Turn,
} from '../conversation.ts';
import { saysNo, saysSomething, saysYes } from '../words.ts';

interface Draft {
  text: string;
  photoIds: string[];
}

const MAX_TEXT = 1_000;
const MAX_ROWS = 6;

const draftOf = ({ draft }: DialogueState): Draft => ({
  text: String(draft['text'] ?? ''),
  photoIds: (draft['photoIds'] as string[] | undefined) ?? [],
});

/** Somebody of no firm is told how to join first. */
const start: Start = ({ rest }, turn) => {
  if (!actsAs(turn.ctx.actor, 'worker', 'enterprise-manager', 'safety-officer')) return end(say('suggest-bind-first'));
  const photoIds = turn.message.photoId ? [turn.message.photoId] : [];
  return rest && saysSomething(rest) ? askConfirm({ text: rest, photoIds }) : askWords({ text: '', photoIds });
};

/** 我的建议: what became of what the person proposed. */
const mySuggestions: Start = async (_asked, { ctx }) => {
  const found = await suggestions.find(ctx, { isMine: true, limit: MAX_ROWS });
  const rows = found.rows.map(({ reference, status, text }) => {
    return { reference, status: statusRow(suggestions.lifecycle, status).label, text: shortly(text) };
  });
  return end(say('my-suggestions', { rows }));
};

const askWords = (draft: Draft, isUnreadable = false): Outcome =>
  standAt('suggest', 'words', draft, say('suggest-words', { photoCount: draft.photoIds.length, isUnreadable }));

const askConfirm = (draft: Draft): Outcome =>
  standAt('suggest', 'confirm', draft, say('suggest-confirm', { text: draft.text, photoCount: draft.photoIds.length }));

const answer: Answer = (state, turn) => {
  const draft = draftOf(state);
  const { message, words, choice } = turn;
  const isConfirming = state.step === 'confirm';
  if (turn.intent?.code === 'resume') return isConfirming ? askConfirm(draft) : askWords(draft);
  const isTold = choice === undefined && saysSomething(words);
  if (message.photoId) {
    const photoIds = [...draft.photoIds, message.photoId].slice(0, evidenceRule(turn.ctx.now).most);
    const text = isTold ? together(draft.text, message.text) : draft.text;
    return text === '' ? askWords({ text, photoIds }) : askConfirm({ text, photoIds });
  }
  if (!isConfirming) return isTold ? askConfirm({ ...draft, text: message.text ?? '' }) : askWords(draft, true);
  if (choice === 1 || saysYes(words)) return submit(draft, state, turn);
  if (choice === 2) return goTo('report', { told: { ...message, text: draft.text } });
  if (!isTold || saysNo(words)) return askConfirm(draft);
  return askConfirm({ ...draft, text: together(draft.text, message.text) });
};

/** 提建议: words (photos welcome) → confirm. */
export const suggest: Conversation = {
  name: 'suggest',
  isKept: true,
  claims: {
    suggest: {
      withPhoto: true,
      pattern:
        /^(?:(?:请|我要|我想|想|我)?(?:提|有)(?:一?[个条])?(?:合理化)?建议|(?:合理化)?建议(?=$|[:：，,\s]))[:：，,]?\s*(?<rest>.*)$/,
      examples: [
        '提建议',
        '我要提建议',
        '提建意',
        '提個建議',
        '建议',
        '提建议：把叉车通道划出来',
        '我有个建议 加装护栏',
      ],
      nearMisses: ['没有建议', '不建议这样站', '建议的护栏没装', '我的建议'],
      start,
    },
    'my-suggestions': {
      pattern: /^(我的|查我的|看我的)(合理化)?建议$|^我提(过)?的(建议)?$/,
      examples: ['我的建议', '我提的', '我的建議', '查我的建议'],
      nearMisses: ['提建议', '我的建议箱坏了'],
      start: mySuggestions,
    },
  },
  steps: {
    words: { takesWords: true, answer },
    confirm: {
      takesWords: true,
      asksYes: true,
      answer,
      back: (state) => askWords({ ...draftOf(state), text: '' }),
    },
  },
};

const together = (before: string, more: string | undefined): string =>
  [before, more].filter(Boolean).join('；').slice(0, MAX_TEXT);

/** The command knows the message by its once-key, so a bot killed before the reply finds the same suggestion again. */
function submit(draft: Draft, state: DialogueState, turn: Turn): Outcome {
  const run = async (): Promise<Settled> => {
    const { reference } = await proposeSuggestion(turn.ctx, { ...draft, text: draft.text.slice(0, MAX_TEXT) });
    return end(say('suggestion-received', { reference, link: `${turn.publicUrl}${suggestions.pathOf(reference)}` }));
  };
  return { state, replies: [], effect: { when: 'by-key', run } };
}
