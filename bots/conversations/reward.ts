import { claimsOf, confirmReward, declineReward, rewards } from '#domain/rewards';
import { REWARD_CLOCK, REWARD_SCHEDULE, schemeOf, termsInWords } from '#domain/schemes';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { fen, formatYuan } from '#kernel/money';
import { rulingOn } from '#kernel/rules';
import { type Conversation, end, goTo, type Settled, type Start, say, standAt } from '../conversation.ts';
import { chosenNumber, saysNo, saysYes } from '../words.ts';

interface Row {
  reference: string;
  amount: string;
}

/** What people ask of rewards: how much, how soon; by the scheme of their own firm where they have one. */
async function termsFor({ actor, now }: Context) {
  const enterpriseId = actor.kind === 'person' ? actor.scope.enterpriseId : undefined;
  const days = rulingOn(REWARD_CLOCK, localDate(now));
  if (enterpriseId === undefined) return { amounts: rulingOn(REWARD_SCHEDULE, localDate(now)), days };
  return { amounts: termsInWords((await schemeOf(enterpriseId, now)).terms).join(''), days };
}

/** Rewards marked as paid that wait for the person's own word. */
const start: Start = async (_asked, { ctx }) => {
  const terms = await termsFor(ctx);
  if (ctx.actor.kind !== 'person') return end(say('rewards', { rows: [], claims: [], isKnown: false, ...terms }));
  const { rows: found } = await rewards.find(ctx, { isToConfirm: true, limit: 20 });
  const rows = found.map((r, i) => ({
    number: i + 1,
    reference: r.reference,
    hazardReference: r.hazardReference,
    amount: formatYuan(fen(r.amountFen)),
  }));
  const { rows: deposited } = await rewards.find(ctx, { isDeposited: true, limit: 20 });
  const claims = (await Promise.all(deposited.map((one) => claimsOf(ctx, one))))
    .flat()
    .filter(({ isRedeemed }) => !isRedeemed)
    .map((claim) => ({ ...claim, amount: formatYuan(fen(claim.amountFen)) }));
  const reply = say('rewards', { rows, claims, isKnown: true, ...terms });
  if (rows.length === 0) return end(reply);
  const draft = { rows: rows.map(({ reference, amount }) => ({ reference, amount })) };
  return standAt('reward', 'choose', draft, reply);
};

/** 确认奖励: a number or a yes confirms; 「没收到」 (with a number when there are several) declines. */
export const reward: Conversation = {
  name: 'reward',
  claims: {
    reward: {
      pattern:
        /^(确认|查|查看|我的)?(奖励|奖金)(到账|确认|收到|到了|领到)?了?(吗)?$|^(收到|领到|确认收到)(了)?(奖励|奖金)了?$/,
      examples: ['确认奖励', '我的奖励', '奖励到了', '收到奖励', '奖励', '確認獎勵'],
      nearMisses: ['没收到奖励', '奖励制度没贴出来', '奖金扣了还让冒险干'],
      start,
    },
  },
  steps: {
    choose: {
      asksYes: true,
      answer: (state, { ctx, words, choice }) => {
        const rows = (state.draft['rows'] as Row[] | undefined) ?? [];
        const declined = /^(?:没收到|没有收到|未收到|没到账)\s*(.*)$/.exec(words);
        const number = choice ?? chosenNumber(declined?.[1] ?? '') ?? (rows.length === 1 ? 1 : undefined);
        const row = number === undefined ? undefined : rows[number - 1];
        const isNo = declined !== null || saysNo(words);
        const isYes = choice !== undefined || saysYes(words) || /^(收到|到账|领到)了?$/.test(words);
        if (!row || (!isNo && !isYes)) return goTo('reward');
        const { reference, amount } = row;
        const run = async (): Promise<Settled> => {
          await (isNo ? declineReward : confirmReward)(ctx, { reference });
          return end(say(isNo ? 'reward-not-received' : 'reward-confirmed', { reference, amount }));
        };
        return { state, replies: [], effect: { when: 'with-message', run } };
      },
    },
  },
};
