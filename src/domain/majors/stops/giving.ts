import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { type Stop, StopModel } from './stop.model.ts';
import { stops } from './stop.ts';

/** Open stops of a firm, by the case because of which something stands still. */
export const stoppedCases = (enterpriseId: string): Promise<string[]> =>
  StopModel.distinct('hazardId', { enterpriseId, isOpen: true });

/**
 * What stands still because of a case is asked for by whoever has the case now, in the transaction in which it goes from one
 * firm to another: on the day the tenant moves out nobody else could. A row that cannot be changed is set aside.
 * @returns whether all of it was.
 */
export async function giveStops(ctx: Context, hazardId: string, from: string, to: string): Promise<boolean> {
  const found = await StopModel.find({ hazardId, enterpriseId: from, isOpen: true }).sort({ _id: 1 }).lean<Stop[]>();
  const rows = await stops.changeable(ctx, found);
  for (const stop of rows) {
    const after = await StopModel.findOneAndUpdate(
      { _id: stop._id, version: stop.version },
      { $set: { enterpriseId: to, updatedAt: ctx.now }, $inc: { version: 1 } },
      { returnDocument: 'after' },
    )
      .lean<Stop>()
      .orFail();
    await stops.keepClocks(ctx, after);
    await record(ctx, {
      ...{ name: 'majors.stop-given', subject: stops.subjectOf(after), facts: {} },
      about: [...stops.about(stop), ...stops.about(after)],
    });
  }
  return rows.length === found.length;
}
