import { type ConnectionOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';

/** The one queue of the clock. Redis only says when to look; what is due stands in MongoDB. */
export const CLOCK_QUEUE = 'clock';
export const QUEUE_PREFIX = 'anfa';

/** Few finished jobs are kept: enough to see what happened, never enough to fill the store. */
const KEEP = { removeOnComplete: { age: 3_600, count: 200 }, removeOnFail: { age: 7 * 86_400, count: 500 } };

export const openQueue = (redis: Redis): Queue =>
  new Queue(CLOCK_QUEUE, {
    connection: redis as unknown as ConnectionOptions,
    prefix: QUEUE_PREFIX,
    defaultJobOptions: KEEP,
  });
