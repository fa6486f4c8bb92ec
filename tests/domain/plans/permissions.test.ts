import {
  type ItemAction,
  type ItemStatus,
  type PlanAction,
  type PlanStatus,
  planItems,
  plans,
  type SuggestionAction,
  type SuggestionStatus,
  suggestions,
} from '#domain/plans';
import { personContext } from '../../support/contexts.ts';
import { buildItem, buildPlan, buildSuggestion } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();

type Who = readonly WorldActor[];
type Table<A extends string, S extends string> = Readonly<Record<A, Partial<Record<S, Who>>>>;
const FIRM: Who = ['officer', 'manager'];
const NOBODY = {};

/** The whole firm, its adviser, its park and the regulators of its region. */
const SEE: Who = ['worker', 'worker2', ...FIRM, 'adviser', 'parkOfficer', 'regulator', 'cityRegulator'];

/** Written down by hand from 意见（四）（十六）: the firm works on its plan, its 主要负责人 starts and closes it. */
const PLAN: Table<PlanAction, PlanStatus> = {
  'draft-plan': NOBODY,
  'change-plan': { draft: FIRM, running: FIRM },
  'name-team': { draft: FIRM, running: FIRM },
  'ask-approval': { draft: ['officer'] },
  'start-plan': { draft: ['manager'] },
  'close-plan': { running: ['manager'] },
};

/**
 * worker2 owns the item and said that it is done; the officer checked it; the worker is the liaison of the improvement
 * team, the manager its leader. Whoever owned it or did it never checks.
 */
const ITEM: Table<ItemAction, ItemStatus> = {
  'propose-item': NOBODY,
  'add-item': NOBODY,
  'accept-item': { proposed: FIRM },
  'dismiss-item': { proposed: FIRM },
  'start-item': { planned: [...FIRM, 'worker2'] },
  'complete-item': { planned: [...FIRM, 'worker2'], doing: [...FIRM, 'worker2'] },
  'check-effective': { done: [...FIRM, 'worker'] },
  'check-not-effective': { done: [...FIRM, 'worker'] },
  'add-evidence': {
    planned: [...FIRM, 'worker2'],
    doing: [...FIRM, 'worker2'],
    done: [...FIRM, 'worker2'],
    effective: [...FIRM, 'worker2'],
  },
  'change-item': { planned: FIRM, doing: FIRM },
  'cancel-item': { planned: ['manager'], doing: ['manager'], done: ['manager'] },
  'lapse-evidence': NOBODY,
};

/** The worker proposed; the firm answers and carries out; the proposer has the last word. */
const SUGGESTION: Table<SuggestionAction, SuggestionStatus> = {
  'propose-suggestion': NOBODY,
  'review-suggestion': { proposed: FIRM },
  'adopt-suggestion': { proposed: FIRM, reviewed: FIRM },
  'decline-suggestion': { proposed: FIRM, reviewed: FIRM },
  'convert-suggestion': { proposed: FIRM, reviewed: FIRM },
  'carry-out': { adopted: FIRM },
  'link-item': { adopted: FIRM },
  'unlink-item': { adopted: FIRM },
  'confirm-suggestion': { 'carried-out': ['worker'] },
  'not-yet': { 'carried-out': ['worker'] },
};
const SHARED: readonly SuggestionStatus[] = ['adopted', 'carried-out', 'confirmed'];

const everybody = (world: World) => Object.keys(world.actors) as WorldActor[];

/** Compares what the program allows with the table, for everybody and every action. */
function compare<A extends string, S extends string>(
  world: World,
  table: Table<A, S>,
  status: S,
  may: (who: WorldActor, action: A) => boolean,
): string[] {
  return everybody(world).flatMap((who) =>
    (Object.keys(table) as A[]).flatMap((action) => {
      const should = table[action][status]?.includes(who) ?? false;
      const is = may(who, action);
      return is === should ? [] : [`${who} ${action}: ${is}, should be ${should}`];
    }),
  );
}

