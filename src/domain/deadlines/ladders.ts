import { defineRule, outOfOrder, type RuleTable } from '#kernel/rules';
import type { Rung } from './deadline.model.ts';

/** One step: so many days from the due day, at an hour of the Shanghai clock, which rungs are told. */
export interface LadderStep {
  /** Calendar days from the due day: −3 is three days before, +1 the day after. */
  offsetDays: number;
  atHour: number;
  /** Of what falls due by the hour: so many minutes from the very moment instead, before it where negative. */
  afterMinutes?: number;
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

/** Who a rung of a ladder is, by post. */
export const RUNG_LABELS: Readonly<Record<Rung, string>> = {
  owner: '责任人',
  manager: '企业负责人',
  park: '园区',
  'competent-body': '监管部门',
};
const dayOf = (offset: number): string =>
  offset === 0 ? '到期当天' : offset < 0 ? `到期前 ${-offset} 天` : `逾期 ${offset} 天`;
const minuteOf = (minutes: number): string =>
  minutes === 0 ? '到期那一刻' : minutes < 0 ? `到期前 ${-minutes} 分钟` : `逾期 ${minutes} 分钟`;
const whenOf = ({ offsetDays, atHour, afterMinutes }: LadderStep): string =>
  afterMinutes === undefined ? `${dayOf(offsetDays)} ${atHour} 时` : minuteOf(afterMinutes);

const LAST_HOUR = 23;
const minutesAfter = ({ offsetDays, atHour, afterMinutes }: LadderStep): number =>
  afterMinutes ?? (offsetDays * 24 + atHour) * 60;

/** The first version of a ladder: reference values an administrator may replace by a later one. */
const reference = (key: string, label: string, article: string, source: string, value: Ladder): RuleTable<Ladder> =>
  defineRule<Ladder>({
    key: `ladder:${key}`,
    label: `提醒：${label}`,
    isSettable: true,
    most: { atHour: LAST_HOUR },
    contradiction: ({ steps }) => outOfOrder(steps.map(minutesAfter), '后一次提醒不能比前一次早'),
    says: ({ steps, repeatEveryDays }) => [
      ...steps.map((step) => `${whenOf(step)}提醒${step.tell.map((rung) => RUNG_LABELS[rung]).join('、')}。`),
      ...(repeatEveryDays === undefined ? [] : [`以后每 ${repeatEveryDays} 天再提醒一次，直到办完。`]),
    ],
    versions: [{ version: '2026-1', from: '2020-01-01', article, source, standing: 'reference', value }],
  });

/**
 * Who is reminded when. The offsets −3/−1/0/+1/+3/+7 are reference values (facts.md §8 gives none); the order
 * owner → manager → park → competent body is the escalation of 意见（九）（十）.
 */
export const LADDERS: Record<string, RuleTable<Ladder>> = {
  'hazard-triage': reference('hazard-triage', '隐患受理与核查', '意见（九）', '设计值', {
    steps: [
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 1, atHour: 9, tell: ['owner', 'manager'] },
      { offsetDays: 3, atHour: 9, tell: ['manager', 'park'] },
      { offsetDays: 7, atHour: 9, tell: ['park', 'competent-body'] },
    ],
  }),
  // Whoever runs the firm is not to learn that there is something to write down.
  'hazard-words': reference('hazard-words', '不署名的原话写成中文', '意见（九）', '设计值', {
    steps: [
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 1, atHour: 9, tell: ['owner'], urgent: true },
    ],
    repeatEveryDays: 3,
  }),
  'hazard-rectification': reference('hazard-rectification', '隐患整改', '意见（九）（十）', '设计值', {
    steps: [
      { offsetDays: -3, atHour: 9, tell: ['owner'] },
      { offsetDays: -1, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 1, atHour: 9, tell: ['owner', 'manager'], urgent: true },
      { offsetDays: 3, atHour: 9, tell: ['manager', 'park'] },
      { offsetDays: 7, atHour: 9, tell: ['manager', 'park', 'competent-body'] },
    ],
  }),
  'hazard-closure': reference('hazard-closure', '重大隐患销号审核', '意见（十）', '设计值', {
    steps: [
      { offsetDays: -3, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 1, atHour: 9, tell: ['owner'], urgent: true },
    ],
    repeatEveryDays: 3,
  }),
  major: reference('major', '重大隐患的管控、报告、方案和进展', '意见（十）', '设计值', {
    steps: [
      { offsetDays: 0, atHour: 9, tell: ['owner', 'manager'], urgent: true },
      { offsetDays: 1, atHour: 9, tell: ['owner', 'manager', 'park'], urgent: true },
      { offsetDays: 3, atHour: 9, tell: ['manager', 'park', 'competent-body'], urgent: true },
    ],
    repeatEveryDays: 7,
  }),
  'accident-hours': reference(
    'accident-hours',
    '事故报告和逐级上报',
    '事故报告条例第九条、第十一条',
    '设计值：按分钟提醒',
    {
      steps: [
        { offsetDays: 0, atHour: 0, afterMinutes: -20, tell: ['owner', 'manager'], urgent: true },
        {
          offsetDays: 0,
          atHour: 0,
          afterMinutes: 0,
          tell: ['owner', 'manager', 'park', 'competent-body'],
          urgent: true,
        },
        {
          offsetDays: 0,
          atHour: 0,
          afterMinutes: 30,
          tell: ['owner', 'manager', 'park', 'competent-body'],
          urgent: true,
        },
      ],
    },
  ),
  'park-assessment': reference('park-assessment', '园区整体评估', '意见（八）', '设计值', {
    steps: [
      { offsetDays: -7, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner'], urgent: true },
      { offsetDays: 7, atHour: 9, tell: ['owner', 'competent-body'], urgent: true },
    ],
    repeatEveryDays: 30,
  }),
  'park-assessment-next': reference(
    'park-assessment-next',
    '园区整体评估到期',
    '意见（八）；危险化学品安全法第十九条',
    '设计值：提前一年开始提醒',
    {
      steps: [
        ...[-365, -180, -90, -30].map((offsetDays) => ({ offsetDays, atHour: 9, tell: ['owner'] as const })),
        { offsetDays: 0, atHour: 9, tell: ['owner'], urgent: true },
        { offsetDays: 30, atHour: 9, tell: ['owner', 'competent-body'], urgent: true },
      ],
      repeatEveryDays: 30,
    },
  ),
  'accident-receipt': reference(
    'accident-receipt',
    '事故报告没有人确认收到',
    '事故报告条例第十条、第十五条',
    '设计值：按分钟提醒',
    {
      steps: [
        { offsetDays: 0, atHour: 0, afterMinutes: 0, tell: ['owner'], urgent: true },
        { offsetDays: 0, atHour: 0, afterMinutes: 15, tell: ['owner', 'competent-body'], urgent: true },
      ],
    },
  ),
  'response-step': reference('response-step', '应急步骤没有人收到、没有办完', '意见（十三）', '设计值：按分钟提醒', {
    steps: [
      { offsetDays: 0, atHour: 0, afterMinutes: 0, tell: ['owner', 'manager'], urgent: true },
      {
        offsetDays: 0,
        atHour: 0,
        afterMinutes: 10,
        tell: ['owner', 'manager', 'park', 'competent-body'],
        urgent: true,
      },
    ],
  }),
  'accident-days': reference(
    'accident-days',
    '事故补报、调查和批复',
    '事故报告条例第十三条、第二十九条、第三十二条',
    '设计值',
    {
      steps: [
        { offsetDays: -7, atHour: 9, tell: ['owner'] },
        { offsetDays: 0, atHour: 9, tell: ['owner', 'manager'], urgent: true },
        { offsetDays: 1, atHour: 9, tell: ['owner', 'manager', 'competent-body'], urgent: true },
      ],
      repeatEveryDays: 7,
    },
  ),
  'referral-decide': reference('referral-decide', '决定移送涉嫌犯罪案件', '应急〔2019〕54号第七条', '设计值', {
    steps: [
      { offsetDays: -1, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner'], urgent: true },
      { offsetDays: 1, atHour: 9, tell: ['owner', 'competent-body'], urgent: true },
    ],
    repeatEveryDays: 3,
  }),
  'referral-hours': reference(
    'referral-hours',
    '涉嫌犯罪案件移送公安',
    '应急〔2019〕54号第七条',
    '设计值：按分钟提醒',
    {
      steps: [
        { offsetDays: 0, atHour: 0, afterMinutes: -720, tell: ['owner'], urgent: true },
        { offsetDays: 0, atHour: 0, afterMinutes: -120, tell: ['owner'], urgent: true },
        { offsetDays: 0, atHour: 0, afterMinutes: 0, tell: ['owner', 'competent-body'], urgent: true },
        { offsetDays: 0, atHour: 0, afterMinutes: 1_440, tell: ['owner', 'competent-body'], urgent: true },
      ],
    },
  ),
  'inspection-approve': reference('inspection-approve', '批准检查', '国办发〔2024〕54号', '设计值：按分钟提醒', {
    steps: [
      { offsetDays: 0, atHour: 0, afterMinutes: -720, tell: ['owner'] },
      { offsetDays: 0, atHour: 0, afterMinutes: -60, tell: ['owner'], urgent: true },
      { offsetDays: 0, atHour: 0, afterMinutes: 0, tell: ['owner', 'competent-body'], urgent: true },
    ],
  }),
  'inspection-make-up': reference('inspection-make-up', '补批紧急检查', '国办发〔2024〕54号', '设计值：按分钟提醒', {
    steps: [
      { offsetDays: 0, atHour: 0, afterMinutes: -720, tell: ['owner'], urgent: true },
      { offsetDays: 0, atHour: 0, afterMinutes: -120, tell: ['owner'], urgent: true },
      { offsetDays: 0, atHour: 0, afterMinutes: 0, tell: ['owner', 'competent-body'], urgent: true },
    ],
    repeatEveryDays: 1,
  }),
  'inspection-days': reference('inspection-days', '检查、记录、告知和办结', '意见（十一）', '设计值', {
    steps: [
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 1, atHour: 9, tell: ['owner', 'competent-body'], urgent: true },
    ],
    repeatEveryDays: 7,
  }),
  'accident-evaluate': reference('accident-evaluate', '事故整改评估', '安全生产法第八十六条', '设计值', {
    steps: [
      { offsetDays: -90, atHour: 9, tell: ['owner'] },
      { offsetDays: -30, atHour: 9, tell: ['owner'] },
      { offsetDays: -7, atHour: 9, tell: ['owner'], urgent: true },
      { offsetDays: 1, atHour: 9, tell: ['owner', 'competent-body'], urgent: true },
    ],
    repeatEveryDays: 30,
  }),
  'application-draft': reference(
    'application-draft',
    '申请草稿搁置',
    '意见（十四）',
    '设计值：7 天没有改动提醒一次，再过 7 天告诉负责人',
    {
      steps: [
        { offsetDays: 0, atHour: 9, tell: ['owner'] },
        { offsetDays: 7, atHour: 9, tell: ['owner', 'manager'] },
      ],
    },
  ),
  'application-correct': reference('application-correct', '申请补正', '意见（十四）', '设计值', {
    steps: [
      { offsetDays: -3, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner', 'manager'] },
    ],
  }),
  'application-recommend': reference(
    'application-recommend',
    '园区推荐申请',
    '意见（十四）',
    '设计值：过期后监管部门可以直接决定',
    {
      steps: [
        { offsetDays: -1, atHour: 9, tell: ['owner'] },
        { offsetDays: 0, atHour: 9, tell: ['owner'] },
        { offsetDays: 1, atHour: 9, tell: ['owner', 'competent-body'] },
      ],
    },
  ),
  'application-review': reference('application-review', '审核申请', '意见（十四）', '设计值', {
    steps: [
      { offsetDays: -3, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 1, atHour: 9, tell: ['competent-body'], urgent: true },
      { offsetDays: 7, atHour: 9, tell: ['competent-body'], urgent: true },
    ],
  }),
  'transfer-answer': reference('transfer-answer', '园区转移答复', '意见（二）（九）', '设计值', {
    steps: [
      { offsetDays: -3, atHour: 9, tell: ['owner'] },
      { offsetDays: -1, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 1, atHour: 9, tell: ['owner', 'competent-body'] },
      { offsetDays: 7, atHour: 9, tell: ['owner', 'competent-body'] },
    ],
  }),
  'reward-payment': reference('reward-payment', '奖励兑现', '意见（九）；安委〔2024〕7号「及时实施奖励」', '设计值', {
    steps: [
      { offsetDays: -7, atHour: 9, tell: ['owner'] },
      { offsetDays: -1, atHour: 9, tell: ['owner', 'manager'] },
      { offsetDays: 1, atHour: 9, tell: ['manager', 'park'] },
      { offsetDays: 7, atHour: 9, tell: ['park', 'competent-body'] },
    ],
  }),
  'reward-month': reference('reward-month', '奖励月结、异议答复', '意见（九）；安委〔2024〕7号', '设计值', {
    steps: [
      { offsetDays: -3, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner', 'manager'] },
    ],
    repeatEveryDays: 7,
  }),
  // Nobody but the person themselves: whoever else is reminded might learn who reported.
  'reward-confirm': reference(
    'reward-confirm',
    '本人确认收到奖励',
    '意见（九）；安委〔2024〕7号「及时实施奖励」',
    '设计值：到期提醒一次，再过 7 天提醒一次',
    {
      steps: [
        { offsetDays: 0, atHour: 9, tell: ['owner'] },
        { offsetDays: 7, atHour: 9, tell: ['owner'] },
      ],
    },
  ),
  'programme-assessment': reference(
    'programme-assessment',
    '项目评估与复评',
    '意见（十四）（十六）',
    '基线、复评、验收各评一次（国际劳工组织 SCORE）；提醒日为设计值',
    {
      steps: [
        { offsetDays: -14, atHour: 9, tell: ['owner'] },
        { offsetDays: -3, atHour: 9, tell: ['owner', 'manager'] },
        { offsetDays: 0, atHour: 9, tell: ['owner', 'manager'] },
        { offsetDays: 7, atHour: 9, tell: ['owner', 'manager', 'park', 'competent-body'] },
      ],
    },
  ),
  'programme-visit': reference('programme-visit', '入企辅导与作业', '意见（十四）', '设计值', {
    steps: [
      { offsetDays: -3, atHour: 9, tell: ['owner'] },
      { offsetDays: -1, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 8, tell: ['owner'] },
      { offsetDays: 3, atHour: 9, tell: ['owner', 'manager'] },
    ],
  }),
  'programme-body': reference('programme-body', '安排辅导员、组织验收', '意见（十四）', '设计值', {
    steps: [
      { offsetDays: -3, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 7, atHour: 9, tell: ['owner'] },
    ],
  }),
  'programme-support': reference('programme-support', '扶持政策发布、决定', '意见（十五）', '设计值', {
    steps: [
      { offsetDays: -3, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 7, atHour: 9, tell: ['owner'] },
    ],
    repeatEveryDays: 30,
  }),
  'programme-stage': reference(
    'programme-stage',
    '项目阶段该进入下一步',
    '意见（十四）',
    '设计值：文件没有规定每个阶段多久',
    {
      steps: [
        { offsetDays: -14, atHour: 9, tell: ['owner'] },
        { offsetDays: 0, atHour: 9, tell: ['owner', 'manager'] },
        { offsetDays: 14, atHour: 9, tell: ['owner', 'manager', 'park'] },
        { offsetDays: 30, atHour: 9, tell: ['owner', 'competent-body'] },
      ],
      repeatEveryDays: 30,
    },
  ),
  'programme-signing': reference('programme-signing', '辅导记录签字、评估确认', '意见（十四）', '设计值', {
    steps: [
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 1, atHour: 9, tell: ['owner', 'manager'] },
      { offsetDays: 7, atHour: 9, tell: ['owner', 'manager'] },
    ],
  }),
  'plan-item': reference('plan-item', '改进事项', '意见（十六）', '设计值：−7/−3/−1/0/+1/+3，以后每周一次', {
    steps: [
      { offsetDays: -7, atHour: 9, tell: ['owner'] },
      { offsetDays: -3, atHour: 9, tell: ['owner'] },
      { offsetDays: -1, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 1, atHour: 9, tell: ['owner', 'manager'] },
      { offsetDays: 3, atHour: 9, tell: ['owner', 'manager'] },
    ],
    repeatEveryDays: 7,
  }),
  'evidence-expiry': reference('evidence-expiry', '证明材料到期', '意见（十六）', '设计值：−30/−7/0', {
    steps: [
      { offsetDays: -30, atHour: 9, tell: ['owner'] },
      { offsetDays: -7, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
    ],
  }),
  return: reference('return', '隐患统计表填报和签字', '暂行规定第十四条', '设计值：−7/−1/0/+1/+7，以后每 30 天一次', {
    steps: [
      { offsetDays: -7, atHour: 9, tell: ['owner'] },
      { offsetDays: -1, atHour: 9, tell: ['owner', 'manager'] },
      { offsetDays: 0, atHour: 9, tell: ['owner', 'manager'] },
      { offsetDays: 1, atHour: 9, tell: ['owner', 'manager', 'park'] },
      { offsetDays: 7, atHour: 9, tell: ['manager', 'park', 'competent-body'] },
    ],
    repeatEveryDays: 30,
  }),
  'filing-answer': reference('filing-answer', '作业报备收悉', '意见（四）', '设计值', {
    steps: [
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 1, atHour: 9, tell: ['owner', 'competent-body'] },
      { offsetDays: 3, atHour: 9, tell: ['competent-body'] },
    ],
  }),
  'filing-firm': reference('filing-firm', '作业报备补充与完工', '意见（四）', '设计值', {
    steps: [
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 1, atHour: 9, tell: ['owner', 'manager'] },
      { offsetDays: 3, atHour: 9, tell: ['manager', 'park'] },
    ],
    repeatEveryDays: 7,
  }),
  'pass-answer': reference('pass-answer', '通行证同意与签发', '意见（十八）', '设计值', {
    steps: [
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 1, atHour: 9, tell: ['owner', 'manager'] },
    ],
  }),
  'project-notice': reference('project-notice', '项目引进通报', '意见（七）', '设计值', {
    steps: [
      { offsetDays: -10, atHour: 9, tell: ['owner'] },
      { offsetDays: -3, atHour: 9, tell: ['owner'] },
      { offsetDays: -1, atHour: 9, tell: ['owner'], urgent: true },
      { offsetDays: 0, atHour: 9, tell: ['owner'], urgent: true },
      { offsetDays: 1, atHour: 9, tell: ['owner', 'competent-body'], urgent: true },
      { offsetDays: 7, atHour: 9, tell: ['owner', 'competent-body'] },
    ],
    repeatEveryDays: 7,
  }),
  'project-desk': reference('project-desk', '项目签收、决定和试运行验收', '意见（七）（十七）', '设计值', {
    steps: [
      { offsetDays: -3, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 1, atHour: 9, tell: ['owner', 'competent-body'] },
    ],
    repeatEveryDays: 7,
  }),
  'project-opinion': reference(
    'project-opinion',
    '安全条件审查意见到期',
    '危险化学品建设项目安全监督管理办法',
    '设计值',
    {
      steps: [
        { offsetDays: -90, atHour: 9, tell: ['owner'] },
        { offsetDays: -30, atHour: 9, tell: ['owner'] },
        { offsetDays: 0, atHour: 9, tell: ['owner'], urgent: true },
        { offsetDays: 1, atHour: 9, tell: ['owner', 'park', 'competent-body'] },
      ],
      repeatEveryDays: 30,
    },
  ),
  'facility-test': reference('facility-test', '园区设施检测', '意见（六）', '设计值：−30/−7/0，以后每月一次', {
    steps: [
      { offsetDays: -30, atHour: 9, tell: ['owner'] },
      { offsetDays: -7, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 7, atHour: 9, tell: ['owner', 'competent-body'] },
    ],
    repeatEveryDays: 30,
  }),
  stock: reference('stock', '应急物资补足、到期、盘点', '意见（十三）', '设计值', {
    steps: [
      { offsetDays: -7, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 7, atHour: 9, tell: ['owner', 'competent-body'] },
    ],
    repeatEveryDays: 30,
  }),
  'emergency-plan': reference('emergency-plan', '应急预案备案、评估、修订', '意见（十三）', '设计值', {
    steps: [
      { offsetDays: -30, atHour: 9, tell: ['owner'] },
      { offsetDays: -7, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner', 'manager'] },
      { offsetDays: 7, atHour: 9, tell: ['owner', 'manager', 'park', 'competent-body'] },
    ],
    repeatEveryDays: 30,
  }),
  'emergency-drill': reference('emergency-drill', '应急演练', '意见（十三）', '设计值', {
    steps: [
      { offsetDays: -30, atHour: 9, tell: ['owner'] },
      { offsetDays: -7, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner', 'manager'] },
      { offsetDays: 7, atHour: 9, tell: ['owner', 'manager', 'park', 'competent-body'] },
    ],
    repeatEveryDays: 30,
  }),
  duty: reference('duty', '定期安全事项', '消防法第十六条；视频条例；应急条例第八条', '设计值', {
    steps: [
      { offsetDays: -30, atHour: 9, tell: ['owner'] },
      { offsetDays: -7, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner', 'manager'] },
      { offsetDays: 7, atHour: 9, tell: ['owner', 'manager', 'park', 'competent-body'] },
    ],
    repeatEveryDays: 30,
  }),
  // Every day of the year: one word a day, and upward only by what was missed several days in a row.
  'duty-pledge': reference('duty-pledge', '每日安全承诺', '安全承诺公告', '设计值：每天提醒一次', {
    steps: [{ offsetDays: 0, atHour: 9, tell: ['owner'] }],
  }),
  'duty-patrol': reference('duty-patrol', '每日防火巡查', '消防法第十七条', '设计值：每天提醒一次', {
    steps: [{ offsetDays: 0, atHour: 17, tell: ['owner'] }],
  }),
  'alert-alarm': reference('alert-alarm', '设备报警确认、处理', '意见（十二）', '设计值：按分钟提醒，夜里也提醒', {
    steps: [
      { offsetDays: 0, atHour: 0, afterMinutes: 0, tell: ['owner', 'manager', 'park'], urgent: true },
      {
        offsetDays: 0,
        atHour: 0,
        afterMinutes: 30,
        tell: ['owner', 'manager', 'park', 'competent-body'],
        urgent: true,
      },
    ],
    repeatEveryDays: 1,
  }),
  'alert-warning': reference('alert-warning', '设备预警确认、处理', '意见（十二）', '设计值：按分钟提醒', {
    steps: [
      { offsetDays: 0, atHour: 0, afterMinutes: 0, tell: ['owner', 'manager'] },
      { offsetDays: 0, atHour: 0, afterMinutes: 240, tell: ['owner', 'manager', 'park'] },
    ],
    repeatEveryDays: 1,
  }),
  'alert-reminder': reference('alert-reminder', '设备提醒确认、处理', '意见（十二）', '设计值', {
    steps: [
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 1, atHour: 9, tell: ['owner', 'manager'] },
      { offsetDays: 3, atHour: 9, tell: ['manager', 'park'] },
    ],
    repeatEveryDays: 7,
  }),
  tenancy: reference('tenancy', '租赁确认、联合检查、迁出', '意见（二）；安全生产法第四十九条', '设计值', {
    steps: [
      { offsetDays: -3, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner', 'manager'] },
      { offsetDays: 7, atHour: 9, tell: ['owner', 'manager', 'park', 'competent-body'] },
    ],
    repeatEveryDays: 30,
  }),
  'rescue-team': reference('rescue-team', '救援协议答复、队伍恢复值守', '意见（十三）', '设计值', {
    steps: [
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 3, atHour: 9, tell: ['owner', 'manager', 'park'] },
    ],
    repeatEveryDays: 7,
  }),
  drill: reference('drill', '演练评估、报送和整改', '意见（十三）', '设计值', {
    steps: [
      { offsetDays: -3, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner', 'manager'] },
      { offsetDays: 3, atHour: 9, tell: ['owner', 'manager', 'park', 'competent-body'] },
    ],
    repeatEveryDays: 14,
  }),
  'facility-gap': reference('facility-gap', '园区设施修好、建成', '意见（六）', '设计值', {
    steps: [
      { offsetDays: -3, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 1, atHour: 9, tell: ['owner', 'competent-body'] },
    ],
    repeatEveryDays: 30,
  }),
  'grade-answer': reference('grade-answer', '园区等级复核和公布、十有两禁核对', '意见（十七）', '设计值', {
    steps: [
      { offsetDays: -7, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 7, atHour: 9, tell: ['owner', 'competent-body'] },
    ],
    repeatEveryDays: 30,
  }),
  'expansion-answer': reference('expansion-answer', '化工园区扩区申请', '意见（十七）', '设计值', {
    steps: [
      { offsetDays: -7, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 7, atHour: 9, tell: ['owner', 'competent-body'] },
    ],
    repeatEveryDays: 30,
  }),
  'grade-redo': reference('grade-redo', '园区等级重新评定', '危险化学品安全法第十七条；意见（十七）', '设计值', {
    steps: [
      { offsetDays: -180, atHour: 9, tell: ['owner'] },
      { offsetDays: -90, atHour: 9, tell: ['owner'] },
      { offsetDays: -30, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner', 'competent-body'] },
    ],
    repeatEveryDays: 30,
  }),
  'breach-close': reference('breach-close', '违规进出办结', '意见（十八）', '设计值', {
    steps: [
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 1, atHour: 9, tell: ['owner', 'competent-body'] },
    ],
    repeatEveryDays: 7,
  }),
  'policy-confirm': reference('policy-confirm', '确认企业登记的保单', '意见（十五）', '设计值', {
    steps: [
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 3, atHour: 9, tell: ['owner', 'manager'] },
    ],
    repeatEveryDays: 7,
  }),
  service: reference('service', '预防服务的同意、记录、确认和结算', '意见（十五）', '设计值', {
    steps: [
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 1, atHour: 9, tell: ['owner', 'manager'] },
      { offsetDays: 7, atHour: 9, tell: ['owner', 'manager'] },
    ],
    repeatEveryDays: 14,
  }),
  'service-complaint': reference('service-complaint', '预防服务投诉答复', '意见（十五）；AQ 9010-2019', '设计值', {
    steps: [
      { offsetDays: -3, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 1, atHour: 9, tell: ['owner', 'manager', 'competent-body'] },
    ],
    repeatEveryDays: 14,
  }),
  'policy-expiry': reference('policy-expiry', '安责险到期', '意见（十五）', '设计值：−60/−30/−7/0', {
    steps: [
      { offsetDays: -60, atHour: 9, tell: ['owner'] },
      { offsetDays: -30, atHour: 9, tell: ['owner', 'manager'] },
      { offsetDays: -7, atHour: 9, tell: ['owner', 'manager'] },
      { offsetDays: 0, atHour: 9, tell: ['owner', 'manager'], urgent: true },
    ],
  }),
  'monthly-record': reference('monthly-record', '每月工伤和人数', '意见（十六）', '设计值', {
    steps: [
      { offsetDays: -2, atHour: 9, tell: ['owner'] },
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 3, atHour: 9, tell: ['owner', 'manager'] },
    ],
    repeatEveryDays: 7,
  }),
  protection: reference('protection', '上报人保护', '意见（五）（九）', '设计值', {
    steps: [
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 1, atHour: 9, tell: ['owner'] },
    ],
    repeatEveryDays: 1,
  }),
  'suggestion-confirm': reference('suggestion-confirm', '提出人确认合理化建议', '意见（十六）', '设计值', {
    steps: [
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 7, atHour: 9, tell: ['owner', 'manager'] },
    ],
  }),
  'plan-desk': reference('plan-desk', '检查改进事项、答复和落实合理化建议', '意见（十六）', '设计值', {
    steps: [
      { offsetDays: 0, atHour: 9, tell: ['owner'] },
      { offsetDays: 1, atHour: 9, tell: ['owner', 'manager'] },
      { offsetDays: 7, atHour: 9, tell: ['manager'] },
    ],
  }),
};
