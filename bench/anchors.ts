/**
 * 锚点: what it costs by CPU to hold the journal beside the anchors of few and of many days, as `journal:verify` does, with as
 * many events; no store is asked, for reading the events is the same of both.
 *
 * `--chains 20000` other numbers of chains, `--days 30,3650` of days, `--first` anchors as earlier releases made them.
 */
import { atLocalHour, localDate } from '#kernel/dates';
import { Anchoring } from '../src/domain/journal/anchor.ts';
import type { JournalEvent } from '../src/domain/journal/event.model.ts';
import { hashOf } from '../src/domain/journal/record.ts';
import { median } from './support/median.ts';

const MOST_GROWTH = 1.15;
const ROUNDS = 7;
const numberAfter = (flag: string, otherwise: string): string => {
  const at = process.argv.indexOf(flag);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
};
const chains = Number(numberAfter('--chains', '20000'));
const sizes = numberAfter('--days', '30,3650').split(',').map(Number);
const v = process.argv.includes('--first') ? {} : { v: 2 as const };
const DAY_MS = 86_400_000;
const start = atLocalHour('2026-01-01', 9).getTime();
/** Ten years of cases, each three days long with four events. */
const events = Array.from({ length: chains * 4 }, (_, n) => ({
  at: new Date(start + (((n >> 2) * 7_919) % 3_647) * DAY_MS + (n % 4) * DAY_MS),
  hash: n.toString(16).padStart(64, '0'),
  ...{ _id: String(n), name: 'hazards.accepted', seq: (n % 4) + 1, prevHash: '0'.repeat(64), about: [] },
  ...{ subject: { kind: 'hazard', id: String(n >> 2) }, facts: { status: 'accepted' } },
})) as unknown as JournalEvent[];

function cost(days: number): number {
  const asked = Array.from({ length: days }, (_, n) => ({ day: localDate(new Date(start + n * DAY_MS)), ...v }));
  const before = process.cpuUsage();
  const anchoring = new Anchoring(asked);
  for (const [n, event] of events.entries()) {
    // Each is held beside its own hash in the same pass.
    hashOf(event);
    anchoring.add(event);
    if (n % 4 === 3) anchoring.endChain();
  }
  anchoring.anchors();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

const taken = sizes.map((): number[] => []);
for (let round = 0; round < ROUNDS; round++) for (const [n, days] of sizes.entries()) taken[n]?.push(cost(days));
const [few = 0, many = 0] = taken.map((one) => median(one));
const growth = many / few;
console.log(
  `${events.length} events, ${chains} chains: ${sizes[0]} days ${few.toFixed(0)} ms, ${sizes[1]} days ${many.toFixed(0)} ms CPU, ${growth.toFixed(2)} times (limit ${MOST_GROWTH})`,
);
process.exitCode = growth > MOST_GROWTH ? 1 : 0;
