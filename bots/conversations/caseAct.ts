import type { DialogueState } from '#domain/chat';
import {
  acceptHazard,
  approveRectification,
  getHazard,
  type Hazard,
  reopenHazard,
  returnRectification,
  submitRectification,
  urgeRectification,
  verifyHazard,
} from '#domain/hazards';
import { end, type Outcome, type Reply, say, type Turn } from '../conversation.ts';
import type { Intent } from '../intents.ts';
import { saysNo, saysSomething, saysYes } from '../words.ts';
import { showMenu } from './menu.ts';
import { statusLabel } from './reports.ts';
import { endorse } from './submitReport.ts';

interface Draft {
  reference: string;
  text: string;
  photoIds: string[];
}

const draftOf = ({ draft }: DialogueState): Draft => ({
  reference: String(draft['reference'] ?? ''),
  text: String(draft['text'] ?? ''),
  photoIds: (draft['photoIds'] as string[] | undefined) ?? [],
});

const standing = (step: string, draft: Partial<Draft>): DialogueState => ({ conversation: 'caseAct', step, draft });

/** Runs a command on a case in the transaction that closes the message, and says how the case stands then. */
function act(
  did: string,
  turn: Turn,
  draft: Draft,
  state: DialogueState | undefined,
  run: () => Promise<unknown>,
): Outcome {
  const { reference } = draft;
  const settle = async (): Promise<Outcome> => {
    await run();
    return end(
      say('case-done', { reference, did, status: statusLabel((await getHazard(turn.ctx, reference)).hazard) }),
    );
  };
  return { state, replies: [], effect: { when: 'with-message', run: settle } };
}

/** 受理、核实、提交整改、验收、退回、催办、附议、还没有: a case number and what to do with it. */
export async function startCaseAct(intent: Intent, turn: Turn): Promise<Outcome> {
  const { reference = '', rest = '' } = intent;
  const { ctx } = turn;
  const { photoId } = turn.message;
  const draft: Draft = { reference, text: rest, photoIds: photoId ? [photoId] : [] };
  if (intent.code === 'endorse') return endorse(reference, turn);
  if (intent.code === 'accept') return act('已受理', turn, draft, undefined, () => acceptHazard(ctx, { reference }));
  if (intent.code === 'urge') return act('已催办', turn, draft, undefined, () => urgeRectification(ctx, { reference }));
  const { hazard } = await getHazard(ctx, reference);
  if (intent.code === 'verify') {
    if (saysYes(rest) || /^(属实|有效)$/.test(rest)) return verify(draft, turn, 'valid');
    const reason = /^(?:不属实|无效|不是隐患)[，,：:\s]*(.*)$/.exec(rest)?.[1];
    if (reason) return verify({ ...draft, text: reason }, turn, 'not-valid');
    return asking('verify', draft, hazard, turn);
  }
  if (intent.code === 'submit') return askFix(draft, turn);
  if (intent.code === 'reopen') return !saysSomething(rest) ? askReason('reopen', draft) : reopen(draft, turn);
  if (intent.code === 'return' && rest) return sendBack(draft, turn);
  return asking(intent.code === 'return' ? 'return' : 'approve', draft, hazard, turn);
}

