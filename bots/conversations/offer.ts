import { type Conversation, goTo, numbered, type Outcome, say, shortly, standAt, type Turn } from '../conversation.ts';
import type { IntentCode } from '../intents.ts';
import type { Reading } from '../meaning.ts';

/** What each choice says, given the person's own words. */
const CHOICES: Readonly<Partial<Record<IntentCode, (words: string) => string>>> = {
  report: (words) => `把「${words}」报成隐患`,
  progress: () => '问我报过的处理得怎么样了',
  'my-reports': () => '看我报过哪些',
  reward: () => '问奖励：给多少、什么时候发、怎么领',
  enrol: () => '企业怎么报名、要什么条件',
  'my-programme': () => '看我们厂的项目到哪一步了',
  bind: () => '绑定、登录、换手机的问题',
  join: () => '加入或换班组',
  'who-am-i': () => '看我是什么身份',
  'to-dos': () => '看有什么要我办的',
  contact: () => '找安全员、问电话',
  afraid: () => '问会不会被人知道、怎么匿名',
  elsewhere: () => '工资、请假、食堂这类事该找谁',
  suggest: (words) => `把「${words}」提成改进建议`,
  'my-suggestions': () => '看我提过的建议',
  withdraw: () => '刚才发错了，想撤回',
  menu: () => '看你能做什么',
  advice: () => '问出了事该怎么做',
  'small-talk': () => '没什么事',
};

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

function offerOf(text: string, codes: readonly IntentCode[]): Outcome {
  const options = numbered(codes.map((code) => CHOICES[code]?.(shortly(text)) ?? ''));
  return standAt('offer', 'offer', { text, codes }, say('offer', { text: shortly(text), options }));
}

/** Waits for the number of a meaning. Whatever else is said is understood anew, by itself. */
export const offer: Conversation = {
  name: 'offer',
  claims: {},
  steps: {
    offer: {
      answer: ({ draft }, { message, choice, intent }) => {
        const codes = (draft['codes'] as IntentCode[] | undefined) ?? [];
        if (intent?.code === 'resume') return offerOf(String(draft['text'] ?? ''), codes);
        const code = choice === undefined ? undefined : codes[choice - 1];
        if (code === undefined) return goTo('menu');
        const told = { ...message, text: String(draft['text'] ?? '') };
        return goTo(code, code === 'report' || code === 'suggest' ? { told, rest: told.text } : {});
      },
    },
  },
};
