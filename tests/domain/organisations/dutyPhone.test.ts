import mongoose from 'mongoose';
import { getEnterprise, setDutyPhone } from '#domain/organisations';
import { createClock } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World } from '../../support/world.ts';

useStores();
let world: World;
const clock = createClock();
beforeEach(async () => {
  world = await buildWorld();
});
const contextOf = (actor: keyof World['actors']) => ({ ...personContext(world.actors[actor]), now: clock.now() });
const phone = async () => (await getEnterprise(world.enterprise._id)).dutyPhone;

describe('the duty phone of a firm', () => {
  it.each([
    ['0774-2831 119', '07742831119'],
    ['１３８００００００００', '13800000000'],
    ['2831119', '2831119'],
  ])('%s is kept as %s, written down without the number, and taken away again', async (dutyPhone, kept) => {
    await setDutyPhone(contextOf('officer'), { dutyPhone });
    expect(await phone()).toBe(kept);
    const [event] = await mongoose.connection
      .collection('events')
      .find({ name: 'organisations.duty-phone-set' })
      .toArray();
    expect(JSON.stringify(event ?? {})).not.toContain(kept);
    await setDutyPhone(contextOf('manager'), { dutyPhone: '' });
    expect(await phone()).toBeUndefined();
  });

  it('is refused when it is no number, and to whoever does not run the firm', async () => {
    await expect(setDutyPhone(contextOf('officer'), { dutyPhone: '打保安室' })).rejects.toMatchObject({
      kind: 'Invalid',
    });
    for (const actor of ['worker', 'regulator', 'parkOfficer'] as const)
      await expect(setDutyPhone(contextOf(actor), { dutyPhone: '2831119' })).rejects.toMatchObject({
        kind: 'Forbidden',
      });
    expect(await phone()).toBeUndefined();
  });
});