/** Who finds it in a list and who can open it; the two must be the same people. */
async function sight(
  world: World,
  isListed: (who: WorldActor) => Promise<boolean>,
  open: (who: WorldActor) => Promise<unknown>,
): Promise<Who> {
  const seeing: WorldActor[] = [];
  for (const who of everybody(world)) {
    const listed = await isListed(who);
    const opened = await open(who).then(
      () => true,
      () => false,
    );
    expect({ who, listed }).toEqual({ who, listed: opened });
    if (listed) seeing.push(who);
  }
  return seeing;
}

it.each([
  ['plans', plans.lifecycle, PLAN],
  ['items', planItems.lifecycle, ITEM],
  ['suggestions', suggestions.lifecycle, SUGGESTION],
] as const)('the table of %s has a row for every action', (_, lifecycle, table) => {
  expect(Object.keys(table).sort()).toEqual(lifecycle.actions.map((row) => row.action as string).sort());
});

describe.each(plans.lifecycle.statuses.map((row) => row.code))('a plan that is %s', (status) => {
  it('lets everybody do what the table says, and is seen by the firm and those in charge', async () => {
    const world = await buildWorld();
    const plan = await buildPlan(world, status);
    expect(compare(world, PLAN, status, (who, action) => plans.can(world.actors[who], action, plan))).toEqual([]);
    const seeing = await sight(
      world,
      async (who) => (await plans.find(personContext(world.actors[who]))).rows.length === 1,
      (who) => plans.get(personContext(world.actors[who]), plan.reference),
    );
    expect([...seeing].sort()).toEqual([...SEE].sort());
  });
});

describe.each(planItems.lifecycle.statuses.map((row) => row.code))('an item that is %s', (status) => {
  it('lets everybody do what the table says, and is seen by the firm and those in charge', async () => {
    const world = await buildWorld();
    const { reference: plan } = await buildPlan(world);
    const item = await buildItem(world, status, plan);
    const seeing = await sight(
      world,
      async (who) => (await planItems.find(personContext(world.actors[who]))).rows.length === 1,
      (who) => planItems.get(personContext(world.actors[who]), item.reference),
    );
    expect([...seeing].sort()).toEqual([...SEE].sort());
    const may = (who: WorldActor, action: ItemAction) => planItems.can(world.actors[who], action, item);
    expect(compare(world, ITEM, status, may)).toEqual([]);
  });
});

describe.each(suggestions.lifecycle.statuses.map((row) => row.code))('a suggestion that is %s', (status) => {
  it('lets everybody do what the table says, and is shared with colleagues once it is adopted', async () => {
    const world = await buildWorld();
    const suggestion = await buildSuggestion(world, status);
    const may = (who: WorldActor, action: SuggestionAction) => suggestions.can(world.actors[who], action, suggestion);
    expect(compare(world, SUGGESTION, status, may)).toEqual([]);
    const seeing = await sight(
      world,
      async (who) => (await suggestions.find(personContext(world.actors[who]))).rows.length === 1,
      (who) => suggestions.get(personContext(world.actors[who]), suggestion.reference),
    );
    const should = SEE.filter((who) => who !== 'worker2' || SHARED.includes(status));
    expect([...seeing].sort()).toEqual([...should].sort());
  });
});

it('does not let somebody answer their own suggestion', async () => {
  const world = await buildWorld();
  const suggestion = { ...(await buildSuggestion(world)), proposerId: world.actors.officer.personId };
  expect(suggestions.can(world.actors.officer, 'adopt-suggestion', suggestion)).toBe(false);
  expect(suggestions.can(world.actors.officer, 'decline-suggestion', suggestion)).toBe(false);
  expect(suggestions.can(world.actors.manager, 'adopt-suggestion', suggestion)).toBe(true);
});

it('does not let the owner or the doer check, whoever they are', async () => {
  const world = await buildWorld();
  const item = await buildItem(world, 'done');
  const done = { ...item, doneBy: world.actors.manager.personId };
  const owned = { ...item, ownerId: world.actors.manager.personId };
  expect(planItems.can(world.actors.manager, 'check-effective', done)).toBe(false);
  expect(planItems.can(world.actors.manager, 'check-not-effective', owned)).toBe(false);
  expect(planItems.can(world.actors.officer, 'check-effective', done)).toBe(true);
});
