import { applyForExpansion } from '#domain/expansions';
import { fixedNow } from './clock.ts';
import { as } from './plans.ts';
import type { World } from './world.ts';

/** What a park asks for. */
export const typedExpansion = {
  ground: '东片区往东到疏港大道，1.2 平方公里',
  plan: '北陶园总规（2026）7 号',
  purpose: '引进下游精细化工',
};

/** An application of the world's park, which must be a chemical one. */
export const buildExpansion = (world: World, now = fixedNow) =>
  applyForExpansion(as(world, 'parkOfficer', now), typedExpansion);
