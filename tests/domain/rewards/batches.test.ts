import mongoose from 'mongoose';
import { findDeadlinesOf } from '#domain/deadlines';
import { acceptHazard, reportHazard, verifyHazard } from '#domain/hazards';
import {
  announceTogether,
  approveReward,
  approveTogether,
  claimsOf,
  findBatches,
  findForTogether,
  findNotice,
  findWaiting,
  makeBatch,
  payReward,
  payTogether,
  RECIPIENT,
  type Reward,
  redeemClaim,
  rewards,
} from '#domain/rewards';
import { setScheme } from '#domain/schemes';
import type { PersonActor } from '#kernel/actor';
import { newId } from '#kernel/ids';
import { anHourBefore, fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { buildColleague, buildTwoAlike, DAYS_TO_BATCH, deposit, SCHEME } from '../../support/schemes.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
const as = (who: WorldActor) => personContext(world.actors[who]);
beforeEach(async () => {
  world = await buildWorld();
  colleague = await buildColleague(world);
  told = { general: 0, major: 0 };
});

let colleague: PersonActor;
let told = { general: 0, major: 0 };
/** Unnamed reports of three workers in turn, the first of a general hazard the worker's, that were found valid and granted. */
async function granted(...grades: ('general' | 'major')[]): Promise<void> {
  for (const [n, grade] of grades.entries()) {
    const { worker, worker2 } = world.actors;
    const inTurn = grade === 'general' ? [worker, worker2, colleague] : [colleague, worker, worker2];
    const who = inTurn[told[grade] % 3] as PersonActor;
    told[grade] += 1;
    const { reference } = await reportHazard(personContext(who, { now: anHourBefore }), {
      enterpriseId: world.enterprise._id,
      text: `电箱漏电 ${n}`,
      placeText: '3号线',
      isAnonymous: true,
    });
    await acceptHazard(as('officer'), { reference });
    await verifyHazard(as('officer'), {
      ...{ reference, result: 'valid', grade },
      ...(grade === 'major' ? { majorBasis: '判定标准第三条' } : {}),
    } as never);
  }
  for (const { reference } of (await rewards.find(as('manager'), { status: 'proposed' })).rows)
    await approveReward(as('manager'), { reference });
}
const desk = () => setScheme(as('manager'), { ...SCHEME, deskId: world.actors.worker2.personId });
const codesOf = async (who: WorldActor): Promise<string[]> => {
  const { rows } = await rewards.find(as(who));
  const claims = await Promise.all(rows.map((row) => claimsOf(as(who), row)));
  return claims.flat().map(({ code }) => code);
};
const batch = (totalFen: number) => makeBatch(as('officer'), { method: 'cash', voucher: '记-9', totalFen });
const rowsOf = (name: string) => mongoose.connection.collection(name).find().toArray();

it('a desk is a worker’s who does not run the firm; without one, or of too few, nothing is paid', async () => {
  for (const who of ['manager', 'officer', 'otherWorker'] as const)
    await expect(setScheme(as('manager'), { ...SCHEME, deskId: world.actors[who].personId })).rejects.toMatchObject({
      fields: { deskId: expect.any(String) },
    });
  await granted('general', 'general');
  await expect(batch(10_000)).rejects.toMatchObject({ code: 'rewards.no-desk' });
  await desk();
  await expect(batch(10_000)).rejects.toMatchObject({ code: 'rewards.batch-too-small' });
  await expect(findWaiting(as('worker'))).rejects.toMatchObject({ kind: 'Forbidden' });
});

it('is by name whatever whoever runs the firm too does in their work, whosever the reward is', async () => {
  const { officer, worker2 } = world.actors;
  // A safety officer who is a worker as well, reports without a name, and has their own report before them.
  colleague = { ...officer, grantId: newId(), role: 'worker', scope: worker2.scope };
  const grant = { _id: colleague.grantId, role: 'worker', scope: worker2.scope };
  await mongoose.connection
    .collection<{ _id: string; grants: object[] }>('accounts')
    .updateOne({ _id: officer.personId }, { $push: { grants: grant } });
  await desk();
  await granted('general', 'general', 'general');
  await batch(15_000);
  const rows = (await rowsOf('rewards')) as unknown as Reward[];
  const behind = rows.map(({ _id, recipient = '' }) => RECIPIENT.open(_id, recipient));
  expect(behind).toContain(officer.personId);
  expect(rows.map(({ proposedBy }) => proposedBy)).toEqual(rows.map(() => officer.personId));
  const events = (await rowsOf('events')).filter(({ subject }) => subject.kind === 'reward');
  const trails = rows.map(({ _id }) =>
    events.filter(({ subject }) => subject.id === _id).map(({ name, actor }) => [name, actor.personId]),
  );
  expect(trails[0]).toHaveLength(3);
  expect(trails).toEqual(trails.map(() => trails[0]));
});

it('pays them as one sum of fixed amounts, once however often it is pressed, and shows the firm the batch alone', async () => {
  await desk();
  await granted('general', 'major', 'general', 'general', 'major', 'major');
  await expect(batch(1)).rejects.toMatchObject({ code: 'common.changed-meanwhile' });
  const tries = await Promise.allSettled([1, 2, 3, 4, 5].map(() => batch(315_000)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const [made] = await findBatches(as('manager'));
  expect(made).toMatchObject({
    ...{ count: 6, totalFen: 315_000, method: 'cash', voucher: '记-9' },
    parts: [
      { amountFen: 5_000, count: 3 },
      { amountFen: 100_000, count: 3 },
    ],
  });
  const entries = (await rowsOf('rewardLedger')).filter(({ kind }) => kind === 'deposited');
  expect(entries.map(({ amountFen }) => amountFen).toSorted()).toEqual([
    100_000, 100_000, 100_000, 5_000, 5_000, 5_000,
  ]);
  // Nothing leads from a code or a batch to a reward, and a reward of which no paper or day is its own.
  for (const row of [...(await rowsOf('rewardClaims')), ...(await rowsOf('rewardBatches'))])
    for (const reward of await rowsOf('rewards'))
      for (const mark of [reward['_id'], reward['hazardId'], reward['reference'], reward['personId']])
        expect(JSON.stringify(row)).not.toContain(mark);
  for (const reward of (await rowsOf('rewards')) as unknown as Reward[]) {
    expect(reward).toMatchObject({ status: 'deposited' });
    for (const key of ['paidAt', 'voucher', 'payMethod']) expect(reward).not.toHaveProperty(key);
  }
  expect((await rowsOf('rewardClaims')).map((row) => Object.keys(row).sort())).toEqual(
    Array(6).fill(['_id', 'amountFen', 'deskId', 'enterpriseId']),
  );
});

it('a code is taken once at its own desk, by whoever brings it, however many press at once', async () => {
  await granted('general', 'general', 'general');
  await deposit(world, fixedNow);
  const [code = ''] = await codesOf('worker');
  expect([code.length, await codesOf('manager'), (await codesOf('worker2')).includes(code)]).toEqual([12, [], false]);
  for (const who of ['manager', 'officer', 'worker', 'otherWorker', 'parkOfficer'] as const)
    await expect(redeemClaim(as(who), { code })).rejects.toMatchObject({ kind: 'Forbidden' });
  await expect(redeemClaim(as('worker2'), { code: 'WRONGWRONG22' })).rejects.toMatchObject({
    fields: { code: expect.any(String) },
  });
  const typed = `${code.slice(0, 4)} ${code.slice(4).toLowerCase()}`;
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => redeemClaim(as('worker2'), { code: typed })));
  expect(tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))).toEqual([5_000]);
  await expect(redeemClaim(as('worker2'), { code })).rejects.toMatchObject({ code: 'rewards.code-used' });
  const { rows } = await rewards.find(as('worker'));
  const claims = await Promise.all(rows.map((row) => claimsOf(as('worker'), row)));
  expect(claims.flat().filter(({ isRedeemed }) => isRedeemed)).toMatchObject([{ code }]);
  const reward = rows.find((_, n) => claims[n]?.[0]?.isRedeemed);
  // The firm reads the same before and after.
  expect(await rewards.get(as('manager'), reward?.reference ?? '')).toMatchObject({
    status: 'deposited',
    version: reward?.version,
  });
});

