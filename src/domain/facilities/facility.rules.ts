import { localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { defineRule, ruleOn, ruleVersion } from '#kernel/rules';

/** What a park has or must have; a code is for ever, for sealed events carry it. */
export const FACILITY_TYPES = [
  { code: 'parking', label: '停车场' },
  { code: 'pipe-rack', label: '公共管廊' },
  { code: 'fire-station', label: '消防站' },
  { code: 'fire-water', label: '消防水源' },
  { code: 'fire-lane', label: '消防车通道' },
  { code: 'medical', label: '医疗救护站' },
  { code: 'response-centre', label: '应急响应中心' },
  { code: 'stock', label: '应急物资' },
  { code: 'rescue-lane', label: '应急救援通道' },
  { code: 'buffer', label: '安全防护距离' },
  { code: 'three-level-control', label: '突发水污染三级防控' },
  { code: 'control-line', label: '周边土地规划安全控制线' },
  { code: 'hazchem-parking', label: '危化品车辆专用停车场' },
  { code: 'training-base', label: '化工安全技能实训基地' },
] as const;
export type FacilityType = (typeof FACILITY_TYPES)[number]['code'];

interface TypeTerms {
  /** Which parks must have one; `setting` where the park's plan says so. */
  required: 'all' | 'chemical' | 'setting';
  testEveryMonths: number;
}
interface FacilityTerms {
  types: Readonly<Record<FacilityType, TypeTerms>>;
  /** Calendar days to mend one that is faulty. */
  mendDays: number;
  /** Rows of one table. */
  mostRows: number;
}

const every = (testEveryMonths: number, required: TypeTerms['required'] = 'all'): TypeTerms => ({
  required,
  testEveryMonths,
});
const namesOf = ({ types }: FacilityTerms, asked: TypeTerms['required']): string =>
  FACILITY_TYPES.filter(({ code }) => types[code].required === asked)
    .map(({ code, label }) => `${label}（每 ${types[code].testEveryMonths} 个月检测）`)
    .join('、');

const REQUIRED = [
  { code: 'all', label: '每个园区都要有' },
  { code: 'chemical', label: '化工园区要有' },
  { code: 'setting', label: '按园区规划' },
] as const;
const FACILITY_RULE = defineRule<FacilityTerms>({
  key: 'facility-types',
  isSettable: true,
  label: '园区配套和安全设施',
  choices: FACILITY_TYPES.map(({ code, label }) => ({
    path: `types.${code}.required`,
    label: `${label}：哪些园区要有`,
    options: REQUIRED,
  })),
  says: (terms) => [
    `每个园区都要有：${namesOf(terms, 'all')}。`,
    `化工园区还要有：${namesOf(terms, 'chemical')}。`,
    `按园区规划确定要不要有：${namesOf(terms, 'setting')}。`,
    '能用才算有。故障、缺少、过了计划日期还没有建成的，都算缺口；确实不需要的，写明理由，监管部门可以不同意。',
    `故障的在 ${terms.mendDays} 天内修好。一张表最多登记 ${terms.mostRows} 行。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（六）',
      source:
        '意见第三次征求意见稿（尚未施行）列出的种类；危化品车辆专用停车场、实训基地见“十有两禁”；检测周期、修复天数为设计值，可由主管部门另定',
      standing: 'reference',
      value: {
        types: {
          parking: every(12),
          'pipe-rack': every(12, 'setting'),
          'fire-station': every(12),
          'fire-water': every(6),
          'fire-lane': every(3),
          medical: every(12),
          'response-centre': every(12),
          stock: every(3),
          'rescue-lane': every(3),
          buffer: every(12),
          'three-level-control': every(12, 'chemical'),
          'control-line': every(12, 'chemical'),
          'hazchem-parking': every(6, 'chemical'),
          'training-base': every(12, 'chemical'),
        },
        mendDays: 7,
        mostRows: 300,
      },
    },
  ],
});

const EXTENT_RULE = defineRule<{ west: number; east: number; south: number; north: number }>({
  key: 'map-extent',
  label: '坐标范围',
  says: ({ west, east, south, north }) => [
    `设施的坐标按经度、纬度填写（CGCS2000），在广西范围里：东经 ${west}～${east} 度，北纬 ${south}～${north} 度。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（六）',
      source: '设计值：略大于自治区四至，用来认出填反、填错的坐标',
      standing: 'reference',
      value: { west: 104, east: 112.5, south: 20, north: 26.5 },
    },
  ],
});

export const facilityTerms = (now: Date): FacilityTerms => ruleOn(FACILITY_RULE, localDate(now)).value;
export const mapExtent = ruleVersion(EXTENT_RULE, '2026-1').value;
export const facilityTypeLabel = (type: FacilityType): string => labelIn(FACILITY_TYPES, type);

/** Types a park must have, or say why not. */
export const requiredTypes = (isChemical: boolean, now: Date): FacilityType[] => {
  const { types } = facilityTerms(now);
  return FACILITY_TYPES.map(({ code }) => code).filter(
    (code) => types[code].required === 'all' || (types[code].required === 'chemical' && isChemical),
  );
};
