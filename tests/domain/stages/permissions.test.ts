import { type EnrolmentAction, type EnrolmentStage, enrolmentLifecycle } from '#domain/programme';
import {
  type Assessment,
  type AssessmentAction,
  assessments,
  canReadRecord,
  stepsFor,
  type VisitAction,
  type VisitStatus,
  visits,
} from '#domain/stages';
import { fixedNow } from '../../support/clock.ts';
import { buildEnrolment } from '../../support/enrolments.ts';
import { buildAdvised, buildRound, buildVisit } from '../../support/stages.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();

const STAGES = enrolmentLifecycle.statuses.map((row) => row.code);
const WORKING: readonly EnrolmentStage[] = ['preparing', 'implementing', 'accepting', 'improving'];
type Who = readonly WorldActor[];
const FIRM: Who = ['manager', 'officer'];
const BODIES: Who = ['regulator', 'cityRegulator'];
const in_ = (stages: readonly EnrolmentStage[], who: Who) => Object.fromEntries(stages.map((stage) => [stage, who]));

/**
 * Who may take which step in which stage, written down by hand (意见（十四）): the firm and its adviser work, the competent
 * body decides, park, workers, insurer and administrator look on or are not concerned.
 */
const MAY: Readonly<Record<EnrolmentAction, Partial<Record<EnrolmentStage, Who>>>> = {
  enrol: {},
  'tick-item': in_(WORKING, [...FIRM, 'adviser']),
  'untick-item': in_(WORKING, [...FIRM, 'adviser']),
  'assign-adviser': in_([...WORKING, 'paused'], BODIES),
  'start-implementing': { preparing: ['adviser', ...BODIES] },
  'start-acceptance': { implementing: ['manager', 'adviser', ...BODIES] },
  'pass-acceptance': { accepting: BODIES },
  'fail-acceptance': { accepting: BODIES },
  'withdraw-certificate': { improving: BODIES },
  pause: in_(WORKING, BODIES),
  resume: { paused: BODIES },
  exit: in_([...WORKING, 'paused'], ['manager', ...BODIES]),
  transfer: {},
};

describe.each(STAGES)('an enrolment that is %s', (stage) => {
  it('lets everybody do exactly what the table says', async () => {
    const world = await buildWorld();
    const enrolment = await buildAdvised(world, stage);
    const wrong: string[] = [];
    for (const [who, actor] of Object.entries(world.actors) as [WorldActor, World['actors']['worker']][]) {
      const may = stepsFor(actor, enrolment).map((row) => row.action);
      for (const { action } of enrolmentLifecycle.actions) {
        const should = MAY[action][stage]?.includes(who) ?? false;
        if (may.includes(action) !== should) wrong.push(`${who} ${action}: should be ${should}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

const MAY_VISIT: Readonly<Record<VisitAction, Partial<Record<VisitStatus, Who>>>> = {
  'plan-visit': {},
  'change-visit': { planned: ['adviser', ...FIRM] },
  'write-visit': { planned: ['adviser'], written: ['adviser'] },
  'sign-visit': { written: ['adviser'] },
  'countersign-visit': { 'half-signed': FIRM },
  'return-visit': { 'half-signed': FIRM },
  'cancel-visit': { planned: ['adviser'], written: ['adviser'] },
  'finish-homework': { signed: FIRM },
};

it('lets exactly the two sides of a visit act, and nobody while the firm is paused', async () => {
  const world = await buildWorld();
  const { reference } = await buildAdvised(world, 'implementing');
  const planned = await buildVisit(world, reference);
  const wrong: string[] = [];
  for (const { code: status } of visits.lifecycle.statuses) {
    const visit = { ...planned, status, signatures: [] };
    for (const [who, actor] of Object.entries(world.actors) as [WorldActor, World['actors']['worker']][]) {
      for (const { action } of visits.lifecycle.actions) {
        const should = MAY_VISIT[action][status]?.includes(who) ?? false;
        if (visits.can(actor, action, visit) !== should) wrong.push(`${who} ${action} ${status}: ${should}`);
        if (visits.can(actor, action, { ...visit, halted: 'paused' })) wrong.push(`${who} ${action} paused`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

const MAY_ASSESS: Readonly<Record<AssessmentAction, Partial<Record<string, Who>>>> = {
  'start-assessment': {},
  'save-assessment': { draft: ['adviser'] },
  'submit-assessment': { draft: ['adviser'] },
  'confirm-assessment': { assessed: ['manager'] },
  'return-assessment': { assessed: ['manager'] },
};
const READ_ROUNDS: Who = ['manager', 'officer', 'adviser', 'parkOfficer', ...BODIES];

it('lets the adviser assess and the manager confirm, shows a draft to its adviser alone, and stops with the firm', async () => {
  const world = await buildWorld();
  const { reference } = await buildAdvised(world, 'implementing');
  await buildRound(world, reference, 'baseline', { isConfirmed: false });
  const assessed = (await assessments.peek(`${reference}/baseline`)) as Assessment;
  const wrong: string[] = [];
  for (const { code: status } of assessments.lifecycle.statuses) {
    const one = { ...assessed, status };
    for (const [who, actor] of Object.entries(world.actors) as [WorldActor, World['actors']['worker']][]) {
      const reads = status === 'draft' ? who === 'adviser' : READ_ROUNDS.includes(who);
      if (assessments.canSee(actor, one) !== reads) wrong.push(`${who} reads ${status}: should be ${reads}`);
      for (const { action } of assessments.lifecycle.actions) {
        const should = MAY_ASSESS[action][status]?.includes(who) ?? false;
        if (assessments.can(actor, action, one) !== should) wrong.push(`${who} ${action} ${status}: ${should}`);
        if (assessments.can(actor, action, { ...one, halted: 'paused' })) wrong.push(`${who} ${action} paused`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

it('gives an adviser who is not this firm’s no part in it, though they read it', async () => {
  const world = await buildWorld();
  const enrolment = await buildEnrolment(world, { stage: 'implementing', adviserId: world.actors.worker2.personId });
  expect(stepsFor(world.actors.adviser, enrolment)).toEqual([]);
  expect(canReadRecord(world.actors.adviser, enrolment, '2026-11-24')).toBe(true);
});

it('shows records to the firm’s managers, not to workers, and to a former park up to its day', async () => {
  const world = await buildWorld();
  const parkId = world.park._id;
  const { parkId: _, ...here } = await buildAdvised(world);
  const moved = { ...here, formerParks: [{ parkId, until: '2026-10-31', untilAt: fixedNow, frozen: {} }] };
  const readers = (day: string) =>
    (Object.keys(world.actors) as WorldActor[]).filter((who) => canReadRecord(world.actors[who], moved, day));
  const always: WorldActor[] = ['officer', 'manager', 'regulator', 'cityRegulator', 'adviser'];
  expect(readers('2026-10-31').sort()).toEqual([...always, 'parkOfficer'].sort());
  expect(readers('2026-11-01').sort()).toEqual([...always].sort());
});
