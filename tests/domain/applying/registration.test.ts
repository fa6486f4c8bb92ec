import mongoose from 'mongoose';
import { refuseApplication, startApplication, withdrawApplication } from '#domain/applying';
import { actorsOf } from '#domain/identity';
import { findEnterpriseByCreditCode } from '#domain/organisations';
import { aDraft, buildCohort, daysLater, fillAndSubmit, registerAnother } from '../../support/applications.ts';
import { personContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, creditCode, type World } from '../../support/world.ts';

useStores();
let world: World;
let cohort: string;
beforeEach(async () => {
  world = await buildWorld();
  cohort = (await buildCohort(world)).reference;
});
const code = creditCode('91450981MA5X00001');
let people = 0;
const register = () => registerAnother({ creditCode: code, phone: `1370000${String(++people).padStart(4, '0')}` });
/** The registration was made so many days ago. */
const ago = (days: number) =>
  mongoose.connection
    .collection('enterprises')
    .updateOne({ creditCode: code }, { $set: { createdAt: daysLater(-days) } });
const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code?: string }) => String(error.code ?? error),
  );

describe('a credit code held by a registration nobody has proved', () => {
  it('is released after a while, and whoever held it applies for nothing any more', async () => {
    const first = await register();
    expect(await outcome(register())).toBe('identity.firm-known');
    await ago(15);
    const second = await register();
    expect(await actorsOf(first.actor.personId)).toEqual([]);
    const now = await findEnterpriseByCreditCode(code);
    expect(now?._id).toBe(second.actor.scope.enterpriseId);
    expect(await outcome(startApplication(personContext(first.actor), { cohort }))).not.toBe('');
  });

  it('is released once, however many want it at once', async () => {
    await register();
    await ago(15);
    const both = await Promise.all([outcome(register()), outcome(register())]);
    expect(both.toSorted()).toEqual(['done', 'identity.firm-known']);
  });

  it('stays while an application is looked at, and is free again when that was taken back or refused', async () => {
    const { actor } = await register();
    const ctx = personContext(actor);
    const draft = aDraft(world, { name: '北流市测试家具厂', creditCode: code, parkId: '' });
    const sent = await fillAndSubmit(ctx, await startApplication(ctx, { cohort }), draft);
    await ago(60);
    expect(await outcome(register())).toBe('identity.firm-known');
    await withdrawApplication(ctx, { reference: sent.reference });
    expect(await outcome(register())).toBe('done');
  });

  it('is free again after a refusal', async () => {
    const { actor } = await register();
    const ctx = personContext(actor);
    const draft = aDraft(world, { name: '北流市测试家具厂', creditCode: code, parkId: '' });
    const sent = await fillAndSubmit(ctx, await startApplication(ctx, { cohort }), draft);
    await ago(60);
    await refuseApplication(personContext(world.actors.regulator), {
      reference: sent.reference,
      contentHash: sent.submission?.contentHash ?? '',
      reasonCode: 'not-eligible',
      reason: '三项条件都不符合',
      wouldChange: '提供许可证',
    });
    expect(await outcome(register())).toBe('done');
  });

  it('is never that of a firm somebody has checked', async () => {
    const known = () => registerAnother({ creditCode: world.enterprise.creditCode, phone: '13700009999' });
    await mongoose.connection.collection('enterprises').updateMany({}, { $set: { createdAt: daysLater(-400) } });
    expect(await outcome(known())).toBe('identity.firm-known');
  });
});
