import { type Duty, type EnterDuty, enterDuty, waiveDuty } from '#domain/duties';
import { fixedNow } from './clock.ts';
import { as } from './plans.ts';
import type { World, WorldActor } from './world.ts';

/** What somebody types for the daily pledge of a firm. */
export const typedDuty = (more: Partial<EnterDuty> = {}): EnterDuty => ({
  ...{ kind: 'owed', type: 'pledge.daily', basis: '持有危险化学品安全生产许可证', startsOn: '2026-01-01' },
  ...more,
});

type Whose = Extract<WorldActor, 'manager' | 'parkOfficer' | 'regulator' | 'otherOfficer'>;

/** Something law asks of the world's firm, of its park or of its body. */
export const buildDuty = (
  world: World,
  { whose = 'manager', now = fixedNow, ...more }: Partial<EnterDuty> & { whose?: Whose; now?: Date } = {},
): Promise<Duty> => enterDuty(as(world, whose, now), typedDuty(more));

/** One in every status, and one of a park and of a body. */
export async function buildDuties(world: World) {
  const pledge = await buildDuty(world);
  const test = await buildDuty(world, { type: 'fire.test', lastOn: '2025-10-08' });
  const filed = await buildDuty(world, { type: 'video.file', lastOn: '2026-01-20' });
  const waived = await buildDuty(world, { type: 'hazchem.evaluation', lastOn: '2026-01-20' });
  await waiveDuty(as(world, 'manager'), { reference: waived.reference, reason: '不再储存危险化学品' });
  const park = await buildDuty(world, { whose: 'parkOfficer', type: 'video.keep' });
  const body = await buildDuty(world, { whose: 'regulator', type: 'drill.government' });
  return {
    ...{ pledge: pledge.reference, test: test.reference, done: filed.reference, waived: waived.reference },
    ...{ park: park.reference, body: body.reference },
  };
}
