export { LOOPS, type Loop } from './aside.model.ts';
export { getAsides, restedOf, restingOf, takeApart, tryAgain } from './aside.ts';
