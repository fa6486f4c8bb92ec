import { addDays, endOfLocalDay, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { type Fen, fen, yuanOf } from '#kernel/money';
import { defineRule, ruleOn } from '#kernel/rules';

/** Levels of the scheme, the lowest first. They say what a report is worth, and are no legal grades of a hazard. */
export const LEVELS = [
  { code: 'general', label: '一般' },
  { code: 'serious', label: '较重' },
  { code: 'major', label: '重大' },
  { code: 'averted', label: '避免事故' },
] as const;
export type Level = (typeof LEVELS)[number]['code'];
export const levelLabel = (level: Level): string => labelIn(LEVELS, level);
const rankOf = (level: Level): number => LEVELS.findIndex(({ code }) => code === level);
/** Whether one level lies under another. */
export const isUnder = (level: Level, other: Level): boolean => rankOf(level) < rankOf(other);

/** Out of what a firm pays rewards: both are its own money (财资〔2022〕136号; other firms: ordinary cost). */
export const FUNDINGS = [
  { code: 'safety-fund', label: '安全生产费用' },
  { code: 'cost', label: '一般成本费用' },
] as const;
export type Funding = (typeof FUNDINGS)[number]['code'];
export const fundingLabel = (funding: Funding): string => labelIn(FUNDINGS, funding);

/** What a version of a scheme says. Money in fen; nought where nothing is set. */
export interface SchemeTerms {
  /** What a report of each level earns. */
  levels: Record<Level, number>;
  /** Of it, in per cent, for what lies outside the reporter's own duty: 150. */
  outsideDutyPercent: number;
  /** Safety staff get nothing for what they find as their duty. */
  excludesDuty: boolean;
  /** The most a person gets for reports of a Shanghai day, of a month; what goes above is recognition. */
  dayCapFen: number;
  monthCapFen: number;
  /** Up to so much is granted the moment the report is found valid. */
  instantFen: number;
  /** Of more than so much, a manager is one of the two who grant it. */
  managerAboveFen: number;
  /** It is announced before it is paid. */
  announcesFirst: boolean;
  /** Calendar days from proposal to payment. */
  payDays: number;
  funding: Funding;
  /** What a point is worth, where the firm counts in points. */
  pointFen: number;
  /** The worker at whose desk unnamed rewards are fetched by a code, of the trade union for example; empty where none is. */
  deskId: string;
  /** Where that desk is, when somebody is there, and their phone: as the firm writes it. */
  deskWhere?: string;
}

/** An amount as the scheme counts it: in yuan, or in points with what they are worth. */
export const worthOf = ({ pointFen }: SchemeTerms, amount: number): string =>
  pointFen > 0 && amount % pointFen === 0 ? `${amount / pointFen} 分（${yuanOf(amount)}）` : yuanOf(amount);

/** What a report of this level earns, in whole fen; half a fen is rounded up. */
export const earnedBy = ({ levels, outsideDutyPercent }: SchemeTerms, level: Level, isOutsideDuty: boolean): Fen =>
  fen(isOutsideDuty ? Math.round((levels[level] * outsideDutyPercent) / 100) : levels[level]);

/** What a scheme says, in sentences for people: its page, the page of rules and the bot take them from here. */
export function termsInWords(terms: SchemeTerms): string[] {
  const { dayCapFen, monthCapFen, instantFen, managerAboveFen } = terms;
  const caps = [
    dayCapFen > 0 ? `每天最多 ${yuanOf(dayCapFen)}` : '',
    monthCapFen > 0 ? `每月最多 ${yuanOf(monthCapFen)}` : '',
  ].filter((part) => part !== '');
  return [
    `${LEVELS.map(({ code, label }) => `${label} ${worthOf(terms, terms.levels[code])}`).join('，')}。`,
    `本职以外发现的，按 ${terms.outsideDutyPercent}% 奖；一起上报的人平分。`,
    terms.excludesDuty ? dutyInWords : '安全管理人员发现的，和别人一样奖。',
    ...(caps.length === 0 ? [] : [`每个人${caps.join('，')}，超出的部分记为表扬。`]),
    ...(instantFen > 0 ? [`不超过 ${yuanOf(instantFen)} 的，核实属实时就批准。`] : []),
    `超过 ${yuanOf(managerAboveFen)} 的，提出和批准的两个人里要有企业负责人。`,
    ...(terms.announcesFirst ? ['先公示，再发放；本人同意才公示名字。'] : []),
    `提出后 ${terms.payDays} 天内兑现，从${fundingLabel(terms.funding)}列支。`,
  ];
}

/** The rule by which safety staff get nothing, as their reward quotes it. */
export const dutyInWords = '安全管理人员例行检查发现的属于本职，不另发奖励。';

/** The scheme of every firm that has none of its own. */
export const REWARD_SCHEDULE = defineRule<SchemeTerms>({
  key: 'reward-schedule',
  label: '隐患报告奖励标准',
  says: (terms) => [...termsInWords(terms), '企业另有标准的从其标准。'],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）；安委〔2024〕7号；财资〔2022〕136号',
      source:
        '设计值，参照各地公布的实例：一般20–100元，较重100–300元，重大500–2000元，避免事故2000–5000元；本职以外从高（陕西2024）',
      standing: 'reference',
      value: {
        levels: { general: 5_000, serious: 20_000, major: 100_000, averted: 300_000 },
        outsideDutyPercent: 150,
        excludesDuty: true,
        dayCapFen: 0,
        monthCapFen: 0,
        instantFen: 0,
        managerAboveFen: 50_000,
        announcesFirst: false,
        payDays: 30,
        funding: 'safety-fund',
        pointFen: 0,
        deskId: '',
      },
    },
  ],
});

interface RewardClock {
  /** The most calendar days from proposal to payment a firm may promise. */
  payDays: number;
  /** Calendar days to look into it and pay once the worker says that nothing came. */
  payAgainDays: number;
  /** Calendar days a worker has to say whether it came. */
  confirmDays: number;
}

/** How long each step of a reward may take. */
export const REWARD_CLOCK = defineRule<RewardClock>({
  key: 'reward-clock',
  isSettable: true,
  label: '奖励兑现时限',
  says: (days) => [
    `提出后最迟 ${days.payDays} 天内兑现；本人说没收到的，${days.payAgainDays} 天内查清补发；本人 ${days.confirmDays} 天内确认。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）；安委〔2024〕7号「及时实施奖励」',
      source: '设计值：文件未规定天数',
      standing: 'reference',
      value: { payDays: 30, payAgainDays: 7, confirmDays: 7 },
    },
  ],
});

/** The end of the day that lies as many days after `from` as the clock of that day says. */
export const rewardDue = (from: Date, days: keyof RewardClock): Date =>
  endOfLocalDay(addDays(localDate(from), ruleOn(REWARD_CLOCK, localDate(from)).value[days]));
