import mongoose from 'mongoose';
import { acceptHazard, claimReportsOf, findCaseTrail, reportHazard, verifyHazard } from '#domain/hazards';
import { reactToEvents } from '#domain/notices';
import { findToDos } from '#domain/nouns';
import {
  announceReward,
  approveReward,
  confirmReward,
  declineReward,
  findNotice,
  hideName,
  payReward,
  type Reward,
  type RewardStatus,
  rewards,
  rewardsInWords,
  showName,
} from '#domain/rewards';
import { setScheme } from '#domain/schemes';
import { nextHour } from '#kernel/dates';
import { readerNames } from '../../../src/domain/notices/outboxSeal.ts';
import { anHourBefore, fixedNow } from '../../support/clock.ts';
import { personContext, visitorContext } from '../../support/contexts.ts';
import { buildHazard, takeHeldActs } from '../../support/hazards.ts';
import { buildTwoAlike, DAYS_TO_BATCH, deposit, SCHEME } from '../../support/schemes.ts';
import { useStores } from '../../support/stores.ts';
import { everyDocument } from '../../support/traces.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
const later = new Date(+fixedNow + DAYS_TO_BATCH * 86_400_000);
const as = (who: WorldActor) => personContext(world.actors[who]);
beforeEach(async () => {
  world = await buildWorld();
});

/** A case somebody of the firm reported by name and the manager found valid. */
async function validFrom(who: 'officer' | 'worker' | 'worker2'): Promise<string> {
  const { reference } = await reportHazard(as(who), {
    enterpriseId: world.enterprise._id,
    text: `电箱漏电 ${who}`,
    placeText: '3号线',
    isAnonymous: false,
  });
  await acceptHazard(as('manager'), { reference });
  await verifyHazard(as('manager'), { reference, result: 'valid', grade: 'general' });
  return reference;
}

/** The worker's reward for a case the officer verified, as far along as asked. */
async function buildReward(status: RewardStatus, isAnonymous = false): Promise<Reward> {
  if (status === 'recognised') await setScheme(as('manager'), { ...SCHEME, dayCapFen: 5_000 });
  if (status === 'excluded') await validFrom('officer');
  else await buildHazard(world, { status: 'valid', isAnonymous: isAnonymous || status === 'deposited' });
  if (status === 'recognised') await buildHazard(world, { status: 'valid', text: '又一处' });
  const [reward] = (await rewards.find(as('manager'))).rows;
  const { reference } = reward as Reward;
  const way: Readonly<Record<RewardStatus, number>> = {
    ...{
      recognised: 0,
      excluded: 0,
      deposited: 1,
      proposed: 0,
      approved: 1,
      announced: 2,
      paid: 2,
      confirmed: 3,
      declined: 3,
    },
  };
  if (way[status] > 0) await approveReward(as('manager'), { reference });
  if (status === 'deposited') {
    await buildTwoAlike(world, fixedNow);
    await deposit(world, later);
  }
  if (status === 'announced') await announceReward(as('officer'), { reference });
  else if (way[status] > 1) await payReward(as('officer'), { reference, method: 'cash' });
  if (way[status] > 2) await (status === 'confirmed' ? confirmReward : declineReward)(as('worker'), { reference });
  return rewards.get(as('manager'), reference);
}

/** Who may do what, and who owes it, by status; whoever is not named may and owes nothing. */
const MAY: Readonly<Record<RewardStatus, Partial<Record<WorldActor, readonly string[]>>>> = {
  proposed: { manager: ['approve-reward'], worker: ['show-name'] },
  approved: {
    manager: ['announce-reward', 'pay-reward'],
    officer: ['announce-reward', 'pay-reward'],
    worker: ['show-name'],
  },
  announced: { manager: ['pay-reward'], officer: ['pay-reward'], worker: ['show-name'] },
  paid: {
    worker: ['confirm-reward', 'decline-reward', 'show-name'],
    manager: ['announce-reward', 'reverse-reward'],
    officer: ['announce-reward', 'reverse-reward'],
  },
  declined: {
    manager: ['announce-reward', 'pay-reward', 'reverse-reward'],
    officer: ['announce-reward', 'pay-reward', 'reverse-reward'],
  },
  confirmed: {
    manager: ['announce-reward', 'reverse-reward'],
    officer: ['announce-reward', 'reverse-reward'],
    worker: ['show-name'],
  },
  recognised: {},
  excluded: {},
  deposited: {},
};
/** Of these, who owes: whoever may put a mistake right, put it up, or have their name told, owes nothing by that. */
const isOwed = (steps: readonly string[] = []): boolean =>
  steps.some((step) => !['reverse-reward', 'show-name', 'announce-reward'].includes(step));

