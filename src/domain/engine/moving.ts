import type { Model, QueryFilter } from 'mongoose';
import { moveDeadlines } from '#domain/deadlines';
import type { Context } from '#kernel/context';
import { type FirmMove, type LeftPark, leavingNow, type Moves, withGoneFrom } from './leftPark.ts';
import { allNouns } from './register.ts';

/** The same as a noun of the engine says it: all rows of the firm go along, those of a filter, or as it does itself. */
export type Going = Moves | Rows;
interface Leaving {
  _id: string;
  regionPath: string[];
  formerParks?: LeftPark[];
}
type Rows = { body: 'new' | 'kept'; rows?: (enterpriseId: string) => Promise<object> };

/**
 * Takes rows of a firm along: the park they leave, and the body of a region they leave with it, read on what may change,
 * as it stood.
 */
export const takeRows =
  <T>(model: Model<T>, { body, rows }: Rows, changing?: readonly (keyof T & string)[]) =>
  async ({ now }: Context, { enterpriseId, fromParkId, toParkId, bodyId, regionPath }: FirmMove): Promise<number> => {
    const place = { parkId: toParkId, ...(body === 'new' ? { bodyId, regionPath } : {}) };
    const filter = { enterpriseId, ...(await rows?.(enterpriseId)) } as QueryFilter<T>;
    if (changing === undefined) return (await model.updateMany(filter, { $set: place } as never)).modifiedCount;
    const going = await model.find(filter).lean<(T & Leaving)[]>();
    const changes = going.map((row) => {
      const left = leavingNow<T>(row, changing, { parkId: fromParkId, now });
      const former = [
        ...(row.formerParks ?? []),
        { ...left, ...(body === 'new' ? { regionPath: row.regionPath } : {}) },
      ];
      const formerParks = body === 'new' ? withGoneFrom(former, { parkId: toParkId, regionPath }) : former;
      return { updateOne: { filter: { _id: row._id }, update: { $set: { ...place, formerParks } } } };
    });
    // One command, however many go: the transaction of a merger has a minute.
    if (changes.length > 0) await model.bulkWrite(changes as never);
    return going.length;
  };

/**
 * How a noun of the engine goes; one that lies in no park by itself takes nothing but its clocks along.
 * @throws Error when it has not got what going along needs: the process must not start.
 */
export function movesOf<T>(
  kind: string,
  model: Model<T>,
  going: Going,
  isRead: boolean,
  changing?: readonly (keyof T & string)[],
): Moves {
  if (going === 'stays' || 'take' in going || model.schema.path('parkId') === undefined) return going;
  if (isRead && changing === undefined)
    throw new Error(`${kind} goes along and does not say what a park its firm has left reads of it`);
  const needed = [...(going.body === 'new' ? ['bodyId', 'regionPath'] : []), ...(changing ?? [])];
  const lacking = [...needed, ...(changing === undefined ? [] : ['formerParks'])].filter(
    (path) => model.schema.path(path) === undefined,
  );
  if (lacking.length > 0) throw new Error(`${kind} goes along and has no ${lacking.join(', ')}`);
  return { body: going.body, take: takeRows(model, going, changing) };
}

/**
 * Lets every noun go where its firm goes, each as it says itself, and what the firm owes with it. Called inside the
 * transaction of the transfer.
 * @returns how many rows went, by kind.
 */
export async function moveNouns(ctx: Context, move: FirmMove): Promise<Readonly<Record<string, number>>> {
  const went: Record<string, number> = {};
  const stays: string[] = [];
  const keepsBody: string[] = [];
  for (const { kind, moves } of allNouns()) {
    if (moves === 'stays') stays.push(kind);
    else {
      went[kind] = (await moves.take?.(ctx, move)) ?? 0;
      if (moves.body === 'kept') keepsBody.push(kind);
    }
  }
  const { enterpriseId, fromParkId, toParkId, bodyId } = move;
  await moveDeadlines(enterpriseId, { parkId: fromParkId }, { parkId: toParkId, bodyId, keepsBody, stays });
  return went;
}
