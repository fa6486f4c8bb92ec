import type { Model } from 'mongoose';
import { NOUNS } from '#domain/nouns';
import type { Actor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import type { Page } from '#platform/page';
import { buildAccident } from '../../support/accidents.ts';
import { buildAlerts } from '../../support/alerts.ts';
import { createClock } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { buildDrill } from '../../support/drills.ts';
import { buildDuties } from '../../support/duties.ts';
import { buildEmergencyPlan } from '../../support/emergencyPlans.ts';
import { buildExpansion } from '../../support/expansions.ts';
import { buildFacilities } from '../../support/facilities.ts';
import { buildFiling } from '../../support/filings.ts';
import { buildGates } from '../../support/gates.ts';
import { buildGrades } from '../../support/grades.ts';
import { buildHazard } from '../../support/hazards.ts';
import { buildInspection } from '../../support/inspections.ts';
import { buildCatalogue, buildPolicyOf, buildService, makeChemical } from '../../support/insurance.ts';
import { buildMajor, buildStop } from '../../support/majors.ts';
import { buildParkAssessment } from '../../support/parkAssessments.ts';
import { buildPass } from '../../support/passes.ts';
import { buildProgrammeWorld } from '../../support/programmeWorld.ts';
import { buildEntryList, buildProject } from '../../support/projects.ts';
import { protect } from '../../support/protection.ts';
import { buildReferral } from '../../support/referrals.ts';
import { buildRescueTeam } from '../../support/rescueTeams.ts';
import { buildReturn } from '../../support/returns.ts';
import { buildRewardMonth } from '../../support/schemes.ts';
import { buildStock } from '../../support/stock.ts';
import { useOneWorld } from '../../support/stores.ts';
import { buildTenancy } from '../../support/tenancies.ts';
import type { World, WorldActor } from '../../support/world.ts';

interface Kept {
  _id: string;
  reference: string;
}
/** What `defineNoun` gives beside what the list of nouns asks. */
interface EngineNoun {
  kind: string;
  model: Model<Kept>;
  find(ctx: Context, filter: { after?: string; limit?: number }): Promise<Page<Kept>>;
  query(ctx: Context, filter: object): object;
  get(ctx: Context, reference: string): Promise<Kept>;
  trail(ctx: Context, reference: string): Promise<unknown[]>;
  canSee(actor: Actor, row: Kept): boolean;
}
const nouns = NOUNS.filter((noun) => 'find' in noun) as unknown as EngineNoun[];

let world: World;
useOneWorld(async () => {
  const clock = createClock();
  ({ world } = await buildProgrammeWorld(clock));
  for (const status of ['filed', 'returned'] as const) await buildFiling(world, status);
  await buildPass(world);
  await buildGates(world);
  await buildProject(world);
  await buildEntryList(world);
  await buildFacilities(world);
  await buildStock(world);
  await buildTenancy(world);
  await buildEmergencyPlan(world);
  await buildRescueTeam(world);
  await buildDrill(world);
  await buildDuties(world);
  await buildAlerts(world);
  await makeChemical(world);
  await buildCatalogue(world);
  await buildService(world, await buildPolicyOf(world, { premiumFen: 5_000_000 }), 'accepted');
  await buildHazard(world, { status: 'rectifying' });
  await buildStop(world, (await buildMajor(world, 'rectifying')).reference);
  await buildRewardMonth(world, 'checking');
  await buildReturn(world, 'filled');
  await buildReferral(world, (await buildAccident(world)).reference);
  await buildInspection(world);
  await buildParkAssessment(world, 'tracking');
  await buildGrades(world);
  await buildExpansion(world);
  await protect(world, clock.now(), (await buildHazard(world, { isAnonymous: true })).reference);
});

const everybody = (): WorldActor[] => Object.keys(world.actors) as WorldActor[];
const as = (who: WorldActor) => personContext(world.actors[who]);

/** The whole list, one row a page. */
async function listed(noun: EngineNoun, ctx: Context): Promise<string[]> {
  const found: string[] = [];
  for (let after: string | undefined; ; ) {
    const page = await noun.find(ctx, { limit: 1, ...(after === undefined ? {} : { after }) });
    found.push(...page.rows.map(({ reference }) => reference));
    after = page.nextCursor;
    if (after === undefined) return found;
  }
}
const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'shown',
    (error: { kind?: string }) => error.kind ?? String(error),
  );

describe.each(nouns)('$kind, as everybody,', (noun) => {
  it('is in the list just where its page opens, each once and the newest first', async () => {
    const rows = await noun.model.find().sort({ _id: -1 }).lean<Kept[]>();
    expect(rows.length).toBeGreaterThan(0);
    for (const who of everybody()) {
      const ctx = as(who);
      const seen = rows.filter((row) => noun.canSee(ctx.actor, row));
      expect({ who, list: await listed(noun, ctx) }).toEqual({ who, list: seen.map(({ reference }) => reference) });
      for (const row of rows) {
        const expected = seen.includes(row) ? 'shown' : 'NotFound';
        const got = [await outcome(noun.get(ctx, row.reference)), await outcome(noun.trail(ctx, row.reference))];
        expect({ who, reference: row.reference, got }).toEqual({
          who,
          reference: row.reference,
          got: [expected, expected],
        });
      }
    }
  });

  it('is seen by somebody and not by everybody', async () => {
    const rows = await noun.model.find().lean<Kept[]>();
    const counts = everybody().map((who) => rows.filter((row) => noun.canSee(world.actors[who], row)).length);
    expect([Math.max(...counts) > 0, Math.min(...counts)]).toEqual([true, 0]);
  });

  it('is read through an index', async () => {
    for (const who of everybody()) {
      const plan = JSON.stringify(
        await noun.model
          .find(noun.query(as(who), {}))
          .sort({ _id: -1 })
          .explain('queryPlanner'),
      );
      expect({ who, reads: plan.includes('"COLLSCAN"') }).toEqual({ who, reads: false });
    }
  });
});

/** Those that read, list and step by hand, each for its reason; their own suites hold the same of them. */
const BY_HAND = {
  application: 'what is sent in is frozen beside it, and a decision binds to the print of what was seen',
  hazard: 'whoever reported without a name sees and steps by a sealed link, which no field of the row says',
  enrolment: 'a step waits for checklists, rounds and trainings, and its park reads the row, not its records',
  'support-policy':
    'whom it reaches depends on where their firm or park lies, which no filter knows of the actor alone',
};

it('leaves out no noun but those written by hand', () => {
  const byHand = NOUNS.filter((noun) => !('find' in noun)).map(({ kind }) => kind);
  expect(byHand.toSorted()).toEqual(Object.keys(BY_HAND).toSorted());
});
