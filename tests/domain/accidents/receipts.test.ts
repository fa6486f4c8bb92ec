import mongoose from 'mongoose';
import { type Accident, acknowledgeAccident, passAccident } from '#domain/accidents';
import { advanceDeadline, findDeadlinesOf, findDueDeadlines } from '#domain/deadlines';
import { deliverNext, findToldOf, portalCarrier, reactToEvents, readMessage } from '#domain/notices';
import { findToDos } from '#domain/nouns';
import { buildAccident, reportByBody } from '../../support/accidents.ts';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let accident: Accident;
beforeEach(async () => {
  world = await buildWorld();
  accident = await buildAccident(world);
});
const later = (minutes: number) => new Date(fixedNow.getTime() + minutes * 60_000);
const as = (who: WorldActor, minutes = 1) => personContext(world.actors[who], { now: later(minutes) });
const say = (who: WorldActor, minutes = 1) => acknowledgeAccident(as(who, minutes), { reference: accident.reference });
const running = async () =>
  (await findDeadlinesOf({ kind: 'accident', id: accident._id }))
    .map(({ kind, dueAt, owedBy }) => [kind, (+dueAt - +fixedNow) / 60_000, owedBy[0]] as const)
    .filter(([kind]) => /receipt|unseen/.test(kind));
const reminded = async (minutes: number) => {
  for (const one of await findDueDeadlines(later(minutes), 100))
    await advanceDeadline(clockContext(later(minutes)), one);
  await reactToEvents(later(minutes));
  const rows = await mongoose.connection.collection('outbox').find({ template: 'reminder' }).toArray();
  const known = Object.entries(world.actors) as [WorldActor, { personId: string }][];
  return rows.map((row) => known.find(([, { personId }]) => personId === row['personId'])?.[0] ?? '?').sort();
};

it('every desk that was told is asked to say so within the minutes, and the desk above to see to one that does not', async () => {
  const { bodyId, cityBodyId, park } = world;
  expect(await running()).toEqual(
    expect.arrayContaining([
      [`accident-receipt-${bodyId}`, 15, `body:${bodyId}`],
      [`accident-unseen-${bodyId}`, 30, `body:${cityBodyId}`],
      [`accident-receipt-${park._id}`, 15, `park:${park._id}`],
      [`accident-unseen-${park._id}`, 30, `body:${bodyId}`],
    ]),
  );
  expect(await running()).toHaveLength(4);
  expect(await reminded(16)).toEqual(['parkOfficer', 'regulator']);
  expect(await reminded(31)).toContain('cityRegulator');
  const { rows } = await findToDos(as('cityRegulator', 31));
  expect(rows.map(({ clock }) => clock)).toContain(`accident-unseen-${bodyId}`);
});

it('whoever says so ends both clocks of their desk, once, with name and time', async () => {
  const after = await say('parkOfficer', 3);
  expect(after.receipts).toMatchObject([{ by: world.actors.parkOfficer.personId, at: later(3) }]);
  expect((await running()).map(([kind]) => kind)).toEqual([
    `accident-receipt-${world.bodyId}`,
    `accident-unseen-${world.bodyId}`,
  ]);
  expect(await code(say('parkOfficer', 4))).toBe('common.not-allowed');
  expect(await code(say('officer'))).toBe('common.not-allowed');
});

it('the desk above may say that it sees to one below; whoever reported it or passed it on has said so', async () => {
  const after = await say('cityRegulator', 32);
  expect(after.receipts).toMatchObject([{ desk: `body:${world.bodyId}`, isInPlace: true }]);
  const other = await reportByBody(world, later(40));
  expect(other.receipts).toMatchObject([{ desk: `body:${world.bodyId}`, by: world.actors.regulator.personId }]);
  accident = await buildAccident(world);
  await passAccident(as('regulator', 5), { reference: accident.reference });
  // The city has been told now, and is asked from then on.
  expect(await running()).toEqual(
    expect.arrayContaining([[`accident-receipt-${world.cityBodyId}`, 20, `body:${world.cityBodyId}`]]),
  );
  expect((await running()).map(([kind]) => kind)).not.toContain(`accident-receipt-${world.bodyId}`);
});

it('the page of it says everybody who was told, by which way, when it came and when it was opened', async () => {
  const { firmId, linkPath } = { firmId: world.enterprise._id, linkPath: `/accidents/${accident.reference}` };
  await reactToEvents(later(1));
  while (await deliverNext(() => later(2), portalCarrier));
  const told = async () => (await findToldOf({ firmId, linkPath }, {})).rows;
  const mine = (await told()).find(({ personId }) => personId === world.actors.regulator.personId);
  expect([mine?.channel, mine?.status, mine?.sentAt, mine?.readAt]).toEqual(['portal', 'inbox', later(2), undefined]);
  await readMessage(as('regulator', 65), mine?._id ?? '');
  const read = (await told()).find(({ personId }) => personId === world.actors.regulator.personId);
  expect(read?.readAt).toEqual(later(60));
  expect((await told()).map(({ personId }) => personId).sort()).toEqual(
    [world.actors.manager, world.actors.parkOfficer, world.actors.regulator].map(({ personId }) => personId).sort(),
  );
});
