import { localDate } from '#kernel/dates';
import { yuanOf } from '#kernel/money';
import { defineRule, ruleOn } from '#kernel/rules';

const PAPER_RULE = defineRule<{ neededAboveFen: number }>({
  key: 'reward-paper',
  label: '奖励发放凭证',
  says: ({ neededAboveFen }) => [
    `一次发放合计超过 ${yuanOf(neededAboveFen)} 的，要有凭证号，或凭证的照片、文件；不超过的可以不填。凭证只给企业负责人和安全管理员看。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）；财资〔2022〕136号',
      source: '设计值：文件要求据实列支，没有规定多少元以上要附凭证',
      standing: 'reference',
      value: { neededAboveFen: 500_000 },
    },
  ],
});

/** Of how much paid at once a paper is needed, fen. */
export const paperNeededAbove = (at: Date): number => ruleOn(PAPER_RULE, localDate(at)).value.neededAboveFen;
