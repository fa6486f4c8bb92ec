import mongoose from 'mongoose';
import { peekHazard, reportHazard } from '#domain/hazards';
import { openRow, reactToEvents } from '#domain/notices';
import { createClock } from '../../support/clock.ts';
import { visitorContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World } from '../../support/world.ts';

useStores();
let world: World;
let clock = createClock();
beforeEach(async () => {
  world = await buildWorld();
  clock = createClock();
});

const report = (text: string, more: object = {}) =>
  reportHazard(visitorContext({ now: clock.now() }), {
    ...{ enterpriseId: world.enterprise._id, text, placeText: '装卸台', ...more },
  });
/** Fixed and closed, some days later. */
async function closed(filed: { reference: string }, days = 10): Promise<string> {
  clock.advance({ days });
  const $set = { status: 'closed', isOpen: false, closedAt: clock.now() };
  await mongoose.connection.collection('hazards').updateOne({ reference: filed.reference }, { $set });
  clock.advance({ days: 1 });
  return filed.reference;
}

it('the third report of what was closed twice is a recurrence: the case says so, and whoever has it is told', async () => {
  const first = await closed(await report('装卸台地面油污打滑'));
  const again = await report('装卸台的地面又是油污，打滑');
  // The second one says which it was before; nobody is called for it.
  expect(again.times).toBeUndefined();
  expect((await peekHazard(again.reference))?.recurring).toEqual({ times: 2, earlier: [first] });
  const second = await closed(again);
  await closed(await report('消防通道被纸箱堵住'));
  const third = await report('地面油污打滑，装卸台没人管');
  expect(third.times).toBe(3);
  expect((await peekHazard(third.reference))?.recurring).toEqual({ times: 3, earlier: [first, second] });
  while ((await reactToEvents(clock.now())) > 0);
  const rows = await mongoose.connection.collection('outbox').find().toArray();
  const told = rows.map((row) => openRow(row as never)).filter(({ template }) => template === 'hazard-reported');
  expect(told.filter(({ params }) => params['times'] === 3).length).toBeGreaterThan(0);
});

it('is none where the same is still open, was closed long ago, or lies elsewhere', async () => {
  await closed(await report('装卸台地面油污打滑'));
  await report('装卸台地面油污打滑');
  expect((await report('装卸台地面油污打滑')).times).toBeUndefined();
  for (const words of ['行车吊钩没有防脱扣', '行车吊钩没有防脱扣']) await closed(await report(words), 100);
  expect((await report('行车吊钩没有防脱扣')).times).toBeUndefined();
});