describe('nobody is paid by an amount of their own', () => {
  const DAY = 86_400_000;
  const late = new Date(+fixedNow + DAYS_TO_BATCH * DAY);
  const at = (who: WorldActor, now: Date) => personContext(world.actors[who], { now });
  const amounts = async () => (await rewards.find(as('manager'))).rows.map(({ amountFen }) => amountFen);

  it('whichever scheme the firm sets before it verifies, and whichever level it chooses', async () => {
    await desk();
    for (const [n, general] of [5_001, 5_002, 5_003].entries()) {
      const { reference } = await reportHazard(as('worker'), {
        ...{ enterpriseId: world.enterprise._id, text: `光栅拆了 ${n}`, placeText: '3号线', isAnonymous: true },
      });
      const later = new Date(+fixedNow + (n + 1) * 3_600_000);
      await setScheme(at('manager', later), {
        ...SCHEME,
        general,
        deskId: world.actors.worker2.personId,
        basedOn: n + 1,
      });
      await acceptHazard(at('officer', later), { reference });
      await verifyHazard(at('officer', later), { reference, result: 'valid', grade: 'general' });
    }
    expect(await amounts()).toEqual([5_000, 5_000, 5_000]);
    const [{ reference = '' } = {}] = (await rewards.find(as('manager'))).rows;
    await expect(approveReward(as('manager'), { reference, level: 'averted' })).rejects.toMatchObject({
      code: 'rewards.level-fixed',
    });
    expect(await approveReward(as('manager'), { reference, level: 'general', isOutsideDuty: true })).toMatchObject({
      amountFen: 5_000,
    });
    // What the schemes say beside whole steps is no amount of its own either.
    const next = new Date(+fixedNow + 5 * 3_600_000);
    for (const n of [1, 2]) {
      const { reference: one } = await reportHazard(at('worker', new Date(+next - 3_600_000)), {
        ...{ enterpriseId: world.enterprise._id, text: `护罩拆了 ${n}`, placeText: '3号线', isAnonymous: true },
      });
      await acceptHazard(at('officer', next), { reference: one });
      await verifyHazard(at('officer', next), { reference: one, result: 'valid', grade: 'general' });
    }
    expect(await amounts()).toEqual([6_000, 6_000, 5_000, 5_000, 5_000]);
  });

  it('nor alone, however long they have waited; and the firm is not called late for it', async () => {
    await desk();
    await granted('general');
    const [reward] = (await rewards.find(as('manager'))).rows as [Reward];
    const clocks = async () =>
      (await findDeadlinesOf({ kind: 'reward', id: reward._id })).map(({ kind, dueAt }) => [kind, dueAt]);
    for (const now of [fixedNow, late, new Date(+fixedNow + 300 * DAY)])
      expect(await findWaiting(at('officer', now))).toMatchObject({
        ...{ count: 0, parts: [], later: { count: 1, totalFen: 5_000 } },
      });
    await expect(makeBatch(at('officer', late), { method: 'cash', totalFen: 5_000 })).rejects.toMatchObject({
      code: 'rewards.batch-too-small',
    });
    expect(await clocks()).toEqual([]);
    await buildTwoAlike(world, new Date(+fixedNow + 60 * DAY));
    // From then on it owes it, for some days at least.
    const [[kind, dueAt] = []] = await clocks();
    expect([kind, Number(dueAt) > +fixedNow + 66 * DAY]).toEqual(['reward-payment', true]);
    const now = new Date(+fixedNow + 61 * DAY);
    expect(await makeBatch(at('officer', now), { method: 'cash', totalFen: 15_000 })).toMatchObject({ count: 3 });
    expect(await clocks()).toEqual([]);
  });

  it('what has no like gets as much as the others once it may wait no longer, and its rest later', async () => {
    await desk();
    await granted('general', 'major', 'general');
    expect(await findWaiting(as('officer'))).toMatchObject({ count: 0, later: { count: 3, totalFen: 110_000 } });
    const pay = async (now: Date) => {
      const { totalFen } = await findWaiting(at('officer', now));
      return makeBatch(at('officer', now), { method: 'cash', totalFen });
    };
    expect(await pay(late)).toMatchObject({ parts: [{ amountFen: 5_000, count: 3 }] });
    expect(await findWaiting(at('officer', late))).toMatchObject({ count: 0, later: { count: 1, totalFen: 95_000 } });
    await granted('major', 'major');
    expect(await pay(late)).toMatchObject({ parts: [{ amountFen: 95_000, count: 3 }] });
    await expect(pay(new Date(+fixedNow + 90 * DAY))).rejects.toMatchObject({ code: 'rewards.batch-too-small' });
    const [parted] = (await rewards.find(personContext(colleague))).rows.filter(
      ({ status, level }) => status === 'deposited' && level === 'major',
    ) as [Reward];
    expect((await claimsOf(personContext(colleague), parted)).map(({ amountFen }) => amountFen)).toEqual([
      5_000, 95_000,
    ]);
    const its = (await rowsOf('rewardLedger')).filter((row) => row['rewardReference'] === parted.reference);
    expect(its.map(({ kind, amountFen }) => [kind, amountFen])).toEqual([
      ['approved', 100_000],
      ['deposited', 5_000],
      ['deposited', 95_000],
    ]);
  });

  it('a report and its top-up are one case: they make nobody else’s batch', async () => {
    await desk();
    await granted('general', 'general');
    const [one] = (await rewards.find(as('manager'))).rows as [Reward];
    const _id = newId(fixedNow);
    await mongoose.connection.collection('rewards').insertOne({
      ...(one as object),
      ...{ _id, reference: 'R2026-9001', kind: 'top-up', claim: undefined, oneOf: 'its-top-up' },
      recipient: RECIPIENT.seal(_id, RECIPIENT.open(one._id, one.recipient ?? '')),
    } as never);
    expect(await findWaiting(as('officer'))).toMatchObject({ count: 0, later: { count: 3 } });
  });

  it('nor with two reports of the employer’s own man, nor with those alone whom the firm has chosen to grant', async () => {
    await desk();
    const report = async (who: PersonActor, text: string): Promise<string> => {
      const { reference } = await reportHazard(personContext(who, { now: anHourBefore }), {
        ...{ enterpriseId: world.enterprise._id, text, placeText: '3号线', isAnonymous: true },
      });
      await acceptHazard(as('officer'), { reference });
      await verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general' });
      const { rows } = await rewards.find(as('manager'), { status: 'proposed' });
      return rows.find(({ hazardReference }) => hazardReference === reference)?.reference ?? '';
    };
    const { worker, worker2 } = world.actors;
    const chosen = [
      await report(worker, '报警器关了'),
      await report(worker2, '灯不亮'),
      await report(worker2, '地上有油'),
    ];
    const fourth = await report(colleague, '护栏松了');
    for (const reference of chosen) await approveReward(as('manager'), { reference });
    // Owed all the same, so that nobody gains by leaving one lie.
    const [first] = (await rewards.find(as('worker'))).rows as [Reward];
    expect((await findDeadlinesOf({ kind: 'reward', id: first._id })).map(({ kind }) => kind)).toEqual([
      'reward-payment',
    ]);
    expect(await findWaiting(as('officer'))).toMatchObject({ count: 0, toGrant: 1 });
    await expect(batch(15_000)).rejects.toMatchObject({ code: 'rewards.grant-first' });
    await approveReward(as('manager'), { reference: fourth });
    expect(await findWaiting(as('officer'))).toMatchObject({ count: 4, toGrant: 0 });
  });

  it('a desk the firm chooses afterwards takes no code that was given to another', async () => {
    await granted('general', 'general', 'general');
    await deposit(world, fixedNow);
    const [code = ''] = await codesOf('worker');
    await setScheme(as('manager'), { ...SCHEME, deskId: world.actors.worker.personId, basedOn: 1 });
    await expect(redeemClaim(as('worker'), { code })).rejects.toMatchObject({ code: 'rewards.no-such-code' });
    expect(await redeemClaim(as('worker2'), { code })).toBe(5_000);
  });
});

