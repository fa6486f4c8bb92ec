import { type LocalDate, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { defineRule, ruleOn } from '#kernel/rules';

/** A line of business that must carry 安责险, and the divisions of GB/T 4754-2017 that lie wholly in it. */
export interface InsuredLine {
  code: string;
  label: string;
  /** Section letter and two digits, e.g. `C26`. */
  divisions: readonly string[];
}

/**
 * 应当投保安责险的行业. It is a rule of its own: who is 高危行业 for taking part in the programme is another one, and a later
 * list of either changes nothing of the other. Lines that are a part of a division (a storehouse of dangerous goods in G59)
 * are left out: a firm that need not insure is never told it must.
 */
export const MUST_INSURE = defineRule<readonly InsuredLine[]>({
  key: 'must-insure',
  label: '应当投保安全生产责任保险的行业',
  says: (lines) => [`${lines.map(({ label }) => label).join('、')}，必须投保安全生产责任保险。`],
  versions: [
    {
      version: '2025-27',
      from: '2020-01-01',
      article: '意见（十五）；安全生产法第五十一条',
      source: '应急〔2025〕27号；按 GB/T 4754-2017 大类对应为设计值，只占一个大类一部分的行业不列入',
      standing: 'reference',
      value: [
        { code: 'mine', label: '矿山', divisions: ['B06', 'B07', 'B08', 'B09', 'B10', 'B11', 'B12'] },
        { code: 'hazardous-chemicals', label: '危险化学品、烟花爆竹、民用爆炸物品', divisions: ['C25', 'C26'] },
        { code: 'transport', label: '交通运输', divisions: ['G53', 'G54', 'G55', 'G56', 'G57'] },
        { code: 'construction', label: '建筑施工', divisions: ['E47', 'E48', 'E49', 'E50'] },
        { code: 'smelting', label: '金属冶炼', divisions: ['C31', 'C32'] },
        { code: 'fishery', label: '渔业生产', divisions: ['A04'] },
      ],
    },
  ],
});

/** What a firm does, as the register has it. */
interface Trade {
  sector: string;
  division?: string;
}

/** The line by which a firm must insure on a day; undefined where none is known. */
export const mustInsureLine = ({ sector, division }: Trade, day: LocalDate): InsuredLine | undefined =>
  division === undefined
    ? undefined
    : ruleOn(MUST_INSURE, day).value.find(({ divisions }) => divisions.includes(`${sector}${division}`));

/** Section and division of every firm that must insure on a day, for asking the register. */
export const mustInsureTrades = (day: LocalDate): { sector: string; division: string }[] =>
  ruleOn(MUST_INSURE, day).value.flatMap(({ divisions }) =>
    divisions.map((code) => ({ sector: code.slice(0, 1), division: code.slice(1) })),
  );

/** What a policy and its prevention services are held to. */
interface InsuranceTerms {
  /** 每人死亡伤残责任限额, fen. */
  leastLimitFen: number;
  /** Most of the premium received that is spent on prevention, in hundredths of a per cent. */
  mostRatio: number;
  /** Premium for each insured person that is left after something went back, fen: of less, all counts as gone back. */
  leastPerHeadFen: number;
}

export const INSURANCE_TERMS = defineRule<InsuranceTerms>({
  key: 'insurance-terms',
  label: '安责险保单和事故预防费用',
  says: ({ leastLimitFen, mostRatio, leastPerHeadFen }) => [
    `每人死亡伤残责任限额不低于 ${leastLimitFen / 1_000_000} 万元。`,
    `事故预防费用不高于实际收取保费的 ${mostRatio / 100}%，这是上限，不是必须用足。`,
    `退还保费以后，剩下的不到承保人数每人 ${leastPerHeadFen / 100} 元的，视同退保，从当天起不在保。`,
  ],
  versions: [
    {
      version: '2017-140',
      from: '2018-01-01',
      article: '意见（十五）',
      source: '安监总办〔2017〕140号：每人限额 30 万元；事故预防费用比例沿用 21% 上限；退到每人多少元视同退保为设计值',
      standing: 'reference',
      value: { leastLimitFen: 30_000_000, mostRatio: 2_100, leastPerHeadFen: 1_000 },
    },
    {
      version: '2025-27',
      from: '2025-03-29',
      article: '意见（十五）；应急〔2025〕27号第十五条',
      source:
        '应急〔2025〕27号：每人限额不低于 40 万元；事故预防费用不高于实际收取保费的 21%；退到每人多少元视同退保为设计值',
      standing: 'read',
      value: { leastLimitFen: 40_000_000, mostRatio: 2_100, leastPerHeadFen: 1_000 },
    },
  ],
});

/** The terms of a policy that starts on `day`. */
export const insuranceTerms = (day: LocalDate): InsuranceTerms => ruleOn(INSURANCE_TERMS, day).value;

interface InsuranceClock {
  /** Calendar days before its end from which cover counts as expiring. */
  expiringDays: number;
  /** Working days an insurer has to answer an uploaded policy. */
  confirmWorkingDays: number;
  /** Calendar days before the end of its year from which a budget that is not used up is told of. */
  unusedDays: number;
  /** Calendar days before the first day of cover from which premium may have been paid. */
  premiumDaysBefore: number;
}

export const INSURANCE_CLOCK = defineRule<InsuranceClock>({
  key: 'insurance-clock',
  isSettable: true,
  label: '安责险时限',
  says: ({ expiringDays, confirmWorkingDays, unusedDays, premiumDaysBefore }) => [
    `保险到期前 ${expiringDays} 天起，列为即将到期。`,
    `企业登记的保单，保险机构 ${confirmWorkingDays} 个工作日内确认。`,
    `预防服务额度在保险年度结束前 ${unusedDays} 天还没用完的，提醒企业和保险机构。`,
    `保费最早记到保险开始前 ${premiumDaysBefore} 天。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2018-01-01',
      article: '意见（十五）',
      source: '设计值：应急厅函〔2026〕352号要求建立应保尽保动态台账，没有规定天数',
      standing: 'reference',
      value: { expiringDays: 30, confirmWorkingDays: 5, unusedDays: 90, premiumDaysBefore: 180 },
    },
  ],
});

export const insuranceClock = (now: Date): InsuranceClock => ruleOn(INSURANCE_CLOCK, localDate(now)).value;

/** What insurers do to prevent accidents: kinds of service a contract names. */
export const SERVICE_TYPES = [
  { code: 'inspection', label: '隐患排查' },
  { code: 'training', label: '宣传教育培训' },
  { code: 'assessment', label: '风险辨识、评估' },
  { code: 'drill', label: '应急预案和演练' },
  { code: 'standard', label: '安全生产标准化' },
  { code: 'technology', label: '科技推广应用' },
] as const;
export type ServiceType = (typeof SERVICE_TYPES)[number]['code'];

export const serviceTypeLabel = (code: string): string => labelIn(SERVICE_TYPES, code, code);
