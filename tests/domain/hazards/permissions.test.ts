import {
  can,
  canSee,
  findHazards,
  type HazardAction,
  type HazardStatus,
  hazardLifecycle,
  type SeenHazard,
} from '#domain/hazards';
import { loadSeen } from '../../../src/domain/hazards/policy.ts';
import { personContext } from '../../support/contexts.ts';
import { buildHazard } from '../../support/hazards.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();

const OPEN: readonly HazardStatus[] = ['reported', 'accepted', 'valid', 'rectifying', 'submitted'];
const STATUSES = hazardLifecycle.statuses.map((row) => row.code);
const ACTIONS = hazardLifecycle.actions.map((row) => row.action);

type Who = readonly WorldActor[];
const FIRM: Who = ['officer', 'manager'];
const SUPERVISORS: Who = ['parkOfficer', 'regulator', 'cityRegulator'];

/**
 * Who may do what, written down by hand from the policy (意见（九）（十）), not asked of the program: action → statuses →
 * people. In these cases the worker reported, worker2 is to fix and handed the fix in, the park holds supervision, and
 * `closure-requested` is a major hazard while all others are general ones.
 */
const MAY: Readonly<Record<HazardAction, Partial<Record<HazardStatus, Who>>>> = {
  accept: { reported: FIRM },
  'verify-valid': { accepted: FIRM },
  'verify-not-valid': { accepted: FIRM },
  'mark-duplicate': { reported: FIRM, accepted: FIRM },
  'tell-apart': { reported: FIRM, accepted: FIRM },
  // Of urgent cases only, and of those whose firm nobody knows: tests/domain/hazards/alarm.test.ts.
  'find-firm': {},
  add: {},
  // Of those told in another tongue: tests/domain/hazards/otherTongue.test.ts.
  'put-into-chinese': {},
  'take-back': {},
  'plan-rectification': { valid: FIRM, rectifying: FIRM },
  'fix-on-spot': { valid: FIRM },
  'submit-rectification': { rectifying: [...FIRM, 'worker2'] },
  'approve-rectification': { submitted: FIRM },
  'return-rectification': { submitted: FIRM },
  'request-closure': {},
  'close-major': { 'closure-requested': SUPERVISORS },
  'return-closure': { 'closure-requested': SUPERVISORS },
  reopen: { closed: ['worker'], 'not-valid': ['worker'] },
  urge: Object.fromEntries(OPEN.map((status) => [status, ['manager', ...SUPERVISORS]])),
  // Of major hazards alone: extension.test.ts.
  'ask-extension': {},
  'grant-extension': {},
  'refuse-extension': {},
  'set-date': {},
  // Of parks without the power: tests/domain/competence/assisting.test.ts.
  assist: {},
  // worker2 reads the case as its owner; any colleague may join it.
  endorse: Object.fromEntries(OPEN.map((status) => [status, ['worker2']])),
  'mark-major': Object.fromEntries(
    (['accepted', 'valid', 'rectifying', 'submitted'] as const).map((status) => [status, [...FIRM, ...SUPERVISORS]]),
  ),
  downgrade: {},
  // Only what looked like a major hazard and was judged none: see judging.test.ts.
  'call-back': {},
  // Of a closing that is disputed: dispute.test.ts.
  uphold: {},
  admit: {},
};

/** Who finds the case in their lists, whatever its status. */
const ALWAYS_SEE: Who = ['worker', 'officer', 'manager', 'parkOfficer', 'regulator', 'cityRegulator'];

async function standingFor(world: World, who: WorldActor, reference: string): Promise<SeenHazard | undefined> {
  return loadSeen(personContext(world.actors[who]), reference).catch(() => undefined);
}

describe.each(STATUSES)('a case that is %s', (status) => {
  it('lets everybody do exactly what the table says', async () => {
    const world = await buildWorld();
    const { reference } = await buildHazard(world, { status });
    const everybody = Object.keys(world.actors) as WorldActor[];
    const wrong: string[] = [];
    for (const who of everybody) {
      const seen = await standingFor(world, who, reference);
      for (const action of ACTIONS) {
        const may = seen !== undefined && can(world.actors[who], action, seen);
        const should = MAY[action][status]?.includes(who) ?? false;
        if (may !== should) wrong.push(`${who} ${action}: ${may}, should be ${should}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is in the lists of exactly those who may open it', async () => {
    const world = await buildWorld();
    const { reference, rectification } = await buildHazard(world, { status });
    const advised = world.actors.adviser.scope.enterpriseIds?.includes(world.enterprise._id) ?? false;
    const isSectoral = world.actors.sectorRegulator.scope;
    const sees = new Set<WorldActor>([
      ...ALWAYS_SEE,
      ...(rectification === undefined ? [] : (['worker2'] as const)),
      ...(advised ? (['adviser'] as const) : []),
    ]);
    for (const who of Object.keys(world.actors) as WorldActor[]) {
      const actor = world.actors[who];
      const { rows } = await findHazards(personContext(actor), {});
      const isListed = rows.some((row) => row.reference === reference);
      const seen = await standingFor(world, who, reference);
      const isOpenable = seen !== undefined && canSee(actor, seen);
      expect({ who, isListed }).toEqual({ who, isListed: isOpenable });
      if (who !== 'sectorRegulator') expect({ who, isListed }).toEqual({ who, isListed: sees.has(who) });
    }
    expect(isSectoral.sectors).toBeDefined();
  });
});

it('has a row for every action', () => {
  expect(Object.keys(MAY).sort()).toEqual([...ACTIONS].sort());
});

it('leaves a major hazard to the competent body', async () => {
  const world = await buildWorld();
  const { reference } = await buildHazard(world, { status: 'submitted', isMajor: true });
  const officer = await standingFor(world, 'officer', reference);
  const regulator = await standingFor(world, 'regulator', reference);
  if (officer === undefined || regulator === undefined) throw new Error('both see it');
  expect(can(world.actors.officer, 'approve-rectification', officer)).toBe(false);
  expect(can(world.actors.officer, 'request-closure', officer)).toBe(true);
  expect(can(world.actors.regulator, 'downgrade', regulator)).toBe(true);
  expect(can(world.actors.otherRegulator, 'downgrade', regulator)).toBe(false);
});
