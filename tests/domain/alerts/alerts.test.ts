import mongoose from 'mongoose';
import { alertSources, readSourceKey, renewSourceKey, reopenSource, shutSource } from '#domain/alertSources';
import {
  type Alert,
  acknowledgeAlert,
  alerts,
  closeAlert,
  dismissAlert,
  handleAlert,
  reopenAlert,
  verifyAlert,
} from '#domain/alerts';
import { findDeadlinesOf } from '#domain/deadlines';
import { reactToEvents } from '#domain/notices';
import { findToDos } from '#domain/nouns';
import { parkRegisters } from '#domain/oversight';
import { foldRefused } from '#domain/webhooks';
import { newId } from '#kernel/ids';
import { allRules } from '#kernel/rules';
import { alertEvent, alertOf, buildAlerts, buildSource, type KeyedSource, sendAlerts } from '../../support/alerts.ts';
import { code, fieldsOf } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { as } from '../../support/plans.ts';
import { profiled } from '../../support/profiled.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, takePower, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let source: KeyedSource;
beforeEach(async () => {
  world = await buildWorld();
  source = await buildSource(world);
});

const later = (minutes: number): Date => new Date(fixedNow.getTime() + minutes * 60_000);
const peek = async (reference: string): Promise<Alert> => (await alerts.peek(reference)) as Alert;
const rows = (name: string) => mongoose.connection.collection(name);
const sourceRow = async () =>
  (await alertSources.peek(source.reference)) as NonNullable<Awaited<ReturnType<typeof alertSources.peek>>>;
const running = async (reference: string) =>
  (await findDeadlinesOf({ kind: 'alert', id: (await peek(reference))._id }))
    .filter(({ isOpen }) => isOpen)
    .map(({ kind, dueAt }) => `${kind} ${dueAt.toISOString()}`)
    .toSorted();
const told = async (template: string) =>
  (await rows('outbox').find({ template }).toArray()).map(({ personId }) => String(personId)).toSorted();
const react = async (now = fixedNow) => {
  while ((await reactToEvents(now)) > 0);
};
const people = (...who: WorldActor[]) => who.map((one) => world.actors[one].personId).toSorted();

