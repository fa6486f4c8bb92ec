import type { Request, Response } from 'express';
import { applicationLifecycle, findProjectOf } from '#domain/applying';
import {
  countByStatus,
  countHazards,
  countMyReports,
  findHazards,
  findMyReports,
  hazardLifecycle,
} from '#domain/hazards';
import { hasResets, resetsOf } from '#domain/identity';
import { countToDos, findToDos, overdueIn } from '#domain/nouns';
import { countRewards, lateOf, rewards } from '#domain/rewards';
import { actsAs, appliesForEnterprise, type PersonActor, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { type Asked, countEach } from '#platform/count';
import type { Charts } from '../charts.ts';
import { countGaps } from '../competence/competence.controller.ts';
import { presentHazardRow } from '../hazards/presentHazard.ts';
import { contextOf } from '../request.ts';
import { presentToDo } from '../toDos/presentToDo.ts';
import { presentEach } from '../unreadable.ts';

/** As many of each list as a small screen holds; what is counted is counted whole. */
const SHOWN = 5;

type Counts = Awaited<ReturnType<typeof countByStatus>>;

const sum = (counts: Counts): number => counts.reduce((total, { count }) => total + count, 0);

/** Cases by status as a chart with its numbers, each leading to its list. */
async function statusChart(charts: Charts, counts: Counts) {
  const rows = hazardLifecycle.statuses
    .map(({ code, label }) => ({ code, label, value: sum(counts.filter(({ status }) => status === code)) }))
    .filter((row) => row.value > 0);
  if (rows.length === 0) return undefined;
  return {
    id: 'by-status',
    title: '各状态的隐患',
    what: '状态',
    unit: '件',
    svg: await charts.bars(rows),
    rows: rows.map(({ code, label, value }) => ({ label, value, href: `${paths.hazards}?status=${code}` })),
  };
}

/** Where the firm's application stands, for those who apply; nothing once the firm is in. */
async function presentProject(ctx: Context, actor: PersonActor) {
  if (!appliesForEnterprise(actor) || actor.scope.enterpriseId === undefined) return undefined;
  const { application: open, isIn } = await findProjectOf(ctx, actor.scope.enterpriseId);
  if (open !== undefined) {
    const { label } = statusRow(applicationLifecycle, open.status);
    return {
      text: `申请 ${open.reference}：${label}`,
      href: paths.application(open.reference),
      label: open.submittedAt === undefined ? '接着填申请' : '看办理进度',
    };
  }
  if (isIn) return undefined;
  return { text: '企业还没有参加项目。', href: paths.newApplication, label: '申请参加项目' };
}

interface Tile {
  label: string;
  value: number;
  href: string;
  isBad: boolean;
}
const tile = (label: string, value: number, href: string, isAlarm = false): Tile => ({
  label,
  value,
  href,
  isBad: isAlarm && value > 0,
});

/** A list as far as the page shows it. */
type Shown = Awaited<ReturnType<typeof findHazards>>;
/** How many there are: those shown, when they are all; else the store is asked. */
const allOf = ({ rows, nextCursor }: Shown, count: () => Promise<number>): Promise<number> | number =>
  nextCursor === undefined ? rows.length : count();

/** What a body alone looks after; counted by one command. */
async function tilesOfBody(ctx: Context, actor: PersonActor): Promise<Tile[]> {
  if (!actsAs(actor, 'regulator')) return [];
  const asked: Record<string, Asked> = { late: lateOf(ctx), ...(hasResets(actor) ? { resets: resetsOf(ctx) } : {}) };
  const counts = await countEach(asked);
  return [
    tile('拖欠的奖励', counts['late'] ?? 0, paths.rewardArrears, true),
    ...(hasResets(actor) ? [tile('别人申请的重置', counts['resets'] ?? 0, paths.resets)] : []),
  ];
}

/** The numbers of the person's role, each the length of the list it opens. */
async function tilesOf(
  ctx: Context,
  actor: PersonActor,
  counts: Counts,
  { late, mine }: { late: Shown; mine: Shown },
): Promise<Tile[]> {
  if (runsEnterprise(actor) || actsAs(actor, 'park-officer', 'regulator', 'adviser')) {
    const major = counts.filter(({ status, isMajor }) => isMajor && statusRow(hazardLifecycle, status).isOpen);
    return [
      tile(
        '逾期隐患',
        await allOf(late, () => countHazards(ctx, { isOverdue: true })),
        `${paths.hazards}?overdue=1`,
        true,
      ),
      tile('重大未销号', sum(major), `${paths.hazards}?major=1&open=1`, true),
      // What the body looks at on site, of the same numbers: nothing more is asked for it.
      ...(actsAs(actor, 'park-officer', 'regulator')
        ? [
            tile(
              '重大待销号',
              sum(major.filter(({ status }) => status === 'closure-requested')),
              `${paths.hazards}?major=1&status=closure-requested`,
              true,
            ),
          ]
        : []),
      ...(actsAs(actor, 'park-officer', 'regulator')
        ? [tile('没人管的园区', await countGaps(ctx), `${paths.competences}?gaps=1`, true)]
        : []),
      ...(await tilesOfBody(ctx, actor)),
    ];
  }
  if (!actsAs(actor, 'worker')) return [];
  const [reported, toConfirm] = await Promise.all([allOf(mine, () => countMyReports(ctx)), countRewards(ctx, 'paid')]);
  return [tile('我上报的', reported, paths.myReports), tile('待确认奖励', toConfirm, `${rewards.path}?toConfirm=1`)];
}

/** What waits for this person today, what is late, and what they started. */
async function personHome(ctx: Context, actor: PersonActor, charts: Charts) {
  const isWorker = actsAs(actor, 'worker');
  const seesLists = runsEnterprise(actor) || actsAs(actor, 'park-officer', 'regulator', 'adviser');
  const [counts, toDos, mine, late, project] = await Promise.all([
    countByStatus(ctx),
    findToDos(ctx, { limit: SHOWN }),
    isWorker ? findMyReports(ctx, undefined, SHOWN) : { rows: [] },
    seesLists ? findHazards(ctx, { isOverdue: true, limit: SHOWN }) : { rows: [] },
    presentProject(ctx, actor),
  ]);
  const [waiting, tiles] = await Promise.all([
    toDos.nextCursor === undefined
      ? { all: toDos.rows.length, overdue: overdueIn(toDos.rows, ctx.now) }
      : countToDos(ctx),
    tilesOf(ctx, actor, counts, { late, mine }),
  ]);
  const presented = (isCalling: boolean) =>
    Promise.all(
      toDos.rows.filter(({ call }) => (call !== undefined) === isCalling).map((row) => presentToDo(ctx, row)),
    );
  return {
    title: '首页',
    greeting: `${actor.name}，您好`,
    tiles: [
      tile('待办', waiting.all, paths.toDos),
      tile('逾期待办', waiting.overdue, `${paths.toDos}?tab=overdue`, true),
      ...tiles,
    ],
    waiting: waiting.all > SHOWN ? waiting.all : 0,
    calling: await presented(true),
    toDos: await presented(false),
    late: await presentEach(ctx, 'hazard', late.rows, (row) => presentHazardRow(row, ctx.now)),
    mine: await presentEach(ctx, 'hazard', mine.rows, (row) => presentHazardRow(row, ctx.now)),
    project,
    isWorker,
    isApplicant: actsAs(actor, 'applicant'),
    mayReport: isWorker || runsEnterprise(actor),
    chart: await statusChart(charts, counts),
  };
}

/** The front page for visitors, the person's own page for everybody else. */
export async function showHome(req: Request, res: Response): Promise<void> {
  const { actor } = req;
  if (actor.kind !== 'person') return res.page('home/front', { title: '广西企业安全发展项目' });
  res.page('home/show', await personHome(contextOf(req), actor, res.charts));
}
