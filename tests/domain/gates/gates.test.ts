import fc from 'fast-check';
import mongoose from 'mongoose';
import { liftAccident } from '#domain/accidents';
import { breaches, closeBreach, explainBreach, forgetBreaches, reopenBreach } from '#domain/breaches';
import { findDeadlinesOf } from '#domain/deadlines';
import {
  findInside,
  findOverstaying,
  findOwingCase,
  type Gate,
  type GateAction,
  type GateStatus,
  gates,
  letThrough,
  openCaseOf,
  openOverstay,
  type Presence,
  purgeNext,
  readKey,
  rebuildPresences,
  renewKey,
  reopenGate,
  setUpGate,
  shutGate,
  takeCrossings,
  type takeIn,
} from '#domain/gates';
import { askCore, confirmCore, expirePass, forgetPasses, revokePass } from '#domain/passes';
import { foldRefused, signatureOf } from '#domain/webhooks';
import { newId } from '#kernel/ids';
import { buildAccident } from '../../support/accidents.ts';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { buildGate, crossingEvent, send } from '../../support/gates.ts';
import { buildPass, typedPass } from '../../support/passes.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, takePower, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const db = () => mongoose.connection;
const crossings = () => db().collection('gateCrossings').countDocuments();
const at = (minutes: number): Date => new Date(fixedNow.getTime() + minutes * 60_000);
const inside = async (): Promise<string[]> =>
  (await findInside(as(world, 'parkOfficer'))).flatMap(({ zone, rows }) =>
    rows.map(({ subject }) => `${zone} ${subject}`),
  );
async function openCases(now = fixedNow): Promise<string[]> {
  for (const one of await findOwingCase(now, 100, [])) await openCaseOf(clockContext(now), one);
  const rows = await db().collection('gateBreaches').find().toArray();
  return rows.map(({ kind, times }) => `${kind} ${times}`).toSorted();
}
const ordersOf = (intake: Awaited<ReturnType<typeof takeIn>>): string[] =>
  'answers' in intake
    ? intake.answers.map((answer) => ('breach' in answer ? `${answer.order} ${answer.breach}` : answer.order))
    : [intake.refused];

describe('who may do what', () => {
  const PARK: readonly WorldActor[] = ['parkOfficer'];
  /** From the table of parks: a gate is the park's, its body reads that it is there, nobody else sees it. */
  const MAY: Readonly<Record<GateAction, Partial<Record<GateStatus, readonly WorldActor[]>>>> = {
    'set-up': {},
    'let-through': { open: PARK },
    'new-key': { open: PARK, shut: PARK },
    shut: { open: PARK },
    reopen: { shut: PARK },
  };
  it('is what the table says, and nobody but the park’s own officer sees who is inside', async () => {
    const wrong: string[] = [];
    const open = await buildGate(world);
    const shut = await shutGate(as(world, 'parkOfficer'), { reference: (await buildGate(world)).reference });
    for (const gate of [open, shut]) {
      for (const who of Object.keys(world.actors) as WorldActor[]) {
        for (const action of Object.keys(MAY) as GateAction[]) {
          const should = MAY[action][gate.status]?.includes(who) ?? false;
          if (gates.can(world.actors[who], action, gate) !== should) wrong.push(`${gate.status} ${who} ${action}`);
        }
        const sees = ['parkOfficer', 'regulator', 'cityRegulator'].includes(who);
        if (gates.canSee(world.actors[who], gate) !== sees) wrong.push(`${who} sees`);
        const reads = (await code(findInside(as(world, who)))) === 'done';
        if (reads !== (who === 'parkOfficer')) wrong.push(`${who} reads who is inside`);
      }
    }
    expect(wrong).toEqual([]);
    await send(open, crossingEvent('1', { direction: 'in', pass: (await buildPass(world)).reference }));
    expect(await inside()).toHaveLength(1);
    const elsewhere = personContext({ ...world.actors.parkOfficer, scope: { parkId: newId() } });
    expect((await findInside(elsewhere)).flatMap(({ rows }) => rows)).toEqual([]);
    expect(await code(gates.get(elsewhere, open.reference))).toBe('common.not-found');
    expect((await reopenGate(as(world, 'parkOfficer'), { reference: shut.reference })).status).toBe('open');
  });
});

describe('who is inside', () => {
  it('is read by the general body of the region for the park it names, with the name on the pass, and by no other body', async () => {
    const gate = await buildGate(world);
    await send(gate, crossingEvent('1', { direction: 'in', pass: (await buildPass(world)).reference }));
    const park = world.park._id;
    const names = async (who: WorldActor) =>
      (await findInside(as(world, who), park)).flatMap(({ rows }) => rows.map(({ holder }) => holder));
    expect([await names('regulator'), await names('cityRegulator'), await names('parkOfficer')]).toEqual([
      ['李来访'],
      ['李来访'],
      ['李来访'],
    ]);
    const { regulator } = world.actors;
    const [sector, elsewhere] = [
      personContext({ ...regulator, scope: { ...regulator.scope, sectors: ['chemical'] } } as typeof regulator),
      personContext({ ...regulator, scope: { ...regulator.scope, regionCode: '4501' } }),
    ];
    expect(await code(findInside(sector, park))).toBe('common.not-allowed');
    expect(await code(findInside(elsewhere, park))).toBe('common.not-found');
    expect(await code(findInside(as(world, 'regulator'), newId()))).toBe('common.not-found');
    for (const who of ['insurer', 'administrator', 'officer', 'manager', 'worker', 'adviser'] as const)
      expect([who, await code(findInside(as(world, who), park))]).toEqual([who, 'common.not-allowed']);
  });

  it('leaves out nobody, however many there are', async () => {
    await db()
      .collection('gatePresences')
      .insertMany(
        Array.from({ length: 5_001 }, (_, n) => ({
          _id: `${world.park._id}/桂A${n}`,
          ...{ parkId: world.park._id, subject: `桂A${n}`, isInside: true, ins: 1, outs: 0 },
          ...{ at: fixedNow, key: String(n), zone: n % 2 === 0 ? 'core' : 'general', gateId: 'g' },
        })) as never,
      );
    const zones = await findInside(as(world, 'parkOfficer'));
    expect(zones.map(({ rows }) => rows.length)).toEqual([2_501, 0, 2_500]);
  });
});

