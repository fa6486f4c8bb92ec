import type { Queue } from 'bullmq';
import { type Job, TIMETABLE } from './timetable.ts';

type Timetable = Readonly<Record<string, Job>>;

async function upsert(queue: Queue, id: string, { every, pattern }: Job): Promise<void> {
  const repeat = every === undefined ? { pattern, tz: 'Asia/Shanghai' } : { every };
  await queue.upsertJobScheduler(id, repeat, { name: id, data: {}, opts: { attempts: 1 } });
}

/** Brings the schedulers in Redis to the timetable: upserts every row, removes what is no longer in it. */
export async function applySchedules(queue: Queue, timetable: Timetable = TIMETABLE): Promise<void> {
  for (const [id, job] of Object.entries(timetable)) await upsert(queue, id, job);
  for (const { key } of await queue.getJobSchedulers()) {
    if (timetable[key] === undefined) await queue.removeJobScheduler(key);
  }
}

/** A row that should have run so long ago has lost its next run; a busy queue is never so far behind. */
const LOST_MS = 60_000;

/**
 * Puts back the rows that Redis has lost, or whose next run it has lost: a store that was emptied, or a worker killed
 * between taking a run and planning the next one.
 * @returns their ids.
 */
export async function mendSchedules(queue: Queue): Promise<string[]> {
  // By the machine's clock, as the queue keeps it.
  const nextOf = new Map((await queue.getJobSchedulers()).map(({ key, next }) => [key, next ?? 0]));
  const lost = Object.entries<Job>(TIMETABLE).filter(([id]) => (nextOf.get(id) ?? 0) < Date.now() - LOST_MS);
  for (const [id, job] of lost) await upsert(queue, id, job);
  return lost.map(([id]) => id);
}
