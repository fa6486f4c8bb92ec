import { regionName } from '#domain/organisations';
import {
  type Condition,
  formatAnswer,
  OUTCOMES,
  type SeenRow,
  type SupportContent,
  type SupportDecision,
  type SupportPolicy,
  supportDecisions,
  supportPolicyLifecycle,
  type ValueChange,
} from '#domain/support';
import { formatDateTime, formatDay } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import type { Telling, TrailWords } from '../presentTrail.ts';

export const points = (cents: number): string => (cents / 100).toFixed(2);

export const presentPolicyRow = (policy: SupportPolicy) => {
  const content = policy.versions.at(-1)?.content ?? policy.draft;
  return {
    reference: policy.reference,
    href: paths.supportPolicy(policy.reference),
    name: policy.name,
    status: statusRow(supportPolicyLifecycle, policy.status),
    meta: [
      regionName(policy.regionCode),
      content === undefined ? '' : `${formatDay(content.opensOn)}至${formatDay(content.closesOn)}`,
      content === undefined ? '' : `名额 ${content.quota} 个`,
    ]
      .filter((part) => part !== '')
      .join(' · '),
  };
};

export const presentDecisionRow = (decision: SupportDecision) => ({
  reference: decision.reference,
  href: paths.supportDecision(decision.reference),
  name: decision.policyName,
  status: statusRow(supportDecisions.lifecycle, decision.status),
  meta: `${decision.candidates.length} 家候选企业`,
});

/** How a condition is compared, in a sentence. */
export function howCompared({ kind, points: most, unit = '', zeroAt = 0, fullAt = 0 }: Condition): string {
  switch (kind) {
    case 'must':
      return '必须满足，不满足的不参加排名';
    case 'yes-no':
      return `是得 ${most} 分，否得 0 分`;
    case 'grade':
      return `5 级得 ${most} 分，1 级得 0 分`;
    case 'number':
      return `${fullAt > zeroAt ? '越大越好' : '越小越好'}：${fullAt} ${unit}得 ${most} 分，${zeroAt} ${unit}得 0 分，中间按比例`;
  }
}

export const presentConditions = (conditions: readonly Condition[], removeFrom?: string) =>
  conditions.map((condition) => ({
    label: condition.label,
    how: howCompared(condition),
    removal: removeFrom === undefined ? '' : paths.removeSupportCondition(removeFrom, condition.code),
  }));

export const presentContent = (content: SupportContent) => [
  { label: '支持内容', value: content.offer },
  { label: '适用地区', value: regionName(content.regionCode) },
  { label: '时间', value: `${content.opensOn} 至 ${content.closesOn}` },
  { label: '名额', value: `${content.quota} 个` },
];

/** Lines of a comparison: answers with their points, the sum, and why it came out so. */
export const presentRows = (conditions: readonly Condition[], rows: readonly SeenRow[]) =>
  rows.map(({ who, isOwn, isInProgramme, values, row }) => {
    const outcome = OUTCOMES.find((one) => one.code === row.outcome);
    return {
      who,
      isOwn,
      isInProgramme,
      place: row.place === undefined ? '不排名' : `第 ${row.place}`,
      total: points(row.totalCents),
      outcome: outcome?.label ?? '',
      tone: outcome?.wins ? 'good' : row.outcome === 'tied' ? 'waiting' : 'quiet',
      why: outcome?.why ?? '',
      answers: conditions.map((condition) => ({
        label: condition.label,
        answer: formatAnswer(condition, values[condition.code]),
        points: condition.kind === 'must' ? '' : `${points(row.cents[condition.code] ?? 0)} 分`,
      })),
    };
  });

/** What happened to a policy; how its draft came about stays in the department. */
export const POLICY_WORDS: TrailWords = {
  'programme.support-drafted': { title: '开始起草', icon: 'flag' },
  'programme.support-changed': 'quiet',
  'programme.support-correction-begun': 'quiet',
  'programme.support-correction-dropped': 'quiet',
  'programme.support-settled': 'quiet',
  'programme.support-applied': 'quiet',
  'programme.support-application-withdrawn': 'quiet',
};

const DECLARED: Readonly<Record<string, string>> = { none: '没有利害关系', conflict: '有利害关系，已回避' };

const ASKED = { values: '改已填的条件', list: '重新打开名单', cancel: '取消这次比较' } as const;
const TIES: Readonly<Record<string, string>> = {
  programme: '名额边上有并列，入项企业优先',
  choice: '名额边上有并列，由部门书面说明理由后选定',
};

/** Answers that became others, a line each; what cannot be shown to this reader has no condition and no line. */
function linesOf(decision: SupportDecision, conditions: readonly Condition[], changes: unknown): string[] {
  return (Array.isArray(changes) ? (changes as ValueChange[]) : []).flatMap(
    ({ candidateId, condition: code, from, to }) => {
      const condition = conditions.find((one) => one.code === code);
      const name = decision.candidates.find((one) => one._id === candidateId)?.name ?? '已去掉的企业';
      return condition === undefined
        ? []
        : [`${name}“${condition.label}”：${formatAnswer(condition, from)} → ${formatAnswer(condition, to)}`];
    },
  );
}

/** The change that waits for a second official. */
export const presentAsked = (decision: SupportDecision, conditions: readonly Condition[]) =>
  decision.asked && {
    what: ASKED[decision.asked.what],
    by: decision.asked.byName,
    at: formatDateTime(decision.asked.at),
    reason: decision.asked.reason,
    changes: linesOf(decision, conditions, decision.asked.changes),
  };

/** What happened to a decision. Answers, old and new, are told to whoever may open the comparison. */
export const decisionTelling = (decision: SupportDecision, conditions: readonly Condition[]) =>
  ({
    words: {
      'programme.support-decision-started': { title: '开始比较', icon: 'flag' },
      'programme.support-candidate-named': 'quiet',
      'programme.support-candidate-removed': 'quiet',
    },
    detailOf: (text, { facts }) => [
      DECLARED[text('kind')] ?? '',
      (ASKED as Readonly<Record<string, string>>)[text('what')] ?? '',
      ...linesOf(decision, conditions, facts['changes']),
      ...(Array.isArray(facts['settledBy']) ? facts['settledBy'].map((one) => TIES[String(one)] ?? '') : []),
    ],
  }) satisfies Telling;
