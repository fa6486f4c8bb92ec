import { defineRule, type RuleTable } from '#kernel/rules';
import type { Rung } from './deadline.model.ts';

/** One step: so many days from the due day, at an hour of the Shanghai clock, which rungs are told. */
export interface LadderStep {
  /** Calendar days from the due day: −3 is three days before, +1 the day after. */
  offsetDays: number;
  atHour: number;
  tell: readonly Rung[];
  /** Passes quiet hours and is marked urgent. */
  urgent?: boolean;
}
export interface Ladder {
  steps: readonly LadderStep[];
  /** After the last step it is said again, to the same rungs, every so many days until the deadline is closed. */
  repeatEveryDays?: number;
}

/** The step of this number, counting the repeats after the last one; undefined when the ladder has ended. */
export function stepNumber({ steps, repeatEveryDays }: Ladder, number: number): LadderStep | undefined {
  const last = steps.at(-1);
  if (number < steps.length || repeatEveryDays === undefined || last === undefined) return steps[number];
  return { ...last, offsetDays: last.offsetDays + repeatEveryDays * (number - steps.length + 1) };
}

/**
 * Who is reminded when. The offsets −3/−1/0/+1/+3/+7 are reference values (facts.md §8 gives none); the order
 * owner → manager → park → competent body is the escalation of 意见（九）（十）.
 */
