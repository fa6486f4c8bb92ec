import { record } from '#domain/journal';
import { type Enterprise, findEnterprises, followFirms } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { inTransaction } from '#platform/mongo';
import { insuranceClock, mustInsureLine, mustInsureTrades } from '../mustInsureRules.ts';
import { COVERED, PolicyModel } from '../policies/policy.model.ts';
import { tallyCover } from './board.ts';
import { type Cover, CoverModel } from './cover.model.ts';
import { COVER_STATES, coverOn, type Span } from './state.ts';

const BATCH = 500;
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

/**
 * Brings the row of one firm to how it stands by now, and the counters with it. In the transaction of what changed it; the
 * row is written whatever it says, so that two changes of one firm at once come one after the other.
 */
async function settle(now: Date, enterpriseId: string): Promise<void> {
  const before = (await CoverModel.findById(enterpriseId).lean<Cover>()) ?? undefined;
  const [firm] = await findEnterprises({ ids: [enterpriseId], limit: 1 });
  const right = rightOf(firm, await spansOf([enterpriseId]), now);
  if (right === undefined) {
    if (before !== undefined) await CoverModel.deleteOne({ _id: enterpriseId });
  } else {
    const version = (before?.version ?? 0) + 1;
    await CoverModel.replaceOne({ _id: enterpriseId }, { ...right, version }, { upsert: true });
  }
  await tallyCover(before, right === undefined ? undefined : { ...right, version: 0 });
}

followFirms(({ now }, enterpriseId) => settle(now, enterpriseId));

type Counted = Pick<Span, 'enterpriseId' | 'status' | 'opensOn' | 'endsOn' | 'cancelledOn'> & { updatedAt: Date };
/** A policy has changed: its firm may stand otherwise. In the transaction of the change. */
export async function coverMoved(before: Counted | undefined, after: Counted): Promise<void> {
  const wasCovered = before !== undefined && COVERED.includes(before.status);
  if (!wasCovered && !COVERED.includes(after.status)) return;
  const keys = ['status', 'opensOn', 'endsOn', 'cancelledOn'] as const;
  if (before === undefined || keys.some((key) => before[key] !== after[key]))
    await settle(after.updatedAt, after.enterpriseId);
}

/** Firms that stand otherwise from today on, or did from a day before that. */
export const findCoversToTurn = (now: Date, limit: number, without: readonly string[]): Promise<Cover[]> =>
  CoverModel.find({ turnsOn: { $lte: localDate(now) }, _id: { $nin: [...without] } })
    .sort({ turnsOn: 1, _id: 1 })
    .limit(limit)
    .lean<Cover[]>();

/** Cover begins, is about to end or is over. @returns false when somebody was faster. */
export const turnCover = ({ now }: Context, { _id, version }: Cover): Promise<boolean> =>
  inTransaction(async () => {
    if ((await CoverModel.exists({ _id, version })) === null) return false;
    await settle(now, _id);
    return true;
  });

/** Firms of which the row says something else than the register and their policies, those without a row and those who need none. */
async function* wrongOnes(now: Date): AsyncGenerator<string> {
  const trades = mustInsureTrades(localDate(now));
  for (let after: string | undefined; ; ) {
    const firms = await findEnterprises({ trades, limit: BATCH, ...(after === undefined ? {} : { after }) });
    const ids = firms.map(({ _id }) => _id);
    const isLast = firms.length < BATCH;
    // Rows between the firms of this piece are of firms that need not insure, or are gone.
    const range = { ...(after === undefined ? {} : { $gt: after }), ...(isLast ? {} : { $lte: ids.at(-1) ?? '' }) };
    const covers = await CoverModel.find(Object.keys(range).length === 0 ? {} : { _id: range }).lean<Cover[]>();
    const spans = new Map<string, Span[]>();
    for (const span of await spansOf(ids))
      spans.set(span.enterpriseId, [...(spans.get(span.enterpriseId) ?? []), span]);
    const known = new Map(covers.map((cover) => [cover._id, cover]));
    for (const firm of firms) {
      if (!isSame(known.get(firm._id), rightOf(firm, spans.get(firm._id) ?? [], now))) yield firm._id;
      known.delete(firm._id);
    }
    yield* known.keys();
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
  for await (const enterpriseId of wrongOnes(ctx.now)) {
    await inTransaction(() => settle(ctx.now, enterpriseId));
    wrong.push(enterpriseId);
  }
  const facts = { day: localDate(ctx.now), count: wrong.length, first: wrong.slice(0, NAMED) };
  const subject = { kind: 'cover-check', id: 'nightly' };
  await inTransaction(() => record(ctx, { name: 'insurance.covers-checked', subject, facts }));
  return wrong;
}
