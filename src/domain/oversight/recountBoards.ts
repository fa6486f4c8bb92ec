import { recountApplications } from '#domain/applying';
import { recountHazards } from '#domain/hazards';
import { recountEnrolments, recountStageStays } from '#domain/programme';
import type { Context } from '#kernel/context';

/** Every board there is, with what counts it afresh. */
const RECOUNTS: Readonly<Record<string, typeof recountHazards>> = {
  hazards: recountHazards,
  applications: recountApplications,
  enrolments: recountEnrolments,
  'stage-stays': recountStageStays,
};

/**
 * Checks every board against what it counts and puts right what differs; a difference is an event of the board.
 * @returns for each board how many cells it has and how many were wrong.
 */
export async function recountBoards(ctx: Context): Promise<{ board: string; cells: number; wrong: number }[]> {
  const boards = [];
  for (const [board, recount] of Object.entries(RECOUNTS)) boards.push({ board, ...(await recount(ctx)) });
  return boards;
}
