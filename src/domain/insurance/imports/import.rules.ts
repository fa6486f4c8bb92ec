import { localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

interface ImportRule {
  mostRows: number;
  mostBytes: number;
  /** What it may come to once it is unpacked: a spreadsheet is packed, and a small file can be a huge one. */
  mostUnpackedBytes: number;
  /** Days for which its answers can be read. */
  keepDays: number;
  /** Tries to read the file before its person is told that it failed. */
  maxAttempts: number;
  /** Time a worker has for a row before another may go on from there. */
  leaseSeconds: number;
}

const IMPORT_RULE = defineRule<ImportRule>({
  key: 'policy-imports',
  label: '成批登记保单',
  says: ({ mostRows, mostBytes, keepDays }) => [
    `一张表最多 ${mostRows} 行、${mostBytes / 1024 / 1024} MB；每一行的结果保留 ${keepDays} 天。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十五）',
      source: '设计值',
      standing: 'reference',
      value: {
        mostRows: 5_000,
        mostBytes: 3 * 1024 * 1024,
        mostUnpackedBytes: 24 * 1024 * 1024,
        keepDays: 30,
        maxAttempts: 3,
        leaseSeconds: 60,
      },
    },
  ],
});

export const importRule = (now: Date): ImportRule => ruleOn(IMPORT_RULE, localDate(now)).value;
