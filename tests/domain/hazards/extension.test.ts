import { publishYear } from '#domain/calendar';
import { findDeadlinesOf } from '#domain/deadlines';
import {
  askExtension,
  countHazards,
  downgradeHazard,
  grantExtension,
  peekHazard,
  planRectification,
  refuseExtension,
  setDate,
  submitRectification,
} from '#domain/hazards';
import { findTrail } from '#domain/journal';
import { usePublished } from '#kernel/workingDays';
import { presentLastDay } from '../../../src/web/hazards/presentDecision.ts';
import { signedInAt } from '../../support/agents.ts';
import { createClock, fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { YEAR_2027 } from '../../support/deadlines.ts';
import { aPhoto, buildHazard, keepFile, TREATMENT } from '../../support/hazards.ts';
import { startPortal } from '../../support/portal.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, takePower, type World, type WorldActor } from '../../support/world.ts';

useStores();
const clock = createClock();
let world: World;
let reference: string;
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });
const plan = (dueOn: string) =>
  planRectification(as('manager'), {
    reference,
    ownerId: world.actors.worker2.personId,
    measure: '换电箱',
    fundFen: 0,
    dueOn,
    contingency: '断电挂牌',
    ...TREATMENT,
  });
const ask = (who: WorldActor = 'manager') =>
  askExtension(as(who), { reference, dueOn: '2027-02-10', reason: '配件要从外地运来，已经断电' });
const owed = async () =>
  (await findDeadlinesOf({ kind: 'hazard', id: (await peekHazard(reference))?._id ?? '' })).map(({ kind, owedBy }) => [
    kind,
    owedBy,
  ]);

/** A major case that is being put right until 31 December. */
beforeEach(async () => {
  clock.set(fixedNow);
  world = await buildWorld();
  await takePower(world);
  ({ reference } = await buildHazard(world, { status: 'valid', isMajor: true }));
  await keepFile(world, { reference });
  await plan('2026-12-31');
});

it('lets no firm move the day of a major hazard by arranging it anew', async () => {
  await expect(plan('2027-01-31')).rejects.toMatchObject({ fields: { dueOn: expect.any(String) } });
  expect((await plan('2026-12-20')).rectification?.dueOn).toBe('2026-12-20');
});

it('is asked for before the days of the rule, decided by the body, and moves the day only then', async () => {
  await expect(ask('regulator')).rejects.toMatchObject({ kind: 'Forbidden' });
  await ask();
  await expect(ask()).rejects.toMatchObject({ kind: 'Forbidden' });
  expect((await peekHazard(reference))?.rectification?.dueOn).toBe('2026-12-31');
  expect(await owed()).toContainEqual(['hazard-extension', [`body:${world.bodyId}`]]);
  for (const who of ['manager', 'officer', 'parkOfficer', 'otherRegulator', 'worker2'] as const)
    await expect(grantExtension(as(who), { reference })).rejects.toMatchObject({
      kind: expect.stringMatching(/Forbidden|NotFound/),
    });
  const both = await Promise.allSettled([
    grantExtension(as('regulator'), { reference }),
    refuseExtension(as('cityRegulator'), { reference, reason: '安全措施不够' }),
  ]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await owed()).map(([kind]) => kind)).toEqual(['hazard-rectifying']);
});

it('leaves the day where it was when it is refused, and is over when the case is a general one', async () => {
  await ask();
  await refuseExtension(as('regulator'), { reference, reason: '安全措施不够' });
  expect((await peekHazard(reference))?.rectification?.dueOn).toBe('2026-12-31');
  await ask();
  await downgradeHazard(as('regulator'), { reference, reason: '到现场看过，不符合判定标准' });
  expect((await peekHazard(reference))?.extension).toBeUndefined();
  expect((await owed()).map(([kind]) => kind)).toEqual(['hazard-rectifying']);
});

