import { OUTCOMES, type Outcome, type OutcomeRound, ROUNDS } from '#domain/plans';
import { addDays, formatDay } from '#kernel/dates';
import type { Charts } from '../charts.ts';

const STANDING = { ahead: '还没开始', running: '统计中，会变', over: '已定' } as const;

/** `2026年8月24日` without the year when it is this one would mislead across a winter, so the year always stands. */
const dayOf = (day: string): string => `${day.slice(0, 4)}年${formatDay(day)}`;
const spanOf = ({ from, to }: OutcomeRound['window']): string => `${dayOf(from)}至${dayOf(addDays(to, -1))}`;

const lackOf = ({ missing = [] }: Pick<Outcome, 'missing'>): string =>
  missing.length === 0 ? '' : `缺 ${missing.map((month) => month.replace('-', '年').concat('月')).join('、')}`;

function numberOf(outcome: Outcome | undefined, unit: string): string {
  if (outcome?.value === undefined) return '还没有';
  const lack = lackOf(outcome);
  return `${outcome.value} ${unit}${lack === '' ? '' : `（${lack}）`}`;
}

/** The page of the six numbers: each with its columns, and every number leading to what it was counted from. */
export async function presentOutcomes(charts: Charts, rounds: readonly OutcomeRound[], base: string, mayOpen: boolean) {
  return {
    rounds: rounds.map(({ round, window, standing }) => ({
      label: ROUNDS.find((row) => row.code === round)?.label ?? '',
      span: spanOf(window),
      standing: STANDING[standing],
      isOver: standing === 'over',
    })),
    outcomes: await Promise.all(
      OUTCOMES.map(async ({ code, label, unit, meaning, better }) => {
        const cells = rounds.map((one) => ({
          label: ROUNDS.find((row) => row.code === one.round)?.label ?? '',
          outcome: one.outcomes.find((outcome) => outcome.code === code),
          round: one.round,
        }));
        const baseline = cells[0]?.outcome;
        const latest = cells.findLast((cell) => cell.outcome?.value !== undefined);
        return {
          meaning,
          change: changeOf(baseline, latest?.round === 'baseline' ? undefined : latest?.outcome, unit, better),
          chart: {
            id: `chart-${code}`,
            title: label,
            what: '时间',
            unit: label,
            svg: await charts.columns(cells.map((cell) => ({ label: cell.label, value: cell.outcome?.value }))),
            rows: cells.map((cell) => ({
              label: cell.label,
              value: numberOf(cell.outcome, unit),
              ...(mayOpen && cell.outcome !== undefined ? { href: `${base}/${cell.round}/${code}` } : {}),
            })),
          },
        };
      }),
    ),
  };
}

/** How a number stands to the baseline; what is counted from months that nobody told is not compared, and says so. */
export function changeOf(
  baseline: Outcome | undefined,
  now: Outcome | undefined,
  unit: string,
  better: 'more' | 'less',
): string {
  if (baseline?.value === undefined || now?.value === undefined) return '';
  const lack = [baseline, now].map(lackOf).filter((one) => one !== '');
  if (lack.length > 0) return `${lack.join('，')}的填报，还不能和基线比`;
  const by = Math.round((now.value - baseline.value) * 10) / 10;
  if (by === 0) return '与基线持平';
  const isBetter = by > 0 === (better === 'more');
  return `比基线${by > 0 ? '多' : '少'} ${Math.abs(by)} ${unit}，${isBetter ? '在变好' : '需要留意'}`;
}
