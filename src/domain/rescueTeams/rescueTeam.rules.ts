import { localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { defineRule, ruleOn } from '#kernel/rules';

export const TEAM_KINDS = [
  { code: 'fire', label: '专职消防队' },
  { code: 'volunteer', label: '志愿消防队' },
  { code: 'process', label: '工艺处置队' },
] as const;
export type TeamKind = (typeof TEAM_KINDS)[number]['code'];
export const teamKindLabel = (kind: TeamKind): string => labelIn(TEAM_KINDS, kind);

interface TeamTerms {
  /** Fewest people of a team that counts. */
  fewest: number;
  /** Working days a firm has to say whether it takes an agreement. */
  answerWorkingDays: number;
  /** Calendar days a team may be stood down. */
  backDays: number;
  /** Months an agreement may last. */
  mostMonths: number;
}
const TEAM_RULE = defineRule<TeamTerms>({
  key: 'rescue-teams',
  label: '应急救援队伍',
  isSettable: true,
  says: ({ fewest, answerWorkingDays, backDays, mostMonths }) => [
    `高危行业企业要有应急救援队伍，小型、微型的可以指定兼职人员并签救援协议；园区里的企业可以合用一支。队伍在岗人员至少 ${fewest} 人，证书过期的不算。`,
    `协议最长 ${mostMonths} 个月，企业 ${answerWorkingDays} 个工作日内答复，企业自己确认才算。`,
    `暂停值守的 ${backDays} 天内恢复。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十三）；生产安全事故应急条例第十条、第十一条',
      source: '条例要求建队、可以合建和签协议；人数、天数和协议年限为设计值',
      standing: 'reference',
      value: { fewest: 3, answerWorkingDays: 5, backDays: 7, mostMonths: 36 },
    },
  ],
});
export const teamTerms = (at: Date): TeamTerms => ruleOn(TEAM_RULE, localDate(at)).value;
