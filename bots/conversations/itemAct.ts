import type { DialogueState } from '#domain/chat';
import { completeItem, findEffective, findNotEffective, getItem, itemLifecycle } from '#domain/plans';
import { statusRow } from '#kernel/lifecycle';
import { end, type Outcome, say, type Turn } from '../conversation.ts';
import type { Intent } from '../intents.ts';
import { saysNo, saysSomething, saysYes } from '../words.ts';
import { showMenu } from './menu.ts';

interface Draft {
  reference: string;
  text: string;
  photoIds: string[];
}
type Step = 'complete' | 'check' | 'redo';

const draftOf = ({ draft }: DialogueState): Draft => ({
  reference: String(draft['reference'] ?? ''),
  text: String(draft['text'] ?? ''),
  photoIds: (draft['photoIds'] as string[] | undefined) ?? [],
});
const standing = (step: Step, draft: Draft): DialogueState => ({ conversation: 'itemAct', step, draft: { ...draft } });

/** Runs a command on an item in the transaction that closes the message, and says how it stands then. */
function act(did: string, turn: Turn, state: DialogueState, run: (reference: string) => Promise<unknown>): Outcome {
  const { reference } = draftOf(state);
  const settle = async (): Promise<Outcome> => {
    await run(reference);
    const { item } = await getItem(turn.ctx, reference);
    return end(say('case-done', { reference, did, status: statusRow(itemLifecycle, item.status).label }));
  };
  return { state, replies: [], effect: { when: 'with-message', run: settle } };
}

/** 完成、有效、无效: an item of the plan and what to do with it. */
export async function startItemAct(intent: Pick<Intent, 'code' | 'reference' | 'rest'>, turn: Turn): Promise<Outcome> {
  const { reference = '', rest = '' } = intent;
  const { photoId } = turn.message;
  const draft: Draft = { reference, text: saysSomething(rest) ? rest : '', photoIds: photoId ? [photoId] : [] };
  await getItem(turn.ctx, reference);
  if (intent.code === 'complete') return askEvidence(draft, turn);
  if (intent.code === 'not-effective') return draft.text ? redo(draft, turn) : askReason(draft);
  return intent.code === 'effective' ? approve(draft, turn) : askCheck(draft, turn);
}

export async function itemAct(state: DialogueState, turn: Turn): Promise<Outcome> {
  const draft = draftOf(state);
  const { choice, words, message } = turn;
  const isBack = turn.intent?.code === 'back';
  const isQuiet = isBack || turn.intent?.code === 'resume' || choice !== undefined || !saysSomething(words);
  if (state.step === 'complete') {
    const isEmpty = draft.text === '' && draft.photoIds.length === 0;
    if (isBack) return isEmpty ? showMenu(turn) : askEvidence({ ...draft, text: '', photoIds: [] }, turn);
    if (!isEmpty && (choice === 1 || saysYes(words))) return complete(draft, turn);
    const photoIds = message.photoId ? [...draft.photoIds, message.photoId] : draft.photoIds;
    return askEvidence({ ...draft, photoIds, text: isQuiet ? draft.text : said(draft.text, message.text) }, turn);
  }
  if (state.step === 'redo') {
    if (isBack) return askCheck(draft, turn);
    return isQuiet ? askReason(draft) : redo({ ...draft, text: message.text ?? '' }, turn);
  }
  if (isBack) return showMenu(turn);
  if (choice === 1 || saysYes(words) || words === '有效') return approve(draft, turn);
  if (choice === 2 || saysNo(words) || words === '无效') return askReason(draft);
  return askCheck(draft, turn);
}

const said = (before: string, more: string | undefined): string => [before, more].filter(Boolean).join('；');

/** A photo and a sentence, in any order; with one of them the person may also leave it at that. */
function askEvidence(draft: Draft, turn: Turn): Outcome {
  const { reference, text, photoIds } = draft;
  if (text !== '' && photoIds.length > 0) return complete(draft, turn);
  const hasSome = text !== '' || photoIds.length > 0;
  const reply = say('item-ask-evidence', {
    reference,
    needsPhoto: photoIds.length === 0,
    needsText: text === '',
    hasSome,
  });
  return { state: standing('complete', draft), replies: [reply] };
}

async function askCheck(draft: Draft, { ctx, publicUrl }: Turn): Promise<Outcome> {
  const { item } = await getItem(ctx, draft.reference);
  const link = `${publicUrl}/items/${item.reference}`;
  const note = item.evidence.findLast((one) => one.round === item.round)?.note ?? '';
  const reply = say('item-check', { reference: item.reference, measure: item.measure ?? item.problem, note, link });
  return { state: standing('check', { ...draft, text: '', photoIds: [] }), replies: [reply] };
}

const askReason = (draft: Draft): Outcome => ({
  state: standing('redo', draft),
  replies: [say('case-ask-reason', { reference: draft.reference, asksState: false })],
});

const complete = (draft: Draft, turn: Turn): Outcome =>
  act('已记下做完，等另一个人检查', turn, standing('complete', draft), (reference) =>
    completeItem(turn.ctx, { reference, note: draft.text, photoIds: draft.photoIds }),
  );

const approve = (draft: Draft, turn: Turn): Outcome =>
  act('已检查有效', turn, standing('check', draft), (reference) => findEffective(turn.ctx, { reference }));

const redo = (draft: Draft, turn: Turn): Outcome =>
  act('已请责任人重做', turn, standing('redo', draft), (reference) =>
    findNotEffective(turn.ctx, { reference, reason: draft.text }),
  );
