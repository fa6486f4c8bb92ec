import mongoose from 'mongoose';
import { reportHazard } from '#domain/hazards';
import { setAddress } from '#domain/organisations';
import { newId } from '#kernel/ids';
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
const addPlace = (name: string) =>
  mongoose.connection.collection('locations').insertOne({
    _id: newId(clock.now()),
    enterpriseId: world.enterprise._id,
    name,
    code: `C${name}`,
  } as never);

describe('a place as people say it', () => {
  it.each([
    ['1号车间', '一车间行车有异响'],
    ['二车间', '2号车间灯管松了要掉'],
    ['职工食堂', '食堂煤气管子裂了口'],
  ])('%s in 「%s」', async (name, words) => {
    await addPlace(name);
    const talk = await bound('worker');
    expect(await talk.ask(words)).toMatchObject({ template: 'report-confirm', params: { placeText: name } });
  });

  it('1车间 is not 11车间', async () => {
    await addPlace('1车间');
    const talk = await bound('worker');
    expect((await talk.ask('11车间行车有异响')).template).toBe('report-place');
  });

  it('keeps words nobody knows as they were said, and 「不知道」 is an answer', async () => {
    const talk = await bound('worker');
    await talk.ask('冲床没有防护罩');
    expect((await talk.ask('老厂区大榕树旁边')).params['placeText']).toBe('老厂区大榕树旁边');
    await talk.ask('取消');
    await talk.ask('楼梯扶手松动了');
    expect(await talk.ask('不知道')).toMatchObject({ template: 'report-confirm', params: { placeText: '' } });
  });

  it('what tells more of the danger never becomes the place', async () => {
    const talk = await bound('worker');
    await talk.ask('冲床没有防护罩');
    expect(await talk.ask('还有灭火器也过期了没人换')).toMatchObject({
      template: 'report-place',
      params: { isWordsAdded: true, text: '冲床没有防护罩；还有灭火器也过期了没人换' },
    });
    expect((await talk.ask('1')).params['placeText']).not.toContain('灭火器');
  });
});

describe('corrected in words before it is sent', () => {
  it('shows the corrected whole each time, and stores what was shown', async () => {
    await addPlace('空压机房');
    await addPlace('装卸台');
    const talk = await bound('worker');
    const first = await talk.ask('空压机房门口地上有油');
    expect(first).toMatchObject({ template: 'report-confirm', params: { placeText: '空压机房' } });
    expect(await talk.ask('不是空压机房，是装卸台')).toMatchObject({
      template: 'report-confirm',
      params: { placeText: '装卸台', text: '装卸台门口地上有油', isCorrected: true },
    });
    expect((await talk.ask('匿名')).params['isAnonymous']).toBe(true);
    expect((await talk.ask('实名')).params['isAnonymous']).toBe(false);
    expect((await talk.ask('很急')).params['isUrgent']).toBe(true);
    expect((await talk.ask('不急，没有危险')).params['isUrgent']).toBe(false);
    expect((await talk.ask('很急')).params['isUrgent']).toBe(true);
    expect((await talk.ask('内容改成装卸台地上一大滩油')).params['text']).toBe('装卸台地上一大滩油');
    expect((await talk.ask('改地点')).template).toBe('report-place');
    expect((await talk.ask('地磅房')).params['placeText']).toBe('地磅房');
    await talk.ask('提交');
    expect(await hazards()).toMatchObject([{ text: '装卸台地上一大滩油', placeText: '地磅房', isUrgent: true }]);
  });

  it('what was taken for a danger and is none goes in calmly by one tap', async () => {
    const talk = await bound('worker');
    await talk.ask('食堂煤气管子裂了口');
    const check = await talk.ask('1');
    expect(check).toMatchObject({ template: 'report-confirm', params: { isUrgent: true } });
    expect((await talk.ask('4')).template).toBe('hazard-reported');
    expect(await hazards()).toMatchObject([{ isUrgent: false }]);
  });

  it('takes photos off again, and the labels as they were printed', async () => {
    const talk = await bound('worker');
    await talk.ask('冲床没有防护罩');
    await talk.ask('1');
    const photoId = '0123456789abcdef01234567';
    expect((await talk.ask({ kind: 'photo', photoId })).params['photoCount']).toBe(1);
    expect((await talk.ask('去掉照片')).params['photoCount']).toBe(0);
    expect((await talk.ask('匿名提交')).template).toBe('hazard-reported');
    expect(await hazards()).toMatchObject([{ isAnonymous: true, photoIds: [] }]);
  });

  it('tells before it leaves out what is too long, and stores what was shown', async () => {
    const talk = await bound('worker');
    await talk.ask(`冲床没有防护罩${'很危险'.repeat(400)}`);
    const check = await talk.ask('1');
    expect(check.params).toMatchObject({ cut: 207, most: 1_000 });
    await talk.ask('1');
    expect((await hazards())[0]?.['text']).toBe(check.params['text']);
  });
});

