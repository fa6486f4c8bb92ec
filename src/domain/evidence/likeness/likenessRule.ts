import { localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

export interface LikenessRule {
  /** Bits of 64 a hash may differ by, before two pictures are held side by side at all. */
  bits: number;
  /** How alike two pictures are at least, laid on each other: correlation of their greys. */
  near: number;
  /** How much the block that differs most may differ, in deviations of the greys of the picture. */
  worst: number;
  /** Pictures held side by side with one, the nearest first. */
  most: number;
}

const LIKENESS_RULE = defineRule<LikenessRule>({
  key: 'photo-likeness',
  label: '照片是不是用过的',
  says: ({ bits, near, worst, most }) => [
    `一张照片裁边、左右翻转、转几度、截屏、变亮变暗以后再交，仍认得出是同一张：指纹 64 位里最多差 ${bits} 位的，挑最接近的 ${most} 张逐张叠起来比，整体相似到 ${near}、没有一处差别超过 ${worst} 才算同一张。装了护罩、挪走东西以后拍的不算。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）',
      source: '设计值，按生成的照片测得',
      standing: 'reference',
      value: { bits: 10, near: 0.985, worst: 0.4, most: 50 },
    },
  ],
});

export const likenessRule = (now: Date): LikenessRule => ruleOn(LIKENESS_RULE, localDate(now)).value;
