import mongoose from 'mongoose';
import sharp from 'sharp';
import { storePhoto } from '#domain/evidence';
import type { Context } from '#kernel/context';
import { createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';
import { boundTalk, talkAs } from './support/talk.ts';

useStores();
let world: World;
let clock = createClock();
beforeEach(async () => {
  clock = createClock();
  world = await buildWorld();
});

const hazards = () => mongoose.connection.collection('hazards').find().sort({ reference: 1 }).toArray();
const bound = (actor: WorldActor) => boundTalk(actor, { personId: world.actors[actor].personId }, clock);
let shade = 0;
async function photo(ctx: Context): Promise<string> {
  shade += 40;
  const background = { r: shade % 256, g: 90, b: 30 };
  const bytes = await sharp({ create: { width: 80, height: 60, channels: 3, background } })
    .jpeg()
    .toBuffer();
  return (await storePhoto(ctx, { bytes, fileName: 'p.jpg' }))._id;
}

describe('a worker reports in three messages', () => {
  it('words, place, yes', async () => {
    const talk = await bound('worker');
    const place = await talk.ask('3号线电箱漏电');
    expect(place).toMatchObject({
      template: 'report-place',
      params: { options: [{ number: 1, label: '3号线配电房' }, {}] },
    });
    const check = await talk.ask('1');
    expect(check).toMatchObject({
      template: 'report-confirm',
      params: { text: '3号线电箱漏电', placeText: '3号线配电房', enterpriseName: '桂宝陶瓷', isAnonymous: false },
    });
    const done = await talk.ask('1');
    expect(done).toMatchObject({ template: 'hazard-reported', params: { reference: 'H2026-0001', isKnown: true } });
    expect(await hazards()).toMatchObject([
      {
        reference: 'H2026-0001',
        text: '3号线电箱漏电',
        locationId: world.location._id,
        enterpriseId: world.enterprise._id,
        reporter: { kind: 'person', personId: world.actors.worker.personId },
      },
    ]);
  });

  it('photo alone, place, yes', async () => {
    const talk = await bound('worker');
    const photoId = await photo(personContext(world.actors.worker));
    expect((await talk.ask({ kind: 'photo', photoId })).template).toBe('report-place');
    expect(await talk.ask('原料仓库')).toMatchObject({ params: { placeText: '原料仓库', photoCount: 1 } });
    expect((await talk.ask('好的')).template).toBe('hazard-reported');
    expect(await hazards()).toMatchObject([{ photoIds: [photoId], locationId: world.secondLocation._id }]);
  });

  it('somebody nobody knows: words, enterprise and place, yes', async () => {
    const talk = talkAs('stranger', clock);
    expect((await talk.ask('消防通道被堆满了')).template).toBe('report-enterprise');
    expect(await talk.ask('桂宝陶瓷 包装车间门口')).toMatchObject({
      template: 'report-confirm',
      params: { enterpriseName: '桂宝陶瓷', placeText: '包装车间门口' },
    });
    const done = await talk.ask('1');
    expect(done).toMatchObject({ template: 'hazard-reported', params: { isKnown: false } });
    expect(String(done.params['queryCode'])).toMatch(/^[0-9A-Z]{6,}$/);
    expect((await talk.ask(`进度 ${done.params['reference']} ${done.params['queryCode']}`)).template).toBe('progress');
  });

  it('somebody nobody knows, with the code of a poster', async () => {
    const talk = talkAs('stranger', clock);
    expect(await talk.ask('bwplace3 电箱门开着')).toMatchObject({
      template: 'report-confirm',
      params: { enterpriseName: '桂宝陶瓷', placeText: '3号线配电房' },
    });
    expect((await talk.ask('提交')).template).toBe('hazard-reported');
  });

  it('stays unnamed without one message more', async () => {
    const talk = await bound('worker');
    await talk.ask('老板叫我们关掉燃气报警器');
    expect(await talk.ask('02')).toMatchObject({ params: { isAnonymous: true, placeText: '原料仓库' } });
    await talk.ask('1');
    const [hazard] = await hazards();
    expect(hazard).toMatchObject({ isAnonymous: true });
    expect(JSON.stringify(hazard)).not.toContain(world.actors.worker.personId);
  });

  it('or decides so at the end', async () => {
    const talk = await bound('worker');
    await talk.ask('3号线电箱漏电');
    await talk.ask('1');
    await talk.ask('２');
    expect(await hazards()).toMatchObject([{ isAnonymous: true }]);
  });
});

describe('about those who run the firm', () => {
  it('goes past them when the person says so, and back when they change their mind', async () => {
    const talk = await bound('worker');
    await talk.ask('厂长叫人把3号线报警器关了');
    await talk.ask('1');
    expect((await talk.ask('6')).params['isAboutManagers']).toBe(true);
    expect((await talk.ask('6')).params['isAboutManagers']).toBe(false);
    await talk.ask('6');
    await talk.ask('2');
    expect(await hazards()).toMatchObject([
      { enterpriseId: 'apart', aboutFirmId: world.enterprise._id, isAnonymous: true, bodyId: world.bodyId },
    ]);
  });
});

describe('while reporting', () => {
  it('puts people first when it is happening now', async () => {
    const talk = await bound('worker');
    const first = await talk.ask('3号线电箱正在冒烟');
    expect(first).toMatchObject({ isUrgent: true, params: { isUrgent: true } });
    expect(await hazards()).toMatchObject([{ isUrgent: true }]);
    expect(await talk.ask('配电房门口')).toMatchObject({ isUrgent: true, params: { isUrgent: true } });
    expect(await hazards()).toMatchObject([{ isUrgent: true }]);
  });

  it('takes photos and words at any time', async () => {
    const talk = await bound('worker');
    await talk.ask('冲床没有防护罩');
    const sender = personContext(world.actors.worker);
    const [a, b] = [await photo(sender), await photo(sender)];
    expect(await talk.ask({ kind: 'photo', photoId: a })).toMatchObject({ template: 'report-place' });
    await talk.ask('1');
    expect(await talk.ask({ kind: 'photo', photoId: b })).toMatchObject({
      params: { photoCount: 2, isPhotoAdded: true },
    });
    expect(await talk.ask('昨天差点夹到手')).toMatchObject({ params: { text: '冲床没有防护罩；昨天差点夹到手' } });
    await talk.ask('1');
    expect(await hazards()).toMatchObject([{ photoIds: [a, b] }]);
  });

  it('takes the place from the phone', async () => {
    const talk = await bound('worker');
    await talk.ask('路面裂了一条缝');
    const check = await talk.ask({ kind: 'location', location: { latitude: 22.7, longitude: 110.35, name: '东门' } });
    expect(check.params['placeText']).toBe('东门（22.70000, 110.35000）');
  });

  it('goes back, cancels, and 「不对」 does not submit', async () => {
    const talk = await bound('worker');
    await talk.ask('3号线电箱漏电');
    await talk.ask('1');
    expect(await talk.ask('不对')).toMatchObject({ template: 'report-confirm', params: { asksWhatToChange: true } });
    expect((await talk.ask('返回')).template).toBe('report-place');
    expect((await talk.ask('2')).params['placeText']).toBe('原料仓库');
    expect((await talk.ask('取消')).template).toBe('cancelled');
    expect(await hazards()).toEqual([]);
  });

  it('answers a question in between and goes on with the draft, also days later', async () => {
    const talk = await bound('worker');
    await talk.ask('3号线电箱漏电');
    expect((await talk.ask('帮助')).params['hasDraft']).toBe(true);
    expect((await talk.ask('我是谁')).template).toBe('who-person');
    clock.advance({ days: 6 });
    expect((await talk.ask('继续')).template).toBe('report-place');
    expect((await talk.ask('1')).params['text']).toBe('3号线电箱漏电');
  });

  it('understands traditional characters and full width, and keeps the words as they were', async () => {
    const talk = await bound('worker');
    await talk.ask('３號線電箱漏電');
    await talk.ask('１');
    await talk.ask('對');
    expect(await hazards()).toMatchObject([{ text: '3號線電箱漏電' }]);
  });

  it('shows a case that may be the same, and 附议 joins it', async () => {
    const first = await bound('worker');
    for (const words of ['3号线电箱漏电', '1', '1']) await first.say(words);
    const second = await bound('worker2');
    await second.ask('3号线电箱在漏电');
    expect((await second.ask('1')).params['similar']).toMatchObject({ reference: 'H2026-0001' });
    expect((await second.ask('5')).template).toBe('hazard-endorsed');
    expect(await hazards()).toMatchObject([{ endorserIds: [world.actors.worker2.personId] }]);
  });

  it('offers words it does not understand as a report', async () => {
    const talk = await bound('worker');
    expect((await talk.ask('那个东西又那样了')).template).toBe('offer');
    expect((await talk.ask('1')).template).toBe('report-place');
    expect((await talk.ask('1')).params['text']).toBe('那个东西又那样了');
  });
});
