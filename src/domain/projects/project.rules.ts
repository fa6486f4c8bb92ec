import { PROJECT_TYPES } from '#domain/filings';
import type { Grade } from '#domain/grades';
import { addDays, addMonths, type LocalDate, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { defineRule, outOfOrder, type RuleVersion, ruleOn, ruleVersion } from '#kernel/rules';

export type ProjectKind = (typeof PROJECT_TYPES)[number]['code'];

/** What is made there, which decides where it may lie (危险化学品安全法第十八条). */
export const TRADES = [
  { code: 'hazchem', label: '生产危险化学品' },
  { code: 'chemical', label: '化工企业的其他项目' },
  { code: 'ordinary', label: '非化工企业的项目' },
] as const;
export type Trade = (typeof TRADES)[number]['code'];

/** Grounds of the law on which a project may lie where its trade may not. */
export const GROUNDS = [
  { code: 'ancillary', label: '其他行业企业自用的附属装置' },
  { code: 'state', label: '国家另有规定' },
  { code: 'serves', label: '为园区化工企业服务' },
] as const;
export type Ground = (typeof GROUNDS)[number]['code'];

export const GATES = ['G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G7', 'G8', 'G9'] as const;
export type GateCode = (typeof GATES)[number];

/** A gate as a version of the law has it. */
interface GateRow {
  code: GateCode;
  label: string;
  article: string;
  source: string;
  /** What stops there, for people. */
  stops: string;
  /** Of G3: grades that stop, and which kinds of projects. */
  grades?: readonly Grade[];
  kinds?: readonly ProjectKind[];
}

const DRAFT = '意见第三次征求意见稿';
const G1: GateRow = {
  code: 'G1',
  label: '禁止限制目录',
  article: '意见（七）',
  source: DRAFT,
  stops: '在园区禁止目录上的不予准入，限制目录上的要例外批准',
};
const G2: GateRow = {
  code: 'G2',
  label: '选址',
  article: '危险化学品安全法第十八条',
  source: '危险化学品安全法解读文章，2026年5月1日施行',
  stops: '新建、扩建危险化学品生产不在化工园区的，非化工企业进化工园区的，不予准入；法律规定的例外写明理由',
  kinds: ['new', 'extend'],
};
const G3: GateRow = {
  code: 'G3',
  label: '园区等级',
  article: '意见（十七）；应急〔2019〕78号',
  source: `${DRAFT}；应急〔2019〕78号印发通知`,
  stops: '园区是 A 级或 B 级的，新建、改建、扩建危险化学品生产停下，等例外批准',
  grades: ['A', 'B'],
  kinds: ['new', 'rebuild', 'extend'],
};
const G4: GateRow = {
  code: 'G4',
  label: '联合审查',
  article: '危险化学品生产建设项目安全风险防控指南（试行）',
  source: '中化新网的报道，原文未读',
  stops: '危险化学品生产没有经过园区、市、自治区专家三级审查的',
};
const REST: readonly GateRow[] = [
  {
    code: 'G5',
    label: '安全预评价',
    article: '建设项目安全设施“三同时”监督管理办法第七条；意见（七）',
    source: '国家安全监管总局令第36号',
    stops: '应当做安全预评价没有做的；其余项目没有书面安全分析的',
  },
  {
    code: 'G6',
    label: '安全设施设计审查',
    article: '建设项目安全设施“三同时”监督管理办法；意见（七）',
    source: '国家安全监管总局令第36号，检索摘录',
    stops: '应当审查的，审查同意前不能开工；其余项目自己组织审查',
  },
  {
    code: 'G7',
    label: '消防设计审查、验收或备案',
    article: '消防法第十一条至第十三条',
    source: '消防法（2021年）',
    stops: '特殊建设工程没有消防审查意见不能开工，没有消防验收不能使用；其他工程没有备案不能使用',
  },
  {
    code: 'G8',
    label: '试运行与竣工验收',
    article: '建设项目安全设施“三同时”监督管理办法；意见（七）',
    source: '国家安全监管总局令第36号，检索摘录',
    stops: '试运行不在规定的日期范围里的，竣工验收没有通过的',
  },
  {
    code: 'G9',
    label: '通报与签收',
    article: '意见（七）',
    source: DRAFT,
    stops: '到期没有向本级应急管理部门通报、没有签收的，后面各步停下；和其他关口各算各的',
  },
];

export const ADMISSION_GATES = defineRule<readonly GateRow[]>({
  key: 'admission-gates',
  label: '项目准入关口',
  says: (gates) => gates.map(({ code, label, article, stops }) => `${code} ${label}（${article}）：${stops}。`),
  versions: [
    {
      version: '2020-1',
      from: '2020-01-01',
      article: '意见（七）（十七）',
      source: DRAFT,
      standing: 'read',
      value: [G1, G3, ...REST],
    },
    {
      version: '2022-2',
      from: '2022-06-01',
      article: '意见（七）（十七）；防控指南（试行）',
      source: `${DRAFT}；中化新网的报道，印发月份待核`,
      standing: 'reference',
      value: [G1, G3, G4, ...REST],
    },
    {
      version: '2026-3',
      from: '2026-05-01',
      article: '危险化学品安全法第十八条；意见（七）（十七）',
      source: `${DRAFT}；危险化学品安全法解读文章`,
      standing: 'read',
      value: [G1, G2, G3, G4, ...REST],
    },
  ],
});

const EVENTS = { signed: '签约', filed: '备案', decided: '决定入园' } as const;
export type IntroducedBy = keyof typeof EVENTS;
interface NoticeRule {
  /** Calendar days from the day it is introduced, which is not counted; no roll over holidays. */
  days: number;
  /** Which event counts as introduced: the earliest there is, or one of them. */
  start: 'earliest' | IntroducedBy;
  receiptWorkingDays: number;
}

export const NOTICE_RULE = defineRule<NoticeRule>({
  key: 'project-notice',
  label: '项目引进通报',
  says: ({ days, start, receiptWorkingDays }) => [
    `项目引进后 ${days} 天内，园区通报本级应急管理部门：当天不算，最后一天 24 时到期，遇节假日不顺延。`,
    `引进的日子：${start === 'earliest' ? '签约、备案、决定入园中最早的一天' : `${EVENTS[start]}的那天`}。`,
    `应急管理部门 ${receiptWorkingDays} 个工作日内签收。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（七）',
      source: `${DRAFT}；引进日没有定义，签收天数为设计值，可由主管部门另定`,
      standing: 'reference',
      value: { days: 30, start: 'earliest', receiptWorkingDays: 3 },
    },
  ],
});

interface Choice {
  code: string;
  label: string;
}

export const RISKS = defineRule<readonly Choice[]>({
  key: 'pre-assessment-projects',
  label: '应当安全预评价的建设项目',
  says: (rows) => [...rows.map(({ label }) => `${label}。`), '其余项目自己作综合分析，书面备查。'],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '建设项目安全设施“三同时”监督管理办法第七条；意见（七）',
      source: '国家安全监管总局令第36号',
      standing: 'read',
      value: [
        { code: 'mine', label: '非煤矿矿山' },
        { code: 'hazchem', label: '生产、储存危险化学品（含长输管道）' },
        { code: 'fireworks', label: '生产、储存烟花爆竹' },
        { code: 'smelting', label: '金属冶炼' },
        { code: 'chemical-use', label: '使用危险化学品从事生产且达到规定数量的化工项目' },
        { code: 'other-law', label: '法律、行政法规和国务院规定的其他项目' },
      ],
    },
  ],
});

export const FIRE_WORKS = defineRule<readonly Choice[]>({
  key: 'fire-special-projects',
  label: '特殊建设工程（消防设计审查）',
  says: (rows) => [...rows.map(({ label }) => `${label}。`), '其他工程验收后备案，接受抽查。'],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '建设工程消防设计审查验收管理暂行规定第十四条',
      source: '凭记忆，原文待核',
      standing: 'unread',
      value: [
        { code: 'flammable', label: '生产、储存、装卸易燃易爆危险物品的工厂、仓库、专用车站码头等' },
        { code: 'labour', label: '大于 2500 平方米的劳动密集型企业生产加工车间' },
        { code: 'other', label: '第十四条列明的其他工程' },
      ],
    },
  ],
});

interface DesignReviewRule {
  /** Working days to take papers on, to answer, and by how many the answer may be put off once. */
  acceptWorkingDays: number;
  decideWorkingDays: number;
  putOffWorkingDays: number;
}

export const DESIGN_RULE = defineRule<DesignReviewRule>({
  key: 'design-review',
  isSettable: true,
  label: '安全设施设计审查',
  says: ({ acceptWorkingDays, decideWorkingDays, putOffWorkingDays }) => [
    `监管部门 ${acceptWorkingDays} 个工作日内受理或者退回；受理后 ${decideWorkingDays} 个工作日内决定，可以写明理由延长一次 ${putOffWorkingDays} 个工作日。`,
  ],
  versions: [
    {
      version: '2020-1',
      from: '2020-01-01',
      article: '建设项目安全设施“三同时”监督管理办法（总局令第36号）',
      source: '总局令第36号检索摘录',
      standing: 'reference',
      value: { acceptWorkingDays: 5, decideWorkingDays: 20, putOffWorkingDays: 10 },
    },
  ],
});

interface TrialRule {
  minDays: number;
  maxDays: number;
  /** Of hazardous chemicals, instead of `maxDays`. */
  hazchemMonths: number;
}

export const TRIAL_RULE = defineRule<TrialRule>({
  key: 'project-trial',
  isSettable: true,
  contradiction: ({ minDays, maxDays }) => outOfOrder([minDays, maxDays], '最短的天数不能多于最长的'),
  label: '建设项目试运行',
  says: ({ minDays, maxDays, hazchemMonths }) => [
    `试运行不少于 ${minDays} 天，不超过 ${maxDays} 天；危险化学品项目不超过 ${hazchemMonths} 个月。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '建设项目安全设施“三同时”监督管理办法；危险化学品建设项目安全监督管理办法',
      source: '国家安全监管总局令第36号检索摘录；第45号令凭记忆，待核',
      standing: 'unread',
      value: { minDays: 30, maxDays: 180, hazchemMonths: 12 },
    },
  ],
});

