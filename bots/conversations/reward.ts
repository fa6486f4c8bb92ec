import type { DialogueState } from '#domain/chat';
import { confirmReward, declineReward, findRewardsToConfirm } from '#domain/hazards';
import { fen, formatYuan } from '#kernel/money';
import { end, type Outcome, say, type Turn } from '../conversation.ts';
import { chosenNumber, saysNo, saysYes } from '../words.ts';
import { showMenu } from './menu.ts';

interface Row {
  reference: string;
  amount: string;
}

/** 确认奖励: rewards marked as paid that wait for the person's own word. */
export async function startReward({ ctx }: Turn): Promise<Outcome> {
  if (ctx.actor.kind !== 'person') return end(say('rewards', { rows: [] }));
  const found = await findRewardsToConfirm(ctx.actor.personId);
  const rows = found.map((r, i) => ({
    number: i + 1,
    reference: r.reference,
    hazardReference: r.hazardReference,
    amount: formatYuan(fen(r.amountFen)),
  }));
  const reply = say('rewards', { rows });
  if (rows.length === 0) return end(reply);
  const draft = { rows: rows.map(({ reference, amount }) => ({ reference, amount })) };
  return { state: { conversation: 'reward', step: 'choose', draft }, replies: [reply] };
}

/** A number or a yes confirms; 「没收到」 (with a number when there are several) declines. */
export async function reward(state: DialogueState, turn: Turn): Promise<Outcome> {
  const rows = (state.draft['rows'] as Row[] | undefined) ?? [];
  const { words, ctx } = turn;
  if (turn.intent?.code === 'back') return showMenu(turn);
  const declined = /^(?:没收到|没有收到|未收到|没到账)\s*(.*)$/.exec(words);
  const number = turn.choice ?? chosenNumber(declined?.[1] ?? '') ?? (rows.length === 1 ? 1 : undefined);
  const row = number === undefined ? undefined : rows[number - 1];
  const isNo = declined !== null || saysNo(words);
  const isYes = turn.choice !== undefined || saysYes(words) || /^(收到|到账|领到)了?$/.test(words);
  if (!row || (!isNo && !isYes)) return startReward(turn);
  const { reference, amount } = row;
  const run = async (): Promise<Outcome> => {
    if (isNo) await declineReward(ctx, { reference });
    else await confirmReward(ctx, { reference });
    return end(say(isNo ? 'reward-not-received' : 'reward-confirmed', { reference, amount }));
  };
  return { state, replies: [], effect: { when: 'with-message', run } };
}
