import type { DialogueState } from '#domain/chat';
import { claimReportsOf } from '#domain/hazards';
import { askToJoin, bindChat, codeRule, findActorByChat, joinTeamByChat, requestResetByChat } from '#domain/identity';
import { enterpriseName } from '#domain/organisations';
import { claimVisits } from '#domain/passes';
import { type PersonActor, roleLabel } from '#kernel/actor';
import {
  type Asked,
  type Conversation,
  end,
  goTo,
  type Outcome,
  type Settled,
  type Start,
  say,
  standAt,
  type Turn,
  visitorIdOf,
} from '../conversation.ts';
import { command } from '../intents.ts';

/** A one-time code that stands alone, or after a word or two. */
const oneTimeCode = (words: string): string | undefined =>
  /^[^\dA-Z]{0,4}([2-9A-Z]{8})$/i.exec(words.replace(/[\s-]/g, ''))?.[1];
const isCode = (_state: DialogueState, { words }: Turn): boolean => oneTimeCode(words) !== undefined;
const phoneIn = (text: string): string | undefined => /1[3-9]\d{9}/.exec(text.replace(/[-\s]/g, ''))?.[0];

const whoAmI: Start = async (_asked, { ctx: { actor }, publicUrl }) => {
  if (actor.kind !== 'person') return end(say('who-visitor', { publicUrl }));
  return end(say('who-person', { name: actor.name, role: roleLabel(actor.role), place: await placeOf(actor) }));
};

function startBind({ rest }: Pick<Asked, 'rest'>, turn: Turn): Outcome {
  const asks = standAt(
    'bind',
    'code',
    {},
    say('bind-ask-code', { publicUrl: turn.publicUrl, minutes: codeRule('binding', turn.ctx.now).minutes }),
  );
  return rest ? { ...asks, replies: [], effect: { when: 'by-key', run: () => bindWith(rest, turn) } } : asks;
}

async function bindWith(code: string, turn: Turn): Promise<Settled> {
  const { channel, channelUserId } = turn.message;
  try {
    await bindChat(turn.ctx, { channel, channelUserId, code });
  } catch (error) {
    // Answered a second time after a crash: the code is used up, but by us.
    const isOurs = turn.message.attempts > 1 && (await findActorByChat({ channel, channelUserId }));
    if (!isOurs) throw error;
  }
  return end(say('bound', await known(turn)));
}

/** Who this chat is now, and how many reports it sent before anybody knew have come along. */
async function known(turn: Turn) {
  const { channel, channelUserId } = turn.message;
  const actor = await findActorByChat({ channel, channelUserId });
  if (actor === undefined) return { name: '', role: '', place: '', claimed: 0 };
  const [ctx, visitor] = [{ ...turn.ctx, actor }, { visitorId: visitorIdOf(turn.message) }];
  const claimed = await claimReportsOf(ctx, visitor);
  await claimVisits(ctx, visitor);
  return { name: actor.name, role: roleLabel(actor.role), place: await placeOf(actor), claimed };
}

const placeOf = async ({ scope: { enterpriseId } }: PersonActor): Promise<string> =>
  enterpriseId ? enterpriseName(enterpriseId) : '';

/** The code goes into this very chat; who is not known here is told where it is asked for. */
function startReset(_asked: Asked, turn: Turn): Outcome {
  const { ctx, message, publicUrl } = turn;
  if (ctx.actor.kind !== 'person') return end(say('reset-unbound', { publicUrl }));
  const { channel, channelUserId } = message;
  const run = async (): Promise<Settled> => {
    await requestResetByChat(ctx, { channel, channelUserId });
    return end(say('reset-sent', { minutes: codeRule('reset', ctx.now).minutes, publicUrl }));
  };
  return { replies: [], effect: { when: 'by-key', run } };
}