/** What of a project may change, in the order of the gates. */
export const CHANGES = [
  { code: 'process', label: '工艺' },
  { code: 'site', label: '选址' },
  { code: 'capacity', label: '规模、产能' },
  { code: 'hazards', label: '主要危险' },
] as const;
export type ChangeKind = (typeof CHANGES)[number]['code'];

export const CHANGE_RULE = defineRule<Readonly<Record<ChangeKind, GateCode>>>({
  key: 'project-changes',
  label: '项目变更重新过关',
  says: (gates) =>
    CHANGES.map(({ code, label }) => `${label}变了，${gates[code]} 和它后面的关口（G9 除外）重新过；前面过了的不变。`),
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（七）；危险化学品安全法第十九条',
      source: '设计值：哪一关由主管部门另定',
      standing: 'reference',
      value: { process: 'G1', site: 'G2', capacity: 'G3', hazards: 'G5' },
    },
  ],
});

export const DECISION_RULE = defineRule<{ workingDays: number }>({
  key: 'project-decision',
  isSettable: true,
  label: '项目准入和停下后的决定',
  says: ({ workingDays }) => [`审查过的、停下的项目，${workingDays} 个工作日内决定。`],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（七）（十七）',
      source: '设计值',
      standing: 'reference',
      value: { workingDays: 15 },
    },
  ],
});

