import mongoose from 'mongoose';
import { planDrill } from '#domain/drills';
import { plansInForce } from '#domain/emergencyPlans';
import { isSamePerson } from '#domain/identity';
import { disablePerson, findHandovers, placeKey } from '#domain/leaving';
import { NOUNS } from '#domain/nouns';
import type { Actor, PersonActor } from '#kernel/actor';
import { localDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { type Clock, createClock } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { buildProgrammeWorld } from '../../support/programmeWorld.ts';
import { buildSmallWorld } from '../../support/smallWorld.ts';
import { useStores } from '../../support/stores.ts';
import type { World } from '../../support/world.ts';

useStores();
type Row = Record<string, unknown> & { reference: string };
interface WithSteps {
  can(actor: Actor, action: string, row: unknown): boolean;
}

/** Fields that say who did something once, or may not do it now: they name somebody for good and ask nothing of them. */
const SAYS_WHO_DID = /(?:^|\.)(?:by|actor|.*By|.*ByName|notBy)$/;
/** What is theirs and nobody else's, or says for good who it was. Nothing of it asks anything of them. */
const THEIRS_ALONE: readonly string[] = [
  // Who spoke, and whose money it is.
  ...['hazard.reporter.personId', 'hazard.endorserIds', 'suggestion.proposerId', 'reward.personId'],
  ...['reward-month.rows.personId', 'reward-month.notice.personId'],
  // By which version it was rewarded; who keeps the desk now is asked of the account each time.
  'reward.terms.deskId',
  // What one person said and saw; each who decides says it for themselves.
  ...['support-decision.declarations.personId', 'support-decision.seen.personId'],
  // Powers that ended with them, kept with their end.
  'accident.grants.personId',
];
/** Who did it, once it is done and waits for other eyes: by then the field says who. */
const DID_IT: Readonly<Record<string, readonly string[]>> = {
  'hazard.rectification.ownerId': ['submitted', 'closure-requested'],
  'major-hazard.ownerId': ['submitted', 'accepted', 'closure-requested'],
  'drill.directorId': ['held', 'evaluated', 'reported'],
};
/** Steps nobody takes in their stead: what one says for oneself, and what one was named for. */
const NOBODY_ELSES =
  /^(?:reward \S+ (?:confirm|decline|show)-|prevention-service \S+ (?:attend|not-there)|accident \S+ (?:open|end)-evidence|reveal \S+ look)/;

/** Every path of a row under which the person is named. */
function pathsNaming(row: unknown, personId: string, at = ''): string[] {
  if (typeof row === 'string') return isSamePerson(personId, row) ? [at] : [];
  if (Array.isArray(row)) return row.flatMap((one) => pathsNaming(one, personId, at));
  if (row === null || typeof row !== 'object' || row instanceof Date) return [];
  return Object.entries(row).flatMap(([key, value]) => pathsNaming(value, personId, at === '' ? key : `${at}.${key}`));
}

const rowsOf = async (collection: string): Promise<Row[]> =>
  (await mongoose.connection.collection<Row>(collection).find().toArray()) as Row[];
/** Open rows of every noun. */
const openRows = async () =>
  (
    await Promise.all(
      NOUNS.map(async (noun) => {
        const open = new Set(noun.lifecycle.statuses.filter(({ isOpen }) => isOpen).map(({ code }) => code));
        return (await rowsOf(noun.collection))
          .filter((row) => open.has(noun.statusOf(row)))
          .map((row) => ({ noun, row }));
      }),
    )
  ).flat();

/** Steps of open rows that somebody may take now, as `kind reference action`. */
const stepsOf = async (actor: Actor): Promise<string[]> =>
  (await openRows()).flatMap(({ noun, row }) => {
    const { can } = noun as unknown as Partial<WithSteps>;
    if (can === undefined) return [];
    return noun.lifecycle.actions
      .filter(({ action }) => can(actor, action, row))
      .map(({ action }) => `${noun.kind} ${row.reference} ${action}`);
  });

/** A second person in the same post, so that there is somebody to take over. */
async function twinOf(actor: PersonActor, n: number): Promise<PersonActor> {
  const twin = { ...actor, personId: newId(), grantId: newId(), name: `接手${n}` };
  await mongoose.model('Account').create([
    {
      ...{ _id: twin.personId, name: twin.name, phone: `1390000${2000 + n}`, status: 'active', createdAt: new Date(0) },
      grants: [{ _id: twin.grantId, role: twin.role, scope: twin.scope }],
    },
  ]);
  return twin;
}

/** Whoever takes over a decision says first that nobody of the list is theirs. */
const isOpenToWhoDeclares = (step: string, taken: ReadonlySet<string>): boolean =>
  step.startsWith('support-decision ') && taken.has(step.replace(/ \S+$/, ' declare'));

async function leaveAll(world: World, now: Date) {
  const { administrator, ...others } = world.actors;
  const leaving = Object.entries(others);
  const twins = await Promise.all(leaving.map(([, actor], n) => twinOf(actor, n)));
  const found: { who: string; named: string[]; due: string[]; lost: string[] }[] = [];
  for (const [n, [who, actor]] of leaving.entries()) {
    const twin = twins[n] as PersonActor;
    const before = await stepsOf(actor);
    const { handovers } = await findHandovers(personContext(administrator, { now }), { personId: actor.personId });
    const successors = Object.fromEntries(handovers.map(({ place }) => [placeKey(place), twin.personId]));
    await disablePerson(personContext(administrator, { now }), { personId: actor.personId, successors });
    const named = (await openRows()).flatMap(({ noun, row }) =>
      pathsNaming(row, actor.personId)
        .map((path) => `${noun.kind}.${path}`)
        .filter((path) => !SAYS_WHO_DID.test(path) && !THEIRS_ALONE.includes(path))
        .filter((path) => DID_IT[path]?.includes(noun.statusOf(row)) !== true)
        .map((path) => `${path} of ${noun.statusOf(row)}`),
    );
    const due = (await rowsOf('deadlines'))
      .filter(
        ({ isOpen, owedBy }) => isOpen === true && (owedBy as string[]).some((one) => one.endsWith(actor.personId)),
      )
      .map(({ kind }) => String(kind))
      // Their own money: it leads to nobody else, and to them no more.
      .filter((kind) => kind !== 'reward-confirm');
    const taken = new Set(await stepsOf(twin));
    found.push({
      who,
      named: [...new Set(named)],
      due: [...new Set(due)],
      lost: before.filter((step) => !taken.has(step) && !NOBODY_ELSES.test(step) && !isOpenToWhoDeclares(step, taken)),
    });
  }
  return found;
}

const WORLDS: Readonly<Record<string, (clock: Clock) => Promise<World>>> = {
  'the small world': async (clock) => {
    const { world } = await buildSmallWorld(clock);
    const { park, actors } = world;
    const [plan] = await plansInForce({ parkId: park._id });
    await planDrill(personContext(actors.parkOfficer, { now: clock.now() }), {
      ...{ planId: plan?._id ?? '', form: 'live' as const, scenario: '罐区泄漏' },
      ...{ plannedOn: localDate(clock.now()), directorId: actors.parkOfficer.personId },
    });
    return world;
  },
  'the world of the programme': async (clock) => (await buildProgrammeWorld(clock)).world,
};

it.each(Object.keys(WORLDS))(
  'in %s whoever leaves, of every post, is in no open row as whose turn it is, and owes nothing',
  async (name) => {
    const clock = createClock();
    const world = await (WORLDS[name] as (clock: Clock) => Promise<World>)(clock);
    expect(await leaveAll(world, clock.now())).toEqual(
      Object.keys(world.actors)
        .filter((who) => who !== 'administrator')
        .map((who) => ({ who, named: [], due: [], lost: [] })),
    );
  },
  240_000,
);
