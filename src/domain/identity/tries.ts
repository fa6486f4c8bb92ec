import { tooMany } from '#kernel/errors';
import { isDuplicateKey } from '#platform/mongo';
import { blind } from '#platform/sealing';
import { type Tries, TriesModel } from './identity.models.ts';
import type { SlowRule } from './identityRules.ts';

const idOf = (key: string): string => blind(key, 'tries');

/** Counts one more try under `key` in a window that begins with the first. @returns how many there are. */
export async function countTry(now: Date, key: string, minutes: number): Promise<number> {
  const isOver = { $lte: [{ $ifNull: ['$expiresAt', now] }, now] };
  const row = await TriesModel.findOneAndUpdate(
    { _id: idOf(key) },
    [
      {
        $set: {
          count: { $cond: [isOver, 1, { $add: ['$count', 1] }] },
          expiresAt: { $cond: [isOver, new Date(now.getTime() + minutes * 60_000), '$expiresAt'] },
        },
      },
    ],
    { upsert: true, returnDocument: 'after', updatePipeline: true },
  ).lean<Tries>();
  return row?.count ?? 1;
}

/** How many tries stand under `key` now. */
export async function triesOf(now: Date, key: string): Promise<number> {
  const row = await TriesModel.findById(idOf(key)).lean<Tries>();
  return row === null || row.expiresAt <= now ? 0 : row.count;
}

/**
 * Takes the next try under `key`; counted before anything is compared, so that many at once are no more than one after
 * another. Whoever gets it right calls `forgetTries`.
 * @throws TooMany `identity.slow-down` while the next one has to wait.
 */
export async function claimTry(now: Date, key: string, rule: SlowRule): Promise<void> {
  const _id = idOf(key);
  const isOver = { $lte: [{ $ifNull: ['$expiresAt', now] }, now] };
  const wait = {
    $min: [
      rule.longestSeconds,
      { $multiply: [rule.firstSeconds, { $pow: [2, { $min: [{ $subtract: ['$count', rule.free] }, 20] }] }] },
    ],
  };
  const step = [
    { $set: { count: { $cond: [isOver, 1, { $add: ['$count', 1] }] } } },
    {
      $set: { nextAt: { $cond: [{ $lt: ['$count', rule.free] }, now, { $add: [now, { $multiply: [wait, 1_000] }] }] } },
    },
    { $set: { expiresAt: { $add: ['$nextAt', rule.forgetMinutes * 60_000] } } },
  ];
  for (;;) {
    try {
      await TriesModel.findOneAndUpdate({ _id, nextAt: { $not: { $gt: now } } }, step, {
        upsert: true,
        updatePipeline: true,
      });
      return;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    // It is there and has to wait, unless somebody made it in this moment.
    const row = await TriesModel.findById(_id).lean<Tries>();
    const seconds = Math.ceil(((row?.nextAt?.getTime() ?? 0) - now.getTime()) / 1_000);
    if (seconds > 0) throw tooMany('identity.slow-down', { params: { seconds } });
  }
}

/** Nothing stands under `key` any more. */
export const forgetTries = async (key: string): Promise<void> => {
  await TriesModel.deleteOne({ _id: idOf(key) });
};
