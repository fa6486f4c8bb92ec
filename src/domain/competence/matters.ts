import { type LocalDate, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { defineRule, ruleOn } from '#kernel/rules';

/** What a body may be competent for: a matter goes before the sector of the firm. */
export const MATTERS = [
  { code: 'fire', label: '消防', who: '消防救援' },
  { code: 'construction', label: '建设工程', who: '住房城乡建设' },
  { code: 'special-equipment', label: '特种设备', who: '市场监管' },
  { code: 'road', label: '道路运输', who: '交通运输' },
  { code: 'general', label: '其他安全生产事项', who: '受赋权的园区，或应急、行业主管部门' },
] as const;
export type Matter = (typeof MATTERS)[number]['code'];

/** The matter's name. */
export const matterLabel = (code: Matter): string => labelIn(MATTERS, code, code);

interface MatterRow {
  matter: Matter;
  /** Kinds of hazard that belong to it. */
  categories: readonly string[];
  /** Of these kinds only what speaks of one of the words; every one when absent. */
  words?: readonly string[];
}

/** Which kinds of hazard are whose matter. */
const MATTER_OF = defineRule<readonly MatterRow[]>({
  key: 'competence-matters',
  label: '隐患先看事项再看行业',
  says: (rows) => [
    ...rows.map(({ matter, words }) => {
      const { label, who } = MATTERS.find((row) => row.code === matter) ?? { label: matter, who: '' };
      const only = words === undefined ? '' : `（说到${words.join('、')}的）`;
      return `${label}${only}由${who}部门负责。`;
    }),
    '其余的先看园区有没有被依法赋权，没有的由行业主管部门、应急管理部门负责；园区没有登记专门部门的事项也按这一条。',
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（三）（十）',
      source: '设计值：安全生产法第十条、消防法第四条、特种设备安全法第五条的职责划分，按隐患类别对应',
      standing: 'reference',
      value: [
        { matter: 'fire', categories: ['fire', 'escape-routes'] },
        { matter: 'construction', categories: ['construction'] },
        { matter: 'special-equipment', categories: ['special-equipment'] },
        {
          matter: 'road',
          categories: ['traffic-storage', 'hazardous-chemicals'],
          words: ['槽车', '罐车', '槽罐车', '运输车', '半挂', '危运车', '上路'],
        },
      ],
    },
  ],
});

/** The matter a hazard belongs to by its kind and words, on a day. */
export function matterOf({ category, text }: { category: string; text: string }, day: LocalDate): Matter {
  const rows = ruleOn(MATTER_OF, day).value;
  return (
    rows.find(
      ({ categories, words }) =>
        categories.includes(category) && (words === undefined || words.some((word) => text.includes(word))),
    )?.matter ?? 'general'
  );
}

/** How long before a competence ends it is shown as ending. */
const ENDING = defineRule<{ days: number }>({
  key: 'competence-ending',
  isSettable: true,
  label: '监管职责快到期',
  says: ({ days }) => [`监管职责在 ${days} 天内到期、后面没有接上的，提前标出。`],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（一）',
      source: '设计值',
      standing: 'reference',
      value: { days: 30 },
    },
  ],
});
export const endingDays = (now: Date): number => ruleOn(ENDING, localDate(now)).value.days;
