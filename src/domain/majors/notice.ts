import { DAY_MS } from '#kernel/dates';
import { type Level, type Major, MajorModel } from './major.model.ts';
import { recurrenceDays } from './major.rules.ts';
import { firmName } from './whose.ts';

/** What everybody may read of a major hazard: no words of whoever reported, and nothing finer than the day. */
export interface PublicNotice {
  firm: string;
  basis: string;
  at: Date;
  /** Who supervises it; absent for one that was closed. */
  level?: Level;
  dueOn?: string;
}

const MOST = 200;

/**
 * 公示: major hazards put under public supervision that are still open, and those closed lately, the newest first. Those
 * about people who run a firm are left out.
 */
export async function findPublicNotices(now: Date): Promise<PublicNotice[]> {
  const since = new Date(now.getTime() - recurrenceDays(now) * DAY_MS);
  const [listed, closed] = await Promise.all([
    MajorModel.find({ isOpen: true, isApart: false, 'orders.isPublic': true })
      .sort({ _id: -1 })
      .limit(MOST)
      .lean<Major[]>(),
    MajorModel.find({ status: 'closed', isApart: false, closedAt: { $gte: since } })
      .sort({ closedAt: -1 })
      .limit(MOST)
      .lean<Major[]>(),
  ]);
  const told = await Promise.all(
    [...listed, ...closed].map(async (major): Promise<PublicNotice> => {
      const order = major.isOpen ? major.orders.findLast(({ isPublic }) => isPublic) : undefined;
      return {
        firm: await firmName(major),
        basis: major.basis ?? '',
        at: order?.at ?? major.closedAt ?? major.since,
        ...(order === undefined ? {} : { level: order.level }),
        ...(major.plan === undefined ? {} : { dueOn: major.plan.dueOn }),
      };
    }),
  );
  return told.toSorted((one, other) => other.at.getTime() - one.at.getTime());
}