describe('a new key', () => {
  const event = (id: string) => crossingEvent(id, { direction: 'out', plate: '桂A12345' });

  it('does not put out hardware that has the one before, though it is asked for twice', async () => {
    const gate = await buildGate(world);
    await renewKey(as(world, 'parkOfficer'), { reference: gate.reference, leaked: 'no' });
    const twice = renewKey(as(world, 'parkOfficer', at(60)), { reference: gate.reference, leaked: 'no' });
    await expect(twice).rejects.toMatchObject({ fields: { leaked: expect.stringContaining('还能用') } });
    expect(ordersOf(await send(gate, event('1'), { now: at(61) }))).toEqual(['open']);
  });

  it('ends one that leaked at once, and the one before it', async () => {
    const gate = await buildGate(world);
    const second = await renewKey(as(world, 'parkOfficer'), { reference: gate.reference, leaked: 'no' });
    const secret = (await readKey(as(world, 'parkOfficer'), second.reference)) ?? '';
    await renewKey(as(world, 'parkOfficer'), { reference: gate.reference, leaked: 'yes' });
    for (const one of [gate.secret, secret])
      expect(await send({ reference: gate.reference, secret: one }, event('1'))).toEqual({ refused: 'bad-signature' });
    const last = (await readKey(as(world, 'parkOfficer'), second.reference)) ?? '';
    expect(ordersOf(await send({ reference: gate.reference, secret: last }, event('1')))).toEqual(['open']);
  });
});

