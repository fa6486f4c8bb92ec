export type { Outcome, OutcomeSource } from './measure.ts';
export type { MonthlyRecord } from './monthlyRecord.model.ts';
export { OUTCOMES, type OutcomeCode, ROUNDS, type Round } from './outcomeRules.ts';
export { findMonthlyRecords, getOutcomeSources, getOutcomes, type OutcomeRound } from './queries.ts';
export { type RecordMonthInput, recordMonth, recordMonthInput } from './recordMonth.ts';
