import type { Request, Response } from 'express';
import { applicationLifecycle, findApplications, findOwnOpen } from '#domain/applying';
import { filings } from '#domain/filings';
import { countByStatus, findHazards, findMyReports, findRewards, findToDos, hazardLifecycle } from '#domain/hazards';
import { countUnread } from '#domain/notices';
import { findTransfers } from '#domain/parks';
import { findPlanToDos } from '#domain/plans';
import { findActiveEnrolment } from '#domain/programme';
import { actsAs, appliesForEnterprise, type PersonActor, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { statusRow } from '#kernel/lifecycle';
import { drawBars } from '../charts.ts';
import { presentHazardRow } from '../hazards/presentHazard.ts';
import { contextOf } from '../visit.ts';
import { presentToDos } from './presentToDos.ts';

const SHOWN = 8;
const MOST = 50;

type Counts = Awaited<ReturnType<typeof countByStatus>>;

const sum = (counts: Counts): number => counts.reduce((total, { count }) => total + count, 0);

/** Cases by status as a chart with its numbers, each leading to its list. */
function statusChart(counts: Counts) {
  const rows = hazardLifecycle.statuses
    .map(({ code, label }) => ({ code, label, value: sum(counts.filter(({ status }) => status === code)) }))
    .filter((row) => row.value > 0);
  if (rows.length === 0) return undefined;
  return {
    id: 'by-status',
    title: '各状态的隐患',
    what: '状态',
    unit: '件',
    svg: drawBars(rows),
    rows: rows.map(({ code, label, value }) => ({ label, value, href: `/hazards?status=${code}` })),
  };
}

/** Where the firm's application stands, for those who apply; nothing once the firm is in. */
async function presentProject(ctx: Context, actor: PersonActor) {
  if (!appliesForEnterprise(actor) || actor.scope.enterpriseId === undefined) return undefined;
  const open = await findOwnOpen(ctx);
  if (open !== undefined) {
    const { label } = statusRow(applicationLifecycle, open.status);
    return {
      text: `申请 ${open.reference}：${label}`,
      href: `/applications/${open.reference}`,
      label: open.submittedAt === undefined ? '接着填申请' : '看办理进度',
    };
  }
  if ((await findActiveEnrolment(actor.scope.enterpriseId)) !== undefined) return undefined;
  return { text: '企业还没有参加项目。', href: '/applications/new', label: '申请参加项目' };
}

/** What waits for this person today, what is late, and what they started. */
async function personHome(ctx: Context, actor: PersonActor) {
  const isFirm = runsEnterprise(actor);
  const seesLists = isFirm || actsAs(actor, 'park-officer', 'regulator', 'adviser');
  const [toDos, planned, mine, unread, late, toPay, counts, project, applications, transfers, open] = await Promise.all(
    [
      findToDos(ctx, MOST),
      findPlanToDos(ctx, MOST),
      actsAs(actor, 'worker') ? findMyReports(ctx) : { rows: [] },
      countUnread(actor.personId),
      seesLists ? findHazards(ctx, { isOverdue: true, limit: SHOWN }) : { rows: [] },
      isFirm ? findRewards(ctx, { status: 'proposed', limit: 20 }) : findRewards(ctx, { status: 'paid', limit: 20 }),
      countByStatus(ctx),
      presentProject(ctx, actor),
      actsAs(actor, 'park-officer', 'regulator') ? findApplications(ctx, { limit: SHOWN }) : undefined,
      actsAs(actor, 'park-officer') ? findTransfers(ctx, { awaitsAnswer: true }) : { rows: [] },
      filings.find(ctx, { status: isFirm ? 'returned' : 'filed', limit: SHOWN }),
    ],
  );
  const waiting = toDos.length + planned.length;
  const openMajor = sum(counts.filter(({ status, isMajor }) => isMajor && statusRow(hazardLifecycle, status).isOpen));
  return {
    title: '首页',
    greeting: `${actor.name}，您好`,
    tiles: [
      { label: '等我处理', value: waiting >= MOST ? `${MOST}+` : waiting, href: '#to-dos', isBad: false },
      ...(seesLists
        ? [
            {
              label: '逾期',
              value: late.rows.length >= SHOWN ? `${SHOWN}+` : late.rows.length,
              href: '/hazards?overdue=1',
              isBad: late.rows.length > 0,
            },
            { label: '重大未销号', value: openMajor, href: '/hazards?major=1&open=1', isBad: openMajor > 0 },
          ]
        : actsAs(actor, 'applicant')
          ? []
          : [{ label: '我上报的', value: mine.rows.length, href: '/my-reports', isBad: false }]),
      ...(isFirm || actsAs(actor, 'worker')
        ? [{ label: isFirm ? '待审批奖励' : '待确认奖励', value: toPay.rows.length, href: '/rewards', isBad: false }]
        : []),
      ...(applications === undefined
        ? []
        : [
            {
              label: '待办申请',
              value: applications.rows.length >= SHOWN ? `${SHOWN}+` : applications.rows.length,
              href: '/applications',
              isBad: false,
            },
          ]),
      ...(transfers.rows.length === 0
        ? []
        : [{ label: '待答复转移', value: transfers.rows.length, href: '/transfers', isBad: false }]),
      ...(open.rows.length === 0 || !(isFirm || actsAs(actor, 'regulator'))
        ? []
        : [
            {
              label: isFirm ? '报备要补充' : '待收悉报备',
              value: open.rows.length >= SHOWN ? `${SHOWN}+` : open.rows.length,
              href: `/filings?status=${isFirm ? 'returned' : 'filed'}`,
              isBad: false,
            },
          ]),
      { label: '未读消息', value: unread, href: '/inbox', isBad: false },
    ],
    toDos: await presentToDos(toDos, planned, ctx.now, SHOWN),
    late: await Promise.all(late.rows.map((row) => presentHazardRow(row, ctx.now))),
    mine: await Promise.all(mine.rows.slice(0, 5).map((row) => presentHazardRow(row, ctx.now))),
    project,
    isWorker: actsAs(actor, 'worker'),
    isApplicant: actsAs(actor, 'applicant'),
    seesLists,
    mayReport: actsAs(actor, 'worker', 'enterprise-manager', 'safety-officer'),
    chart: statusChart(counts),
  };
}

/** The front page for visitors, the person's own page for everybody else. */
export async function showHome(req: Request, res: Response): Promise<void> {
  const { actor } = req;
  if (actor.kind !== 'person') return res.page('home/front', { title: '广西企业安全发展项目' });
  res.page('home/show', await personHome(contextOf(req), actor));
}
