import { breachLabel } from '#domain/breaches';
import { findInside, gates, lookUpPlate } from '#domain/gates';
import { findOwnVisits, passes, passKindLabel, zoneLabel } from '#domain/passes';
import { actsAs, runsEnterprise } from '#kernel/actor';
import { formatDateTime, formatDays } from '#kernel/dates';
import { given } from '#kernel/given';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { type Conversation, end, goTo, type Outcome, type Reply, type Start, say, type Turn } from '../conversation.ts';

/** Nothing of anybody; an officer of a park, who has no pass, is shown where the gates are. */
function notYours({ ctx, publicUrl }: Turn): Outcome {
  const isPark = actsAs(ctx.actor, 'park-officer');
  return end(say('gate-not-yours', { isPark, link: `${publicUrl}${isPark ? gates.path : passes.path}` }));
}

/** 车牌 桂A12345: whether it may come in today and whether it is in, for whoever stands at the gate. */
const plate: Start = async ({ rest = '' }, turn) => {
  const { ctx, publicUrl } = turn;
  if (!actsAs(ctx.actor, 'park-officer')) return notYours(turn);
  const { plate: asked, pass, breach, since } = await lookUpPlate(ctx, rest);
  return end(
    say('gate-plate', {
      plate: asked,
      ...given({
        why: breach === undefined ? undefined : breachLabel(breach),
        since: since === undefined ? undefined : formatDateTime(since),
        pass:
          pass === undefined
            ? undefined
            : {
                reference: pass.reference,
                kind: passKindLabel(pass.kind),
                zone: zoneLabel(pass.zone),
                days: formatDays(pass.startsOn, pass.endsOn),
                goods: pass.goods ?? '',
              },
      }),
      link: `${publicUrl}${gates.path}`,
    }),
  );
};

/** 谁在园里: how many, by zone, and where the list to be printed is. */
const inside: Start = async (_asked, turn) => {
  const { ctx, publicUrl } = turn;
  if (!actsAs(ctx.actor, 'park-officer')) return notYours(turn);
  const zones = (await findInside(ctx)).map(({ label, rows }) => ({ label, count: rows.length }));
  const count = zones.reduce((sum, zone) => sum + zone.count, 0);
  return end(say('gate-inside', { at: formatDateTime(ctx.now), count, zones, link: `${publicUrl}${paths.inside}` }));
};

const MOST_PASSES = 5;
/** What they asked for in this chat to be let in elsewhere: nothing where there is nothing. */
async function myVisits({ ctx, publicUrl }: Turn): Promise<Reply[]> {
  const found = await findOwnVisits(ctx, MOST_PASSES);
  const rows = found.map(({ reference, status, startsOn, endsOn, showKey = '', reason = '' }) => ({
    ...{ reference, days: formatDays(startsOn, endsOn), status: statusRow(passes.lifecycle, status).label, reason },
    ...(status === 'issued' ? { link: `${publicUrl}${paths.visitCode(showKey)}` } : {}),
  }));
  return rows.length === 0 ? [] : [say('my-visits', { rows })];
}

/** 我的通行证: the QR to be shown, or where to ask for one; whoever is of no firm here may visit one all the same. */
const myPasses: Start = async (_asked, turn) => {
  const { ctx, publicUrl } = turn;
  const visits = await myVisits(turn);
  if (ctx.actor.kind === 'visitor') return visits.length === 0 ? goTo('visit') : end(...visits);
  const apply = `${publicUrl}${passes.pathOf('new')}`;
  if (!actsAs(ctx.actor, 'worker') && !runsEnterprise(ctx.actor))
    return visits.length === 0 ? notYours(turn) : end(...visits);
  const { rows } = await passes.find(ctx, { status: 'issued', limit: MOST_PASSES });
  return end(
    say('my-passes', {
      rows: rows.map(({ reference, kind, startsOn, endsOn }) => ({
        ...{ reference, kind: passKindLabel(kind), days: formatDays(startsOn, endsOn) },
        link: `${publicUrl}${paths.passCode(reference)}`,
      })),
      link: apply,
    }),
    ...visits,
  );
};

/** 车牌 · 谁在园里 · 我的通行证 */
export const gate: Conversation = {
  name: 'gate',
  claims: {
    plate: {
      pattern:
        /^(?:查|看|查一下)?车牌号?[:：]?\s*(?<rest>[\u4e00-\u9fff]\s*[a-z][\s·.-]*[a-z0-9]{4,5}[a-z0-9\u4e00-\u9fff])$/i,
      examples: ['车牌 桂A12345', '查车牌桂A·12345', '车牌：桂AD12345', '車牌 桂A12345', '车牌 桂F20265'],
      nearMisses: ['车牌 桂A1', '车牌掉了没人管', '桂A12345 撞了消防栓'],
      start: plate,
    },
    inside: {
      pattern:
        /^(?:现在)?(?:谁|哪些人|哪些车|多少人|有多少人|几多人)(?:还)?在园(?:里|区|区里)?$|^(?:在园|疏散)(?:名单|人数)$/,
      examples: ['谁在园里', '现在谁在园区', '疏散名单', '在园人数', '誰在園裡'],
      nearMisses: ['谁在园区里抽烟', '疏散通道堵了', '园里没人管'],
      start: inside,
    },
    'my-passes': {
      pattern: /^(?:我的|出示|申请|办|要|我要|我要申请|查)?(?:一张)?通行证(?:二维码)?$/,
      examples: ['我的通行证', '出示通行证', '申请通行证', '通行证二维码', '我的通行證'],
      nearMisses: ['没有通行证的车进来了', '通行证过期还放行'],
      start: myPasses,
    },
  },
  steps: {},
};