export const LADDERS: Record<string, RuleTable<Ladder>> = {
  'hazard-triage': defineRule<Ladder>({
    key: 'hazard-triage',
    label: '隐患受理与核查',
    versions: [
      {
        version: '2026-1',
        from: '2020-01-01',
        article: '意见（九）',
        source: 'facts.md §8 report.accept / report.verify：设计值',
        standing: 'reference',
        value: {
          steps: [
            { offsetDays: 0, atHour: 9, tell: ['owner'] },
            { offsetDays: 1, atHour: 9, tell: ['owner', 'manager'] },
            { offsetDays: 3, atHour: 9, tell: ['manager', 'park'] },
            { offsetDays: 7, atHour: 9, tell: ['park', 'competent-body'] },
          ],
        },
      },
    ],
  }),
  'hazard-rectification': defineRule<Ladder>({
    key: 'hazard-rectification',
    label: '隐患整改',
    versions: [
      {
        version: '2026-1',
        from: '2020-01-01',
        article: '意见（九）（十）',
        source: 'capabilities.md 10（−7/−3/−1/0/+1）：设计值',
        standing: 'reference',
        value: {
          steps: [
            { offsetDays: -3, atHour: 9, tell: ['owner'] },
            { offsetDays: -1, atHour: 9, tell: ['owner'] },
            { offsetDays: 0, atHour: 9, tell: ['owner'] },
            { offsetDays: 1, atHour: 9, tell: ['owner', 'manager'], urgent: true },
            { offsetDays: 3, atHour: 9, tell: ['manager', 'park'] },
            { offsetDays: 7, atHour: 9, tell: ['manager', 'park', 'competent-body'] },
          ],
        },
      },
    ],
  }),
  'application-draft': defineRule<Ladder>({
    key: 'application-draft',
    label: '申请草稿搁置',
    versions: [
      {
        version: '2026-1',
        from: '2020-01-01',
        article: '意见（十四）',
        source: '设计值：7 天没有改动提醒一次，再过 7 天告诉负责人',
        standing: 'reference',
        value: {
          steps: [
            { offsetDays: 0, atHour: 9, tell: ['owner'] },
            { offsetDays: 7, atHour: 9, tell: ['owner', 'manager'] },
          ],
        },
      },
    ],
  }),
  'application-correct': defineRule<Ladder>({
    key: 'application-correct',
    label: '申请补正',
    versions: [
      {
        version: '2026-1',
        from: '2020-01-01',
        article: '意见（十四）',
        source: '设计值',
        standing: 'reference',
        value: {
          steps: [
            { offsetDays: -3, atHour: 9, tell: ['owner'] },
            { offsetDays: 0, atHour: 9, tell: ['owner', 'manager'] },
          ],
        },
      },
    ],
  }),
  'application-recommend': defineRule<Ladder>({
    key: 'application-recommend',
    label: '园区推荐申请',
    versions: [
      {
        version: '2026-1',
        from: '2020-01-01',
        article: '意见（十四）',
        source: '设计值：过期后监管部门可以直接决定',
        standing: 'reference',
        value: {
          steps: [
            { offsetDays: -1, atHour: 9, tell: ['owner'] },
            { offsetDays: 0, atHour: 9, tell: ['owner'] },
            { offsetDays: 1, atHour: 9, tell: ['owner', 'competent-body'] },
          ],
        },
      },
    ],
  }),
  'application-review': defineRule<Ladder>({
    key: 'application-review',
    label: '审核申请',
    versions: [
      {
        version: '2026-1',
        from: '2020-01-01',
        article: '意见（十四）',
        source: '设计值',
        standing: 'reference',
        value: {
          steps: [
            { offsetDays: -3, atHour: 9, tell: ['owner'] },
            { offsetDays: 0, atHour: 9, tell: ['owner'] },
            { offsetDays: 1, atHour: 9, tell: ['competent-body'], urgent: true },
            { offsetDays: 7, atHour: 9, tell: ['competent-body'], urgent: true },
          ],
        },
      },
    ],
  }),
  'transfer-answer': defineRule<Ladder>({
    key: 'transfer-answer',
    label: '园区转移答复',
    versions: [
      {
        version: '2026-1',
        from: '2020-01-01',
        article: '意见（二）（九）',
        source: 'capabilities.md 10：设计值',
        standing: 'reference',
        value: {
          steps: [
            { offsetDays: -3, atHour: 9, tell: ['owner'] },
            { offsetDays: -1, atHour: 9, tell: ['owner'] },
            { offsetDays: 0, atHour: 9, tell: ['owner'] },
            { offsetDays: 1, atHour: 9, tell: ['owner', 'competent-body'] },
            { offsetDays: 7, atHour: 9, tell: ['owner', 'competent-body'] },
          ],
        },
      },
    ],
  }),
  'reward-payment': defineRule<Ladder>({
    key: 'reward-payment',
    label: '奖励兑现',
    versions: [
      {
        version: '2026-1',
        from: '2020-01-01',
        article: '意见（九）；安委〔2024〕7号「及时实施奖励」',
        source: 'facts.md §8 reward.pay：设计值',
        standing: 'reference',
        value: {
          steps: [
            { offsetDays: -7, atHour: 9, tell: ['owner'] },
            { offsetDays: -1, atHour: 9, tell: ['owner', 'manager'] },
            { offsetDays: 1, atHour: 9, tell: ['manager', 'park'] },
            { offsetDays: 7, atHour: 9, tell: ['park', 'competent-body'] },
          ],
        },
      },
    ],
  }),
  'programme-assessment': defineRule<Ladder>({
    key: 'programme-assessment',
    label: '项目评估与复评',
    versions: [
      {
        version: '2026-1',
        from: '2020-01-01',
        article: '意见（十四）（十六）',
        source: 'facts.md §3.1（基线、复评、验收各评一次）：设计值',
        standing: 'reference',
        value: {
          steps: [
            { offsetDays: -14, atHour: 9, tell: ['owner'] },
            { offsetDays: -3, atHour: 9, tell: ['owner', 'manager'] },
            { offsetDays: 0, atHour: 9, tell: ['owner', 'manager'] },
            { offsetDays: 7, atHour: 9, tell: ['owner', 'manager', 'park', 'competent-body'] },
          ],
        },
      },
    ],
  }),
  'programme-visit': defineRule<Ladder>({
    key: 'programme-visit',
    label: '入企辅导与作业',
    versions: [
      {
        version: '2026-1',
        from: '2020-01-01',
        article: '意见（十四）',
        source: 'facts.md §3.1（每期约三次入企）：设计值',
        standing: 'reference',
        value: {
          steps: [
            { offsetDays: -3, atHour: 9, tell: ['owner'] },
            { offsetDays: -1, atHour: 9, tell: ['owner'] },
            { offsetDays: 0, atHour: 8, tell: ['owner'] },
            { offsetDays: 3, atHour: 9, tell: ['owner', 'manager'] },
          ],
        },
      },
    ],
  }),
  'plan-item': defineRule<Ladder>({
    key: 'plan-item',
    label: '改进事项',
    versions: [
      {
        version: '2026-1',
        from: '2020-01-01',
        article: '意见（十六）',
        source: '设计值：−7/−3/−1/0/+1/+3，以后每周一次',
        standing: 'reference',
        value: {
          steps: [
            { offsetDays: -7, atHour: 9, tell: ['owner'] },
            { offsetDays: -3, atHour: 9, tell: ['owner'] },
            { offsetDays: -1, atHour: 9, tell: ['owner'] },
            { offsetDays: 0, atHour: 9, tell: ['owner'] },
            { offsetDays: 1, atHour: 9, tell: ['owner', 'manager'] },
            { offsetDays: 3, atHour: 9, tell: ['owner', 'manager'] },
          ],
          repeatEveryDays: 7,
        },
      },
    ],
  }),
  'evidence-expiry': defineRule<Ladder>({
    key: 'evidence-expiry',
    label: '证明材料到期',
    versions: [
      {
        version: '2026-1',
        from: '2020-01-01',
        article: '意见（十六）',
        source: '设计值：−30/−7/0',
        standing: 'reference',
        value: {
          steps: [
            { offsetDays: -30, atHour: 9, tell: ['owner'] },
            { offsetDays: -7, atHour: 9, tell: ['owner'] },
            { offsetDays: 0, atHour: 9, tell: ['owner'] },
          ],
        },
      },
    ],
  }),
  'plan-desk': defineRule<Ladder>({
    key: 'plan-desk',
    label: '检查改进事项、答复合理化建议',
    versions: [
      {
        version: '2026-1',
        from: '2020-01-01',
        article: '意见（十六）',
        source: '设计值',
        standing: 'reference',
        value: {
          steps: [
            { offsetDays: 0, atHour: 9, tell: ['owner'] },
            { offsetDays: 1, atHour: 9, tell: ['owner', 'manager'] },
            { offsetDays: 7, atHour: 9, tell: ['manager'] },
          ],
        },
      },
    ],
  }),
};
