import type { DialogueState, InboxMessage } from '#domain/chat';
import { type Conversation, goTo, numbered, type Outcome, say, shortly, standAt, type Turn } from '../conversation.ts';
import type { IntentCode } from '../intents.ts';
import type { Reading } from '../meaning.ts';
import { saysSomething } from '../words.ts';

/** What each choice says, given the person's own words, and what says it where numbers mean something else. */
const CHOICES: Readonly<Partial<Record<IntentCode, { says: (words: string) => string; word: string }>>> = {
  report: { says: (words) => `把「${words}」报成隐患`, word: '我是报隐患' },
  progress: { says: () => '问我报过的处理得怎么样了', word: '我是问进度' },
  'my-reports': { says: () => '看我报过哪些', word: '我是看我报的' },
  reward: { says: () => '问奖励：给多少、什么时候发、怎么领', word: '我是问奖励' },
  enrol: { says: () => '企业怎么报名、要什么条件', word: '我是问报名' },
  'my-programme': { says: () => '看我们厂的项目到哪一步了', word: '我是问项目' },
  bind: { says: () => '绑定、登录、换手机的问题', word: '我是问绑定' },
  join: { says: () => '加入或换班组', word: '我是问班组' },
  'who-am-i': { says: () => '看我是什么身份', word: '我是查身份' },
  'to-dos': { says: () => '看有什么要我办的', word: '我是看待办' },
  contact: { says: () => '找安全员、问电话', word: '我是找人' },
  afraid: { says: () => '问会不会被人知道、怎么匿名', word: '我是怕被知道' },
  elsewhere: { says: () => '工资、请假、食堂这类事该找谁', word: '我是问别的事' },
  suggest: { says: (words) => `把「${words}」提成改进建议`, word: '我是提建议' },
  'my-suggestions': { says: () => '看我提过的建议', word: '我是看建议' },
  withdraw: { says: () => '刚才发错了，想撤回', word: '我是要撤回' },
  menu: { says: () => '看你能做什么', word: '我是看帮助' },
  advice: { says: () => '问出了事该怎么做', word: '我是问怎么办' },
  'small-talk': { says: () => '没什么事', word: '我是随便聊' },
};
const WORDS: ReadonlyMap<string, IntentCode> = new Map(
  Object.entries(CHOICES).map(([code, { word }]) => [word, code as IntentCode]),
);

const MOST = 3;
/** What is as likely as this may be a hazard: it can be reported, however likely other things are. */
const MAYBE_A_HAZARD = 0.02;
/** Said in one breath. */
const ALIKE: Readonly<Partial<Record<IntentCode, IntentCode>>> = {
  thanks: 'small-talk',
  greet: 'small-talk',
  // Nothing is begun: what is not to be is what was sent.
  cancel: 'withdraw',
};

/** The matters to choose from: a report, if it may be one, always by the same number; then the likeliest. */
export function choicesAmong(likely: readonly Reading[]): IntentCode[] {
  const all = likely.map(({ code }) => ALIKE[code] ?? code).filter((code) => CHOICES[code] !== undefined);
  const codes = [...new Set(all)];
  const mayBe = likely.find(({ code }) => code === 'report')?.score ?? 0;
  // 「又那样了」 may be an old case or a new one.
  const isReport = likely[0]?.label === 'reopen' || codes.slice(0, MOST).includes('report') || mayBe >= MAYBE_A_HAZARD;
  const others = codes.filter((code) => code !== 'report');
  return isReport ? ['report' as const, ...others].slice(0, MOST) : others.slice(0, MOST);
}

/** Offers the likeliest meanings of words that are not clear, in the person's own words. */
export function offerMeanings({ message: { text = '' } }: Turn, likely: readonly Reading[]): Outcome {
  return offerOf(text, choicesAmong(likely));
}

/**
 * What else a message may mean than what it was answered as: it was not clear, and the other meanings stand one press away.
 * A report begun, or an alarm heard and not filed, was one meaning.
 */
export function othersThan(code: IntentCode, likely: readonly Reading[]): IntentCode[] {
  const answered = ALIKE[code] ?? code;
  return choicesAmong(likely.filter((one) => (ALIKE[one.code] ?? one.code) !== answered)).filter(
    (one) => one !== answered,
  );
}

/**
 * An answer with what else may have been meant said after it, in the same message: by numbers where the answer leaves none
 * to choose from, else by words.
 */
export function withOthers(outcome: Outcome, text: string, codes: readonly IntentCode[]): Outcome {
  const last = outcome.replies.at(-1);
  if (codes.length === 0 || outcome.effect || last === undefined) return outcome;
  const { state } = outcome;
  const options = codes.map((code, i) => {
    const { says, word } = CHOICES[code] ?? { says: () => '', word: '' };
    return { number: i + 1, label: says(shortly(text)), word };
  });
  const after = { template: 'otherwise', params: { options, isByWord: state !== undefined } };
  const replies = [...outcome.replies.slice(0, -1), { ...last, params: { ...last.params, after } }];
  if (state === undefined) return { ...outcome, ...standAt('offer', 'offer', { text, codes }), replies };
  return { ...outcome, state: { ...state, draft: { ...state.draft, instead: text } }, replies };
}

/** The words that were understood otherwise, where the person says by this command what they meant; the conversation they began is none. */
export function meantInstead(state: DialogueState | undefined, { intent, message }: Turn): Outcome | undefined {
  // A draft no code can go on with holds up nothing that comes after it.
  const text = state?.draft?.['instead'];
  const code = intent?.code === 'meant' ? WORDS.get(intent.rest ?? '') : undefined;
  return typeof text === 'string' && code !== undefined ? goOnAs(code, text, message) : undefined;
}

const goOnAs = (code: IntentCode, text: string, message: InboxMessage): Outcome =>
  goTo(code, code === 'report' || code === 'suggest' ? { rest: text, told: { ...message, text } } : {});

function offerOf(text: string, codes: readonly IntentCode[]): Outcome {
  const options = numbered(codes.map((code) => CHOICES[code]?.says(shortly(text)) ?? ''));
  return standAt('offer', 'offer', { text, codes }, say('offer', { text: shortly(text), options }));
}

/** Waits for the number of a meaning. Whatever else is said is understood anew, by itself. */
export const offer: Conversation = {
  name: 'offer',
  claims: {
    meant: {
      pattern: new RegExp(`^(?<rest>${[...WORDS.keys()].join('|')})$`),
      examples: ['我是问奖励', '我是报隐患', '我是问别的事'],
      nearMisses: ['我是电工', '我是谁', '我是问电箱漏电谁来修'],
      start: ({ rest = '' }) => goTo(WORDS.get(rest) ?? 'menu'),
    },
  },
  steps: {
    offer: {
      isOver: (_state, { words, choice, intent, isDanger }) =>
        choice === undefined && intent === undefined && saysSomething(words) && !isDanger,
      answer: ({ draft }, { message, choice, intent }) => {
        const codes = (draft['codes'] as IntentCode[] | undefined) ?? [];
        if (intent?.code === 'resume') return offerOf(String(draft['text'] ?? ''), codes);
        const code = choice === undefined ? undefined : codes[choice - 1];
        if (code === undefined) return goTo('menu');
        return goOnAs(code, String(draft['text'] ?? ''), message);
      },
    },
  },
};
