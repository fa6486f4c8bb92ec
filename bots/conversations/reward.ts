import {
  type Claim,
  claimsOf,
  confirmReward,
  countRewards,
  declineReward,
  denyClaim,
  type OwnWaiting,
  ownWaiting,
  rewards,
} from '#domain/rewards';
import { REWARD_CLOCK, REWARD_SCHEDULE, schemeOf, termsInWords } from '#domain/schemes';
import { runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { daysBetween, formatDate, localDate } from '#kernel/dates';
import { fen, yuanOf } from '#kernel/money';
import { rulingOn } from '#kernel/rules';
import {
  type Conversation,
  end,
  type Outcome,
  type Settled,
  type Start,
  say,
  standAt,
  type Turn,
} from '../conversation.ts';
import { saysNo, saysYes } from '../words.ts';
import { type Named, namedIn, RECEIPT, saysReceipt } from './receiptWords.ts';

interface Row {
  reference: string;
  hazardReference: string;
  amountFen: number;
}

/** What people ask of rewards: how much, how soon; by the scheme of their own firm where they have one. */
async function termsFor({ actor, now }: Context) {
  const enterpriseId = actor.kind === 'person' ? actor.scope.enterpriseId : undefined;
  const days = rulingOn(REWARD_CLOCK, localDate(now));
  if (enterpriseId === undefined) return { amounts: rulingOn(REWARD_SCHEDULE, localDate(now)), days };
  return { amounts: termsInWords((await schemeOf(enterpriseId, now)).terms).join(''), days };
}

/** How much, how soon, by what rule. */
const ASKS_TERMS = /多少|几多|幾多|标准|制度|规定|怎么算|怎样算|点算|几钱|how much|bao nhiêu/i;

/** Each with what was said of it already: how many, how much, until when, and how late that is. */
const waitingRow = ({ waits, count, amountFen, dueAt }: OwnWaiting, now: Date) => {
  const late = dueAt === undefined ? 0 : daysBetween(localDate(dueAt), localDate(now));
  return {
    ...{
      count,
      amount: yuanOf(fen(amountFen)),
      due: dueAt === undefined ? '' : formatDate(dueAt),
      isLate: late > 0,
      late,
    },
    ...{ isApproval: waits === 'approval', isPayment: waits === 'payment', isAgain: waits === 'again' },
  };
};

/** The waiting rewards somebody speaks of: by number of the case or the reward, by amount, by its place in the list. */
const spokenOf = (rows: readonly Row[], { reference, amountFen, place }: Named): readonly Row[] =>
  rows.filter(
    (row, i) =>
      (reference === undefined || row.hazardReference === reference || row.reference === reference) &&
      (amountFen === undefined || row.amountFen === amountFen) &&
      (place === undefined || i === place - 1),
  );

const toConfirm = async (ctx: Context): Promise<Row[]> =>
  (await rewards.find(ctx, { isToConfirm: true, limit: 20 })).rows.map(({ reference, hazardReference, amountFen }) => {
    return { reference, hazardReference, amountFen };
  });

const saysMissing = (words: string): boolean => saysReceipt(words) && /[没冇未]/.test(words);

/** Codes of the person's own, with what each brings and where. */
async function ownClaims(ctx: Context): Promise<Claim[]> {
  const { rows } = await rewards.find(ctx, { isDeposited: true, limit: 20 });
  return (await Promise.all(rows.map((one) => claimsOf(ctx, one)))).flat();
}
/** Codes that were taken, of which nobody has said that nothing was handed over. */
const takenOf = (claims: readonly Claim[]): Claim[] =>
  claims.filter(({ isRedeemed, isDenied }) => isRedeemed && !isDenied).slice(0, 20);

/** Whether any reward waits for the person's own word: then 「收到了」 is one. 「没收到」 may be of a code that was taken. */
export async function awaitsReceipt({ ctx, words }: Turn): Promise<boolean> {
  if (!saysReceipt(words) || ctx.actor.kind !== 'person') return false;
  if ((await toConfirm(ctx)).length > 0) return true;
  return saysMissing(words) && takenOf(await ownClaims(ctx)).length > 0;
}

/** Rewards marked as paid that wait for the person's own word, each with both answers; then what else they wait for. */
const start: Start = async (asked, { ctx, words }) => {
  const terms = await termsFor(ctx);
  if (ctx.actor.kind !== 'person') {
    return end(
      say('rewards', { rows: [], claims: [], taken: [], waiting: [], isKnown: false, showsTerms: true, ...terms }),
    );
  }
  const all = await toConfirm(ctx);
  const named = saysReceipt(words) ? spokenOf(all, { ...namedIn(words), reference: asked.reference }) : all;
  const found = named.length > 0 ? named : all;
  const rows = found.map(({ hazardReference, amountFen }, i) => {
    return { hazardReference, amount: yuanOf(fen(amountFen)), yes: 2 * i + 1, no: 2 * i + 2 };
  });
  const own = await ownClaims(ctx);
  const claims = own
    .filter(({ isRedeemed, isDenied }) => !isRedeemed || isDenied)
    .map((claim) => ({ ...claim, amount: yuanOf(fen(claim.amountFen)) }));
  // What was taken at the desk is spoken of only where somebody says that nothing came.
  const codes = saysMissing(words) ? takenOf(own) : [];
  const taken = codes.map(({ code, amountFen }, i) => {
    return { code, amount: yuanOf(fen(amountFen)), no: 2 * rows.length + i + 1 };
  });
  const waiting = (await ownWaiting(ctx)).map((one) => waitingRow(one, ctx.now));
  const hasOwn = rows.length + claims.length + taken.length + waiting.length > 0;
  const showsTerms = !hasOwn || ASKS_TERMS.test(words);
  const reply = say('rewards', { rows, claims, taken, waiting, isKnown: true, showsTerms, ...terms });
  if (rows.length + taken.length === 0) return end(reply);
  return standAt('reward', 'choose', { rows: found, codes: codes.map(({ code }) => code) }, reply);
};

/** One of a list: each row has a number for 收到了 and one for 没收到; words say which by number or amount. */
const choose = (rows: readonly Row[], turn: Turn): { row: Row; isNo: boolean } | undefined => {
  const { choice, words, intent } = turn;
  const chosen = choice === undefined ? undefined : rows[Math.ceil(choice / 2) - 1];
  if (chosen && choice !== undefined) return { row: chosen, isNo: choice % 2 === 0 };
  if (choice !== undefined) return undefined;
  const isNo = saysReceipt(words) ? /[没冇未]/.test(words) : saysNo(words);
  if (!isNo && !saysReceipt(words) && !saysYes(words)) return undefined;
  const named = namedIn(words);
  // 「没收到2」: the second row, or the second number of the list? It is asked with that row alone.
  if (named.place !== undefined) return undefined;
  const [row, ...others] = spokenOf(rows, { ...named, reference: intent?.reference });
  return row && others.length === 0 ? { row, isNo } : undefined;
};

/** The code of the list of which somebody says that nothing was handed over: by its number, or in words where it stands alone. */
function codeChosen(rows: number, codes: readonly string[], { choice, words }: Turn): string | undefined {
  if (choice !== undefined) return codes[choice - 2 * rows - 1];
  return rows === 0 && codes.length === 1 && saysMissing(words) && namedIn(words).place === undefined
    ? codes[0]
    : undefined;
}

/** 批准全部奖励: how many wait, and where they are approved together, each with what it is for. */
const approval: Start = async (_asked, { ctx, publicUrl }) => {
  const isTheirs = runsEnterprise(ctx.actor);
  const count = isTheirs ? await countRewards(ctx, 'proposed') : 0;
  return end(say('rewards-to-approve', { isTheirs, count, link: `${publicUrl}${rewards.path}?status=proposed` }));
};

/** 确认奖励: each row of the list with both answers, by number or in words. */
export const reward: Conversation = {
  name: 'reward',
  answers: ['received', 'reward'],
  claims: {
    reward: {
      pattern:
        /^(确认|查|查看|我的)?(奖励|奖金)(到账|确认|收到|到了|领到)?了?(吗)?$|^(收到|领到|确认收到)(了)?(奖励|奖金)了?$|^(看|查看?)?(奖励|奖金)(的)?标准$/,
      examples: ['确认奖励', '我的奖励', '奖励到了', '收到奖励', '奖励', '確認獎勵', '奖励标准'],
      nearMisses: ['没收到奖励', '奖励制度没贴出来', '奖金扣了还让冒险干'],
      start,
    },
    received: {
      ...RECEIPT,
      examples: [
        '50蚊收到咗',
        '我个奖励冇收到',
        '没收到奖励',
        '收到H2026-0012的1000块',
        '没收到2',
        'H2026-0012 没收到',
      ],
      nearMisses: ['收到', '没收到', '收到了', '工资没收到', '没收到通知', '奖励'],
      start,
    },
    'approve-rewards': {
      pattern:
        /^(请|帮我|我要|把)?(批准|审批|批|批一下|通过|同意)(一下)?(全部|所有|这些|待批的?)?(的)?(奖励|奖金)(全部|都)?(批了?|批准|通过)?(吧)?$/,
      examples: ['批准全部奖励', '批准奖励', '审批奖励', '批一下奖励', '批准所有奖金'],
      nearMisses: ['批准的奖励没贴出来', '没批准就动火', '奖励'],
      start: approval,
    },
  },
  steps: {
    choose: {
      asksYes: true,
      isOwn: (_state, { words }) => saysReceipt(words),
      answer: (state, turn): Outcome | Promise<Outcome> => {
        const rows = (state.draft['rows'] as Row[] | undefined) ?? [];
        const codes = (state.draft['codes'] as string[] | undefined) ?? [];
        const code = codeChosen(rows.length, codes, turn);
        if (code !== undefined) {
          const deny = async (): Promise<Settled> => {
            await denyClaim(turn.ctx, { code });
            return end(say('reward-code-denied', { code }));
          };
          return { state, replies: [], effect: { when: 'with-message', run: deny } };
        }
        const chosen = choose(rows, turn);
        if (chosen === undefined) return start(turn.intent ?? { code: 'reward' }, turn);
        const { row, isNo } = chosen;
        const { reference, amountFen } = row;
        const run = async (): Promise<Settled> => {
          await (isNo ? declineReward : confirmReward)(turn.ctx, { reference });
          const params = { reference, amount: yuanOf(fen(amountFen)) };
          return end(say(isNo ? 'reward-not-received' : 'reward-confirmed', params));
        };
        return { state, replies: [], effect: { when: 'with-message', run } };
      },
    },
  },
};
