import {
  type Accident,
  type AccidentStatus,
  accidents,
  investigateAccident,
  liftAccident,
  reportAccident,
} from '#domain/accidents';
import { localDate } from '#kernel/dates';
import { fixedNow } from './clock.ts';
import { personContext } from './contexts.ts';
import type { World, WorldActor } from './world.ts';

/** What a firm types of an accident an hour ago; `fixedNow` is 10:00 of 2026-11-24 in Shanghai. */
export const typedAccident = (now = fixedNow, more: Record<string, unknown> = {}) => ({
  kind: 'explosion' as const,
  what: '2 号窑炉检修时爆炸，两人被埋',
  placeText: '烧成车间 2 号窑',
  happenedOn: localDate(now),
  happenedTime: '00:20',
  learntOn: localDate(now),
  learntTime: '00:30',
  dead: '1',
  hurt: '2',
  missing: '0',
  measures: '已打 120、119，切断气源，撤出车间所有人',
  another: 'another' as const,
  photoIds: [],
  ...more,
});

/** An accident of the world's firm in this status. */
export async function buildAccident(
  world: World,
  status: AccidentStatus = 'reported',
  now = fixedNow,
): Promise<Accident> {
  const as = (who: WorldActor) => personContext(world.actors[who], { now });
  const { reference } = await reportAccident(as('officer'), typedAccident(now));
  if (status !== 'reported') await investigateAccident(as('regulator'), { reference });
  if (status === 'closed') await liftAccident(as('regulator'), { reference, reason: '调查报告已经批复' });
  return (await accidents.peek(reference)) as Accident;
}

/** One of the world's firm that the county's emergency management reported; the firm itself has not. */
export const reportByBody = (world: World, now = fixedNow): Promise<Accident> =>
  reportAccident(personContext(world.actors.regulator, { now }), {
    ...typedAccident(now, { kind: 'fire', what: '原料库起火，一人失联', dead: '0', missing: '1' }),
    creditCode: world.enterprise.creditCode,
  });
