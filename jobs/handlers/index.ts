import { announcePolicies } from './announcePolicies.ts';
import { checkJournal } from './checkJournal.ts';
import { deliverToPortal } from './deliverToPortal.ts';
import { moveMergedFirms } from './moveMergedFirms.ts';
import { reactToEvents } from './reactToEvents.ts';
import { recountBoards } from './recountBoards.ts';
import { removeStrayPhotos } from './removeStrayPhotos.ts';
import { runExports } from './runExports.ts';
import { scanDeadlines } from './scanDeadlines.ts';
import { watchPlans } from './watchPlans.ts';

/**
 * What the clock can do. Each may run twice, or be killed anywhere, with the effect of once. One that works through many
 * things begins no more of them once `stopping` is aborted: the next worker goes on from there.
 */
export const HANDLERS = {
  scanDeadlines,
  reactToEvents,
  deliverToPortal,
  runExports,
  removeStrayPhotos,
  recountBoards,
  announcePolicies,
  checkJournal,
  watchPlans,
  moveMergedFirms,
} as const;
export type HandlerName = keyof typeof HANDLERS;

/** How many runs of one handler a worker has at once, where it is more than one: a long spreadsheet holds up no other. */
export const SIDE_BY_SIDE: Partial<Record<HandlerName, number>> = { runExports: 3 };
