import mongoose from 'mongoose';
import { findVisits } from '#domain/stages';
import { renderText } from '#platform/texts';
import { createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { buildEnrolment } from '../support/enrolments.ts';
import { buildAdvised, buildVisit } from '../support/stages.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';
import { boundTalk, type Said, type Talk, talkAs } from './support/talk.ts';

useStores();
const clock = createClock();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

/** A person of the world in a chat bound to them. */
const speak = (who: WorldActor): Promise<Talk> => boundTalk(who, world.actors[who], clock);
const inWords = ({ template, params }: Said): string => renderText('chat', template, params);

describe('我的项目', () => {
  it('tells the firm its stage, what is next and who has it, and more by number', async () => {
    const { reference } = await buildAdvised(world, 'implementing');
    await buildVisit(world, reference);
    const manager = await speak('manager');
    const told = inWords(await manager.ask('我的项目'));
    expect(told).toContain('广西北流桂宝陶瓷有限公司：组织实施');
    expect(told).toContain('下一步：完成：培训：管理人员和员工都有人参加');
    expect(told).toContain('现在归：企业负责人和安全管理员');
    expect(inWords(await manager.ask('1'))).toContain('· 企业安全发展计划正在执行');
    const [visit] = await findVisits(personContext(world.actors.manager), reference);
    expect(inWords(await manager.ask('2'))).toContain(`${visit?.reference} 11月24日 双方已签字`);
    expect(inWords(await manager.ask('2'))).toContain('把通道画线（12月1日之前）');
    expect(inWords(await manager.ask('3'))).toContain('安排辅导员以后');
    expect((await manager.ask('返回')).template).toBe('my-programme');
    expect((await manager.ask('9')).template).toBe('my-programme');
  });

  it('gives a worker the stage and the way to report, not the papers', async () => {
    await buildAdvised(world, 'preparing');
    const worker = await speak('worker');
    const told = inWords(await worker.ask('我的项目'));
    expect(told).toContain('准备动员');
    expect(told).toContain('2 上报隐患');
    expect(told).not.toContain('入企辅导');
    expect((await worker.ask('2')).template).toMatch(/^report-/);
  });

  it('lists an adviser’s firms by number, and says how to join or where to look', async () => {
    const { otherEnterprise } = world;
    await buildAdvised(world, 'preparing');
    await buildEnrolment(world, {
      stage: 'accepting',
      enterpriseId: otherEnterprise._id,
      creditCode: otherEnterprise.creditCode,
      name: otherEnterprise.name,
    });
    await mongoose.connection
      .collection('accounts')
      .updateOne(
        { _id: world.actors.adviser.personId } as never,
        { $push: { 'grants.0.scope.enterpriseIds': otherEnterprise._id } } as never,
      );
    const adviser = await speak('adviser');
    const list = inWords(await adviser.ask('我的项目'));
    expect(list).toMatch(/1 南宁邕江机械制造有限公司（验收评估）\n2 广西北流桂宝陶瓷有限公司（准备动员）/);
    expect(inWords(await adviser.ask('2'))).toContain('桂宝陶瓷有限公司：准备动员');
    expect((await (await speak('parkOfficer')).ask('我的项目')).template).toBe('programme-on-web');
    // A role that needs an authenticator does nothing in a chat, which asks for none.
    const regulator = await speak('regulator');
    for (const words of ['我的项目', '待办', '上报', '1', '受理 H2026-0001']) {
      expect((await regulator.ask(words)).template).toBe('role-on-web');
    }
    // But to be led to the page where it is confirmed: bots/majors. There is no such case here.
    expect((await regulator.ask('销号 H2026-0001')).template).toBe('refused');
    await mongoose.connection.collection('enrolments').updateMany({}, { $set: { isActive: false } });
    expect((await (await speak('otherOfficer')).ask('项目')).template).toBe('programme-none');
    expect((await talkAs('stranger', clock).ask('我的项目')).template).toBe('who-visitor');
  });
});