it('is refused late; the body sets another day, and the case still counts as overdue (S10)', async () => {
  // 15 working days before 31 December: 10 December is the last day, whatever the machine's own zone.
  clock.set(new Date('2026-12-10T15:59:00Z'));
  const portal = await startPortal(clock);
  const look = async (path = '') =>
    (await (await signedInAt(portal, world, 'manager')).get(`/hazards/${reference}${path}`)).text;
  const until = '2026年12月31日到期，最晚2026年12月10日申请（到期前 15 个工作日）';
  for (const page of [await look(), await look('/act/ask-extension')]) expect(page).toContain(until);
  expect(await look()).toContain('/act/ask-extension');
  await ask();
  await refuseExtension(as('regulator'), { reference, reason: '安全措施不够' });
  clock.set(new Date('2026-12-10T16:01:00Z'));
  await expect(ask()).rejects.toMatchObject({ code: 'hazards.extension-too-late', params: { days: 15 } });
  const over = await look();
  expect(over).toContain(`${until}，已过`);
  expect(over).not.toContain('/act/ask-extension');
  const body = (await (await signedInAt(portal, world, 'regulator')).get(`/hazards/${reference}`)).text;
  expect(body).not.toContain('/act/set-date');
  await portal.stop();
  await expect(setDate(as('regulator'), { reference, dueOn: '2027-01-20', reason: '另定' })).rejects.toMatchObject({
    code: 'hazards.not-late',
  });
  // Due at the end of the day in Shanghai.
  clock.set(new Date('2026-12-31T15:59:00Z'));
  expect(await countHazards(as('regulator'), { isOverdue: true })).toBe(0);
  clock.set(new Date('2027-01-05T02:00:00Z'));
  expect(await countHazards(as('regulator'), { isOverdue: true })).toBe(1);
  await expect(ask()).rejects.toMatchObject({ code: 'hazards.extension-too-late' });
  await expect(plan('2027-01-20')).rejects.toMatchObject({ fields: { dueOn: expect.any(String) } });
  await setDate(as('regulator'), { reference, dueOn: '2027-01-20', reason: '停产，20 日前改完' });
  expect((await peekHazard(reference))?.rectification?.dueOn).toBe('2027-01-20');
  expect(await countHazards(as('regulator'), { isOverdue: true })).toBe(1);
});

it('says the last day to ask is expected only, while holidays before the due day may still be published', async () => {
  await ask();
  await grantExtension(as('regulator'), { reference });
  const said = async (): Promise<string> => {
    const hazard = await peekHazard(reference);
    if (hazard === undefined) throw new Error('it is there');
    return presentLastDay(hazard, clock.now())[0]?.value ?? '';
  };
  try {
    expect(await said()).toBe('2027年2月10日到期，最晚2027年1月18日（预计）申请（到期前 15 个工作日）');
    const source = '国办发明电〔2026〕1号';
    await publishYear(as('administrator'), { year: '2027', source, rows: YEAR_2027 });
    // The tenth is a holiday then, and the last Sunday of January is worked.
    expect(await said()).toBe('2027年2月10日到期，最晚2027年1月18日申请（到期前 15 个工作日）');
  } finally {
    usePublished([]);
  }
});

it('prints the day that is claimed beside the time it was said, and takes no day to come (S10)', async () => {
  clock.set(new Date('2027-01-05T02:00:00Z'));
  const photoIds = [await aPhoto(as('worker2'))];
  const hand = (claimedOn: string) =>
    submitRectification(as('worker2'), { reference, text: '换好了', photoIds, claimedOn });
  await expect(hand('2027-01-06')).rejects.toMatchObject({ fields: { claimedOn: expect.any(String) } });
  await hand('2026-12-28');
  const portal = await startPortal(clock);
  const page = await (await signedInAt(portal, world, 'regulator')).get(`/hazards/${reference}`);
  await portal.stop();
  expect(page.text).toContain('企业填的是2026年12月28日，系统 2027年1月5日 10:00 收到，晚了 8 天才提交');
  // The order of what happened is a count, not a clock: an earlier time comes after all the same.
  clock.set(new Date('2026-12-01T02:00:00Z'));
  await downgradeHazard(as('regulator'), { reference, reason: '到现场看过，不符合判定标准' });
  const trail = await findTrail({ kind: 'hazard', id: (await peekHazard(reference))?._id ?? '' });
  expect(trail.at(-1)?.name).toBe('hazards.downgraded');
});

