import type { Queue } from 'bullmq';
import type { HandlerName } from './handlers/index.ts';

interface Schedule {
  /** Name of the scheduler in Redis: the same id again replaces it, so a release never leaves two. */
  id: string;
  handler: HandlerName;
  /** Every so many milliseconds, or by a cron pattern on the Shanghai clock. */
  every?: number;
  pattern?: string;
  why: string;
}

/** The whole timetable. */
export const SCHEDULES: readonly Schedule[] = [
  { id: 'deadlines', handler: 'scanDeadlines', every: 5_000, why: '到期提醒与升级' },
  { id: 'notices', handler: 'reactToEvents', every: 1_000, why: '事件变成消息' },
  { id: 'portal', handler: 'deliverToPortal', every: 1_000, why: '站内消息' },
  { id: 'exports', handler: 'runExports', every: 1_000, why: '导出表格' },
  { id: 'park-mergers', handler: 'moveMergedFirms', every: 5_000, why: '园区合并时逐家迁移企业' },
  { id: 'policy-news', handler: 'announcePolicies', every: 5_000, why: '扶持政策分批通知企业' },
  { id: 'plans', handler: 'watchPlans', every: 30_000, why: '过期的证明材料变黄、反复出现的隐患列入计划' },
  { id: 'stray-photos', handler: 'removeStrayPhotos', pattern: '30 3 * * *', why: '清理 7 天没有用上的照片和文件' },
  { id: 'boards', handler: 'recountBoards', pattern: '0 4 * * *', why: '核对看板的数字' },
];

async function upsert(queue: Queue, { id, handler, every, pattern }: Schedule): Promise<void> {
  const repeat = every === undefined ? { pattern: pattern as string, tz: 'Asia/Shanghai' } : { every };
  await queue.upsertJobScheduler(id, repeat, { name: handler, data: {}, opts: { attempts: 1 } });
}

/** Brings the schedulers in Redis to the timetable: upserts every row, removes what is no longer in it. */
export async function applySchedules(queue: Queue, schedules: readonly Schedule[] = SCHEDULES): Promise<void> {
  for (const schedule of schedules) await upsert(queue, schedule);
  const known = new Set(schedules.map((row) => row.id));
  for (const { key } of await queue.getJobSchedulers()) {
    if (!known.has(key)) await queue.removeJobScheduler(key);
  }
}

/** A row that should have run so long ago has lost its next run; a busy queue is never so far behind. */
const LOST_MS = 60_000;

/**
 * Puts back the rows that Redis has lost, or whose next run it has lost: a store that was emptied, or a worker killed
 * between taking a run and planning the next one.
 * @returns their ids.
 */
export async function mendSchedules(queue: Queue, schedules: readonly Schedule[] = SCHEDULES): Promise<string[]> {
  // By the machine's clock, as the queue keeps it.
  const nextOf = new Map((await queue.getJobSchedulers()).map(({ key, next }) => [key, next ?? 0]));
  const lost = schedules.filter(({ id }) => (nextOf.get(id) ?? 0) < Date.now() - LOST_MS);
  for (const schedule of lost) await upsert(queue, schedule);
  return lost.map(({ id }) => id);
}
