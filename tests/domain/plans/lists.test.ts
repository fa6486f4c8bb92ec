import { planItems, plans, suggestions } from '#domain/plans';
import { newId } from '#kernel/ids';
import { personContext } from '../../support/contexts.ts';
import { crowd, examined } from '../../support/crowd.ts';
import { buildItem, buildPlan, buildSuggestion } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: WorldActor) => personContext(world.actors[who]);

const ELSEWHERE = { parkId: newId(), regionPath: ['45', '4599', '459901'] };

it.each<[WorldActor, NonNullable<Parameters<typeof planItems.find>[1]>]>([
  ['officer', {}],
  ['worker', { isOpen: true }],
  ['parkOfficer', {}],
  ['regulator', { isOpen: true }],
  ['cityRegulator', { isOverdue: true }],
  ['adviser', {}],
])('a list of items for %s with %j reads few', async (who, filter) => {
  await crowd('planItems', await buildItem(world, 'doing'), ELSEWHERE);
  expect(await examined('planItems', planItems.query(as(who), filter))).toBeLessThan(30);
});

it.each<[WorldActor, NonNullable<Parameters<typeof planItems.find>[1]>]>([
  ['regulator', { isLapsed: true }],
  ['parkOfficer', { isLapsed: true }],
  ['regulator', { status: 'done' }],
  ['parkOfficer', { status: 'proposed' }],
])('the few among many of the same place: %s with %j', async (who, filter) => {
  await crowd('planItems', await buildItem(world, 'doing'), {});
  expect(await examined('planItems', planItems.query(as(who), filter))).toBeLessThan(30);
});

it.each<WorldActor>(['officer', 'worker', 'parkOfficer', 'regulator', 'adviser'])(
  'lists of plans and suggestions for %s read few',
  async (who) => {
    await crowd('plans', await buildPlan(world), ELSEWHERE);
    await crowd('suggestions', await buildSuggestion(world, 'adopted'), ELSEWHERE);
    expect(await examined('plans', plans.query(as(who), {}))).toBeLessThan(30);
    expect(await examined('suggestions', suggestions.query(as(who), {}))).toBeLessThan(30);
    expect(await examined('suggestions', suggestions.query(as(who), { status: 'proposed' }))).toBeLessThan(30);
  },
);

it('goes page after page, none twice and none missing', async () => {
  const one = await buildItem(world, 'doing');
  await crowd('planItems', one, { enterpriseId: one.enterpriseId });
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await planItems.find(as('officer'), after === undefined ? {} : { after });
    seen.push(...page.rows.map((row) => row.reference));
    after = page.nextCursor;
  } while (after !== undefined);
  expect([seen.length, new Set(seen).size]).toEqual([301, 301]);
});