/** A gate as the law of a day has it, with the version; undefined where that law has no such gate. */
export function gateOn(code: GateCode, day: LocalDate): (GateRow & { version: string }) | undefined {
  const { version, value } = ruleOn(ADMISSION_GATES, day);
  const row = value.find((gate) => gate.code === code);
  return row === undefined ? undefined : { ...row, version };
}
export const gateLabel = (code: GateCode): string =>
  ADMISSION_GATES.versions.flatMap(({ value }) => value).find((gate) => gate.code === code)?.label ?? '';

export const noticeRuleOn = (day: LocalDate): RuleVersion<NoticeRule> => ruleOn(NOTICE_RULE, day);
export const noticeRule = (version: string): NoticeRule => ruleVersion(NOTICE_RULE, version).value;
export const risksOn = (day: LocalDate): readonly Choice[] => ruleOn(RISKS, day).value;
export const fireWorksOn = (day: LocalDate): readonly Choice[] => ruleOn(FIRE_WORKS, day).value;
export const designRule = (now: Date): DesignReviewRule => ruleOn(DESIGN_RULE, localDate(now)).value;
export const decisionDays = (now: Date): number => ruleOn(DECISION_RULE, localDate(now)).value.workingDays;
export const changeGate = (kind: ChangeKind, now: Date): GateCode => ruleOn(CHANGE_RULE, localDate(now)).value[kind];
export const projectKindLabel = (kind: string): string => labelIn(PROJECT_TYPES, kind);

/** First and last day a trial that begins on a day may end. */
export function trialBounds(from: LocalDate, isHazchem: boolean): { first: LocalDate; last: LocalDate } {
  const { minDays, maxDays, hazchemMonths } = ruleOn(TRIAL_RULE, from).value;
  return {
    first: addDays(from, minDays),
    last: isHazchem ? addMonths(from, hazchemMonths) : addDays(from, maxDays),
  };
}

/** The day that counts as introduced, of those known. @returns undefined where the rule asks for one that is missing. */
export function introducedOn(
  { start }: Pick<NoticeRule, 'start'>,
  days: Readonly<Partial<Record<IntroducedBy, LocalDate>>>,
): LocalDate | undefined {
  return start === 'earliest'
    ? Object.values(days)
        .filter((day) => day !== undefined)
        .toSorted()
        .at(0)
    : days[start];
}

/** The last day of the notice: 1 May makes 31 May. */
export const noticeDueOn = (introduced: LocalDate, version: string): LocalDate =>
  addDays(introduced, noticeRule(version).days);
