import { approvePass, issuePass, type Pass, passes, passKindLabel, refusePass, zoneLabel } from '#domain/passes';
import { formatDays } from '#kernel/dates';
import { say } from '../conversation.ts';
import { command, REST } from '../intents.ts';
import { nounAct } from './nounAct.ts';

const show =
  (asks: 'host' | 'park') =>
  ({ reference, kind, purpose, zone, startsOn, endsOn }: Pass, link: string) =>
    say('pass-answer', {
      ...{ reference, kind: passKindLabel(kind), purpose, zone: zoneLabel(zone), days: formatDays(startsOn, endsOn) },
      ...{ isPark: asks === 'park', link },
    });

/** 同意、签发、不予签发: a pass by its number. */
export const passAct = nounAct({
  name: 'passAct',
  letter: 'F',
  path: 'passes',
  lifecycle: passes.lifecycle,
  load: passes.get,
  acts: {
    approve: {
      command: 'agree-pass',
      pattern: command('同意|企业同意|接待'),
      examples: ['同意 F2026-0001', 'F2026-0001 同意', '企業同意 F2026-1'],
      nearMisses: ['不同意 F2026-0001', '同意', '同意 H2026-0001'],
      run: approvePass,
      did: '已同意，等园区签发',
    },
    issue: {
      command: 'issue-pass',
      pattern: command('签发|发证'),
      examples: ['签发 F2026-0001', 'F2026-0001 签发', '簽發 F2026-1'],
      nearMisses: ['不予签发 F2026-0001', '签发', '签发 H2026-0001'],
      run: issuePass,
      did: '已签发，申请人会收到通知',
    },
    refuse: {
      command: 'refuse-pass',
      pattern: command('不同意|不予签发|不签发|不发', REST),
      examples: ['不同意 F2026-0001 日期和计划对不上', 'F2026-0001 不予签发', '不予簽發 F2026-1'],
      nearMisses: ['同意 F2026-0001', '不同意', '不同意 H2026-0001'],
      at: 'refuse',
      run: refusePass,
      did: '已退回，申请人会收到理由',
    },
  },
  questions: [
    { at: 'host', show: show('host'), yes: 'approve', no: 'refuse' },
    { at: 'park', show: show('park'), yes: 'issue', no: 'refuse' },
  ],
  owed: { 'pass-host': 'approve', 'pass-park': 'issue' },
  tells: ({ purpose }) => ({ text: purpose }),
});