export async function caseAct(state: DialogueState, turn: Turn): Promise<Outcome> {
  const draft = draftOf(state);
  const { choice, words, message } = turn;
  const isBack = turn.intent?.code === 'back' || turn.intent?.code === 'resume';
  if (turn.intent?.code === 'back' && isFirstQuestion(state.step, draft)) return showMenu(turn);
  if (state.step === 'submit') {
    return askFix(isBack ? { ...draft, text: '', photoIds: [] } : withMessage(draft, turn), turn);
  }
  if (state.step === 'reopen') {
    return isBack || choice !== undefined || !saysSomething(words)
      ? askReason('reopen', draft)
      : reopen({ ...draft, text: message.text ?? '' }, turn);
  }
  if (!isBack && state.step === 'verify') {
    if (choice === 1 || saysYes(words) || words === '属实') return verify(draft, turn, 'valid');
    if (choice === 2 || saysNo(words) || words === '不属实') return askReason('not-valid', draft);
  }
  if (!isBack && state.step === 'approve') {
    if (choice === 1 || saysYes(words) || /^(验收)?通过$/.test(words)) return approve(draft, turn);
    if (choice === 2 || saysNo(words) || words === '退回') return askReason('return', draft);
  }
  const isReason = !isBack && choice === undefined && saysSomething(words);
  if (state.step === 'not-valid') {
    if (isReason) return verify({ ...draft, text: message.text ?? '' }, turn, 'not-valid');
    return isBack
      ? asking('verify', draft, (await getHazard(turn.ctx, draft.reference)).hazard, turn)
      : askReason('not-valid', draft);
  }
  if (state.step === 'return') {
    if (isReason) return sendBack({ ...draft, text: message.text ?? '' }, turn);
    return isBack
      ? asking('approve', draft, (await getHazard(turn.ctx, draft.reference)).hazard, turn)
      : askReason('return', draft);
  }
  return asking(state.step, draft, (await getHazard(turn.ctx, draft.reference)).hazard, turn);
}

/** Shows the case and asks for the decision. */
function asking(step: string, draft: Draft, hazard: Hazard, { publicUrl }: Turn): Outcome {
  const { reference } = draft;
  const link = `${publicUrl}/hazards/${reference}`;
  const reply: Reply =
    step === 'verify'
      ? say('case-verify', { reference, text: hazard.text, link })
      : step === 'return'
        ? say('case-ask-reason', { reference, asksState: false })
        : say('case-approve', { reference, text: hazard.text, fixText: hazard.fix?.text ?? '', link });
  return { state: standing(step, { reference }), replies: [reply] };
}

/** Nothing was asked before this: going back leads to the menu. */
const isFirstQuestion = (step: string, draft: Draft): boolean =>
  step === 'verify' ||
  step === 'approve' ||
  step === 'reopen' ||
  (step === 'submit' && draft.text === '' && draft.photoIds.length === 0);

const askReason = (step: 'not-valid' | 'return' | 'reopen', { reference }: Draft): Outcome => ({
  state: standing(step, { reference }),
  replies: [say('case-ask-reason', { reference, asksState: step === 'reopen' })],
});

const verify = (draft: Draft, turn: Turn, result: 'valid' | 'not-valid'): Outcome =>
  act(result === 'valid' ? '已核实属实' : '已核实为不属实', turn, draft, standing('verify', draft), () =>
    verifyHazard(
      turn.ctx,
      result === 'valid'
        ? { reference: draft.reference, result, grade: 'general' }
        : { reference: draft.reference, result, reason: draft.text },
    ),
  );

const approve = (draft: Draft, turn: Turn): Outcome =>
  act('验收通过', turn, draft, standing('approve', draft), () =>
    approveRectification(turn.ctx, { reference: draft.reference }),
  );

const sendBack = (draft: Draft, turn: Turn): Outcome =>
  act('已退回', turn, draft, standing('return', draft), () =>
    returnRectification(turn.ctx, { reference: draft.reference, reason: draft.text }),
  );

const reopen = (draft: Draft, turn: Turn): Outcome =>
  act('已重新打开，企业会收到通知', turn, draft, standing('reopen', draft), () =>
    reopenHazard(turn.ctx, { reference: draft.reference, reason: draft.text }),
  );

function withMessage(draft: Draft, { message, words }: Turn): Draft {
  const text = words ? [draft.text, message.text].filter(Boolean).join('；') : draft.text;
  return { ...draft, text, photoIds: message.photoId ? [...draft.photoIds, message.photoId] : draft.photoIds };
}

/** 提交整改 needs a picture of the same spot and a sentence; they may come in any order. */
function askFix(draft: Draft, turn: Turn): Outcome {
  const needsPhoto = draft.photoIds.length === 0;
  const needsText = draft.text === '';
  const { reference, text, photoIds } = draft;
  const state = standing('submit', draft);
  if (needsPhoto || needsText) return { state, replies: [say('case-ask-fix', { reference, needsPhoto, needsText })] };
  return act('整改已提交', turn, draft, state, () => submitRectification(turn.ctx, { reference, text, photoIds }));
}
