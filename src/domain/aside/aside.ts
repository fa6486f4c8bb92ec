import { record } from '#domain/journal';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { atLocalHour, localDate, MINUTE_MS, startOfHour } from '#kernel/dates';
import { AppError, forbidden, notFound } from '#kernel/errors';
import { inTransaction, isStoreFailure } from '#platform/mongo';
import { type Aside, AsideModel, KEEPING, LOOPS, type Loop } from './aside.model.ts';
import { asideRule } from './asideRules.ts';

const LONGEST_REASON = 200;

/** Values in an error's message may be somebody's words: what stands in quotes stays out, and long texts are cut. */
const reasonOf = (error: unknown): string => {
  const said = error instanceof AppError ? `${error.kind} ${error.code}` : String((error as Error)?.message ?? error);
  return said.replace(/"[^"]*"|'[^']*'|「[^」]*」/g, '…').slice(0, LONGEST_REASON);
};

/** One look through what a loop has to do. */
export interface Look {
  /** Keys of what rests now: whoever looks for what is due leaves them out. */
  resting: readonly string[];
  /** Keys of what has rested, for a loop that would not meet it again by itself. */
  rested: readonly string[];
  /**
   * Takes one row. What fails is set aside with its reason and rests, longer each time, so that it stops none of the
   * others; once a day administrators are told of each loop that has such rows.
   * @returns what `work` returned; `undefined` when it was set aside.
   * @throws when the store itself is away: then nothing is wrong with the row, and nothing could be kept of it.
   */
  take<R>(key: string, work: () => Promise<R>): Promise<R | undefined>;
}

/** Begins a look through a loop: what is set aside of it is read once, so that a row that goes well costs nothing more. */
export async function lookThrough(ctx: Context, loop: Loop): Promise<Look> {
  const { longestMinutes, most } = asideRule(ctx.now);
  const rows = await AsideModel.find({ loop })
    .sort({ nextTryAt: -1 })
    .limit(most)
    .select({ key: 1, nextTryAt: 1 })
    .lean<Pick<Aside, 'key' | 'nextTryAt'>[]>();
  const longAgo = new Date(ctx.now.getTime() - longestMinutes * MINUTE_MS);
  // Nobody met it again for so long: it is not due any more.
  if (!KEEPING.includes(loop) && rows.some(({ nextTryAt }) => nextTryAt < longAgo))
    await AsideModel.deleteMany({ loop, nextTryAt: { $lt: longAgo } });
  const known = new Set(rows.map(({ key }) => key));
  const keysOf = (isResting: boolean): string[] =>
    rows.filter(({ nextTryAt }) => nextTryAt > ctx.now === isResting).map(({ key }) => key);
  return {
    resting: keysOf(true),
    rested: keysOf(false),
    take: async (key, work) => {
      try {
        const taken = await work();
        if (known.has(key) || known.size === most) await AsideModel.deleteOne({ _id: `${loop}:${key}` });
        return taken;
      } catch (error) {
        if (isStoreFailure(error)) throw error;
        await setAside(ctx, loop, key, error);
        return undefined;
      }
    },
  };
}

/** Notes what could not be done with a row, and has it told once a day and loop. */
export async function setAside(ctx: Context, loop: Loop, key: string, error: unknown): Promise<void> {
  const reason = reasonOf(error);
  const _id = `${loop}:${key}`;
  const { firstMinutes, longestMinutes } = asideRule(ctx.now);
  await inTransaction(async () => {
    const before = await AsideModel.findById(_id).lean<Aside>();
    const tries = (before?.tries ?? 0) + 1;
    const restMs = Math.min(firstMinutes * 2 ** (tries - 1), longestMinutes) * MINUTE_MS;
    const nextTryAt = new Date(ctx.now.getTime() + restMs);
    // To the hour: what an event is made of may be a report without a name.
    const firstAt = before?.firstAt ?? startOfHour(ctx.now);
    const set = { loop, key, reason, tries, nextTryAt, firstAt };
    const today = { $gte: atLocalHour(localDate(ctx.now), 0) };
    // Told once a day and loop: what cannot be told either must not lead to more that cannot be told.
    const isTold = before !== null || (await AsideModel.exists({ loop, firstAt: today })) !== null;
    await AsideModel.updateOne({ _id }, { $set: set }, { upsert: true });
    if (isTold) return;
    await record(ctx, { name: 'aside.set', subject: { kind: 'loop', id: loop }, facts: {} });
  });
}

const SHOWN = 50;
function asksOffice({ actor }: Context): void {
  if (!actsAs(actor, 'administrator')) throw forbidden('common.not-allowed');
}

/** What is set aside now, by loop with its count, and the first rows in the order of loops. @throws Forbidden */
export async function getAsides(ctx: Context): Promise<{ counts: { label: string; count: number }[]; rows: Aside[] }> {
  asksOffice(ctx);
  const [counted, rows] = await Promise.all([
    AsideModel.aggregate<{ _id: Loop; count: number }>([{ $group: { _id: '$loop', count: { $sum: 1 } } }]),
    AsideModel.find().sort({ _id: 1 }).limit(SHOWN).lean<Aside[]>(),
  ]);
  return { counts: counted.map(({ _id, count }) => ({ label: LOOPS[_id], count })), rows };
}

/** Lets a row rest no longer: the loop takes it next time. @throws Forbidden; NotFound when it is set aside no more. */
export async function tryAgain(ctx: Context, id: string): Promise<void> {
  asksOffice(ctx);
  await inTransaction(async () => {
    const { matchedCount } = await AsideModel.updateOne({ _id: id }, { $set: { nextTryAt: ctx.now } });
    if (matchedCount === 0) throw notFound('common.not-found');
    const [loop = ''] = id.split(':');
    await record(ctx, { name: 'aside.tried-again', subject: { kind: 'loop', id: loop }, facts: { key: id } });
  });
}
