import { localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

interface DraftRule {
  /** Days after which words that were not handed in are removed. */
  days: number;
  /** The most that is kept of one form, in characters. */
  characters: number;
  /** Days for which a form that was drawn may still be sent, by the person it was drawn for. */
  formDays: number;
}

const DRAFT_RULE = defineRule<DraftRule>({
  key: 'drafts',
  label: '没交上的表',
  says: ({ days, characters, formDays }) => [
    `登录过期、身份换了或填到一半的表替本人加密留 ${days} 天，最多 ${characters.toLocaleString('en')} 个字，交上就删；只有本人看得到。`,
    `打开后 ${formDays} 天内的表都能交。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十六）',
      source: '设计值',
      standing: 'reference',
      value: { days: 14, characters: 400_000, formDays: 14 },
    },
  ],
});

export const draftRule = (now: Date): DraftRule => ruleOn(DRAFT_RULE, localDate(now)).value;
