import { claimReportsOf } from '#domain/hazards';
import { bindChat, codeRule, findActorByChat, joinTeamByChat } from '#domain/identity';
import { enterpriseName } from '#domain/organisations';
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
  const claimed = await claimReportsOf({ ...turn.ctx, actor }, { visitorId: visitorIdOf(turn.message) });
  return { name: actor.name, role: roleLabel(actor.role), place: await placeOf(actor), claimed };
}

const placeOf = async ({ scope: { enterpriseId } }: PersonActor): Promise<string> =>
  enterpriseId ? enterpriseName(enterpriseId) : '';

/** 绑定: the one-time code from the portal ties this chat to an account. */
export const bind: Conversation = {
  name: 'bind',
  claims: {
    'who-am-i': {
      pattern: /^(我是谁|我的身份|我的账号|我的帐号|我绑定了吗|身份)$/,
      examples: ['我是谁', '我的身份', '我是誰', '我的账号'],
      nearMisses: ['我是谁都不怕的电工', '他是谁'],
      start: whoAmI,
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
      answer: (_state, turn) => {
        const code = /^[^\dA-Z]{0,4}([2-9A-Z]{8})$/i.exec(turn.words.replace(/[\s-]/g, ''))?.[1];
        return startBind(code ? { rest: code } : {}, turn);
      },
    },
  },
};

const TEAM_CODE = /[0-9A-Z]{4,12}/i;
const askPerson = (teamCode: string): Outcome =>
  standAt('join', 'person', { teamCode }, say('join-ask-person', { teamCode }));
const PHONE = /1[3-9]\d{9}/;

function startJoin({ rest }: Pick<Asked, 'rest'>, { ctx }: Turn): Outcome {
  if (ctx.actor.kind === 'person') return goTo('who-am-i');
  const teamCode = TEAM_CODE.exec(rest ?? '')?.[0]?.toUpperCase();
  return teamCode ? askPerson(teamCode) : standAt('join', 'code', {}, say('join-ask-code'));
}

/** 加入班组: team code, then name and phone in one line. */
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
      back: (_state, turn) => startJoin({}, turn),
      answer: (state, turn) => {
        const teamCode = String(state.draft['teamCode'] ?? '');
        const typed = (turn.message.text ?? '').normalize('NFKC');
        const phone = PHONE.exec(typed.replace(/[-\s]/g, ''))?.[0];
        const name = typed.replace(/[\d\s,，。、:：-]|姓名|电话|手机号?|我叫|我是/g, '');
        if (!phone || name.length < 2 || name.length > 20) return askPerson(teamCode);
        const run = () => joinAs({ teamCode, name, phone }, turn);
        return { state, replies: [], effect: { when: 'by-key', run } };
      },
    },
  },
};

async function joinAs(person: { teamCode: string; name: string; phone: string }, turn: Turn): Promise<Settled> {
  const { channel, channelUserId } = turn.message;
  const isDone = turn.message.attempts > 1 && (await findActorByChat({ channel, channelUserId }));
  if (!isDone) await joinTeamByChat(turn.ctx, { channel, channelUserId, ...person });
  return end(say('joined', { ...(await known(turn)), name: person.name }));
}
