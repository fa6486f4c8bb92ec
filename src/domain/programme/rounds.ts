/** 评估轮次: once at the start, repeated while the plan runs, once more for the panel. */
export const ROUNDS = [
  { code: 'baseline', label: '基线评估' },
  { code: 'month-3', label: '3 个月复评' },
  { code: 'month-6', label: '6 个月复评' },
  { code: 'month-12', label: '12 个月复评' },
  { code: 'acceptance', label: '验收评估' },
] as const;
export type Round = (typeof ROUNDS)[number]['code'];

export const roundLabel = (round: Round): string => ROUNDS.find((row) => row.code === round)?.label ?? round;