describe('a case that is there already', () => {
  it('one’s own is named and not offered to join; 「不是重复」 sticks', async () => {
    const talk = await bound('worker');
    for (const words of ['3号线电箱漏电', '1', '1']) await talk.say(words);
    await talk.ask('3号线电箱在漏电');
    const check = await talk.ask('1');
    expect(check.params['similar']).toMatchObject({ reference: 'H2026-0001', isMine: true });
    expect((await talk.ask('5')).template).toBe('report-confirm');
    expect((await talk.ask('不是重复')).params['similar']).toBe(false);
    expect((await talk.ask('门也坏了')).params['similar']).toBe(false);
    await talk.ask('1');
    expect(await hazards()).toHaveLength(2);
  });
});

describe('several hazards in one message', () => {
  it('are listed, confirmed once, and become a case each', async () => {
    const talk = await bound('worker');
    await talk.ask('冲床没有防护罩，还有消防通道被纸箱堵死了，另外灭火器都过期了');
    const check = await talk.ask('原料仓库');
    expect(check.params['parts']).toMatchObject([
      { label: '冲床没有防护罩' },
      { label: '消防通道被纸箱堵死了' },
      { label: '灭火器都过期了' },
    ]);
    expect((await talk.ask('1')).params).toMatchObject({ count: 3, rows: [{ reference: 'H2026-0001' }, {}, {}] });
    expect((await hazards()).map((one) => one['text'])).toEqual([
      '冲床没有防护罩',
      '消防通道被纸箱堵死了',
      '灭火器都过期了',
    ]);
  });

  it('are each as pressing as the whole', async () => {
    const talk = await bound('worker');
    await talk.ask('冲床没有防护罩，还有消防通道被纸箱堵死了');
    await talk.ask('原料仓库');
    await talk.ask('4');
    expect((await hazards()).map((one) => one['isUrgent'])).toEqual([true, true]);
  });

  it('or one, as the person says', async () => {
    const talk = await bound('worker');
    await talk.ask('冲床没有防护罩，还有消防通道被纸箱堵死了');
    await talk.ask('原料仓库');
    expect((await talk.ask('7')).params['parts']).toEqual([]);
    expect((await talk.ask('1')).template).toBe('hazard-reported');
    expect(await hazards()).toHaveLength(1);
  });
});

describe('the firm by what people call it', () => {
  it('a county and a trade offer up to three; a few letters offer none', async () => {
    const firm = world.enterprise;
    const more = ['北流大家陶瓷', '北流永达陶瓷', '北流三环陶瓷厂'].map((name, i) => ({
      ...firm,
      _id: `firm-${i}`,
      name: `${name}有限公司`,
      shortName: name,
      creditCode: `CODE${i}`,
    }));
    await mongoose.connection.collection('enterprises').insertMany(more as never);
    const talk = talkAs('stranger', clock);
    await talk.ask('消防通道被堆满了');
    const offered = await talk.ask('北流那个陶瓷厂');
    expect(offered).toMatchObject({ template: 'report-enterprise', params: { isNotFound: true } });
    expect(offered.params['options']).toHaveLength(3);
    expect((await talk.ask('2')).template).toBe('report-confirm');
    await talk.ask('取消');
    await talk.ask('灭火器过期了没人换');
    expect((await talk.ask('陶瓷')).params['options']).toEqual([]);
  });
});

