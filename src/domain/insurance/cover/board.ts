import type { ClientSession } from 'mongoose';
import { adjustTallies, defineBoard, type Move } from '#domain/tallies';
import { paths } from '#kernel/paths';
import { type Cover, CoverModel } from './cover.model.ts';

/** 投保情况 by where the firm lies, its section and the line by which it must insure. */
export const COVER_BOARD = defineBoard({
  name: 'covers',
  label: '投保情况',
  shownOn: paths.cover,
  opens: paths.cover,
  cuts: [['county', 'sector', 'line', 'state']],
  recount: async function* (session: ClientSession) {
    const covers = CoverModel.find().session(session).lean<Cover>().cursor({ batchSize: 1_000 });
    for await (const cover of covers) yield moveOf(cover, 1);
  },
});

const moveOf = ({ regionCode, sector, line, state }: Cover, by: 1 | -1): Move => ({
  board: COVER_BOARD,
  dims: { county: regionCode, sector, line, state },
  by,
});

/** Moves firms on the board. Call it in the transaction that changes their rows. */
export const tallyCovers = (before: readonly Cover[], after: readonly Cover[]): Promise<void> =>
  adjustTallies([...before.map((one) => moveOf(one, -1)), ...after.map((one) => moveOf(one, 1))]);