describe('the signed intake', () => {
  it('makes one crossing of a message that comes a thousand times, many at once', async () => {
    const gate = await buildGate(world);
    const { reference } = await buildPass(world);
    const event = crossingEvent('only', { direction: 'in', pass: reference });
    for (let n = 0; n < 20; n++)
      await Promise.all(
        Array.from({ length: 50 }, async () => expect(ordersOf(await send(gate, event))).toEqual(['open'])),
      );
    expect(await crossings()).toBe(1);
    expect(await inside()).toEqual([`general ${reference}`]);
  }, 120_000);

  it('refuses and counts a bad signature, another gate’s key and a time 301 seconds off; 300 is in time', async () => {
    const gate = await buildGate(world);
    const other = await buildGate(world, { name: '西门' });
    const event = crossingEvent('1', { direction: 'in', plate: '桂A12345' });
    const sent = (seconds: number) => ({ sentAt: new Date(fixedNow.getTime() + seconds * 1_000) });
    expect(await send({ ...gate, secret: other.secret }, event)).toEqual({ refused: 'bad-signature' });
    expect(await send(gate, event, sent(-301))).toEqual({ refused: 'stale' });
    expect(await send(gate, event, sent(301))).toEqual({ refused: 'stale' });
    expect(await send({ ...gate, reference: 'I2026-9999' }, event)).toEqual({ refused: 'unknown-gate' });
    expect(await crossings()).toBe(0);
    await foldRefused();
    expect((await gates.peek(gate.reference))?.refused).toBe(3);
    expect(ordersOf(await send(gate, event, sent(-300)))).toEqual(['stop no-pass']);
  });

  it('writes once for any number of messages that are not signed, and counts each', async () => {
    const gate = await buildGate(world);
    const other = await buildGate(world, { name: '西门' });
    const event = crossingEvent('1', { direction: 'in', plate: '桂A12345' });
    await foldRefused();
    const updates = async (): Promise<number> =>
      (await mongoose.connection.db?.admin().serverStatus())?.['opcounters'].update as number;
    const before = await updates();
    for (let n = 0; n < 10; n++)
      await Promise.all(Array.from({ length: 20 }, () => send({ ...gate, secret: other.secret }, event)));
    await foldRefused();
    expect((await gates.peek(gate.reference))?.refused).toBe(200);
    // Whatever else the store does by itself, it is not a write a message.
    expect((await updates()) - before).toBeLessThan(50);
  });

  it('keeps what a shut gate tells: what waited in its queue as ever, what came in later as a breach, out and rescue always', async () => {
    const gate = await buildGate(world);
    const { reference: pass } = await buildPass(world);
    await shutGate(as(world, 'parkOfficer'), { reference: gate.reference });
    const told = [
      crossingEvent('queued', { direction: 'in', pass, passed: true }, at(-5)),
      crossingEvent('late-out', { direction: 'out', pass }, at(1)),
      crossingEvent('late-in', { direction: 'in', pass, passed: true }, at(2)),
      crossingEvent('rescue', { direction: 'in', plate: '桂A00119', rescue: true }, at(3)),
    ];
    const answers = ['open', 'open', 'stop gate-shut', 'open'];
    expect(ordersOf(await send(gate, told, { now: at(4) }))).toEqual(answers);
    expect(ordersOf(await send(gate, told, { now: at(4) }))).toEqual(answers);
    expect(await crossings()).toBe(4);
    expect(await inside()).toEqual([`general ${pass}`, 'general 桂A00119']);
    const { secret } = await buildGate(world, { name: '西门' });
    expect(await send({ ...gate, secret }, told, { now: at(4) })).toEqual({ refused: 'bad-signature' });
  });

  it('signs as the standard does', () => {
    // The example of the Standard Webhooks specification.
    const key = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const signed = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: '1614265330' };
    expect(signatureOf(key, signed, '{"test": 2432232314}')).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('hears the key before for the hours of the rule, keeps both sealed, and shows the new one for as long', async () => {
    const gate = await buildGate(world);
    const renewed = await renewKey(as(world, 'parkOfficer'), { reference: gate.reference, leaked: 'no' });
    expect(JSON.stringify(renewed)).not.toContain(gate.secret);
    const event = crossingEvent('1', { direction: 'out', plate: '桂A12345' });
    expect(ordersOf(await send(gate, event, { now: at(60 * 24 - 1) }))).toEqual(['open']);
    expect(await send(gate, event, { now: at(60 * 24) })).toEqual({ refused: 'bad-signature' });
  });

  it('takes what can be read of a batch, says what cannot, and keeps order and lateness of what waited three hours', async () => {
    const gate = await buildGate(world);
    const { reference } = await buildPass(world);
    const queue = [
      crossingEvent('b', { direction: 'out', pass: reference, passed: true }, at(-90)),
      { id: 'broken' },
      crossingEvent('a', { direction: 'in', pass: reference, passed: true }, at(-180)),
      crossingEvent('c', { direction: 'in', pass: reference }, at(0)),
    ];
    expect(ordersOf(await send(gate, queue))).toEqual(['open', 'unread', 'open', 'open']);
    const kept = await db().collection('gateCrossings').find().sort({ at: 1 }).toArray();
    expect(kept.map(({ key, isLate }) => [key, isLate])).toEqual([
      ['a', true],
      ['b', true],
      ['c', false],
    ]);
    expect(await openCases()).toEqual([]);
    expect(await inside()).toEqual([`general ${reference}`]);
    expect(
      await send(
        gate,
        Array.from({ length: 101 }, () => queue[0]),
      ),
    ).toEqual({ refused: 'too-many' });
    await foldRefused();
    expect(ordersOf(await send(gate, crossingEvent('z', { direction: 'in', pass: reference }, at(6))))).toEqual([
      'unread',
    ]);
  });
});

describe('a bad row amid good ones', () => {
  const body = (id: string, data: Record<string, unknown>, time = fixedNow) =>
    crossingEvent(id, { direction: 'in', rescue: true, ...data }, time);

  it('stops none of them: blank and null are nothing told, half letters and times beyond what is kept are not read', async () => {
    const gate = await buildGate(world);
    const { reference } = await buildPass(world, 'issued', typedPass('hazchem'));
    const rows = [
      body('1', { plate: '桂A10001' }),
      body('2', { plate: ' - ' }),
      body('3', { plate: null, pass: reference, goods: '', waybill: ' ', rescue: null, passed: null }),
      body('\ud800', { plate: '桂A10002' }),
      body('5', { plate: '桂A\ud800' }),
      body('6', { plate: '桂A10003' }, at(-91 * 24 * 60)),
      body('7', { plate: '桂A10004' }),
    ];
    const dedicated = await buildGate(world, { kind: 'dedicated' });
    const wanted = ['open', 'unread', 'open', 'unread', 'unread', 'unread', 'open'];
    expect(ordersOf(await send(dedicated, rows))).toEqual(wanted);
    expect(ordersOf(await send(dedicated, rows))).toEqual(wanted);
    expect(await crossings()).toBe(3);
    expect((await gates.peek(dedicated.reference))?.unread).toBe(8);
    expect((await gates.peek(gate.reference))?.unread).toBeUndefined();
  });

  it('says of a name that was used for another crossing that it was, and counts it', async () => {
    const gate = await buildGate(world);
    const [first, second] = [body('1', { plate: '桂A10001' }, at(-9)), body('1', { plate: '桂A10002' }, at(-8))];
    expect(ordersOf(await send(gate, [first, second, first]))).toEqual(['open', 'reused', 'open']);
    expect(ordersOf(await send(gate, second))).toEqual(['reused']);
    expect(await inside()).toEqual(['general 桂A10001']);
    expect((await gates.peek(gate.reference))?.unread).toBe(2);
  });

  it('counts what is turned away whole', async () => {
    const gate = await buildGate(world);
    expect(
      await send(
        gate,
        Array.from({ length: 101 }, () => ({})),
      ),
    ).toEqual({ refused: 'too-many' });
    await foldRefused();
    expect((await gates.peek(gate.reference))?.refused).toBe(1);
  });
});

describe('at the gate', () => {
  it('opens for an ambulance without a pass and keeps it after; never a refusal', async () => {
    const gate = await buildGate(world, { kind: 'emergency', zone: 'core' });
    const event = crossingEvent('1', { direction: 'in', plate: '桂A00120', rescue: true });
    expect(ordersOf(await send(gate, event))).toEqual(['open']);
    expect(await openCases()).toEqual([]);
    expect(await inside()).toEqual(['core 桂A00120']);
  });

  it('makes a case each of yesterday’s pass, the wrong gate and another load', async () => {
    const dedicated = await buildGate(world, { kind: 'dedicated' });
    const mixed = await buildGate(world, { name: '西门' });
    await buildPass(world, 'issued', typedPass('hazchem'));
    const lorry = { direction: 'in', plate: '桂A12345' };
    const next = at(24 * 60);
    expect(ordersOf(await send(dedicated, crossingEvent('1', lorry, next), { now: next }))).toEqual(['stop expired']);
    expect(ordersOf(await send(mixed, crossingEvent('1', lorry)))).toEqual(['stop wrong-gate']);
    const methanol = crossingEvent('2', { ...lorry, goods: '甲醇' });
    expect(ordersOf(await send(dedicated, methanol))).toEqual(['stop waybill-mismatch']);
    expect(ordersOf(await send(dedicated, crossingEvent('3', { ...lorry, goods: '乙醇' })))).toEqual(['open']);
    expect(await openCases()).toEqual(['expired 1', 'waybill-mismatch 1', 'wrong-gate 1']);
  });

  it('stops a driver whose card lapsed this morning though the pass was issued last month', async () => {
    const gate = await buildGate(world);
    const { reference } = await buildPass(world, 'issued', typedPass('contractor', { cardUntil: '2026-12-23' }));
    const month = at(30 * 24 * 60);
    const event = (id: string, time: Date) => crossingEvent(id, { direction: 'in', pass: reference }, time);
    expect(ordersOf(await send(gate, event('1', at(29 * 24 * 60)), { now: at(29 * 24 * 60) }))).toEqual(['open']);
    expect(ordersOf(await send(gate, event('2', month), { now: month }))).toEqual(['stop credential-lapsed-today']);
  });

  it('lets nobody into the core zone without two words, with them once, and a revoked pass nowhere', async () => {
    const gate = await buildGate(world, { zone: 'core', border: 'no' });
    const { reference } = await buildPass(world, 'issued', typedPass('contractor', { zone: 'core' }));
    const enter = async (id: string) =>
      ordersOf(await send(gate, crossingEvent(id, { direction: 'in', pass: reference })));
    expect(await enter('1')).toEqual(['stop core-without-authorisation']);
    await askCore(as(world, 'officer'), { reference, coreOn: '2026-11-24', coreWhy: '更换阀门' });
    expect(await enter('2')).toEqual(['stop core-without-authorisation']);
    await confirmCore(as(world, 'parkOfficer'), { reference });
    expect((await Promise.all(['3', '4'].map(enter))).flat().toSorted()).toEqual([
      'open',
      'stop core-without-authorisation',
    ]);
    await revokePass(as(world, 'parkOfficer'), { reference, reason: '借给别人用' });
    expect(await enter('5')).toEqual(['stop no-pass']);
    expect(await inside()).toEqual([`core ${reference}`]);
    // One open case for one subject and kind, however often.
    expect(await openCases()).toEqual(['core-without-authorisation 3', 'no-pass 1']);
  });

  it('tells a second entry without an exit, and whoever stays when the pass is over, once', async () => {
    const gate = await buildGate(world);
    const { reference } = await buildPass(world, 'issued', typedPass('contractor', { endsOn: '2026-11-24' }));
    const enter = async (id: string, time: Date) =>
      ordersOf(await send(gate, crossingEvent(id, { direction: 'in', pass: reference }, time)));
    expect([await enter('1', at(-2)), await enter('2', at(-1))].flat()).toEqual(['open', 'open in-without-out']);
    const night = at(16 * 60);
    for (let n = 0; n < 2; n++)
      for (const one of await findOverstaying(night, 10, [])) await openOverstay(clockContext(night), one);
    expect(await openCases(night)).toEqual(['in-without-out 1', 'overstay 1']);
  });

  it('lets a rescue crew through whose pass was used up, again and again', async () => {
    const gate = await buildGate(world, { zone: 'core', border: 'no' });
    const { reference } = await buildPass(world, 'issued', typedPass('contractor', { zone: 'core' }));
    await askCore(as(world, 'officer'), { reference, coreOn: '2026-11-24', coreWhy: '更换阀门' });
    await confirmCore(as(world, 'parkOfficer'), { reference });
    const go = async (id: string, minute: number, data = {}) =>
      ordersOf(await send(gate, crossingEvent(id, { direction: 'in', pass: reference, ...data }, at(minute))));
    expect(await go('1', -9)).toEqual(['open']);
    expect([await go('2', -8, { rescue: true }), await go('3', -7, { rescue: true })].flat()).toEqual(['open', 'open']);
  });

  it('lets a visitor into the park once, whatever gates are asked at once, and between its zones as often', async () => {
    const east = await buildGate(world);
    const west = await buildGate(world, { name: '西门' });
    const inner = await buildGate(world, { name: '仓库', zone: 'key', border: 'no' });
    const { reference } = await buildPass(world, 'issued', typedPass('visitor', { zone: 'key' }));
    const go = async (gate: typeof east, id: string, direction: string, minute: number) =>
      ordersOf(await send(gate, crossingEvent(id, { direction, pass: reference }, at(minute))));
    const both = await Promise.all([go(east, '1', 'in', -9), go(west, '1', 'in', -9)]);
    expect(both.flat().toSorted()).toEqual(['open', 'stop entry-used']);
    expect(await go(inner, '1', 'in', -8)).toEqual(['open']);
    expect(await go(inner, '2', 'in', -7)).toEqual(['open in-without-out']);
    expect(await go(east, '2', 'out', -6)).toEqual(['open']);
    expect(await go(east, '3', 'in', -5)).toEqual(['stop entry-used']);
    expect(await inside()).toEqual([]);
  });

  it('stops a plate that is not the one of the pass, and puts down nobody else as inside', async () => {
    const gate = await buildGate(world);
    const { reference } = await buildPass(world, 'issued', typedPass('contractor', { plate: '桂A55555' }));
    const both = (id: string, direction: string, plate: string, minute: number, more = {}) =>
      send(gate, crossingEvent(id, { direction, pass: reference, plate, ...more }, at(minute)));
    expect(ordersOf(await both('1', 'in', '桂B22222', -9))).toEqual(['stop plate-mismatch']);
    expect(await inside()).toEqual([]);
    await both('2', 'in', '桂B22222', -8, { passed: true });
    expect(await inside()).toEqual(['general 桂B22222']);
    await both('3', 'out', '桂B22222', -7);
    expect(ordersOf(await both('4', 'in', '桂A·55555', -6))).toEqual(['open']);
    // Read wrongly on the way out: whoever is in with this pass is out.
    await both('5', 'out', '桂A5555S', -5);
    expect(await inside()).toEqual([]);
  });

  it('takes the pass shown coming in and the plate read going out for one', async () => {
    const gate = await buildGate(world);
    const { reference } = await buildPass(world);
    await send(gate, crossingEvent('1', { direction: 'in', pass: reference, plate: '桂C33333' }, at(-9)));
    await send(gate, crossingEvent('2', { direction: 'out', pass: reference }, at(-8)));
    await send(gate, crossingEvent('3', { direction: 'in', pass: reference }, at(-7)));
    await send(gate, crossingEvent('4', { direction: 'out', pass: reference, plate: '桂C33333' }, at(-6)));
    expect(await inside()).toEqual([]);
  });

  it('counts driver and passenger of one plate as two, and lets each out by their own pass', async () => {
    const gate = await buildGate(world);
    const typed = typedPass('contractor', { plate: '桂A55555' });
    const [driver, passenger] = [await buildPass(world, 'issued', typed), await buildPass(world, 'issued', typed)];
    const by = (id: string, direction: string, pass: string, minute: number) =>
      send(gate, crossingEvent(id, { direction, pass, plate: '桂A55555' }, at(minute)));
    await by('1', 'in', driver.reference, -9);
    await by('2', 'in', passenger.reference, -8);
    expect(await inside()).toEqual([`general ${passenger.reference}`, 'general 桂A55555']);
    await by('3', 'out', passenger.reference, -7);
    expect(await inside()).toEqual(['general 桂A55555']);
    await by('4', 'out', driver.reference, -6);
    expect(await inside()).toEqual([]);
  });

  it('lets out whoever of two in one car is still in when the plate alone is read', async () => {
    const gate = await buildGate(world);
    const typed = typedPass('contractor', { plate: '桂A55555' });
    const [driver, passenger] = [await buildPass(world, 'issued', typed), await buildPass(world, 'issued', typed)];
    const by = (id: string, direction: string, minute: number, pass?: string) =>
      send(
        gate,
        crossingEvent(id, { direction, plate: '桂A55555', ...(pass === undefined ? {} : { pass }) }, at(minute)),
      );
    await by('1', 'in', -9, driver.reference);
    await by('2', 'in', -8, passenger.reference);
    await by('3', 'out', -7);
    expect(await inside()).toEqual([`general ${passenger.reference}`]);
    await by('4', 'out', -6);
    expect(await inside()).toEqual([]);
    // The driver goes first by their pass: the plate lets the passenger out.
    await by('5', 'in', -5, driver.reference);
    await by('6', 'in', -4, passenger.reference);
    await by('7', 'out', -3, driver.reference);
    await by('8', 'out', -2);
    expect(await inside()).toEqual([]);
  });

  it('sees somebody come in twice through gates of two zones on the border of the park', async () => {
    const east = await buildGate(world);
    const north = await buildGate(world, { name: '北门', zone: 'key' });
    const { reference } = await buildPass(world, 'issued', typedPass('contractor', { zone: 'key' }));
    await send(east, crossingEvent('1', { direction: 'in', pass: reference }, at(-9)));
    expect(ordersOf(await send(north, crossingEvent('1', { direction: 'in', pass: reference }, at(-8))))).toEqual([
      'open in-without-out',
    ]);
  });

  it('makes a case of what its cameras saw, and keeps nobody out or in for it', async () => {
    const gate = await buildGate(world);
    const { reference } = await buildPass(world);
    const seen = (id: string, direction: string, observed: string, more = {}) =>
      crossingEvent(id, { direction, observed, pass: reference, ...more }, at(Number(id)));
    const told = [
      seen('-9', 'in', 'tailgating'),
      seen('-8', 'out', 'speed'),
      seen('-7', 'in', 'wrong-route'),
      seen('-6', 'in', 'speed', { rescue: true }),
    ];
    expect(ordersOf(await send(gate, told))).toEqual(['open tailgating', 'open speed', 'open wrong-route', 'open']);
    expect(await openCases()).toEqual(['speed 1', 'tailgating 1', 'wrong-route 1']);
  });

  it('has the park look for whoever is in longer than the rule, an ambulance too, once a stay', async () => {
    const gate = await buildGate(world);
    const { reference } = await buildPass(world);
    await send(gate, [
      crossingEvent('1', { direction: 'in', plate: '桂A00120', rescue: true }),
      crossingEvent('2', { direction: 'in', pass: reference }),
    ]);
    const missed = async (minutes: number) =>
      (await findOverstaying(at(minutes), 10, [])).map(({ subject }) => subject).toSorted();
    expect(await missed(24 * 60)).toEqual([]);
    expect(await missed(24 * 60 + 1)).toEqual([reference, '桂A00120'].toSorted());
    for (const one of await findOverstaying(at(24 * 60 + 1), 10, []))
      await openOverstay(clockContext(at(24 * 60 + 1)), one);
    expect(await openCases(at(24 * 60 + 1))).toEqual(['overstay 1', 'overstay 1']);
    // What came late changes nothing of that.
    await send(gate, crossingEvent('0', { direction: 'in', pass: reference }, at(-5)), { now: at(24 * 60 + 1) });
    expect(await missed(24 * 60 + 2)).toEqual([]);
  });

  it('takes 桂F20265 for a plate though it reads like the number of a pass', async () => {
    const { reference } = await buildGate(world);
    await expect(
      letThrough(as(world, 'parkOfficer'), { reference, direction: 'in', rescue: 'no', shown: '桂F20265' }),
    ).rejects.toMatchObject({ fields: { shown: '不放行：没有通行证。已登记' } });
    const [kept] = await db().collection('gateCrossings').find().toArray();
    expect(kept?.['subject']).toBe('桂F20265');
  });

  it('answers by hand what hardware would be told, and keeps what was turned away', async () => {
    const { reference } = await buildGate(world);
    const pass = await buildPass(world, 'issued', typedPass('visitor', { plate: '桂A55555' }));
    const typed = { reference, direction: 'in', rescue: 'no' } as const;
    const ctx = as(world, 'parkOfficer');
    await letThrough(ctx, { ...typed, shown: ' 桂a·55555' });
    await letThrough(ctx, { ...typed, shown: ' 桂a·55555' });
    expect(await crossings()).toBe(1);
    expect(await inside()).toEqual(['general 桂A55555']);
    await letThrough(as(world, 'parkOfficer', at(1)), { ...typed, direction: 'out', shown: pass.reference });
    expect(await inside()).toEqual([]);
    await expect(letThrough(as(world, 'parkOfficer'), { ...typed, shown: '桂B11111' })).rejects.toMatchObject({
      fields: { shown: '不放行：没有通行证。已登记' },
    });
    expect(await openCases()).toEqual(['no-pass 1']);
  });
});

it('a breach is explained by its host and settled by another person of the park, once', async () => {
  const gate = await buildGate(world, { kind: 'dedicated' });
  await send(gate, crossingEvent('1', { direction: 'in', pass: (await buildPass(world)).reference }));
  await openCases();
  const [row] = (await breaches.find(as(world, 'officer'))).rows;
  const reference = row?.reference ?? '';
  const both = { ...world.actors.parkOfficer, personId: world.actors.officer.personId };
  const explained = await explainBreach(as(world, 'officer'), { reference, explanation: '司机走错了门' });
  expect(breaches.can(both, 'close', explained)).toBe(false);
  for (const who of ['insurer', 'administrator', 'adviser', 'otherOfficer', 'worker'] as const)
    expect([who, breaches.canSee(world.actors[who], explained)]).toEqual([who, false]);
  const closed = await closeBreach(as(world, 'parkOfficer'), { reference, outcome: '已提醒司机' });
  expect([closed.status, closed.openKey]).toEqual(['closed', undefined]);
});

it('a breach asked for again counts what comes after, and is not opened beside another of the same', async () => {
  const gate = await buildGate(world);
  const again = async (id: string) => {
    await send(gate, crossingEvent(id, { direction: 'in', plate: '桂A77777' }));
    return openCases();
  };
  expect(await again('1')).toEqual(['no-pass 1']);
  const [row] = (await breaches.find(as(world, 'regulator'))).rows;
  const reference = row?.reference ?? '';
  await closeBreach(as(world, 'parkOfficer'), { reference, outcome: '已劝返' });
  await reopenBreach(as(world, 'regulator'), { reference, outcome: '没有查是谁' });
  expect(await again('2')).toEqual(['no-pass 2']);
  await closeBreach(as(world, 'parkOfficer'), { reference, outcome: '查清了' });
  expect(await again('3')).toEqual(['no-pass 1', 'no-pass 2']);
  expect(await code(reopenBreach(as(world, 'regulator'), { reference, outcome: '再查' }))).toBe(
    'breaches.open-already',
  );
  const [open] = (await breaches.find(as(world, 'regulator'), { isOpen: true })).rows;
  const settled = await closeBreach(as(world, 'regulator'), {
    reference: open?.reference ?? '',
    outcome: '监管部门办结',
  });
  const may = (who: WorldActor) => breaches.can(world.actors[who], 'reopen', settled);
  expect([may('regulator'), may('cityRegulator')]).toEqual([false, true]);
});

it('what is not low is settled by the body where the park only assists, and falls due there', async () => {
  await takePower(world);
  const gate = await buildGate(world, { zone: 'core' });
  const pass = await buildPass(world, 'issued', typedPass('contractor', { zone: 'core' }));
  await send(gate, [
    crossingEvent('1', { direction: 'in', pass: pass.reference }),
    crossingEvent('2', { direction: 'in', plate: '桂A77777' }),
  ]);
  await openCases();
  const rows = (await breaches.find(as(world, 'regulator'))).rows;
  const of = (kind: string) => rows.find((row) => row.kind === kind) as (typeof rows)[number];
  const may = (kind: string, who: WorldActor) => breaches.can(world.actors[who], 'close', of(kind));
  expect([may('core-without-authorisation', 'parkOfficer'), may('core-without-authorisation', 'regulator')]).toEqual([
    false,
    true,
  ]);
  expect(may('no-pass', 'parkOfficer')).toBe(true);
  const owes = async (kind: string) => (await findDeadlinesOf(breaches.subjectOf(of(kind))))[0]?.owedBy;
  expect([await owes('core-without-authorisation'), await owes('no-pass')]).toEqual([
    [`body:${world.bodyId}`],
    [`park:${world.park._id}`],
  ]);
});

it('forgets whom a settled breach was about once the days of the rule are over', async () => {
  const gate = await buildGate(world);
  await send(gate, crossingEvent('1', { direction: 'in', plate: '桂A77777' }));
  await openCases();
  const [row] = (await breaches.find(as(world, 'regulator'))).rows;
  const reference = row?.reference ?? '';
  const inDays = (days: number) => clockContext(at(days * 24 * 60));
  expect(await forgetBreaches(inDays(365))).toBe(0);
  await closeBreach(as(world, 'parkOfficer'), { reference, outcome: '已劝返' });
  expect([
    await forgetBreaches(inDays(90)),
    await forgetBreaches(inDays(91)),
    await forgetBreaches(inDays(92)),
  ]).toEqual([0, 1, 0]);
  const kept = await breaches.peek(reference);
  expect([kept?.subject, kept?.kind, kept?.outcome]).toEqual(['（已清除）', 'no-pass', '已劝返']);
  expect(JSON.stringify(await mongoose.connection.collection('gateBreaches').find().toArray())).not.toContain('77777');
  expect(await code(reopenBreach(as(world, 'regulator'), { reference, outcome: '再查' }))).toBe('breaches.forgotten');
});

it('keeps crossings and the names on passes of a park while an accident keeps what there is', async () => {
  const gate = await buildGate(world);
  const pass = await buildPass(world, 'issued', typedPass('hazchem'));
  await send(gate, crossingEvent('1', { direction: 'in', plate: '桂A10001', rescue: true }));
  const accident = await buildAccident(world);
  const year = clockContext(at(365 * 24 * 60));
  await expirePass(year, pass);
  expect([await purgeNext(year), await forgetPasses(year), await crossings()]).toEqual([false, 0, 1]);
  await liftAccident(personContext(world.actors.regulator), {
    reference: accident.reference,
    reason: '调查报告已批复',
  });
  expect([await purgeNext(year), await forgetPasses(year), await crossings()]).toEqual([true, 1, 0]);
});

describe('in = out + inside', () => {
  type Move = { who: number; direction: 'in' | 'out'; minute: number };
  const move: fc.Arbitrary<Move> = fc.record({
    who: fc.integer({ min: 0, max: 2 }),
    direction: fc.constantFrom('in', 'out'),
    minute: fc.integer({ min: -400, max: 0 }),
  });
  const PLATES = ['桂A10001', '桂A10002', '桂A10003'];

  it('holds through doubles, any order, any cut into batches, two at once, and purging; folding anew changes nothing', async () => {
    const gate: Gate = await buildGate(world);
    const park = world.park._id;
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 14 }), fc.integer({ min: 1, max: 5 }), async (moves, size) => {
        await db().collection('gateCrossings').deleteMany({});
        await db().collection('gatePresences').deleteMany({});
        const told = moves.map(({ who, direction, minute }, n) => ({
          key: String(n),
          direction,
          at: at(minute),
          plate: PLATES[who] as string,
          isRescue: true,
          hasPassed: true,
        }));
        const sent = [...told, ...told.slice(0, 3)];
        for (let from = 0; from < sent.length; from += size * 2)
          await Promise.all(
            [sent.slice(from, from + size), sent.slice(from, from + size * 2)].map((batch) =>
              takeCrossings(fixedNow, gate, batch),
            ),
          );
        const model = new Map<string, boolean>();
        for (const one of told.toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.key > b.key ? 1 : -1)))
          model.set(one.plate, one.direction === 'in');
        const wanted = [...model].filter(([, isIn]) => isIn).map(([plate]) => `general ${plate}`);
        expect((await inside()).toSorted()).toEqual(wanted.toSorted());
        const rows = await db().collection<Presence>('gatePresences').find().toArray();
        for (const { ins, outs, isInside } of rows) expect(ins).toBe(outs + (isInside ? 1 : 0));
        expect(await rebuildPresences(park)).toBe(0);
        const later = clockContext(new Date(fixedNow.getTime() + 90 * 86_400_000 - 200 * 60_000));
        while (await purgeNext(later));
        expect((await inside()).toSorted()).toEqual(wanted.toSorted());
        expect(await rebuildPresences(park)).toBe(0);
      }),
      { numRuns: 25 },
    );
  }, 240_000);

  it('mends a presence somebody spoiled', async () => {
    const gate = await buildGate(world);
    await send(gate, crossingEvent('1', { direction: 'in', plate: '桂A10001', rescue: true }));
    await db()
      .collection('gatePresences')
      .updateMany({}, { $set: { isInside: false } });
    expect([await rebuildPresences(world.park._id), await inside()]).toEqual([1, ['general 桂A10001']]);
  });
});

