import { execFileSync } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

it('eval:chat takes a file of {text, as, expect}, and prints what was understood, by one tap, and wrong', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'eval-')), 'lines.jsonl');
  const lines = [
    { text: '着火了，快来人', as: 'visitor', expect: 'emergency' },
    { text: '进度 H2026-0001', as: 'worker', expect: 'progress' },
    { text: '谢谢', as: 'worker', expect: ['courtesy', 'reward'] },
    { text: '谢谢', as: 'worker', expect: 'wages' },
  ];
  await writeFile(file, lines.map((line) => JSON.stringify(line)).join('\n'));
  const run = ['tsx', 'scripts/understanding/evaluate.ts', file, '--letters'];
  const stdout = execFileSync('npx', run, { encoding: 'utf8' });
  expect(stdout).toContain('elsewhere → thanks　谢谢');
  expect(stdout).toMatch(/^danger +1 {2}at once 100\.0% {2}one tap 0\.0% {2}wrong 0\.0%$/m);
  expect(stdout).toContain('4 messages: understood 75.0% (at once 75.0%, one tap 0.0%), wrong 25.0%');
  const [, recall, alarms, median] =
    /danger: recall ([\d.]+)% of 1, false alarms ([\d.]+)% of 3;.* median (\d+) ms a message/.exec(stdout) ?? [];
  expect([recall, alarms]).toEqual(['100.0', '0.0']);
  expect(Number(median)).toBeLessThan(1_000);
});
