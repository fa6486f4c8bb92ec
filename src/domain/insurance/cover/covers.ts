import { AsyncLocalStorage } from 'node:async_hooks';
import { record } from '#domain/journal';
import { type Enterprise, findEnterprises, followFirms } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { inTransaction, ofText } from '#platform/mongo';
import { insuranceClock, mustInsureLine, mustInsureTrades } from '../mustInsureRules.ts';
import { COVERED, PolicyModel } from '../policies/policy.model.ts';
import { tallyCovers } from './board.ts';
import { type Cover, CoverModel } from './cover.model.ts';
import { COVER_STATES, coverOn, type Span } from './state.ts';

const BATCH = 500;
/** Rows put right in one transaction. */
const AT_ONCE = 100;
const NAMED = 20;

const spansOf = (enterpriseIds: readonly string[]): Promise<Span[]> =>
  PolicyModel.find(
    { enterpriseId: { $in: [...enterpriseIds] }, status: { $in: [...COVERED] } },
    { enterpriseId: 1, status: 1, opensOn: 1, startsOn: 1, endsOn: 1, cancelledOn: 1 },
  ).lean<Span[]>();

type Right = Omit<Cover, 'version'>;
/** How a firm stands now by its record and its policies; undefined where it need not insure. */
function rightOf(firm: Enterprise | undefined, spans: readonly Span[], now: Date): Right | undefined {
  const day = localDate(now);
  const line = firm === undefined ? undefined : mustInsureLine(firm, day);
  if (firm === undefined || line === undefined) return undefined;
  const { _id, name, creditCode, regionCode, sector } = firm;
  const stands = coverOn(spans, day, insuranceClock(now).expiringDays);
  const rank = COVER_STATES.findIndex(({ code }) => code === stands.state);
  return { _id, name, creditCode, regionCode, sector, line: line.code, ...stands, rank };
}

const isSame = (cover: Cover | undefined, right: Right | undefined): boolean => {
  if (cover === undefined || right === undefined) return cover === right;
  const keys = ['name', 'creditCode', 'regionCode', 'sector', 'line', 'state', 'rank', 'turnsOn'] as const;
  return keys.every((key) => cover[key] === right[key]);
};

/** Policies by the firm they cover, or did. */
async function spansByFirm(enterpriseIds: readonly string[]): Promise<ReadonlyMap<string, Span[]>> {
  const byFirm = new Map(enterpriseIds.map((id): [string, Span[]] => [id, []]));
  for (const span of await spansOf(enterpriseIds)) byFirm.get(span.enterpriseId)?.push(span);
  return byFirm;
}

/**
 * Brings the rows of firms to how they stand by now, and the counters with them. In the transaction of what changed them; a
 * row is written whatever it says, so that two changes of one firm at once come one after the other.
 */
async function settle(now: Date, enterpriseIds: readonly string[]): Promise<void> {
  const ids = [...enterpriseIds];
  const before = new Map((await CoverModel.find({ _id: { $in: ids } }).lean<Cover[]>()).map((one) => [one._id, one]));
  const firms = new Map((await findEnterprises({ ids, limit: ids.length })).map((firm) => [firm._id, firm]));
  const spans = await spansByFirm(ids);
  const after = new Map(
    ids.flatMap((id): [string, Cover][] => {
      const right = rightOf(firms.get(id), spans.get(id) ?? [], now);
      return right === undefined ? [] : [[id, { ...right, version: (before.get(id)?.version ?? 0) + 1 }]];
    }),
  );
  const writes = ids.flatMap((_id): Parameters<typeof CoverModel.bulkWrite>[0] => {
    const replacement = after.get(_id);
    if (replacement !== undefined) return [{ replaceOne: { filter: { _id }, replacement, upsert: true } }];
    return before.has(_id) ? [{ deleteOne: { filter: { _id } } }] : [];
  });
  if (writes.length > 0) await CoverModel.bulkWrite(writes);
  await tallyCovers([...before.values()], [...after.values()]);
}

followFirms(({ now }, enterpriseId) => settle(now, [enterpriseId]));

