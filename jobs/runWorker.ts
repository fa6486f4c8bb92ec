import { setTimeout as wait } from 'node:timers/promises';
import { type ConnectionOptions, type Job as QueuedJob, Worker } from 'bullmq';
import { AppError } from '#kernel/errors';
import type { Logger } from '#platform/logger';
import { isStoreFailure } from '#platform/mongo';
import { connectQueueRedis } from '#platform/redis';
import { CLOCK_QUEUE, openQueue, QUEUE_PREFIX } from './queues.ts';
import { applySchedules, mendSchedules } from './schedules.ts';
import { expectTimetable, type Job, type JobId, runJob, TIMETABLE } from './timetable.ts';

export interface WorkerOptions {
  redisUrl: string;
  now: () => Date;
  logger: Logger;
  /** Jobs worked on side by side. */
  concurrency?: number;
}

export interface RunningWorker {
  /** Lets the jobs in hand finish and takes no more. */
  stop(): Promise<void>;
}

/** How soon the timetable is tried again while Redis is away. */
const RETRY_MS = 1_000;
/** How often it is looked over: a Redis emptied under us says nothing. */
const MEND_MS = 10_000;
const LOCK_MS = 30_000;
/** How long Redis is waited for at the end: what it does not hear, its locks tell it later. */
const CLOSE_MS = 2_000;

/** Applies the timetable and works through the clock's queue until stopped. */
export function runWorker({ redisUrl, now, logger, concurrency = 6 }: WorkerOptions): RunningWorker {
  const redis = connectQueueRedis(redisUrl);
  const queue = openQueue(redis);
  const connection = connectQueueRedis(redisUrl);
  const report = (error: unknown) => logger.warn({ error: codeOf(error) }, 'queue error');
  queue.on('error', report);

  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const after = (ms: number, work: () => void): void => {
    clearTimeout(timer);
    if (!stopping.signal.aborted) timer = setTimeout(work, ms);
  };
  const failed = (error: unknown): void => {
    report(error);
    after(RETRY_MS, plan);
  };
  const mend = (): void => {
    mendSchedules(queue).then((ids) => {
      if (ids.length > 0) logger.warn({ ids }, 'timetable mended');
      after(MEND_MS, mend);
    }, failed);
  };
  const plan = (): void => {
    Promise.all([applySchedules(queue), expectTimetable(now())]).then(() => {
      logger.info('timetable applied');
      after(MEND_MS, mend);
    }, failed);
  };
  // A Redis that comes back empty has forgotten the timetable, so it is applied at every new connection.
  redis.on('ready', plan);

  const inHand = new Map<Promise<void>, string>();
  const work = async ({ name, id }: QueuedJob): Promise<void> => {
    const row: Job | undefined = TIMETABLE[name as JobId];
    if (row === undefined) return logger.warn({ job: name }, 'no such job any more');
    // A run goes on until nothing is left: more of them over the same rows would only stand in each other's way.
    const already = [...inHand.values()].filter((other) => other === name).length;
    if (already >= (row.sideBySide ?? 1)) return;
    const run = runJob(name as JobId, now, id ?? name, stopping.signal);
    const ended = run.catch(() => {}).finally(() => inHand.delete(ended));
    inHand.set(ended, name);
    await run;
  };
  const worker = new Worker(CLOCK_QUEUE, work, {
    connection: connection as unknown as ConnectionOptions,
    prefix: QUEUE_PREFIX,
    concurrency,
    lockDuration: LOCK_MS,
    stalledInterval: LOCK_MS / 2,
  });
  worker.on('error', report);
  worker.on('failed', (job, error) => logger.warn({ job: job?.name, error: codeOf(error) }, 'job failed'));

  return {
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      redis.off('ready', plan);
      // With Redis away closing would wait for it; our own jobs in hand are waited for either way.
      await Promise.all(inHand.keys());
      await Promise.race([worker.close().then(() => queue.close()), wait(CLOSE_MS, undefined, { ref: false })]);
      redis.disconnect();
      connection.disconnect();
    },
  };
}

/** What a log may say of an error: our own code, that a store was away, or the error's name. */
const codeOf = (error: unknown): string =>
  error instanceof AppError
    ? error.code
    : isStoreFailure(error)
      ? 'common.store-unavailable'
      : String((error as Error | undefined)?.name);
