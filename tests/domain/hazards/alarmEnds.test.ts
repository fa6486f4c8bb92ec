import mongoose from 'mongoose';
import {
  acceptHazard,
  addToAlarm,
  callBackHazard,
  endorseHazard,
  findMyReports,
  getHazard,
  markMajor,
  reportHazard,
  takeBackAlarm,
  takeOutside,
  verifyHazard,
} from '#domain/hazards';
import { createClock } from '../../support/clock.ts';
import { personContext, visitorContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let clock = createClock();
beforeEach(async () => {
  world = await buildWorld();
  clock = createClock();
});
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });
const cry = (who: WorldActor = 'worker', isAnonymous = true) =>
  reportHazard(as(who), { enterpriseId: world.enterprise._id, text: '二车间着火了', isAnonymous });
const hazards = () => mongoose.connection.collection('hazards');

describe('an alarm ends by its reporter alone', () => {
  const ways: Record<string, (reference: string) => Promise<unknown>> = {
    'a colleague joined it by name': (reference) => endorseHazard(as('worker2'), { reference }),
    'a colleague joined it without one': (reference) => endorseHazard(as('worker2'), { reference, isAnonymous: true }),
    'somebody else told the same': async (original) => {
      const { reference } = await reportHazard(visitorContext({ now: clock.now() }), {
        ...{ enterpriseId: world.enterprise._id, text: '二车间起火了快来人' },
      });
      await verifyHazard(as('officer'), { reference, result: 'duplicate', duplicateOf: original });
    },
    'it was marked major': async (reference) => {
      await acceptHazard(as('officer'), { reference });
      await markMajor(as('officer'), { reference, majorBasis: '判定标准第三条' });
    },
    'its body called it back': async (reference) => {
      await acceptHazard(as('officer'), { reference });
      await verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general' });
      await hazards().updateOne(
        { reference },
        { $set: { notMajor: { reason: '火小', clauses: [], at: clock.now() } } },
      );
      await callBackHazard(as('regulator'), { reference, reason: '要再看一次' });
    },
    'it was handed to the competent body': async (reference) => {
      clock.advance({ days: 8 });
      await takeOutside(as('worker'), { reference });
    },
  };
  it.each(Object.entries(ways))('never where %s', async (_what, make) => {
    const { reference } = await cry();
    await make(reference);
    const before = await hazards().findOne({ reference });
    await expect(takeBackAlarm(as('worker'), { reference })).rejects.toMatchObject({
      ...{ kind: 'Forbidden', code: 'hazards.not-theirs-alone' },
    });
    expect(await hazards().findOne({ reference })).toEqual(before);
  });

  it('where nobody else stands behind it', async () => {
    const { reference } = await cry();
    await takeBackAlarm(as('worker'), { reference });
    expect(await hazards().findOne({ reference })).toMatchObject({ status: 'not-valid' });
  });
});

describe('whoever raised an alarm, in whatever role they act', () => {
  it.each(['adviser', 'insurer', 'administrator', 'otherRegulator', 'otherOfficer', 'parkOfficer', 'officer'] as const)(
    '%s reads it, adds to it, finds it under 我的上报 and takes it back',
    async (who) => {
      const { reference } = await cry(who);
      expect((await getHazard(as(who), reference)).isOwn).toBe(true);
      expect((await findMyReports(as(who))).rows.map((row) => row.reference)).toEqual([reference]);
      await addToAlarm(as(who), { reference, text: '火很大' });
      await takeBackAlarm(as(who), { reference });
      expect(await hazards().findOne({ reference })).toMatchObject({
        status: 'not-valid',
        text: '二车间着火了；火很大',
      });
    },
  );

  it('and does nothing more in it than its reporter may', async () => {
    const { reference } = await cry('insurer');
    await expect(acceptHazard(as('insurer'), { reference })).rejects.toMatchObject({ kind: 'Forbidden' });
    await expect(getHazard(as('administrator'), reference)).rejects.toMatchObject({ kind: 'NotFound' });
  });
});