it('the same press at the desk is answered alike however often; any other is told day and amount', async () => {
  await granted('general', 'general', 'general');
  await deposit(world, fixedNow);
  const [code = ''] = await codesOf('worker');
  const press = (onceKey: string) => redeemClaim({ ...as('worker2'), onceKey }, { code });
  expect(await Promise.all([press('web:desk:1'), press('web:desk:1'), press('web:desk:1')])).toEqual([
    5_000, 5_000, 5_000,
  ]);
  expect(await press('web:desk:1')).toBe(5_000);
  await expect(press('web:desk:2')).rejects.toMatchObject({
    ...{ code: 'rewards.code-used', params: { amount: '50.00 元', on: expect.stringContaining('11月24日') } },
  });
});

describe('several ticked together', () => {
  it('are put on the notice board in one go, what is paid already too, and never twice', async () => {
    await named(3);
    const rows = await findForTogether(as('manager'), 'approve');
    const references = rows.map(({ reference }) => reference);
    await approveTogether(as('manager'), { references, totalFen: 15_000 });
    await payReward(as('officer'), { reference: references[0] ?? '', method: 'cash' });
    expect(await findForTogether(as('officer'), 'announce')).toHaveLength(3);
    const put = () => announceTogether({ ...as('officer'), onceKey: 'web:o:9' }, { references, totalFen: 15_000 });
    expect(await put()).toEqual({ count: 3, totalFen: 15_000, left: [] });
    expect(await put()).toEqual({ count: 3, totalFen: 15_000, left: [] });
    expect(await findForTogether(as('officer'), 'announce')).toEqual([]);
    expect((await findNotice(as('manager'), '2026-11-01')).rows).toHaveLength(3);
    expect((await rewards.find(as('manager'), { status: 'paid' })).rows).toHaveLength(1);
  });

  const named = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n++) {
      const { reference } = await reportHazard(as(n % 2 === 0 ? 'worker' : 'worker2'), {
        enterpriseId: world.enterprise._id,
        text: `护栏松动 ${n}`,
        placeText: '3号线',
      });
      await acceptHazard(as('officer'), { reference });
      await verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general' });
    }
  };

  it('are granted and paid at the sum that was seen, once however often, and none of another’s', async () => {
    await named(3);
    const rows = await findForTogether(as('manager'), 'approve');
    expect(await findForTogether(as('officer'), 'approve')).toEqual([]);
    const references = rows.map(({ reference }) => reference);
    await expect(approveTogether(as('manager'), { references, totalFen: 1 })).rejects.toMatchObject({
      kind: 'Conflict',
    });
    const tries = await Promise.allSettled(
      [1, 2, 3].map(() => approveTogether(as('manager'), { references, totalFen: 15_000 })),
    );
    const granted = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value.count] : []));
    expect(granted.reduce((sum, count) => sum + count, 0)).toBe(3);
    const [first = ''] = references;
    await expect(
      payTogether(as('otherOfficer'), { references: [first], totalFen: 5_000, method: 'cash' }),
    ).rejects.toMatchObject({ kind: 'Conflict' });
    expect(
      await payTogether(as('officer'), {
        references: references.join(','),
        totalFen: 15_000,
        method: 'payroll',
        voucher: '记-3',
      }),
    ).toEqual({
      ...{ count: 3, totalFen: 15_000, left: [] },
    });
    const entries = await rowsOf('rewardLedger');
    for (const kind of ['approved', 'paid']) expect(entries.filter((row) => row['kind'] === kind)).toHaveLength(3);
    expect((await rewards.find(as('manager'))).rows.map(({ voucher }) => voucher)).toEqual(['记-3', '记-3', '记-3']);
  });

  it('answer the same form sent twice with what it did first, and a later one with what is there', async () => {
    await named(3);
    const references = (await findForTogether(as('manager'), 'approve')).map(({ reference }) => reference);
    const approve = (onceKey: string) =>
      approveTogether({ ...as('manager'), onceKey }, { references, totalFen: 15_000 });
    const all = { count: 3, totalFen: 15_000, left: [] };
    expect(await Promise.all([approve('web:m:1'), approve('web:m:1')])).toEqual([all, all]);
    expect(await approve('web:m:1')).toEqual(all);
    await expect(approve('web:m:2')).rejects.toMatchObject({ code: 'common.changed-meanwhile' });
    const pay = (onceKey: string) =>
      payTogether({ ...as('officer'), onceKey }, { references, totalFen: 15_000, method: 'cash' });
    // One that broke off after the first of them goes on with the others.
    const [first = ''] = references;
    await payReward({ ...as('officer'), onceKey: 'web:o:1' }, { reference: first, method: 'cash' });
    expect(await Promise.all([pay('web:o:1'), pay('web:o:1')])).toEqual([all, all]);
    const entries = await rowsOf('rewardLedger');
    for (const kind of ['approved', 'paid']) expect(entries.filter((row) => row['kind'] === kind)).toHaveLength(3);
  });
});
