export { allBoards, type Board, type Dims, defineBoard, type Wanted } from './boards.ts';
export { countDeltas, foldTallies } from './fold.ts';
export { type BoardCheck, findLastRecount, recountBoards } from './recount.ts';
export { adjustTallies, type Move, sumTallies } from './tallies.ts';