/** 绑定: the one-time code from the portal ties this chat to an account; 重置密码: from a chat that is tied, a new password. */
export const bind: Conversation = {
  name: 'bind',
  claims: {
    'who-am-i': {
      pattern: /^(我是谁|我的身份|我的账号|我的帐号|我绑定了吗|身份)$/,
      examples: ['我是谁', '我的身份', '我是誰', '我的账号'],
      nearMisses: ['我是谁都不怕的电工', '他是谁'],
      start: whoAmI,
    },
    'reset-password': {
      pattern: command('我?(?:重置密码|重设密码|找回密码|忘记密码|忘了密码|的?密码忘了|的?密码忘记了|重置码)了?'),
      examples: ['重置密码', '我忘记密码了', '我想找回密码', '我的密碼忘了', '重置码'],
      nearMisses: ['配电房密码锁坏了', '忘了关闸', '绑定'],
      start: startReset,
    },
    bind: {
      pattern: command('绑定|绑定账号|绑定帐号|绑定码|认证', '(?<rest>[0-9A-Z]{8})?'),
      examples: ['绑定', '绑定 7K3MWQ2P', '绑定７Ｋ３ＭＷＱ２Ｐ', '綁定', '邦定 7k3mwq2p', '我要绑定'],
      nearMisses: ['绑定的钢丝绳松了', '绑定 12', '绑定 123456', '解除绑定带'],
      start: startBind,
    },
  },
  steps: {
    code: {
      isOwn: isCode,
      answer: (_state, turn) => {
        const code = oneTimeCode(turn.words);
        return startBind(code ? { rest: code } : {}, turn);
      },
    },
  },
};

const TEAM_CODE = /[0-9A-Z]{4,12}/i;
const askPerson = (teamCode: string): Outcome =>
  standAt('join', 'person', { teamCode }, say('join-ask-person', { teamCode }));

function startJoin({ rest }: Pick<Asked, 'rest'>, { ctx }: Turn): Outcome {
  if (ctx.actor.kind === 'person') return goTo('who-am-i');
  const teamCode = TEAM_CODE.exec(rest ?? '')?.[0]?.toUpperCase();
  return teamCode ? askPerson(teamCode) : standAt('join', 'code', {}, say('join-ask-code'));
}

/** 加入班组: team code, then name and phone in one line, then the code that went to the number. */
export const join: Conversation = {
  name: 'join',
  claims: {
    join: {
      pattern: command('加入|加入班组|进班组|班组码', '(?<rest>[0-9A-Z-]{4,12}(?:\\s.*)?)?'),
      examples: ['加入班组', '加入 AB3D5F', '加入班组 ab3d5f', '加入班組', '班组码 AB3D5F'],
      nearMisses: ['加入稀释剂时没戴口罩', '有人加入进来抽烟'],
      start: startJoin,
    },
  },
  steps: {
    code: { answer: (_state, turn) => startJoin({ rest: turn.words }, turn) },
    person: {
      isOwn: (_state, { words }) => phoneIn(words) !== undefined,
      back: (_state, turn) => startJoin({}, turn),
      answer: (state, turn) => {
        const teamCode = String(state.draft['teamCode'] ?? '');
        const typed = (turn.message.text ?? '').normalize('NFKC');
        const phone = phoneIn(typed);
        const name = typed.replace(/[\d\s,，。、:：-]|姓名|电话|手机号?|我叫|我是/g, '');
        if (!phone || name.length < 2 || name.length > 20) return askPerson(teamCode);
        const run = () => askAs({ teamCode, name, phone }, turn);
        return { state, replies: [], effect: { when: 'by-key', run } };
      },
    },
    proof: {
      isOwn: isCode,
      back: (state) => askPerson(String(state.draft['teamCode'] ?? '')),
      answer: (state, turn) => {
        const code = oneTimeCode(turn.words);
        if (code === undefined) return { state, replies: [say('join-sent', { publicUrl: turn.publicUrl })] };
        const run = () => joinAs({ phone: String(state.draft['phone'] ?? ''), code }, turn);
        return { state, replies: [], effect: { when: 'by-key', run } };
      },
    },
  },
};

/** The next step goes to the number, known or not: whoever asks here reads the same of both. */
async function askAs(person: { teamCode: string; name: string; phone: string }, turn: Turn): Promise<Settled> {
  await askToJoin(turn.ctx, person);
  const { teamCode, phone } = person;
  return standAt('join', 'proof', { teamCode, phone }, say('join-sent', { publicUrl: turn.publicUrl }));
}

async function joinAs(proof: { phone: string; code: string }, turn: Turn): Promise<Settled> {
  const { channel, channelUserId } = turn.message;
  const isDone = turn.message.attempts > 1 && (await findActorByChat({ channel, channelUserId }));
  if (!isDone) await joinTeamByChat(turn.ctx, { channel, channelUserId, ...proof });
  return end(say('joined', await known(turn)));
}
