import {
  findByQueryCode,
  findMyReports,
  getHazard,
  type Hazard,
  type HazardRow,
  hazardLifecycle,
} from '#domain/hazards';
import { formatDay } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { type Conversation, end, type Settled, type Start, say, shortly, type Turn } from '../conversation.ts';
import { NOUN_ACTS } from './nounActs.ts';
import { newestFirst, spokenOf } from './spokenOf.ts';

const MAX_ROWS = 6;

const statusLabel = ({ status }: Pick<Hazard, 'status'>): string => statusRow(hazardLifecycle, status).label;

const myReports: Start = async (_asked, { ctx }) => {
  const rows = (await findMyReports(ctx)).rows.slice(0, MAX_ROWS);
  const listed = rows.map((h) => ({ reference: h.reference, status: statusLabel(h), text: shortly(h.text) }));
  return end(say('my-reports', { rows: listed }));
};

/**
 * 进度 H…: with the query code when we do not know the person. In plain words (「31号那个处理了没」, 「我前天报的漏电」) the
 * one they speak of; all of theirs where that is not clear; without any words their latest.
 */
const progress: Start = async (asked, turn) => {
  const told = NOUN_ACTS.find(({ letter }) => asked.reference?.startsWith(letter))?.progress;
  if (told) return told(asked, turn);
  const { rows: mine } = await findMyReports(turn.ctx);
  if (asked.rest)
    return tell(await findByQueryCode({ reference: asked.reference ?? '', queryCode: asked.rest }), turn, false);
  if (asked.reference) {
    const own = mine.find((one) => one.reference === asked.reference);
    return tell(own ?? (await getHazard(turn.ctx, asked.reference)).hazard, turn, own !== undefined);
  }
  const [latest, ...others] = newestFirst(mine);
  const found =
    spokenOf(turn.words, mine, turn.ctx.now) ??
    (turn.intent?.code === 'progress' || others.length === 0 ? latest : undefined);
  if (found) return tell(found, turn, true);
  return mine.length > 0 ? myReports(asked, turn) : end(say('progress-ask'));
};

function tell(hazard: HazardRow, { ctx, publicUrl }: Turn, isMine: boolean): Settled {
  const { reference, text, placeText, rectification } = hazard;
  const dueOn = rectification?.dueOn;
  const isOnWeb = isMine || ctx.actor.kind === 'person';
  return end(
    say('progress', {
      reference,
      status: statusLabel(hazard),
      text,
      place: placeText ?? '',
      dueOn: dueOn ? formatDay(dueOn) : '',
      rectification: rectification?.measure ?? '',
      link: isOnWeb ? `${publicUrl}${paths.hazard(reference)}` : '',
    }),
  );
}

/** 我的上报、进度: answered at once, nobody stands here. */
export const reports: Conversation = {
  name: 'reports',
  claims: {
    'my-reports': {
      pattern: /^(我的|查看我的|查我的|看我的)(上报|报告|隐患|记录|上报记录)$|^我(上)?报(过)?的(隐患)?$|^我报了哪些$/,
      examples: ['我的上报', '我报的', '我的隱患', '查我的上报', '我的报告'],
      nearMisses: ['我的手被夹了', '我上报', '我的工位漏电'],
      start: myReports,
    },
    progress: {
      pattern:
        /^(查|查询|查一下|看看|看)?(进度|进展|处理进度|到哪一步了|到哪了|处理得怎么样|处理了吗|怎么样了|好了吗|处理好了吗)?(查询)?\s*(?<rest>[0-9A-Z]{6,10})?$/i,
      of: ['H', 'J', 'S'],
      bare: /^(查|查询|查一下|看)?(进度|处理进度|我的进度|到哪一步了|处理得怎么样了?)(查询)?$/,
      examples: [
        'H2026-0001',
        'J2026-0001',
        '进度 S2026-1',
        '进度 h2026-1',
        '查 Ｈ２０２６－０００１',
        'H2026-0001 到哪一步了',
        '查询进度H20260001',
        '进度',
        '查进度',
        '進度',
        '我的进度',
        '进渡',
      ],
      nearMisses: ['3号线进度太慢人很累', 'H型钢堆得太高', '2026年1月', '赶进度没停机就清料', '进度表旁边的电箱开着'],
      start: progress,
    },
  },
  steps: {},
};