describe('the firm by its road', () => {
  it('and what it makes offers it to whoever does not know its name; a road alone offers none', async () => {
    await setAddress(personContext(world.actors.officer, { now: clock.now() }), { address: '北流市工业大道8号' });
    const talk = talkAs('stranger', clock);
    await talk.ask('消防通道被堆满了');
    expect((await talk.ask('工业大道那家厂')).params['options']).toEqual([]);
    expect(await talk.ask('工业大道那家瓷砖厂')).toMatchObject({
      template: 'report-confirm',
      params: { enterpriseName: '桂宝陶瓷' },
    });
  });
});

describe('of several reports, the newest is meant', () => {
  const calm = (text: string, isUrgent: boolean) => ({
    ...{ enterpriseId: world.enterprise._id, text, placeText: '北门', isUrgent },
  });

  it('by 「进度」, though an older one is urgent and stands first in lists', async () => {
    const { worker } = world.actors;
    await reportHazard(personContext(worker, { now: clock.now() }), calm('电箱漏电', true));
    clock.advance({ hours: 3 });
    const { reference } = await reportHazard(personContext(worker, { now: clock.now() }), calm('灭火器过期了', false));
    const talk = await bound('worker');
    expect(JSON.stringify((await talk.say('进度'))[0]?.params)).toContain(reference);
  });

  it('by 「撤回」, which takes back no older alarm, and asks where several are of one hour', async () => {
    const { worker } = world.actors;
    const alarm = await reportHazard(personContext(worker, { now: clock.now() }), calm('电箱漏电', true));
    clock.advance({ hours: 3 });
    const { reference } = await reportHazard(personContext(worker, { now: clock.now() }), calm('灭火器过期了', false));
    const talk = await bound('worker');
    expect(await talk.ask('撤回')).toMatchObject({ template: 'withdraw', params: { reference } });
    await reportHazard(personContext(worker, { now: clock.now() }), calm('吊物要掉下来', true));
    expect((await talk.ask('撤回')).template).toBe('alarm-false');
    const rows = await hazards();
    expect(rows.map(({ status }) => status)).toEqual(['reported', 'reported', 'reported']);
    expect(rows.map((one) => one['reference'])).toContain(alarm.reference);
  });
});

describe('nobody knows whose it is', () => {
  it.each(['不知道', '不知道是哪家', '我也不晓得什么厂', '唔知边间厂'])(
    '「%s」 is an answer: the body of the place has it, and nobody is in haste',
    async (words) => {
      const talk = talkAs('stranger', clock);
      expect((await talk.ask('路边电箱没有门')).template).toBe('report-enterprise');
      expect(await talk.ask(words)).toMatchObject({ template: 'report-place', params: { isFirmUnknown: true } });
      const check = await talk.ask('北流市民乐镇榕树路口');
      expect(check).toMatchObject({ template: 'report-confirm', params: { isFirmUnknown: true, enterpriseName: '' } });
      const done = await talk.ask('1');
      expect(done.template).toBe('hazard-reported');
      expect(done.params['holder']).toBe('北流市应急管理局');
      expect(await hazards()).toMatchObject([
        { enterpriseId: 'apart', bodyId: world.bodyId, isUrgent: false, text: '路边电箱没有门' },
      ]);
      expect(await mongoose.connection.collection('hazardAlarms').countDocuments()).toBe(0);
    },
  );

  it('a firm named after all is asked no more, and one found later begins no alarm of what is calm', async () => {
    const talk = talkAs('stranger', clock);
    for (const words of ['路边电箱没有门', '不知道', '返回']) await talk.say(words);
    expect((await talk.ask('桂宝陶瓷 北门')).params).toMatchObject({
      isFirmUnknown: false,
      enterpriseName: '桂宝陶瓷',
    });
  });
});
