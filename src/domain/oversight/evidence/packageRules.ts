import { localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

interface PackageRule {
  /** Photos that go along whole; a ZIP as most programs read it holds 65 535 files and 4 GB. */
  mostPhotos: number;
}

const PACKAGE_RULE = defineRule<PackageRule>({
  key: 'accident-package',
  label: '事故资料包',
  says: ({ mostPhotos }) => [`资料包最多带 ${mostPhotos} 张照片的原图，其余的在照片清单里写明校验值，到系统里看。`],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '事故报告条例第十六条、第二十六条',
      source: '设计值',
      standing: 'reference',
      value: { mostPhotos: 4_000 },
    },
  ],
});
export const packageRule = (now: Date): PackageRule => ruleOn(PACKAGE_RULE, localDate(now)).value;