it('keeps no queue of a gate waiting for a presence, a pass or a crossing that somebody spoiled, and leaves nobody out', async () => {
  const gate = await buildGate(world);
  const { reference } = await buildPass(world);
  const rescue = (id: string, plate: string, minute: number, direction = 'in') =>
    crossingEvent(id, { direction, plate, rescue: true }, at(minute));
  await send(gate, [rescue('1', '桂A10001', -9), rescue('2', '桂A10002', -9), rescue('3', '桂A10003', -9)]);
  await send(gate, crossingEvent('4', { direction: 'in', pass: reference }, at(-8)));
  const set = (collection: string, of: object, more: object) => db().collection(collection).updateOne(of, more);
  await set('gatePresences', { subject: '桂A10001' }, { $set: { at: 'x', until: 'y', ins: null, base: 7 } });
  await set('gatePresences', { subject: '桂A10002' }, { $set: { zone: 'nowhere' } });
  await set('gatePresences', { subject: '桂A10003' }, { $unset: { at: 1, until: 1 } });
  await set('gateCrossings', { key: '3' }, { $set: { at: 'x' } });
  await set('passes', { reference }, { $unset: { endsOn: 1, startsOn: 1, cardUntil: 1 } });
  expect((await inside()).toSorted()).toHaveLength(4);
  const queue = [
    rescue('5', '桂A10001', -5, 'out'),
    rescue('6', '桂A10003', -4),
    crossingEvent('7', { direction: 'in', pass: reference }, at(-3)),
    rescue('8', '桂A10004', -2),
  ];
  expect(ordersOf(await send(gate, queue))).toEqual(['open', 'open', 'stop no-pass', 'open']);
  expect((await inside()).map((one) => one.split(' ')[1]).toSorted()).toEqual(
    ['桂A10002', '桂A10003', '桂A10004', reference].toSorted(),
  );
  expect(await rebuildPresences(world.park._id)).toBe(1);
  expect(await rebuildPresences(world.park._id)).toBe(0);
});