describe('what a platform sends', () => {
  it('is one alert of a device and a kind until it is closed, however often it is raised: counted, with the highest value', async () => {
    const reference = await alertOf(source, alertEvent('1', { value: 26, unit: '%LEL' }));
    await alertOf(source, alertEvent('2', { value: 41 }, later(1)), later(1));
    await alertOf(source, alertEvent('3', { value: 30 }, later(2)), later(2));
    expect(await peek(reference)).toMatchObject({
      n: 3,
      peak: 41,
      firstAt: fixedNow,
      lastAt: later(2),
      status: 'open',
    });
    const other = await alertOf(source, alertEvent('4', { code: '01-02-3' }));
    const third = await alertOf(source, alertEvent('5', { device: 'GT-102' }));
    expect(new Set([reference, other, third]).size).toBe(3);
    expect(await rows('alerts').countDocuments()).toBe(3);
  });

  it('counts once however often it is sent, at once or again, and makes one case of a firm’s alarm', async () => {
    const events = [alertEvent('1'), alertEvent('2', {}, later(1))];
    const sent = await Promise.allSettled([1, 2, 3].map(() => sendAlerts(source, events, { now: later(1) })));
    expect(sent.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    const first = await sendAlerts(source, events, { now: later(1) });
    expect(await sendAlerts(source, events, { now: later(4) })).toEqual(first);
    const [row, ...more] = await rows('alerts').find().toArray();
    expect(more).toEqual([]);
    expect(row).toMatchObject({ n: 2 });
    const cases = await rows('hazards').find().toArray();
    expect(cases).toMatchObject([{ reference: row?.['hazardReference'], enterpriseId: world.enterprise._id }]);
    expect(await rows('events').countDocuments({ name: 'alerts.raised' })).toBe(1);
    // A warning, and an alarm of the park's own, are no case of a firm.
    await alertOf(source, alertEvent('3', { device: 'GT-9', class: 'warning' }));
    await alertOf(await buildSource(world, 'parkOfficer'), alertEvent('4'));
    expect(await rows('hazards').countDocuments()).toBe(1);
  });

  it('killed half-way is taken whole when it is sent again', async () => {
    await rows('alertEvents').insertOne({ _id: 'there' } as never);
    const refuse = (validator: object) => mongoose.connection.db?.command({ collMod: 'alertEvents', validator });
    // The last write of the first of them fails, as when the process ends before it.
    await refuse({ _id: { $ne: `${source._id}/1` } });
    await expect(sendAlerts(source, [alertEvent('1'), alertEvent('2', { device: 'GT-2' })])).rejects.toThrow();
    await refuse({});
    // Nothing of the one is left, the other was taken.
    expect((await rows('alerts').find().toArray()).map(({ device }) => device)).toEqual(['GT-2']);
    expect(await rows('hazards').countDocuments()).toBe(1);
    await sendAlerts(source, [alertEvent('1'), alertEvent('2', { device: 'GT-2' })]);
    expect((await rows('alerts').find().toArray()).map(({ n }) => n)).toEqual([1, 1]);
    expect(await rows('hazards').countDocuments()).toBe(2);
  });

  it('is refused and counted with a bad signature, a stale time, no JSON, too many at once, or from a platform that is shut', async () => {
    const bad = { ...source, secret: 'whsec_AAAA' };
    expect(await sendAlerts(bad, [alertEvent('1')])).toEqual({ refused: 'bad-signature' });
    const old = { sentAt: later(-6) };
    expect(await sendAlerts(source, [alertEvent('1')], old)).toEqual({ refused: 'stale' });
    const many = Array.from({ length: 101 }, (_, n) => alertEvent(`${n}`));
    expect(await sendAlerts(source, many)).toEqual({ refused: 'too-many' });
    await shutSource(as(world, 'officer'), { reference: source.reference });
    expect(await sendAlerts(source, [alertEvent('1')])).toEqual({ refused: 'unknown' });
    expect(await sendAlerts({ ...source, reference: 'JR2026-9999' }, [])).toEqual({ refused: 'unknown' });
    await foldRefused();
    expect((await sourceRow()).refused).toBe(4);
    expect(await rows('alerts').countDocuments()).toBe(0);
    await reopenSource(as(world, 'officer'), { reference: source.reference });
    expect(await alertOf(source, alertEvent('1'))).toMatch(/^BJ2026-/);
  });

  it('is fresh by when it was sent: what waited while the line was down is taken, its clocks begin when it came', async () => {
    const reference = await alertOf(source, alertEvent('1', {}, later(-300)));
    expect(await peek(reference)).toMatchObject({ firstAt: later(-300), raisedAt: fixedNow });
  });

  it('that cannot be read stops none of the others, and is counted', async () => {
    const events = [alertEvent('1', { class: 'cry' }), alertEvent('2'), 'x', alertEvent('3', {}, later(60))];
    const result = await sendAlerts(source, events);
    expect('answers' in result && result.answers.map(({ alert }) => alert)).toEqual([
      'unread',
      expect.stringMatching(/^BJ/),
      'unread',
      'unread',
    ]);
    expect(await sourceRow()).toMatchObject({ unread: 3, heardAt: fixedNow });
  });

  it('meets a spoiled alert: the others are taken, and the sender is told to come again', async () => {
    const broken = await alertOf(source, alertEvent('1'));
    await rows('alerts').updateOne({ reference: broken }, { $set: { n: 'x' } });
    const events = [alertEvent('2'), alertEvent('3', { device: 'GT-3' })];
    await expect(sendAlerts(source, events)).rejects.toThrow();
    expect(await rows('alerts').countDocuments({ device: 'GT-3' })).toBe(1);
    expect((await alerts.find(as(world, 'officer'))).rows).toHaveLength(2);
  });

  it('signs with a new key, with the old one for its hours, and with none that leaked', async () => {
    const { reference } = source;
    await renewSourceKey(as(world, 'officer', later(60)), { reference, leaked: 'no' });
    expect(await fieldsOf(renewSourceKey(as(world, 'officer', later(61)), { reference, leaked: 'no' }))).toEqual([
      'leaked',
    ]);
    expect(await alertOf(source, alertEvent('1', {}, later(62)), later(62))).toMatch(/^BJ/);
    const fresh = { ...source, secret: (await readSourceKey(as(world, 'officer', later(62)), reference)) ?? '' };
    expect(await alertOf(fresh, alertEvent('2', {}, later(63)), later(63))).toMatch(/^BJ/);
    await renewSourceKey(as(world, 'officer', later(64)), { reference, leaked: 'yes' });
    for (const one of [source, fresh])
      expect(await sendAlerts(one, [], { now: later(65) })).toEqual({ refused: 'bad-signature' });
    expect(await code(readSourceKey(as(world, 'parkOfficer'), reference))).toBe('common.not-allowed');
    expect(JSON.stringify(await rows('alertSources').findOne())).not.toContain('whsec_');
  });
});

describe('its clocks', () => {
  it('run by class: 5 and 30 minutes, 30 minutes and 4 hours, 1 and 5 working days; each ends with its step', async () => {
    const raise = (of: string) => alertOf(source, alertEvent(of, { class: of, device: of }));
    const alarm = await raise('alarm');
    expect(await running(alarm)).toEqual([
      `alert-ack-alarm ${later(5).toISOString()}`,
      `alert-handle-alarm ${later(30).toISOString()}`,
    ]);
    expect(await running(await raise('warning'))).toEqual([
      `alert-ack-warning ${later(30).toISOString()}`,
      `alert-handle-warning ${later(240).toISOString()}`,
    ]);
    // Tuesday: the end of Wednesday and of the next Tuesday.
    expect(await running(await raise('reminder'))).toEqual([
      'alert-ack-reminder 2026-11-25T15:59:59.999Z',
      'alert-handle-reminder 2026-12-01T15:59:59.999Z',
    ]);
    await acknowledgeAlert(as(world, 'officer'), { reference: alarm });
    expect(await running(alarm)).toEqual([`alert-handle-alarm ${later(30).toISOString()}`]);
    await handleAlert(as(world, 'officer'), { reference: alarm, measures: '停泵' });
    expect(await running(alarm)).toEqual([]);
    const titles = (await findToDos(as(world, 'officer'))).rows.map(({ title }) => title);
    expect(titles).toEqual(expect.arrayContaining(['预警待确认：warning', '提醒待处理：reminder']));
  });

  it('an alarm is told at night to the firm, its park and its body at once; a warning to firm and park in the morning', async () => {
    const night = new Date('2026-11-24T18:00:00.000Z');
    await alertOf(source, alertEvent('1', {}, night), night);
    await alertOf(source, alertEvent('2', { device: 'GT-2', class: 'warning' }, night), night);
    await react(night);
    const of = (who: WorldActor) =>
      rows('outbox')
        .find({ template: 'alert-raised', personId: world.actors[who].personId })
        .sort({ _id: 1 })
        .toArray();
    for (const who of ['manager', 'officer', 'parkOfficer'] as const)
      expect((await of(who)).map(({ nextAt }) => nextAt > night)).toEqual([false, true]);
    expect(await of('regulator')).toHaveLength(1);
  });
});

describe('raised anew', () => {
  it('of a higher class asks everybody to look again, by the clocks of that class, and makes the case', async () => {
    const reference = await alertOf(source, alertEvent('1', { class: 'warning' }));
    await handleAlert(as(world, 'officer'), { reference, measures: '看了' });
    expect(await alertOf(source, alertEvent('2', { class: 'alarm' }, later(3)), later(3))).toBe(reference);
    expect(await peek(reference)).toMatchObject({ status: 'open', class: 'alarm', round: 1 });
    expect((await peek(reference)).handledBy).toBeUndefined();
    expect(await running(reference)).toEqual([
      `alert-ack-alarm ${later(8).toISOString()}`,
      `alert-handle-alarm ${later(33).toISOString()}`,
    ]);
    expect(await rows('hazards').countDocuments()).toBe(1);
    await react(later(3));
    expect(await told('alert-again')).toEqual(people('manager', 'officer', 'parkOfficer', 'regulator'));
    // A lower one counts, and calms nothing.
    await alertOf(source, alertEvent('3', { class: 'reminder' }, later(4)), later(4));
    expect(await peek(reference)).toMatchObject({ n: 3, class: 'alarm', status: 'open' });
  });

  it('is put right only when the device has been quiet for ten minutes, and asked for again when it comes back', async () => {
    const reference = await alertOf(source, alertEvent('1'));
    await handleAlert(as(world, 'officer', later(1)), { reference, measures: '停泵' });
    const verify = (minutes: number) =>
      verifyAlert(as(world, 'officer', later(minutes)), { reference, finding: '读数 0' });
    expect(await code(verify(2))).toBe('alerts.not-cleared');
    const over = { state: 'cleared' };
    await alertOf(source, alertEvent('2', over, later(5)), later(5));
    expect(await code(verify(14))).toBe('alerts.not-quiet');
    // Raised in between: the ten minutes begin anew with the next time it is over.
    await alertOf(source, alertEvent('3', {}, later(9)), later(9));
    expect(await code(verify(20))).toBe('alerts.not-cleared');
    // Told late: it was over before it was raised again.
    await alertOf(source, alertEvent('4', over, later(7)), later(20));
    expect(await code(verify(21))).toBe('alerts.not-cleared');
    await alertOf(source, alertEvent('5', over, later(22)), later(22));
    await verify(32);
    expect(await peek(reference)).toMatchObject({ status: 'verified', n: 2 });
    await alertOf(source, alertEvent('6', {}, later(40)), later(40));
    expect(await peek(reference)).toMatchObject({ status: 'open', round: 1, n: 3 });
  });
});

describe('is closed', () => {
  it('by somebody other than whoever handled it; the next time is another alert', async () => {
    const { verified } = (await buildAlerts(world)).alerts;
    const close = (who: WorldActor) => closeAlert(as(world, who), { reference: verified, outcome: '电池没电' });
    expect(await code(close('officer'))).toBe('common.same-person');
    await close('manager');
    expect(await peek(verified)).toMatchObject({ status: 'closed', closedBy: world.actors.manager.personId });
    expect((await peek(verified)).openKey).toBeUndefined();
  });

  it('as none with a reason, which park and body read; the body asks again, but not beside one that is open', async () => {
    const reference = await alertOf(source, alertEvent('1', { class: 'warning' }));
    expect(await fieldsOf(dismissAlert(as(world, 'officer'), { reference, reason: ' ' }))).toEqual(['reason']);
    await dismissAlert(as(world, 'officer'), { reference, reason: '蒸汽' });
    expect(await running(reference)).toEqual([]);
    await react();
    expect(await told('alert-dismissed')).toEqual(people('parkOfficer', 'regulator'));
    const again = () => reopenAlert(as(world, 'regulator', later(9)), { reference, reason: '到现场再看' });
    const next = await alertOf(source, alertEvent('2', { class: 'warning' }, later(5)), later(5));
    expect(next).not.toBe(reference);
    expect(await code(again())).toBe('alerts.open-already');
    await dismissAlert(as(world, 'officer', later(6)), { reference: next, reason: '蒸汽' });
    await again();
    expect(await peek(reference)).toMatchObject({ status: 'open', round: 1, raisedAt: later(9) });
    await react(later(9));
    expect(await told('alert-reopened')).toEqual(people('manager', 'officer'));
  });

  it('by the park itself where it is low; what is not, a park that only assists leaves to firm and body', async () => {
    await takePower(world);
    const low = await peek(await alertOf(source, alertEvent('1', { class: 'reminder' })));
    const high = await peek(await alertOf(source, alertEvent('2', { device: 'GT-2' })));
    expect(
      [low, high].map((row) => alerts.can(world.actors.parkOfficer, 'close', { ...row, status: 'verified' })),
    ).toEqual([true, false]);
  });
});

it('is brought on by whoever the table says, and seen by nobody else', async () => {
  const refs = (await buildAlerts(world)).alerts;
  const FIRM = ['manager', 'officer'];
  const MAY: Readonly<Record<keyof typeof refs, Readonly<Record<string, readonly string[]>>>> = {
    open: { acknowledge: FIRM, handle: FIRM, dismiss: FIRM },
    acknowledged: { handle: FIRM, dismiss: FIRM },
    handling: { verify: FIRM, dismiss: FIRM },
    verified: { close: ['manager', 'parkOfficer', 'regulator'] },
    closed: { reopen: ['regulator'] },
    false: { reopen: ['regulator'] },
    park: { acknowledge: ['parkOfficer'], handle: ['parkOfficer'], dismiss: ['parkOfficer'] },
  };
  const seers = ['parkOfficer', 'regulator', 'cityRegulator'];
  const wrong: string[] = [];
  for (const [which, reference] of Object.entries(refs) as [keyof typeof refs, string][]) {
    const row = await peek(reference);
    for (const [who, actor] of Object.entries(world.actors)) {
      const sees = which === 'park' ? seers : [...FIRM, 'adviser', ...seers];
      if (alerts.canSee(actor, row) !== sees.includes(who)) wrong.push(`${who} sees ${which}`);
      for (const action of ['acknowledge', 'handle', 'verify', 'close', 'dismiss', 'reopen', 'raise', 'again'] as const)
        if (alerts.can(actor, action, row) !== (MAY[which][action] ?? []).includes(who))
          wrong.push(`${who} ${action} ${which}`);
    }
  }
  expect(wrong).toEqual([]);
});

it('a platform is set up, keyed and shut by its owner alone', async () => {
  const refs = (await buildAlerts(world)).alertSources;
  const wrong: string[] = [];
  for (const [which, reference] of Object.entries(refs)) {
    const row = (await alertSources.peek(reference)) as NonNullable<Awaited<ReturnType<typeof alertSources.peek>>>;
    const owners = which === 'park' ? ['parkOfficer'] : ['manager', 'officer'];
    for (const [who, actor] of Object.entries(world.actors))
      for (const action of ['new-key', 'shut', 'reopen'] as const) {
        const isNow = (action === 'reopen') === (which === 'shut');
        if (alertSources.can(actor, action, row) !== (isNow && owners.includes(who)))
          wrong.push(`${who} ${action} ${which}`);
      }
  }
  expect(wrong).toEqual([]);
});

it('stands in the book of its park until it is closed', async () => {
  const { closed, false: dismissed, ...open } = (await buildAlerts(world)).alerts;
  const book = await parkRegisters(world.park._id, fixedNow);
  expect(book.alerts.map(({ reference }) => reference).sort()).toEqual(Object.values(open).sort());
  expect(book.hasMoreAlerts).toBe(false);
  expect([closed, dismissed]).not.toContain(book.alerts[0]?.reference);
});

it('reads lists and takes an event without reading through those of others', async () => {
  const row = await peek(await alertOf(source, alertEvent('1')));
  const stray = Array.from({ length: 600 }, (_, n) => ({
    ...row,
    ...{ _id: newId(fixedNow), reference: `BJ2027-${n}`, openKey: `stray/${n}`, onceKey: `stray/${n}` },
    ...{ enterpriseId: newId(), parkId: newId(), regionPath: ['45', '4599'], bodyId: newId(), sourceId: newId() },
  }));
  await rows('alerts').insertMany(stray as never);
  const reads = await profiled(async () => {
    await alertOf(source, alertEvent('2', {}, later(1)), later(1));
    await parkRegisters(world.park._id, fixedNow);
    for (const who of ['manager', 'parkOfficer', 'regulator'] as const)
      for (const filter of [{}, { status: 'open' }, { class: 'alarm' }, { isOpen: true }] as const)
        await alerts.find(as(world, who), filter);
  });
  const asked = reads.filter(({ ns }) => ns.endsWith('.alerts'));
  expect(asked.length).toBeGreaterThan(12);
  expect(
    asked.filter(({ planSummary = '', docsExamined = 0 }) => /COLLSCAN/.test(planSummary) || docsExamined > 20),
  ).toEqual([]);
});

it('takes every span from a dated table that says it with its article', () => {
  const table = allRules().find(({ key }) => key === 'alert-classes');
  const said = table?.says(table.versions[0]?.value as never).join('') ?? '';
  for (const part of [
    '报警：5 分钟内确认，30 分钟内写明',
    '预警：30 分钟内确认，4 小时内写明',
    '提醒：1 个工作日内确认，5 个工作日内写明',
    '满 10 分钟',
  ])
    expect(said).toContain(part);
  expect(table?.versions[0]?.article).not.toBe('');
});
