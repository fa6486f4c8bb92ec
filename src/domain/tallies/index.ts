export { type Board, type Dims, defineBoard, type Wanted } from './boards.ts';
export { countDeltas, foldTallies } from './fold.ts';
export { type Recount, rebuildTallies } from './rebuild.ts';
export { adjustTallies, type Move, sumTallies } from './tallies.ts';
