import { findByQueryCode, findMyReports, getHazard, type Hazard, hazardLifecycle } from '#domain/hazards';
import { formatDay } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { type Conversation, end, type Start, say, shortly } from '../conversation.ts';
import { NOUN_ACTS } from './nounActs.ts';

const MAX_ROWS = 6;

const statusLabel = ({ status }: Pick<Hazard, 'status'>): string => statusRow(hazardLifecycle, status).label;

const myReports: Start = async (_asked, { ctx }) => {
  const rows = (await findMyReports(ctx)).rows.slice(0, MAX_ROWS);
  const listed = rows.map((h) => ({ reference: h.reference, status: statusLabel(h), text: shortly(h.text) }));
  return end(say('my-reports', { rows: listed }));
};

/** 进度 H…: with the query code when we do not know the person; without a number their latest report. */
const progress: Start = async (asked, turn) => {
  const { ctx, publicUrl } = turn;
  const told = NOUN_ACTS.find(({ letter }) => asked.reference?.startsWith(letter))?.progress;
  if (told) return told(asked, turn);
  const mine = (await findMyReports(ctx)).rows;
  const reference = asked.reference ?? mine[0]?.reference;
  if (!reference) return end(say('progress-ask'));
  const isMine = mine.some((h) => h.reference === reference);
  const hazard = asked.rest
    ? await findByQueryCode({ reference, queryCode: asked.rest })
    : (await getHazard(ctx, reference)).hazard;
  const due = hazard.rectification?.dueOn;
  return end(
    say('progress', {
      reference,
      status: statusLabel(hazard),
      text: hazard.text,
      place: hazard.placeText ?? '',
      dueOn: due ? formatDay(due) : '',
      rectification: hazard.rectification?.measure ?? '',
      link: isMine || ctx.actor.kind === 'person' ? `${publicUrl}${paths.hazard(reference)}` : '',
    }),
  );
};

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
