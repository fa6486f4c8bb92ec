import { localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

/** What is limited, as a route names it. */
export const LIMITED = {
  'sign-in': '登录输错',
  code: '各种代码输错',
  certificate: '查证书',
  'visitor-report': '不登录的上报',
  register: '自己注册',
  chat: '网页聊天',
} as const;
export type Limited = keyof typeof LIMITED;

interface Share {
  points: number;
  seconds: number;
}

interface LimitRule {
  /** For one person, else for one browser, phone number or poster. */
  each: Readonly<Record<Limited, Share>>;
  /** So many times the points of one may come from one address: a factory, or a flood. */
  shared: number;
  /** Danger is taken in however much was sent before: so much of it, in the same time, where the rest is turned away. */
  urgent: Readonly<Partial<Record<Limited, number>>>;
  /** Pages and forms of one browser together. */
  everybody: Share;
}

const inWords = (seconds: number): string => (seconds < 60 ? `${seconds} 秒` : `${seconds / 60} 分钟`);
const says = ({ points, seconds }: Share): string => `${inWords(seconds)}最多 ${points} 次`;

const LIMIT_RULE = defineRule<LimitRule>({
  key: 'web-limits',
  label: '办理次数',
  says: ({ each, shared, everybody, urgent }) => [
    `${(Object.keys(LIMITED) as Limited[]).map((name) => `${LIMITED[name]}${says(each[name])}`).join('；')}。`,
    `按人算；没有登录的按浏览器、手机号或海报算。次数用完了，马上有危险的仍然收：${(Object.keys(urgent) as Limited[])
      .map((name) => `${LIMITED[name]}${says({ points: urgent[name] ?? 0, seconds: each[name].seconds })}`)
      .join('；')}。`,
    `同一个网络地址合计是一个人的 ${shared} 倍。打开网页${says(everybody)}；第一次打开的只算地址合计。上报、网页聊天、查进度的网页合计另算，交上来的不算在里面；急的交上来以后再补充、回答、发照片和语音，地址合计用完了也收，另算同样多。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十六）',
      source: '设计值',
      standing: 'reference',
      value: {
        each: {
          'sign-in': { points: 10, seconds: 60 },
          code: { points: 10, seconds: 600 },
          certificate: { points: 30, seconds: 60 },
          'visitor-report': { points: 20, seconds: 600 },
          register: { points: 5, seconds: 3_600 },
          chat: { points: 40, seconds: 60 },
        },
        shared: 20,
        urgent: { 'visitor-report': 200, chat: 120, code: 60 },
        everybody: { points: 600, seconds: 60 },
      },
    },
  ],
});

export const limitRule = (now: Date): LimitRule => ruleOn(LIMIT_RULE, localDate(now)).value;
/** Version in force, so that limiters are made again when another begins. */
export const limitVersion = (now: Date): string => ruleOn(LIMIT_RULE, localDate(now)).version;
