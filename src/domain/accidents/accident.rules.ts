import type { Matter } from '#domain/competence';
import { type LocalDate, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { yuanOf } from '#kernel/money';
import { defineRule, ruleOn } from '#kernel/rules';

/** What kind of accident it is; which department it is told to, and how long its numbers are told anew, follow from it. */
export const ACCIDENT_KINDS = [
  { code: 'fire', label: '火灾', matter: 'fire' },
  { code: 'road', label: '道路交通', matter: 'road' },
  { code: 'explosion', label: '爆炸', matter: 'general' },
  { code: 'poisoning', label: '中毒和窒息', matter: 'general' },
  { code: 'collapse', label: '坍塌', matter: 'construction' },
  { code: 'fall', label: '高处坠落', matter: 'general' },
  { code: 'machine', label: '机械伤害', matter: 'general' },
  { code: 'lifting', label: '起重伤害', matter: 'special-equipment' },
  { code: 'boiler', label: '锅炉、压力容器', matter: 'special-equipment' },
  { code: 'electric', label: '触电', matter: 'general' },
  { code: 'object', label: '物体打击', matter: 'general' },
  { code: 'other', label: '其他', matter: 'general' },
] as const satisfies readonly { code: string; label: string; matter: Matter }[];
export type AccidentKind = (typeof ACCIDENT_KINDS)[number]['code'];
export const kindOfAccident = (code: AccidentKind): string => labelIn(ACCIDENT_KINDS, code);
export const matterOfAccident = (kind: AccidentKind): Matter =>
  ACCIDENT_KINDS.find(({ code }) => code === kind)?.matter ?? 'general';

export const ACCIDENT_LEVELS = [
  { code: 'ordinary', label: '一般事故' },
  { code: 'larger', label: '较大事故' },
  { code: 'serious', label: '重大事故' },
  { code: 'extreme', label: '特别重大事故' },
] as const;
export type AccidentLevel = (typeof ACCIDENT_LEVELS)[number]['code'];
export const levelOfAccident = (code: AccidentLevel): string => labelIn(ACCIDENT_LEVELS, code);
export const rankOfLevel = (code: AccidentLevel): number => ACCIDENT_LEVELS.findIndex((row) => row.code === code);
/** Whether an accident is 较大 or worse. */
export const isLarger = (code: AccidentLevel): boolean => rankOfLevel(code) > 0;

/** From how many on; 以上 includes the number itself. Money in fen. */
interface Threshold {
  level: AccidentLevel;
  dead: number;
  hurt: number;
  lossFen: number;
}
const SOURCE_493 = '生产安全事故报告和调查处理条例（国务院令第493号）';

const LEVEL_RULE = defineRule<readonly Threshold[]>({
  key: 'accident-levels',
  label: '事故等级',
  says: (rows) => [
    ...rows.map(
      ({ level, dead, hurt, lossFen }) =>
        `${levelOfAccident(level)}：死亡 ${dead} 人以上，或者重伤（含急性工业中毒）${hurt} 人以上，或者直接经济损失 ${yuanOf(lossFen)} 元以上。`,
    ),
    '都不到的是一般事故。几项里按最重的一项定，“以上”包括本数。',
  ],
  versions: [
    {
      version: '2007-1',
      from: '2007-06-01',
      article: '事故报告条例第三条',
      source: SOURCE_493,
      standing: 'read',
      value: [
        { level: 'extreme', dead: 30, hurt: 100, lossFen: 10_000_000_000 },
        { level: 'serious', dead: 10, hurt: 50, lossFen: 5_000_000_000 },
        { level: 'larger', dead: 3, hurt: 10, lossFen: 1_000_000_000 },
      ],
    },
  ],
});
/** How bad it is by its numbers; the missing count as dead until they are found. */
export function levelBy(
  { dead, missing, hurt, lossFen = 0 }: { dead: number; missing: number; hurt: number; lossFen?: number | undefined },
  day: LocalDate,
): AccidentLevel {
  const met = ruleOn(LEVEL_RULE, day).value.find(
    (row) => dead + missing >= row.dead || hurt >= row.hurt || lossFen >= row.lossFen,
  );
  return met?.level ?? 'ordinary';
}

interface AccidentClock {
  /** Hours the firm has from when its head learns of it. */
  unitHours: number;
  /** Hours each level has to pass it on. */
  levelHours: number;
  /** Days within which changed numbers count, and of road and fire. */
  supplementDays: number;
  fastSupplementDays: number;
  /** Days for the report of the investigation. */
  investigateDays: number;
  /** Minutes after which a desk that was told and has not said so is reminded, and after which the one above is asked to see to it. */
  receiptMinutes: number;
  raiseMinutes: number;
  /** Hours before and after one that is open within which another of the firm may be the same, whatever the day. */
  sameHours: number;
}
const ACCIDENT_CLOCK = defineRule<AccidentClock>({
  key: 'accident-clock',
  label: '事故报告时限',
  says: (clock) => [
    `企业负责人接到报告后，${clock.unitHours} 小时内向应急管理部门和行业主管部门报告。`,
    `每一级部门接到后 ${clock.levelHours} 小时内报上一级。`,
    `${clock.supplementDays} 天内伤亡人数有变化的要补报，道路交通、火灾事故是 ${clock.fastSupplementDays} 天；过后的变化照样登记，不改变等级；过后改定成更重的等级，也不再引起园区整体评估。`,
    `事故发生后 ${clock.investigateDays} 天内提交调查报告。`,
    `收到报告的部门和园区要按「收到」；${clock.receiptMinutes} 分钟没有人按就再提醒，${clock.raiseMinutes} 分钟还没有就请上一级过问。`,
    `同一家企业当天或者前后 ${clock.sameHours} 小时内报过一起、还没有办结的，先问是不是同一起。`,
  ],
  versions: [
    {
      version: '2007-1',
      from: '2007-06-01',
      article: '事故报告条例第九条、第十一条、第十三条、第二十九条',
      source: `${SOURCE_493}；多久确认收到、前后几小时算可能同一起为设计值`,
      standing: 'read',
      value: {
        unitHours: 1,
        levelHours: 2,
        supplementDays: 30,
        fastSupplementDays: 7,
        investigateDays: 60,
        receiptMinutes: 15,
        raiseMinutes: 30,
        sameHours: 3,
      },
    },
  ],
});
export const accidentClock = (at: Date): AccidentClock => ruleOn(ACCIDENT_CLOCK, localDate(at)).value;
/** Days within which changed numbers of an accident of this kind count. */
export function supplementDays(kind: AccidentKind, at: Date): number {
  const { supplementDays, fastSupplementDays } = accidentClock(at);
  return kind === 'road' || kind === 'fire' ? fastSupplementDays : supplementDays;
}

/** Levels of government, the lowest first. */
export const GOVERNMENTS = [
  { code: 'county', label: '县级', length: 6 },
  { code: 'city', label: '市级', length: 4 },
  { code: 'region', label: '自治区', length: 2 },
] as const;
export type Government = (typeof GOVERNMENTS)[number]['code'];

interface Chain {
  /** Up to which level it is passed on inside the system. */
  upTo: Readonly<Record<AccidentLevel, Government>>;
  /** Which level investigates. */
  investigates: Readonly<Record<AccidentLevel, Government>>;
}
const government = (code: Government): string => labelIn(GOVERNMENTS, code);
const CHAIN = defineRule<Chain>({
  key: 'accident-chain',
  label: '事故逐级上报和调查',
  says: ({ upTo, investigates }) => [
    ...ACCIDENT_LEVELS.map(
      ({ code, label }) => `${label}报到${government(upTo[code])}，由${government(investigates[code])}负责调查。`,
    ),
    '重大、特别重大事故由自治区另报国务院主管部门；特别重大事故由国务院或者它授权的部门调查，系统里由自治区办理。',
  ],
  versions: [
    {
      version: '2007-1',
      from: '2007-06-01',
      article: '事故报告条例第十条、第十九条',
      source: SOURCE_493,
      standing: 'read',
      value: {
        upTo: { ordinary: 'city', larger: 'region', serious: 'region', extreme: 'region' },
        investigates: { ordinary: 'county', larger: 'city', serious: 'region', extreme: 'region' },
      },
    },
  ],
});
export const accidentChain = (at: Date): Chain => ruleOn(CHAIN, localDate(at)).value;

/** One step of the checklist: what to do, and who sees to it first. */
export interface EmergencyStep {
  code: string;
  label: string;
}
const EMERGENCY_STEPS = defineRule<readonly EmergencyStep[]>({
  key: 'accident-steps',
  label: '事故应急清单',
  says: (steps) => ['发生事故后按清单逐项办，谁办的、几点办的都记下来：', ...steps.map(({ label }) => `${label}。`)],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '事故报告条例第十四条、第十六条；意见（十三）',
      source: '生产安全事故应急条例第十七条的救援措施，合成清单为设计值',
      standing: 'reference',
      value: [
        { code: 'rescue', label: '打 120、119，组织抢救' },
        { code: 'evacuate', label: '撤出人员，设警戒，通知相邻单位' },
        { code: 'cut-off', label: '切断电源、气源、物料，控制危险源' },
        { code: 'count', label: '按区域清点人数，列出伤亡和失联人员名单' },
        { code: 'no-blind-rescue', label: '没有防护的人不进去施救' },
        { code: 'scene', label: '保护现场和物证，要移动的先拍照、画图、记录' },
        { code: 'plan', label: '启动企业和园区的应急预案' },
        { code: 'report', label: '向应急管理部门和行业主管部门报告' },
        { code: 'family', label: '通知家属，安排人陪同' },
        { code: 'records', label: '监控录像、运行记录、作业票和培训记录另存一份' },
      ],
    },
  ],
});
export const emergencySteps = (at: Date): readonly EmergencyStep[] => ruleOn(EMERGENCY_STEPS, localDate(at)).value;
