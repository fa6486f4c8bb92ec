import type { DialogueState } from '#domain/chat';
import { claimReportsOf } from '#domain/hazards';
import { bindChat, findActorByChat, joinTeamByChat } from '#domain/identity';
import { enterpriseName } from '#domain/organisations';
import { type PersonActor, roleLabel } from '#kernel/actor';
import { end, type Outcome, say, type Turn, visitorIdOf } from '../conversation.ts';
import { showMenu } from './menu.ts';

const asking = (
  conversation: string,
  step: string,
  template: string,
  draft: Record<string, unknown> = {},
): Outcome => ({
  state: { conversation, step, draft },
  replies: [say(template, draft)],
});

/** 我是谁 */
export async function whoAmI({ ctx: { actor }, publicUrl }: Turn): Promise<Outcome> {
  if (actor.kind !== 'person') return end(say('who-visitor', { publicUrl }));
  const place = actor.scope.enterpriseId ? await enterpriseName(actor.scope.enterpriseId) : '';
  return end(say('who-person', { name: actor.name, role: roleLabel(actor.role), place }));
}

/** 绑定: the one-time code from the portal ties this chat to an account. */
export async function startBind(code: string | undefined, turn: Turn): Promise<Outcome> {
  const asks = asking('bind', 'code', 'bind-ask-code', { publicUrl: turn.publicUrl });
  return code ? { ...asks, replies: [], effect: { when: 'by-key', run: () => bindWith(code, turn) } } : asks;
}

export async function bind(_state: DialogueState, turn: Turn): Promise<Outcome> {
  if (turn.intent?.code === 'back') return showMenu(turn);
  return startBind(/^\D{0,4}(\d{6})$/.exec(turn.words.replace(/\s/g, ''))?.[1], turn);
}

async function bindWith(code: string, turn: Turn): Promise<Outcome> {
  const { channel, channelUserId } = turn.message;
  try {
    await bindChat(turn.ctx, { channel, channelUserId, code });
  } catch (error) {
    // Answered a second time after a crash: the code is used up, but by us.
    const isOurs = turn.message.attempts > 1 && (await findActorByChat({ channel, channelUserId }));
    if (!isOurs) throw error;
  }
  const actor = await findActorByChat({ channel, channelUserId });
  const place = actor?.scope.enterpriseId ? await enterpriseName(actor.scope.enterpriseId) : '';
  const claimed = await bringAlong(actor, turn);
  return end(say('bound', { name: actor?.name ?? '', role: actor ? roleLabel(actor.role) : '', place, claimed }));
}

/** What this chat reported before anybody knew whose it was. */
const bringAlong = async (actor: PersonActor | undefined, turn: Turn): Promise<number> =>
  actor === undefined ? 0 : claimReportsOf({ ...turn.ctx, actor }, { visitorId: visitorIdOf(turn.message) });

const TEAM_CODE = /[0-9A-Z]{4,12}/i;
const PHONE = /1[3-9]\d{9}/;

/** 加入班组: team code, then name and phone in one line. */
export async function startJoin(rest: string | undefined, turn: Turn): Promise<Outcome> {
  if (turn.ctx.actor.kind === 'person') return whoAmI(turn);
  const teamCode = TEAM_CODE.exec(rest ?? '')?.[0]?.toUpperCase();
  return teamCode ? asking('join', 'person', 'join-ask-person', { teamCode }) : asking('join', 'code', 'join-ask-code');
}

export async function join(state: DialogueState, turn: Turn): Promise<Outcome> {
  const isBack = turn.intent?.code === 'back';
  if (state.step === 'code' || isBack) {
    if (isBack && state.step === 'code') return showMenu(turn);
    return startJoin(isBack ? undefined : turn.words, turn);
  }
  const teamCode = String(state.draft['teamCode'] ?? '');
  const typed = (turn.message.text ?? '').normalize('NFKC');
  const phone = PHONE.exec(typed.replace(/[-\s]/g, ''))?.[0];
  const name = typed.replace(/[\d\s,，。、:：-]|姓名|电话|手机号?|我叫|我是/g, '');
  if (!phone || name.length < 2 || name.length > 20) return asking('join', 'person', 'join-ask-person', { teamCode });
  const { channel, channelUserId } = turn.message;
  const run = async (): Promise<Outcome> => {
    const known = turn.message.attempts > 1 && (await findActorByChat({ channel, channelUserId }));
    if (!known) await joinTeamByChat(turn.ctx, { channel, channelUserId, teamCode, name, phone });
    const actor = await findActorByChat({ channel, channelUserId });
    const place = actor?.scope.enterpriseId ? await enterpriseName(actor.scope.enterpriseId) : '';
    return end(say('joined', { name, place, claimed: await bringAlong(actor, turn) }));
  };
  return { state, replies: [], effect: { when: 'by-key', run } };
}
