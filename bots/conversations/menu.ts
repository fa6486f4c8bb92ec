import { chatRule } from '#domain/chat';
import { actsAs, runsEnterprise } from '#kernel/actor';
import {
  type Asked,
  type Conversation,
  end,
  goTo,
  numbered,
  type Outcome,
  say,
  standAt,
  type Turn,
} from '../conversation.ts';
import type { IntentCode } from '../intents.ts';

const LABELS = {
  report: '上报隐患',
  'my-reports': '我的上报',
  'to-dos': '我的待办',
  reward: '确认奖励',
  'my-programme': '我的项目',
  suggest: '提建议',
  'who-am-i': '我是谁',
  bind: '绑定账号',
  join: '加入班组',
} satisfies Partial<Record<IntentCode, string>>;

/** What this person can do here, in the order of what they do most. */
function entriesFor({ ctx: { actor } }: Turn): readonly (keyof typeof LABELS)[] {
  if (actor.kind !== 'person') return ['report', 'my-reports', 'bind', 'join'];
  return actsAs(actor, 'worker')
    ? ['report', 'my-reports', 'reward', 'suggest', 'to-dos', 'my-programme', 'who-am-i']
    : ['to-dos', 'report', 'my-reports', 'suggest', 'my-programme', 'who-am-i'];
}

/**
 * The menu; the number of an entry starts it. An unfinished report is named, so that 继续 takes it up again; while its
 * question stands there are no numbers, for they are answers to the question.
 */
function show({ unfinished }: Pick<Asked, 'unfinished'>, turn: Turn): Outcome {
  const options = unfinished ? [] : numbered(entriesFor(turn).map((code) => LABELS[code]));
  const reply = say('help', {
    options,
    hasDraft: unfinished !== undefined,
    draftDays: chatRule(turn.ctx.now).draftDays,
    mayRecord: runsEnterprise(turn.ctx.actor),
  });
  return unfinished ? end(reply) : standAt('menu', 'menu', {}, reply);
}

/** Starts the entry whose number the message is. */
export function choose(turn: Turn): Outcome {
  const entry = turn.choice === undefined ? undefined : entriesFor(turn)[turn.choice - 1];
  return goTo(entry ?? 'menu');
}

export const menu: Conversation = {
  name: 'menu',
  claims: {
    menu: {
      pattern: /^(帮助|求助|help|菜单|主菜单|功能|怎么用|怎么上报|怎么报|使用说明|\?+|你是谁)$/i,
      examples: ['帮助', '幫助', 'ＨＥＬＰ', '怎么用', '？', '帮住', '菜单。'],
      nearMisses: ['帮助不了他', '没有帮助', '灭火器怎么用都没人教'],
      start: show,
    },
    back: {
      pattern: /^(返回|返回上一步|上一步|后退|回上一步|回去|退回上一步)$/,
      examples: ['返回', '返回。', '反回', '上一步', ' 返回 '],
      nearMisses: ['退回 H2026-0001', '返回的管道漏油', '不返回'],
      start: show,
    },
    cancel: {
      pattern: /^(取消|取消上报|退出|不报了|算了|放弃|结束|停止|不弄了)$/,
      examples: ['取消', '取销', '取 消', '退出', '算了', '不报了！'],
      nearMisses: ['取消了防护栏', '安全出口被取消', '不取消'],
      start: show,
    },
    resume: {
      pattern: /^(继续|接着|接着报|继续上报|继续填写)$/,
      examples: ['继续', '繼續', '接着报'],
      nearMisses: ['继续漏油', '还在继续冒烟'],
      start: show,
    },
  },
  steps: {
    menu: {
      answer: (_state, turn) => {
        const isTold = turn.message.kind === 'photo' || turn.message.kind === 'location';
        return isTold ? goTo('report', { told: turn.message }) : choose(turn);
      },
    },
  },
};