it('takes a gate of an inner zone for no way out of the park', async () => {
  const outer = await buildGate(world);
  const inner = await buildGate(world, { name: '罐区', zone: 'key', border: 'no' });
  const { reference } = await buildPass(world, 'issued', typedPass('contractor', { zone: 'key' }));
  const go = (gate: typeof outer, id: string, direction: string, minute: number) =>
    send(gate, crossingEvent(id, { direction, pass: reference }, at(minute)));
  await go(outer, '1', 'in', -9);
  await go(inner, '1', 'in', -8);
  expect(await inside()).toEqual([`key ${reference}`]);
  await go(inner, '2', 'out', -7);
  expect(await inside()).toEqual([`general ${reference}`]);
  await go(outer, '2', 'out', -6);
  expect(await inside()).toEqual([]);
  expect(await openCases()).toEqual([]);
});

it('asks an index for who is inside, the list of gates and the last crossings', async () => {
  const gate = await buildGate(world);
  const rows = Array.from({ length: 300 }, (_, n) => ({
    _id: `x/${n}`,
    parkId: n < 5 ? world.park._id : newId(),
    subject: `桂A${n}`,
    zone: 'general',
    isInside: n % 2 === 0,
  }));
  await db()
    .collection('gatePresences')
    .insertMany(rows as never);
  const read = async (collection: string, filter: object, sort: object) => {
    const plan = await db()
      .collection(collection)
      .find(filter)
      .sort(sort as never)
      .limit(20)
      .explain('executionStats');
    expect(JSON.stringify(plan['queryPlanner'].winningPlan)).not.toContain('COLLSCAN');
    return plan['executionStats'].totalDocsExamined as number;
  };
  expect(await read('gatePresences', { parkId: world.park._id, isInside: true }, { zone: 1, _id: 1 })).toBe(3);
  expect(await read('gateCrossings', { gateId: gate._id }, { _id: -1 })).toBe(0);
  expect(await read('gateCrossings', { usesUp: { $in: ['F2026-0001'] } }, {})).toBe(0);
  expect(await read('gatePresences', { passReference: { $in: ['F2026-0001'] }, isInside: true }, {})).toBe(0);
  const listed = await read('gates', gates.query(as(world, 'parkOfficer'), { isOpen: true }), { _id: -1 });
  expect(listed).toBe(1);
  expect(
    await code(setUpGate(as(world, 'officer'), { name: '北门', kind: 'mixed', zone: 'general', border: 'yes' })),
  ).toBe('common.not-allowed');
});