it.each(Object.entries(MAY) as [RewardStatus, (typeof MAY)[RewardStatus]][])(
  'a reward that is %s shows its steps to those whose they are, and 待办 to the same people',
  async (status, may) => {
    const { reference } = await buildReward(status);
    const reward = (await rewards.peek(reference)) as Reward;
    for (const who of Object.keys(world.actors) as WorldActor[]) {
      const { actor, ...ctx } = as(who);
      const steps = actor.kind === 'person' ? rewards.actionsFor(actor, reward).map(({ action }) => action) : [];
      expect([who, steps]).toEqual([who, may[who] ?? []]);
      const owed = (await findToDos({ actor, ...ctx })).rows.filter((row) => row.reference === reference);
      expect([who, owed.length]).toEqual([who, isOwed(may[who]) ? 1 : 0]);
      const seen = (await rewards.find({ actor, ...ctx })).rows.filter((row) => row.reference === reference);
      const its = status === 'excluded' ? 'officer' : 'worker';
      expect([who, seen.length]).toEqual([who, ['manager', 'officer', its].includes(who) ? 1 : 0]);
    }
  },
);

it('is the firm’s to pay again within days of 没有收到, and the person’s to confirm once it was', async () => {
  const { reference, since } = await buildReward('declined');
  const [owed] = (await findToDos(as('officer'))).rows.filter(({ kind }) => kind === 'reward');
  expect(owed).toMatchObject({ title: '奖励本人没有收到，请核对、补发', reference });
  expect(Math.floor((Number(owed?.dueAt) - Number(since)) / 86_400_000)).toBe(7);
  await payReward(as('officer'), { reference, method: 'bank' });
  expect((await findToDos(as('worker'))).rows).toMatchObject([{ title: '奖励收到没有，请您确认', reference }]);
  await confirmReward(as('worker'), { reference });
  expect((await findToDos(as('worker'))).rows).toEqual([]);
});

describe('somebody unnamed', () => {
  const worker = () => [world.actors.worker.personId, world.actors.worker.name];
  /** Everything others read of what happened. */
  const told = async () => JSON.stringify(await mongoose.connection.collection('events').find().toArray());

  it('stays so in every step of the reward, also one refused to them', async () => {
    const { reference } = await buildReward('approved', true);
    await expect(payReward(as('worker'), { reference, method: 'cash' })).rejects.toMatchObject({ kind: 'Forbidden' });
    // Nor is it paid by itself, to nobody who could be seen fetching it.
    await expect(payReward(as('officer'), { reference, method: 'bank' })).rejects.toMatchObject({ kind: 'Forbidden' });
    await buildTwoAlike(world, fixedNow);
    await deposit(world, later);
    await expect(confirmReward(as('worker'), { reference })).rejects.toMatchObject({ kind: 'Conflict' });
    const names = (await rewards.trail(as('manager'), reference)).map(({ name }) => name);
    expect(names).toContain('rewards.step-refused');
    for (const one of worker()) expect(await told()).not.toContain(one);
  });

  it('stays so when they claim a report that was verified before it had anybody', async () => {
    const { reference } = await reportHazard(visitorContext({ visitorId: 'wecom:line-3', now: anHourBefore }), {
      enterpriseId: world.enterprise._id,
      text: '电箱漏电',
      placeText: '3号线',
      isAnonymous: true,
    });
    await acceptHazard(as('officer'), { reference });
    await verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general' });
    const before = await everyDocument();
    await claimReportsOf(as('worker'), { visitorId: 'wecom:line-3' });
    // In the minute of the binding nothing of the case, of its trail or of a reward is written: the next full hour does it.
    const known = new Set(before.map(({ text }) => text));
    const grown = (await everyDocument()).filter(({ text }) => !known.has(text)).map(({ collection }) => collection);
    expect([...new Set(grown)].sort()).toEqual(['hazardContacts', 'hazardHeldActs']);
    expect((await rewards.find(as('worker'))).rows).toEqual([]);
    const hour = nextHour(fixedNow);
    expect(await takeHeldActs(new Date(hour.getTime() - 1))).toBe(0);
    await takeHeldActs(hour);
    const trail = await findCaseTrail(personContext(world.actors.officer, { now: hour }), reference);
    const claimed = trail.filter(({ name }) => name === 'hazards.claimed');
    expect(claimed.map(({ at }) => at)).toEqual([hour]);
    expect((await rewards.find(as('worker'))).rows).toMatchObject([
      { status: 'proposed', isAnonymous: true, createdAt: hour },
    ]);
    for (const one of worker()) expect(await told()).not.toContain(one);
  });

  it.each([false, true])(
    'is told what becomes of it but while their account hides what lies behind it: %s',
    async (isHiding) => {
      const { personId } = world.actors.worker;
      const hiding = isHiding ? { hidesSince: fixedNow, hidesUntil: new Date('2026-12-31T00:00:00Z') } : {};
      const accounts = mongoose.connection.collection<{ _id: string }>('accounts');
      await accounts.updateOne({ _id: personId }, { $set: { phone: world.phones.worker, ...hiding } });
      const { reference } = await buildReward('proposed', true);
      await reactToEvents(fixedNow, 1_000);
      const outbox = mongoose.connection.collection('outbox');
      const theirs = { personId: { $in: readerNames(personId) } };
      const before = await outbox.countDocuments(theirs);
      await approveReward(as('manager'), { reference });
      await reactToEvents(fixedNow, 1_000);
      expect((await outbox.countDocuments(theirs)) - before).toBe(isHiding ? 0 : 1);
    },
  );
});