it('is planned by its firm no later than the rule allows, but by what the body gave it (意见（十）)', async () => {
  const { reference: other } = await buildHazard(world, { status: 'valid', isMajor: true });
  await keepFile(world, { reference: other });
  reference = other;
  // Six months from 24 November.
  await expect(plan('2055-12-31')).rejects.toMatchObject({
    code: 'hazards.treatment-too-long',
    fields: { dueOn: expect.stringContaining('2027-05-24') },
  });
  await expect(plan('2027-05-25')).rejects.toMatchObject({ code: 'hazards.treatment-too-long' });
  const portal = await startPortal(clock);
  const form = (await (await signedInAt(portal, world, 'manager')).get(`/hazards/${other}/act/plan-rectification`))
    .text;
  await portal.stop();
  expect(form).toContain('重大隐患最晚2027年5月24日改完，更长的要由监管部门同意');
  expect((await plan('2027-05-24')).rectification?.dueOn).toBe('2027-05-24');
  await askExtension(as('manager'), { reference, dueOn: '2027-09-01', reason: '设备要定做，已经停用' });
  await grantExtension(as('regulator'), { reference });
  // Arranged anew it keeps the day that was given, and no later one.
  expect((await plan('2027-09-01')).rectification?.dueOn).toBe('2027-09-01');
  await expect(plan('2027-09-02')).rejects.toMatchObject({ fields: { dueOn: expect.any(String) } });
});

it('has a day that is too far brought forward by the body, and is late from that day', async () => {
  await expect(
    setDate(as('regulator'), { reference, dueOn: '2026-12-20', reason: '不用这么久' }),
  ).rejects.toMatchObject({ code: 'hazards.not-late' });
  await askExtension(as('manager'), { reference, dueOn: '2036-12-31', reason: '设备要定做，已经停用' });
  await grantExtension(as('regulator'), { reference });
  const bring = (who: WorldActor, dueOn: string) => setDate(as(who), { reference, dueOn, reason: '答复时看错了年份' });
  for (const who of ['manager', 'officer', 'parkOfficer', 'otherRegulator'] as const)
    await expect(bring(who, '2027-01-31')).rejects.toMatchObject({
      kind: expect.stringMatching(/Forbidden|NotFound/),
    });
  await expect(bring('regulator', '2037-01-01')).rejects.toMatchObject({ fields: { dueOn: expect.any(String) } });
  const { rectification } = await bring('regulator', '2027-01-31');
  expect([rectification?.dueOn, rectification?.agreedOn]).toEqual(['2027-01-31', undefined]);
  await expect(plan('2027-02-01')).rejects.toMatchObject({ fields: { dueOn: expect.any(String) } });
  const { _id: id = '' } = (await peekHazard(reference)) ?? {};
  expect((await findTrail({ kind: 'hazard', id })).at(-1)).toMatchObject({ name: 'hazards.date-brought-forward' });
  clock.set(new Date('2027-01-31T15:59:00Z'));
  expect(await countHazards(as('regulator'), { isOverdue: true })).toBe(0);
  clock.set(new Date('2027-02-01T02:00:00Z'));
  expect(await countHazards(as('regulator'), { isOverdue: true })).toBe(1);
  // Late, it has another day set, and stays late since the first.
  expect((await bring('regulator', '2027-02-20')).rectification).toMatchObject({ agreedOn: '2027-01-31' });
});
