import type { Enterprise } from '#domain/organisations';
import { runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, atLocalHour, formatDateTime, type LocalDate } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { shorten } from '#kernel/text';
import { isDuplicateKey } from '#platform/mongo';
import { type Accident, AccidentModel } from './accident.model.ts';

interface Of {
  firm: Pick<Enterprise, '_id'>;
  happenedOn: LocalDate;
  /** Whoever reports it has seen the one that is there, and says that it is not the same. */
  isAnother: boolean;
}

/** The first that is open of a firm and day. */
const openOf = (enterpriseId: string, day: LocalDate): Promise<Accident | null> =>
  AccidentModel.findOne({
    ...{ enterpriseId, isOpen: true },
    happenedAt: { $gte: atLocalHour(day, 0), $lt: atLocalHour(addDays(day, 1), 0) },
  })
    .sort({ _id: 1 })
    .lean<Accident>();

const twice = ({ actor }: Context, { reference, what, happenedAt }: Accident) =>
  invalid('common.check-fields', {
    another: `这家企业当天已经报过一起：${reference}，${formatDateTime(happenedAt)}，${shorten(what)}。是同一起的，请到 ${reference} 里${runsEnterprise(actor) ? '报告或者补报' : '补报'}；不是同一起的，在这里选“是另外一起”再交`,
  });

/**
 * Reports an accident unless one of the same firm and day is open: two clocks and two holds of one accident help nobody.
 * @throws Invalid at `another`, naming the one that is there; of two at once the second meets it too.
 */
export async function refuseTwice(ctx: Context, of: Of, report: () => Promise<Accident>): Promise<Accident> {
  const find = () => openOf(of.firm._id, of.happenedOn);
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
