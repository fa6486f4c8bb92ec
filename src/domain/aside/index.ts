export { LOOPS, type Loop } from './aside.model.ts';
export { getAsides, lookThrough, setAside, tryAgain } from './aside.ts';
export { readEach, readOr, UNREADABLE } from './readable.ts';
