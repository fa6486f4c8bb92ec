import mongoose from 'mongoose';
import { addItem, planItems, suggestions } from '#domain/plans';
import { createClock } from '../support/clock.ts';
import { aPhoto } from '../support/hazards.ts';
import { agreed, as, buildItem, buildPlan, buildSuggestion } from '../support/plans.ts';
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

const bound = (actor: WorldActor) => boundTalk(actor, { personId: world.actors[actor].personId }, clock);
const allSuggestions = () => mongoose.connection.collection('suggestions').find().toArray();

describe('a suggestion by chat', () => {
  it('takes three messages, or two, and keeps photos', async () => {
    const talk = await bound('worker');
    expect((await talk.ask('提建议')).template).toBe('suggest-words');
    const photoId = await aPhoto(as(world, 'worker'));
    expect(await talk.ask({ kind: 'photo', photoId })).toMatchObject({ params: { photoCount: 1 } });
    expect((await talk.ask('把叉车通道用黄线划出来')).template).toBe('suggest-confirm');
    expect(await talk.ask('1')).toMatchObject({ template: 'suggestion-received', params: { reference: 'S2026-0001' } });
    await talk.ask('提建议：加装护栏');
    await talk.ask('好的');
    expect(await allSuggestions()).toMatchObject([
      { text: '把叉车通道用黄线划出来', photoIds: [photoId], proposerId: world.actors.worker.personId },
      { text: '加装护栏' },
    ]);
    expect((await talk.ask('我的建议')).params['rows']).toHaveLength(2);
  });

  it('delivered twice is one', async () => {
    const talk = await bound('worker');
    await talk.ask('提建议 加装护栏');
    await talk.say('1', 'the-yes');
    await talk.say('1', 'the-yes');
    expect(await allSuggestions()).toHaveLength(1);
  });

  it('can turn out to be a danger, and somebody of no firm is told how to join', async () => {
    const talk = await bound('worker');
    await talk.ask('提建议 3号线电箱漏电要修');
    expect((await talk.ask('2')).template).toBe('report-place');
    expect((await talkAs('stranger', clock).ask('提建议 加装护栏')).template).toBe('suggest-bind-first');
  });

  it('is answered by the officer and confirmed by its proposer', async () => {
    await buildSuggestion(world);
    const officer = await bound('officer');
    expect((await officer.ask('待办')).params['rows']).toMatchObject([
      { reference: 'S2026-0001', action: '合理化建议要答复' },
    ]);
    expect((await officer.ask('1')).template).toBe('suggestion-answer');
    expect(await officer.ask('1')).toMatchObject({ template: 'case-done' });
    expect((await suggestions.peek('S2026-0001'))?.status).toBe('adopted');
    const done = await buildSuggestion(world, 'carried-out');
    const worker = await bound('worker');
    expect((await worker.ask(`还没有 ${done.reference}`)).template).toBe('case-ask-reason');
    await worker.ask('只划了一半');
    expect(await suggestions.peek(done.reference)).toMatchObject({ status: 'adopted', reason: '只划了一半' });
    expect((await worker.ask(`进度 ${done.reference}`)).template).toBe('plan-progress');
  });
});

describe('an item by chat', () => {
  describe('whose photo was seen before', () => {
    const why = '现场看过是同一台设备';
    async function seen(): Promise<string> {
      const { reference } = await buildItem(world, 'done');
      const items = mongoose.connection.collection('planItems');
      await items.updateOne({ reference }, { $set: { 'evidence.0.seenBefore': ['H2026-0009'] } });
      return reference;
    }
    const checks = async (reference: string) => (await planItems.peek(reference))?.checks;

    it('is asked about in words, rather than refused', async () => {
      const reference = await seen();
      const checker = await bound('officer');
      const opened = await checker.ask(`有效 ${reference}`);
      expect(opened).toMatchObject({ template: 'item-check', params: { seenBefore: 'H2026-0009', said: '' } });
      expect(await checker.ask(why)).toMatchObject({ template: 'item-check', params: { said: why } });
      expect(await checker.ask('1')).toMatchObject({ template: 'case-done' });
      expect(await checks(reference)).toMatchObject([{ result: 'effective', note: why }]);
    });

    it('passes at once with the reason behind the command', async () => {
      const reference = await seen();
      expect(await (await bound('officer')).ask(`有效 ${reference} ${why}`)).toMatchObject({ template: 'case-done' });
      expect(await checks(reference)).toMatchObject([{ result: 'effective', note: why }]);
    });
  });

  it('is completed with a photo and a sentence in any order, and checked by another', async () => {
    const { reference, planReference } = await buildItem(world, 'planned');
    const owner = await bound('worker2');
    expect((await owner.ask('待办')).params['rows']).toMatchObject([{ reference }]);
    expect(await owner.ask('1')).toMatchObject({ template: 'item-ask-evidence', params: { hasSome: false } });
    const photoId = await aPhoto(as(world, 'worker2'));
    expect(await owner.ask({ kind: 'photo', photoId })).toMatchObject({ params: { hasSome: true, needsPhoto: false } });
    expect(await owner.ask('已经连续巡检三十天')).toMatchObject({ template: 'case-done' });
    expect(await planItems.peek(reference)).toMatchObject({
      status: 'done',
      evidence: [{ note: '已经连续巡检三十天', photoIds: [photoId] }],
    });
    expect((await owner.ask(`有效 ${reference}`)).template).toBe('refused');
    const officer = await bound('officer');
    expect((await officer.ask('待办')).params).toMatchObject({
      rows: [
        { reference, action: '改进事项要检查' },
        { reference: planReference, action: '11 月的工伤和人数要填' },
      ],
      all: 2,
      overdue: 0,
      hasMore: false,
    });
    expect((await officer.ask('1')).template).toBe('item-check');
    await officer.ask('2');
    await officer.ask('只看到十天的记录');
    expect(await planItems.peek(reference)).toMatchObject({ status: 'doing', round: 2 });
    await owner.ask(`完成 ${reference} 又做了三十天`);
    await owner.ask('1');
    await officer.ask(`有效 ${reference}`);
    expect(await planItems.peek(reference)).toMatchObject({ status: 'effective' });
  });

  it('is completed by one message with a picture under it', async () => {
    const { reference } = await buildItem(world, 'doing');
    const owner = await bound('worker2');
    const photoId = await aPhoto(as(world, 'worker2'));
    const text = `完成 ${reference} 已经换好`;
    expect(await owner.ask({ kind: 'photo', photoId, text })).toMatchObject({ template: 'case-done' });
    expect((await planItems.peek(reference))?.evidence).toMatchObject([{ note: '已经换好', photoIds: [photoId] }]);
  });

  it('told twice is done once, and one of another firm is not there', async () => {
    const { reference: planReference } = await buildPlan(world);
    const { reference } = await addItem(as(world, 'officer'), { planReference, ...agreed(world) });
    const owner = await bound('worker2');
    await owner.ask(`完成 ${reference} 做好了，已签字`);
    await owner.say('1', 'the-yes');
    await owner.say('1', 'the-yes');
    expect((await planItems.peek(reference))?.evidence).toHaveLength(1);
    expect(await (await bound('otherWorker')).ask(`完成 ${reference} 做好了`)).toMatchObject({ template: 'refused' });
  });
});
