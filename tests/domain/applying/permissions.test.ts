import {
  type ApplicationAction,
  type ApplicationStatus,
  applicationLifecycle,
  type CohortAction,
  canSeeApplication,
  canStepApplication,
  cohorts,
  findApplications,
  recommendApplication,
} from '#domain/applying';
import { buildApplication, buildCohort, daysLater } from '../../support/applications.ts';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type WorldActor } from '../../support/world.ts';

useStores();

const STATUSES = applicationLifecycle.statuses.map((row) => row.code);
const ACTIONS = applicationLifecycle.actions.map((row) => row.action);
type Who = readonly WorldActor[];
const FIRM: Who = ['officer', 'manager'];
const BODY: Who = ['regulator', 'cityRegulator'];

/**
 * Who may do what, written down by hand (意见（十四）): action → statuses → people. The firm lies in a park and the park is
 * within its clock; the manager sent the application in and the park officer recommended it.
 */
const MAY: Readonly<Record<ApplicationAction, Partial<Record<ApplicationStatus, Who>>>> = {
  'save-draft': { draft: FIRM, returned: FIRM },
  'move-cohort': { draft: FIRM, returned: FIRM },
  submit: { draft: FIRM },
  resubmit: { returned: FIRM },
  withdraw: { draft: FIRM, submitted: FIRM, returned: FIRM, resubmitted: FIRM, recommended: FIRM },
  recommend: { submitted: ['parkOfficer'], resubmitted: ['parkOfficer'] },
  return: { submitted: ['parkOfficer'], resubmitted: ['parkOfficer'], recommended: BODY },
  wait: { recommended: BODY },
  admit: { recommended: BODY },
  refuse: { recommended: BODY },
};
const SENT_TO: Who = [...FIRM, 'parkOfficer', ...BODY];

describe.each(STATUSES)('an application that is %s', (status) => {
  it('lets everybody do exactly what the table says, and is in the lists of those who may open it', async () => {
    const world = await buildWorld();
    const application = await buildApplication(world, { status });
    const wrong: string[] = [];
    for (const [who, actor] of Object.entries(world.actors) as [WorldActor, (typeof world.actors)['worker']][]) {
      for (const action of ACTIONS) {
        const may = canStepApplication(actor, action, application, fixedNow);
        const should = MAY[action][status]?.includes(who) ?? false;
        if (may !== should) wrong.push(`${who} ${action}: ${may}, should be ${should}`);
      }
      const { rows } = await findApplications(personContext(actor), { statuses: STATUSES });
      const isListed = rows.some((row) => row.reference === application.reference);
      const sees = status === 'draft' ? FIRM.includes(who) : SENT_TO.includes(who);
      if (isListed !== sees) wrong.push(`${who} lists it: ${isListed}`);
      if (canSeeApplication(actor, application) !== sees) wrong.push(`${who} opens it: ${!sees}`);
    }
    expect(wrong).toEqual([]);
  });
});

it('goes to the competent body once the park has let its clock run out, and the park may still recommend', async () => {
  const world = await buildWorld();
  const application = await buildApplication(world);
  const { regulator, parkOfficer } = world.actors;
  for (const [days, isBodys] of [
    [7, false],
    [8, true],
  ] as const) {
    const at = daysLater(days);
    expect({ days, may: canStepApplication(regulator, 'admit', application, at) }).toEqual({ days, may: isBodys });
    expect(canStepApplication(regulator, 'return', application, at)).toBe(isBodys);
    expect(canStepApplication(parkOfficer, 'recommend', application, at)).toBe(true);
  }
});

it('keeps whoever sent it in, or recommended it, from deciding, whatever role they act in', async () => {
  const world = await buildWorld();
  const { regulator, manager, parkOfficer } = world.actors;
  const sent = await buildApplication(world);
  expect(canStepApplication({ ...parkOfficer, personId: manager.personId }, 'recommend', sent, fixedNow)).toBe(false);
  const contentHash = sent.submission?.contentHash ?? '';
  const recommended = await recommendApplication(personContext(parkOfficer), {
    reference: sent.reference,
    contentHash,
  });
  for (const personId of [manager.personId, parkOfficer.personId]) {
    const hat = { ...regulator, personId };
    expect(canStepApplication(hat, 'admit', recommended, fixedNow)).toBe(false);
    expect(canStepApplication(hat, 'return', recommended, fixedNow)).toBe(true);
  }
  expect(canStepApplication({ ...regulator, personId: manager.personId }, 'refuse', recommended, fixedNow)).toBe(false);
});

it('lets whoever registered a firm do what its manager may, and nothing about another firm', async () => {
  const world = await buildWorld();
  const applicant = { ...world.actors.manager, role: 'applicant' as const };
  const stranger = { ...applicant, scope: { enterpriseId: world.otherEnterprise._id } };
  const draft = await buildApplication(world, { status: 'draft' });
  for (const action of ACTIONS) {
    const may = canStepApplication(world.actors.manager, action, draft, fixedNow);
    expect({ action, may: canStepApplication(applicant, action, draft, fixedNow) }).toEqual({ action, may });
    expect({ action, may: canStepApplication(stranger, action, draft, fixedNow) }).toEqual({ action, may: false });
  }
  expect([canSeeApplication(applicant, draft), canSeeApplication(stranger, draft)]).toEqual([true, false]);
});

it('goes to the sector department where there is one, which decides beside the general body', async () => {
  const world = await buildWorld();
  const sent = await buildApplication(world, { draft: { industryCode: 'E47' } });
  const { sectorRegulator, regulator, otherRegulator } = world.actors;
  expect(sent.bodyId).toBe(sectorRegulator.scope.bodyId);
  const late = daysLater(8);
  const may = [sectorRegulator, regulator, otherRegulator].map((actor) =>
    canStepApplication(actor, 'admit', sent, late),
  );
  expect(may).toEqual([true, true, false]);
});

describe('a cohort', () => {
  const RUN: Who = ['administrator'];
  const MAY_RUN: Readonly<Record<CohortAction, Readonly<Record<'open' | 'closed', Who>>>> = {
    'open-cohort': { open: [], closed: [] },
    'change-cohort': { open: RUN, closed: [] },
    'close-cohort': { open: RUN, closed: [] },
    'reopen-cohort': { open: [], closed: RUN },
  };

  it.each(['open', 'closed'] as const)(
    'that is %s is run by administrators and the autonomous region alone',
    async (status) => {
      const world = await buildWorld();
      const cohort = { ...(await buildCohort(world)), status };
      const everybody = Object.entries(world.actors) as [WorldActor, (typeof world.actors)['worker']][];
      for (const { action } of cohorts.lifecycle.actions) {
        for (const [who, actor] of everybody) {
          expect({ who, action, may: cohorts.can(actor, action, cohort) }).toEqual({
            who,
            action,
            may: MAY_RUN[action][status].includes(who),
          });
        }
        const regional = { ...world.actors.regulator, scope: { bodyId: world.bodyId, regionCode: '45' } };
        const sectoral = { ...regional, scope: { ...regional.scope, sectors: ['E'] } };
        const may = MAY_RUN[action][status].length > 0;
        expect(cohorts.can(regional, action, cohort)).toBe(may);
        expect(cohorts.can(sectoral, action, cohort)).toBe(false);
      }
    },
  );
});