it('is proposed for a worker’s report alone: finding hazards is a safety officer’s own task, and theirs says so', async () => {
  for (const who of ['officer', 'worker'] as const) {
    const reference = await validFrom(who);
    const rewarded = (await rewards.find(as('manager'))).rows.filter((one) => one.hazardReference === reference);
    const [status, amountFen] = who === 'worker' ? ['proposed', 5_000] : ['excluded', 0];
    expect(rewarded).toMatchObject([{ status, amountFen, personId: world.actors[who].personId }]);
  }
  const [{ reference = '' } = {}] = (await rewards.find(as('officer'), { status: 'excluded' })).rows;
  const { next } = await rewardsInWords.words.standing(await rewards.get(as('officer'), reference), as('officer'));
  expect(next).toBe('安全管理人员例行检查发现的属于本职，不另发奖励。');
});

it('that was paid first is put up afterwards, once, and stays paid', async () => {
  const { reference } = await buildReward('paid');
  expect(await announceReward(as('officer'), { reference })).toMatchObject({ status: 'paid', announcedAt: fixedNow });
  expect((await findNotice(as('manager'), '2026-11-01')).rows).toMatchObject([{ amountFen: 5_000 }]);
  await expect(announceReward(as('officer'), { reference })).rejects.toMatchObject({ code: 'common.not-now' });
  const [owed] = (await findToDos(as('worker'))).rows;
  expect(owed).toMatchObject({ reference, title: '奖励收到没有，请您确认' });
});

it('is called late by list and mark alike once its promised day is over, and never before', async () => {
  const { reference } = await buildReward('approved');
  for (const [days, isLate] of [
    [30, false],
    [31, true],
  ] as const) {
    const ctx = personContext(world.actors.manager, { now: new Date(+fixedNow + days * 86_400_000) });
    const { rows } = await rewards.find(ctx, { isLate: true });
    const tags = rewardsInWords.words.tags?.(await rewards.get(ctx, reference), ctx.now) ?? [];
    expect([days, rows.length, tags.length]).toEqual([days, isLate ? 1 : 0, isLate ? 1 : 0]);
  }
});

it('is on the notice of its month by name only where its person agreed, and the unnamed ones as one sum', async () => {
  const { reference } = await buildReward('announced');
  const month = '2026-11-01';
  const rowsOf = async () => (await findNotice(as('manager'), month)).rows;
  expect(await rowsOf()).toMatchObject([{ name: '', amountFen: 5_000 }]);
  await expect(showName(as('manager'), { reference })).rejects.toMatchObject({ kind: 'Forbidden' });
  await showName(as('worker'), { reference });
  expect(await rowsOf()).toMatchObject([{ name: world.actors.worker.name }]);
  await hideName(as('worker'), { reference });
  expect(await rowsOf()).toMatchObject([{ name: '' }]);
  await expect(findNotice(as('worker'), month)).rejects.toMatchObject({ kind: 'Forbidden' });
  const unnamed = await buildHazard(world, { status: 'valid', isAnonymous: true, text: '报警器关了' });
  const its = (await rewards.find(as('manager'))).rows.find(({ hazardId }) => hazardId === unnamed._id);
  await approveReward(as('manager'), { reference: its?.reference ?? '' });
  await expect(announceReward(as('manager'), { reference: its?.reference ?? '' })).rejects.toMatchObject({
    kind: 'Forbidden',
  });
  await buildTwoAlike(world, fixedNow);
  await deposit(world, later);
  const december = await findNotice(as('manager'), '2026-12-01');
  expect(december).toEqual({ rows: [], unnamed: { count: 3, totalFen: 15_000 }, totalFen: 15_000, isFixed: false });
});
