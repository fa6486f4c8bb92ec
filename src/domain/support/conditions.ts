/** How candidates are compared on a condition. */
export const CONDITION_KINDS = [
  { code: 'must', label: '必须满足（是／否）', hint: '答“否”的不参加排名，不计分' },
  { code: 'yes-no', label: '是／否', hint: '答“是”得满分，答“否”得 0 分' },
  { code: 'number', label: '数值', hint: '在零分值和满分值之间按比例计分；满分值比零分值小，就是越小越好' },
  { code: 'grade', label: '评级（1–5 级）', hint: '1 级得 0 分，5 级得满分' },
] as const;
export type ConditionKind = (typeof CONDITION_KINDS)[number]['code'];

/** One thing candidates are compared on, as published. */
export interface Condition {
  /** `c1` … `c12`, the same through every version of the policy. */
  code: string;
  label: string;
  kind: ConditionKind;
  /** Whole points for the best answer; 0 for a `must`. */
  points: number;
  /** For a number: what it is counted in. */
  unit?: string;
  /** For a number: the values that earn nothing and everything. Fixed by the policy, not by who else applies. */
  zeroAt?: number;
  fullAt?: number;
}

/** Fewest and most conditions of a policy. */
export const MIN_CONDITIONS = 2;
export const MAX_CONDITIONS = 12;

/** True for an answer the condition can be compared by. Yes is 1 and no is 0; grades are 1 to 5. */
export function isAnswer({ kind }: Condition, value: number | undefined): value is number {
  if (value === undefined || !Number.isFinite(value)) return false;
  if (kind === 'must' || kind === 'yes-no') return value === 0 || value === 1;
  return kind === 'grade' ? [1, 2, 3, 4, 5].includes(value) : Math.abs(value) <= 1_000_000_000_000;
}

/** An answer as people read it. */
export function formatAnswer({ kind, unit = '' }: Condition, value: number | undefined): string {
  if (value === undefined) return '未填';
  if (kind === 'must' || kind === 'yes-no') return value === 1 ? '是' : '否';
  return kind === 'grade' ? `${value} 级` : `${value} ${unit}`.trim();
}

/** What to ask for where an answer is missing. */
export function askFor({ kind, label }: Condition): string {
  if (kind === 'must' || kind === 'yes-no') return `请选择“${label}”是或否`;
  return kind === 'grade' ? `请为“${label}”评 1 到 5 级` : `请填写“${label}”的数值`;
}

/**
 * Hundredths of a point an answer earns, halves rounded up. Numbers earn their share of the way from `zeroAt` to
 * `fullAt`, never less than nothing nor more than everything: who else applies changes nobody's points.
 */
export function centsFor(condition: Condition, value: number): number {
  const full = condition.points * 100;
  switch (condition.kind) {
    case 'must':
      return 0;
    case 'yes-no':
      return value === 1 ? full : 0;
    case 'grade':
      return (full * (value - 1)) / 4;
    case 'number': {
      const { zeroAt = 0, fullAt = 1 } = condition;
      const share = Math.min(1, Math.max(0, (value - zeroAt) / (fullAt - zeroAt)));
      return Math.floor(full * share + 0.5 + 1e-9);
    }
  }
}
