import { desk } from '#domain/deadlines';
import { type Clocks, keepClocks } from '#domain/engine';
import type { Context } from '#kernel/context';
import { endOfLocalDay, localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';
import { inWorkingDays } from '#kernel/workingDays';
import type { SupportDecision } from './supportDecision.model.ts';
import type { SupportPolicy } from './supportPolicy.model.ts';

/** Working days a department has for a step of a policy that waits for it. */
interface SupportClock {
  /** To publish, or to drop, what it is writing. */
  publishWorkingDays: number;
  /** To decide, from the last day of the period. */
  decideWorkingDays: number;
  /** For a second official to agree to a change, or to drop it. */
  agreeWorkingDays: number;
}

const SUPPORT_CLOCK = defineRule<SupportClock>({
  key: 'support-clock',
  isSettable: true,
  label: '扶持政策各步时限',
  says: (days) => [
    `草稿和更正 ${days.publishWorkingDays} 个工作日内发布或放弃；申请截止后 ${days.decideWorkingDays} 个工作日内作出决定；看过排名后的更改，另一位经办人 ${days.agreeWorkingDays} 个工作日内答复。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十五）',
      source: '设计值：意见没有规定天数',
      standing: 'reference',
      value: { publishWorkingDays: 10, decideWorkingDays: 20, agreeWorkingDays: 5 },
    },
  ],
});
const clockOn = (day: Date): SupportClock => ruleOn(SUPPORT_CLOCK, localDate(day)).value;

/** The end of the period of the text in force; since when it is written where there is none. */
function closedAt({ versions, createdAt }: SupportPolicy): Date {
  const closesOn = versions.at(-1)?.content.closesOn;
  return closesOn === undefined ? createdAt : endOfLocalDay(closesOn);
}

/** What a department owes of a policy, so that firms do not wait for an answer nobody remembers. */
export const SUPPORT_POLICY_CLOCKS: Clocks<SupportPolicy> = {
  'support-publish': {
    ladder: 'programme-support',
    title: ({ versions }) => (versions.length === 0 ? '扶持政策草稿等发布' : '扶持政策的更正等发布，或者放弃'),
    runs: ({ isOpen, draft }) => isOpen && draft !== undefined,
    dueAt: ({ updatedAt }) => inWorkingDays(updatedAt, clockOn(updatedAt).publishWorkingDays),
    owedBy: ({ bodyId }) => [desk.body(bodyId)],
  },
  'support-decide': {
    ladder: 'programme-support',
    title: () => '申请截止了，作出扶持决定，或者结束政策',
    // One that was withdrawn leaves the firms without an answer again.
    runs: ({ status, isSettled, decisionId }) => status === 'published' && (!isSettled || decisionId === undefined),
    dueAt: (policy) => inWorkingDays(closedAt(policy), clockOn(closedAt(policy)).decideWorkingDays),
    owedBy: ({ bodyId }) => [desk.body(bodyId)],
  },
};

/** A change that waits for a second official; never whoever asked for it, nor whoever is close to a candidate. */
export const SUPPORT_DECISION_CLOCKS: Clocks<SupportDecision> = {
  'support-agree': {
    ladder: 'programme-support',
    title: () => '看过排名后的更改，等另一位经办人同意',
    runs: ({ isOpen, asked }) => isOpen && asked !== undefined,
    dueAt: ({ asked, since }) => inWorkingDays(asked?.at ?? since, clockOn(asked?.at ?? since).agreeWorkingDays),
    owedBy: ({ bodyId }) => [desk.body(bodyId)],
    notBy: ({ asked, declarations }) => [
      asked?.by,
      ...declarations.flatMap(({ kind, personId }) => (kind === 'conflict' ? [personId] : [])),
    ],
  },
};

/** Brings the clocks of a policy to how it stands. Call it in the transaction of the change. */
export const keepPolicyClocks = (ctx: Context, policy: SupportPolicy): Promise<void> =>
  keepClocks(
    ctx,
    { kind: 'support-policy', id: policy._id, reference: policy.reference },
    SUPPORT_POLICY_CLOCKS,
    policy,
  );
