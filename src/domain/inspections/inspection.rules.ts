import { type LocalDate, localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

interface InspectionTerms {
  /** Certified people who go, at least. */
  leastPeople: number;
  /** Hours in which an urgent one is approved afterwards, from its beginning. */
  makeUpHours: number;
  /** Calendar days before and after in which other bodies' are shown, to be done together. */
  besideDays: number;
  /** From which inspection of a firm in a month on, whoever's, a reason is written. */
  oftenFrom: number;
  /** Calendar days from the beginning to the record, from there to the firm, and from there to its end. */
  recordDays: number;
  tellDays: number;
  closeDays: number;
}
const TERMS = defineRule<InspectionTerms>({
  key: 'inspection-terms',
  label: '涉企行政检查',
  isSettable: true,
  says: ({ leastPeople, makeUpHours, besideDays, oftenFrom, recordDays, tellDays, closeDays }) => [
    `到企业检查的持证执法人员至少 ${leastPeople} 人，专家不算。`,
    `检查以前由负责人批准；情况紧急先查的，开始后 ${makeUpHours} 小时内补批。`,
    `别的部门前后 ${besideDays} 天内也查这家企业的，显示出来，商量合成一次。`,
    `同一企业一个月内第 ${oftenFrom} 次起，写明理由。`,
    `开始后 ${recordDays} 天内写好记录，记录后 ${tellDays} 天内告知企业，告知后 ${closeDays} 天内办结。`,
  ],
  versions: [
    {
      version: '2025-1',
      from: '2020-01-01',
      article: '意见（十一）；国办发〔2024〕54号；安全生产法第六十七条、第六十八条',
      source: '两人持证、事先批准、紧急补批见国办发〔2024〕54号（转载）；小时数和天数为设计值',
      standing: 'reference',
      value: {
        ...{ leastPeople: 2, makeUpHours: 24, besideDays: 14, oftenFrom: 4 },
        ...{ recordDays: 3, tellDays: 5, closeDays: 30 },
      },
    },
  ],
});
export const inspectionTerms = (at: Date): InspectionTerms => ruleOn(TERMS, localDate(at)).value;

interface Cause {
  code: string;
  label: string;
  /** Taken from the most a year. */
  counts: boolean;
}
const CAUSES = defineRule<readonly Cause[]>({
  key: 'inspection-causes',
  label: '涉企行政检查的种类',
  says: (rows) => rows.map(({ label, counts }) => `${label}：${counts ? '占' : '不占'}全年次数。`),
  versions: [
    {
      version: '2025-1',
      from: '2020-01-01',
      article: '意见（十一）；国办发〔2024〕54号',
      source: '国办发〔2024〕54号问题解答（转载）；应企业申请不占次数凭记忆，原文待核',
      standing: 'unread',
      value: [
        { code: 'daily', label: '日常检查', counts: true },
        { code: 'case', label: '个案检查（投诉举报、转办交办、监测线索）', counts: true },
        { code: 'special', label: '专项检查', counts: true },
        { code: 'special-from-above', label: '上级部署的专项检查', counts: false },
        { code: 'on-request', label: '应企业申请', counts: false },
        { code: 'emergency', label: '突发情况紧急处置', counts: false },
      ],
    },
  ],
});
export const causesOn = (day: LocalDate): readonly Cause[] => ruleOn(CAUSES, day).value;
/** What an urgent one is brought on by. */
export const EMERGENCY = 'emergency';

interface Item {
  code: string;
  label: string;
  /** The most inspections of one firm by one body in a year that hold it. */
  mostAYear: number;
}
const ITEMS = defineRule<readonly Item[]>({
  key: 'inspection-items',
  label: '公布的检查事项和全年次数上限',
  isSettable: true,
  says: (rows) => rows.map(({ label, mostAYear }) => `${label}：同一部门对同一企业一年最多 ${mostAYear} 次。`),
  versions: [
    {
      version: '2025-1',
      from: '2020-01-01',
      article: '国办发〔2024〕54号：检查事项和次数上限由各主管部门公布',
      source: '没有全国统一的数；事项和次数为设计值，以广西各部门公布的为准',
      standing: 'reference',
      value: [
        { code: 'responsibility', label: '主体责任和规章制度', mostAYear: 5 },
        { code: 'dual-prevention', label: '风险管控和隐患排查', mostAYear: 5 },
        { code: 'special-work', label: '特殊作业', mostAYear: 5 },
        { code: 'hazchem', label: '危险化学品储存使用', mostAYear: 5 },
        { code: 'dust-and-space', label: '涉爆粉尘、有限空间', mostAYear: 5 },
        { code: 'fire', label: '消防设施和疏散通道', mostAYear: 5 },
        { code: 'equipment', label: '特种设备', mostAYear: 5 },
        { code: 'building', label: '施工现场', mostAYear: 5 },
        { code: 'training', label: '教育培训和持证', mostAYear: 5 },
        { code: 'emergency-plan', label: '应急预案和演练', mostAYear: 5 },
      ],
    },
  ],
});
export const itemsOn = (day: LocalDate): readonly Item[] => ruleOn(ITEMS, day).value;

interface Ground {
  code: string;
  label: string;
}
const GROUNDS = defineRule<readonly Ground[]>({
  key: 'inspection-refusal-grounds',
  label: '企业拒绝检查的原因',
  says: (rows) => rows.map(({ label }) => `${label}。`),
  versions: [
    {
      version: '2025-1',
      from: '2020-01-01',
      article: '国办发〔2024〕54号；安全生产法第六十六条、第六十七条',
      source: '国办发〔2024〕54号（转载）；列举为设计值',
      standing: 'reference',
      value: [
        { code: 'no-certificate', label: '没有出示执法证件' },
        { code: 'too-few', label: '持证执法人员不够' },
        { code: 'no-notice', label: '没有出示检查通知' },
        { code: 'other-items', label: '查的不是通知上的事项' },
        { code: 'without-reason', label: '企业没有正当理由' },
      ],
    },
  ],
});
export const groundsOn = (day: LocalDate): readonly Ground[] => ruleOn(GROUNDS, day).value;

const RIGHTS = defineRule<readonly string[]>({
  key: 'inspection-rights',
  label: '企业接受检查时的权利',
  says: (rows) => rows.map((row) => `${row}。`),
  versions: [
    {
      version: '2025-1',
      from: '2020-01-01',
      article: '国办发〔2024〕54号；安全生产法第六十七条、第六十八条',
      source: '国办发〔2024〕54号（转载），概括措辞',
      standing: 'reference',
      value: [
        '没有执法证件、不出示检查通知的，可以拒绝',
        '可以陈述、申辩，对记录有异议的写在记录上',
        '不收费、不请吃送礼，不指定中介机构，不要求法定代表人一定到场',
        '下指标、以观摩督导名义检查的，可以举报',
      ],
    },
  ],
});
export const rightsOn = (day: LocalDate): readonly string[] => ruleOn(RIGHTS, day).value;
