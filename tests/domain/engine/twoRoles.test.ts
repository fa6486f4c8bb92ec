import { findToDos } from '#domain/nouns';
import { approveReward, payReward, rewards } from '#domain/rewards';
import { assignAdviser, planVisit } from '#domain/stages';
import type { PersonActor } from '#kernel/actor';
import { personContext } from '../../support/contexts.ts';
import { buildHazard } from '../../support/hazards.ts';
import { buildItem, buildPlan, buildSuggestion } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: WorldActor) => personContext(world.actors[who]);

/** What waits for the person of `who` who acts as `part`, beside what waits for the post itself. */
async function waits(who: WorldActor, part: WorldActor): Promise<string[]> {
  const { personId, name } = world.actors[who];
  const acting: PersonActor = { ...world.actors[part], personId, name };
  const nobody: PersonActor = { ...acting, personId: 'nobody' };
  const [own, ofPost] = await Promise.all(
    [acting, nobody].map(async (actor) =>
      (await findToDos(personContext(actor))).rows.map(({ clock, reference }) => `${clock} ${reference}`),
    ),
  );
  return (own ?? []).filter((one) => !ofPost?.includes(one)).map((one) => one.replace(/ .*/, ''));
}

it('waits for somebody with two roles in the part it is owed in, and for what is theirs in both', async () => {
  const { enrolmentReference: reference, ...plan } = await buildPlan(world);
  await assignAdviser(as('regulator'), { reference, adviserId: world.actors.adviser.personId });
  await planVisit(as('adviser'), { reference, plannedOn: '2026-12-01', purpose: '看现场 5S' });
  await buildItem(world, 'doing', plan.reference);
  await buildSuggestion(world, 'carried-out');
  await buildHazard(world, { status: 'rectifying' });
  await buildHazard(world, { status: 'valid', text: '冲压机没有护罩' });
  const toPay = (await rewards.find(as('manager'))).rows.map((one) => one.reference);
  for (const one of toPay) {
    await approveReward(as('manager'), { reference: one });
    await payReward(as('officer'), { reference: one, method: 'cash' });
  }
  // As one of the firm, whatever their part there; elsewhere nothing of it.
  expect((await waits('worker2', 'worker')).sort()).toEqual(['hazard-rectifying', 'plan-item']);
  expect((await waits('worker2', 'officer')).sort()).toEqual(['hazard-rectifying', 'plan-item']);
  for (const part of ['adviser', 'regulator', 'otherOfficer'] as const)
    expect({ part, waits: await waits('worker2', part) }).toEqual({ part, waits: [] });
  // As the adviser; not where the same person works.
  expect(await waits('adviser', 'adviser')).toContain('visit-planned');
  expect(await waits('adviser', 'worker')).toEqual([]);
  // A word that was asked for at work, and money, which is theirs wherever they sit.
  expect(await waits('worker', 'worker')).toContain('suggestion-confirm');
  expect([...new Set(await waits('worker', 'adviser'))]).toEqual(['reward-confirm']);
});
