export { countReturns, type ReturnPlace, type ReturnRow, type ReturnSums } from './board.ts';
export { correctReturn, fillReturn, lookForOwing, type Owing, openReturn, signReturn } from './return.commands.ts';
export type { FirmReturn, ReturnStatus } from './return.model.ts';
export {
  FIGURES,
  FUND,
  figureText,
  lastPeriod,
  PERIODS,
  periodLabel,
  periodOf,
  periodsOver,
  recentPeriods,
} from './return.rules.ts';
export { RETURN_STATES, type ReturnState, returns } from './return.ts';
export { returnsInWords } from './return.words.ts';