type Counted = Pick<Span, 'enterpriseId' | 'status' | 'opensOn' | 'endsOn' | 'cancelledOn'> & { updatedAt: Date };
/** A policy has changed: its firm may stand otherwise. In the transaction of the change. */
export async function coverMoved(before: Counted | undefined, after: Counted): Promise<void> {
  const wasCovered = before !== undefined && COVERED.includes(before.status);
  if (!wasCovered && !COVERED.includes(after.status)) return;
  const keys = ['status', 'opensOn', 'endsOn', 'cancelledOn'] as const;
  if (before !== undefined && keys.every((key) => before[key] === after[key])) return;
  const together = gathering.getStore();
  if (together === undefined) await settle(after.updatedAt, [after.enterpriseId]);
  else together.add(after.enterpriseId);
}

const gathering = new AsyncLocalStorage<Set<string>>();
/**
 * Does what changes the policies of many firms, and brings their rows to it once, at its end and in its transaction.
 * @param now When it changes them.
 */
export async function settleTogether(now: Date, work: () => Promise<void>): Promise<void> {
  const firms = new Set<string>();
  await gathering.run(firms, work);
  if (firms.size > 0) await settle(now, [...firms].toSorted());
}

/** Firms that stand otherwise from today on, or did from a day before that. */
export const findCoversToTurn = (now: Date, limit: number, without: readonly string[]): Promise<Cover[]> =>
  CoverModel.find({ turnsOn: ofText({ $lte: localDate(now) }), _id: { $nin: [...without] } })
    .sort({ turnsOn: 1, _id: 1 })
    .limit(limit)
    .lean<Cover[]>();

/** Cover begins, is about to end or is over. @returns false when somebody was faster. */
export const turnCover = ({ now }: Context, { _id, version }: Cover): Promise<boolean> =>
  inTransaction(async () => {
    if ((await CoverModel.exists({ _id, version })) === null) return false;
    await settle(now, [_id]);
    return true;
  });

/** Firms of which the row says something else than the register and their policies, those without a row and those who need none. */
async function* wrongOnes(now: Date): AsyncGenerator<string[]> {
  const trades = mustInsureTrades(localDate(now));
  for (let after: string | undefined; ; ) {
    const firms = await findEnterprises({ trades, limit: BATCH, ...(after === undefined ? {} : { after }) });
    const ids = firms.map(({ _id }) => _id);
    const isLast = firms.length < BATCH;
    // Rows between the firms of this piece are of firms that need not insure, or are gone.
    const range = { ...(after === undefined ? {} : { $gt: after }), ...(isLast ? {} : { $lte: ids.at(-1) ?? '' }) };
    const covers = await CoverModel.find(Object.keys(range).length === 0 ? {} : { _id: range }).lean<Cover[]>();
    const spans = await spansByFirm(ids);
    const known = new Map(covers.map((cover) => [cover._id, cover]));
    const wrong: string[] = [];
    for (const firm of firms) {
      if (!isSame(known.get(firm._id), rightOf(firm, spans.get(firm._id) ?? [], now))) wrong.push(firm._id);
      known.delete(firm._id);
    }
    yield [...wrong, ...known.keys()];
    if (isLast) return;
    after = ids.at(-1);
  }
}

/**
 * Works out every firm afresh from the register and its policies, puts right what differs, and records how many did: a
 * change of the rule, or of the register past its commands, is in the counters the morning after.
 * @returns whose row was put right.
 */
export async function rebuildCovers(ctx: Context): Promise<string[]> {
  const wrong: string[] = [];
  for await (const piece of wrongOnes(ctx.now))
    for (let done = 0; done < piece.length; done += AT_ONCE) {
      const ids = piece.slice(done, done + AT_ONCE);
      await inTransaction(() => settle(ctx.now, ids));
      wrong.push(...ids);
    }
  const facts = { day: localDate(ctx.now), count: wrong.length, first: wrong.slice(0, NAMED) };
  const subject = { kind: 'cover-check', id: 'nightly' };
  await inTransaction(() => record(ctx, { name: 'insurance.covers-checked', subject, facts }));
  return wrong;
}
