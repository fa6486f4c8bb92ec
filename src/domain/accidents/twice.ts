import type { Enterprise } from '#domain/organisations';
import { runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, atLocalHour, formatDateTime, HOUR_MS, type LocalDate } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { shorten } from '#kernel/text';
import { isDuplicateKey } from '#platform/mongo';
import { type Accident, AccidentModel } from './accident.model.ts';
import { accidentClock } from './accident.rules.ts';

interface Of {
  firm: Pick<Enterprise, '_id'>;
  happenedOn: LocalDate;
  happenedAt: Date;
  /** Whoever reports it has seen the one that is there, and says that it is not the same. */
  isAnother: boolean;
}

/** The first that is open of a firm and day, or of the hours around it: what happens at midnight is told for either day. */
function openOf({ now }: Context, { firm, happenedOn, happenedAt }: Of): Promise<Accident | null> {
  const around = accidentClock(now).sameHours * HOUR_MS;
  const from = Math.min(+atLocalHour(happenedOn, 0), +happenedAt - around);
  const until = Math.max(+atLocalHour(addDays(happenedOn, 1), 0), +happenedAt + around);
  return AccidentModel.findOne({
    ...{ enterpriseId: firm._id, isOpen: true },
    happenedAt: { $gte: new Date(from), $lt: new Date(until) },
  })
    .sort({ _id: 1 })
    .lean<Accident>();
}

const twice = ({ actor }: Context, { reference, what, happenedAt }: Accident) =>
  invalid('common.check-fields', {
    another: `这家企业当天或者前后几小时已经报过一起：${reference}，${formatDateTime(happenedAt)}，${shorten(what)}。是同一起的，请到 ${reference} 里${runsEnterprise(actor) ? '报告或者补报' : '补报'}；不是同一起的，在这里选“是另外一起”再交`,
  });

/**
 * Reports an accident unless one of the same firm and day, or of the hours around it, is open: two clocks and two holds of one accident help nobody.
 * @throws Invalid at `another`, naming the one that is there; of two at once the second meets it too.
 */
export async function refuseTwice(ctx: Context, of: Of, report: () => Promise<Accident>): Promise<Accident> {
  const find = () => openOf(ctx, of);
  const there = of.isAnother ? null : await find();
  // The same act sent again is answered by what it made.
  if (there !== null && (there.onceKey === undefined || there.onceKey !== ctx.onceKey)) throw twice(ctx, there);
  try {
    return await report();
  } catch (error) {
    const faster = isDuplicateKey(error, 'one_a_day') ? await find() : null;
    throw faster === null ? error : twice(ctx, faster);
  }
}
