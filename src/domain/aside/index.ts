export { LOOPS, type Loop } from './aside.model.ts';
export { getAsides, lookThrough, tryAgain } from './aside.ts';
