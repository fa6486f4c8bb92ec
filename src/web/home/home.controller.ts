import type { Request, Response } from 'express';
import { applicationLifecycle, findProjectOf } from '#domain/applying';
import { countByStatus, countMyReports, findHazards, findMyReports, hazardLifecycle, hazardsOf } from '#domain/hazards';
import { hasResets, resetsOf } from '#domain/identity';
import { countToDos, findToDos, overdueIn } from '#domain/nouns';
import { lateOf, ownRewards, rewards } from '#domain/rewards';
import { actsAs, appliesForEnterprise, type PersonActor, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { statusRow } from '#kernel/lifecycle';
import { yuanOf } from '#kernel/money';
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
/** Counts by the names of `numbersOf`. */
type Numbers = Readonly<Record<string, number>>;

/** Numbers of the person's tiles that no list of the page tells, as `countEach` asks for them. */
async function numbersOf(ctx: Context, actor: PersonActor, late: Shown): Promise<Record<string, Asked>> {
  return {
    ...(late.nextCursor === undefined ? {} : { late: await hazardsOf(ctx, { isOverdue: true }) }),
    ...(actsAs(actor, 'regulator') ? { unpaid: lateOf(ctx) } : {}),
    ...(hasResets(actor) ? { resets: resetsOf(ctx) } : {}),
  };
}

/** The numbers of the person's role, each the length of the list it opens. */
async function tilesOf(
  ctx: Context,
  actor: PersonActor,
  counts: Counts,
  { late, mine, numbers }: { late: Shown; mine: Shown; numbers: Numbers },
): Promise<Tile[]> {
  if (actsAs(actor, 'worker')) {
    const reported = mine.nextCursor === undefined ? mine.rows.length : countMyReports(ctx);
    return [tile('我上报的', await reported, paths.myReports)];
  }
  if (!runsEnterprise(actor) && !actsAs(actor, 'park-officer', 'regulator', 'adviser')) return [];
  const major = counts.filter(({ status, isMajor }) => isMajor && statusRow(hazardLifecycle, status).isOpen);
  // What the body looks at on site, of the same numbers: nothing more is asked for it.
  const asked = sum(major.filter(({ status }) => status === 'closure-requested'));
  return [
    tile('逾期隐患', numbers['late'] ?? late.rows.length, `${paths.hazards}?overdue=1`, true),
    tile('重大未销号', sum(major), `${paths.hazards}?major=1&open=1`, true),
    ...(actsAs(actor, 'park-officer', 'regulator')
      ? [
          tile('重大待销号', asked, `${paths.hazards}?major=1&status=closure-requested`, true),
          tile('没人管的园区', await countGaps(ctx), `${paths.competences}?gaps=1`, true),
        ]
      : []),
    ...(actsAs(actor, 'regulator') ? [tile('拖欠的奖励', numbers['unpaid'] ?? 0, paths.rewardArrears, true)] : []),
    ...(hasResets(actor) ? [tile('别人申请的重置', numbers['resets'] ?? 0, paths.resets)] : []),
  ];
}

/** What a worker's reports have brought, and what of it is on its way; how many codes lie at the desk that is theirs. */
async function rewardsOf(ctx: Context) {
  const own = await ownRewards(ctx);
  const rows = [
    { label: '已到手', ...own.received, href: `${rewards.path}?status=confirmed` },
    { label: '备在领奖点，凭码领', ...own.atDesk, href: `${rewards.path}?status=deposited` },
    { label: '在路上', ...own.underWay, href: `${rewards.path}?unpaid=1` },
  ];
  return {
    toConfirm: own.toConfirm.count,
    codes: own.codes,
    redeemHref: paths.redeemClaim,
    lines: rows
      .filter(({ amountFen }) => amountFen > 0)
      .map(({ label, count, amountFen, href }) => ({
        ...{ label, href, value: count > 0 ? `${count} 笔，${yuanOf(amountFen)}` : yuanOf(amountFen) },
      })),
    href: rewards.path,
  };
}

/** What waits for this person today, what is late, and what they started. */
async function personHome(ctx: Context, actor: PersonActor, charts: Charts) {
  const isWorker = actsAs(actor, 'worker');
  const seesLists = runsEnterprise(actor) || actsAs(actor, 'park-officer', 'regulator', 'adviser');
  const [counts, toDos, mine, late, project, reward] = await Promise.all([
    countByStatus(ctx),
    findToDos(ctx, { limit: SHOWN }),
    isWorker ? findMyReports(ctx, undefined, SHOWN) : { rows: [] },
    seesLists ? findHazards(ctx, { isOverdue: true, limit: SHOWN }) : { rows: [] },
    presentProject(ctx, actor),
    isWorker ? rewardsOf(ctx) : undefined,
  ]);
  const asked = await numbersOf(ctx, actor, late);
  const waiting =
    toDos.nextCursor === undefined
      ? { ...(await countEach(asked)), all: toDos.rows.length, overdue: overdueIn(toDos.rows, ctx.now) }
      : await countToDos(ctx, asked);
  const tiles = await tilesOf(ctx, actor, counts, { late, mine, numbers: waiting });
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
      ...(reward === undefined ? [] : [tile('待确认奖励', reward.toConfirm, `${rewards.path}?toConfirm=1`)]),
    ],
    reward,
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
