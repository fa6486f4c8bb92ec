import { existsSync, readFileSync } from 'node:fs';
import mongoose from 'mongoose';
import { criesForHelp, tellsDanger } from '#domain/hazards';
import { useEncoder } from '#platform/encoder';
import type { PackedHead } from '#platform/sentences';
import { meaningOf } from '../../bots/meaning.ts';
import { hashOf, labelsOf, readUtterances } from '../../scripts/understanding/utterances.ts';
import { createClock } from '../support/clock.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';
import { boundTalk, talkAs } from './support/talk.ts';

const LINES = readUtterances();

describe('the labelled utterances', () => {
  it.each(['src/domain/chat/matters.data.json', 'src/domain/hazards/danger.data.json'])(
    'are what %s was trained on',
    (file) => {
      expect(existsSync(file)).toBe(true);
      const head = JSON.parse(readFileSync(file, 'utf8')) as PackedHead;
      expect(head.utterances).toBe(hashOf(LINES));
      expect([head.withEncoder.length, head.byLetters.length]).toEqual([head.labels.length, head.labels.length]);
    },
  );

  it('are what the figures of the health page were measured on', () => {
    const measured = JSON.parse(readFileSync('bots/measured.data.json', 'utf8')) as Record<string, unknown>;
    expect(measured['utterances']).toBe(hashOf(LINES));
    expect(measured['withEncoder']).toBeGreaterThan(Number(measured['byLetters']));
  });

  it('are many, each once, over every matter and in many voices', () => {
    expect(LINES.length).toBeGreaterThan(5_500);
    expect(new Set(LINES.map(({ voice }) => voice)).size).toBeGreaterThan(20);
    expect(new Set(LINES.map(({ text }) => text)).size).toBe(LINES.length);
    for (const label of labelsOf(LINES))
      expect(LINES.filter((line) => line.label === label).length).toBeGreaterThan(15);
  });
});

const ALARMS = [
  '救命',
  '流好多血',
  '爆了',
  '晕倒在池里',
  '冒浓烟',
  '氨气漏了眼睛睁不开',
  '手给绞进去了',
  '煤气味好大',
  '唔好了火烧起来了',
  'fire',
  'Cháy rồi',
  '119',
  '有人觸電了',
  '倉庫起火了快來人',
  '老李从棚顶摔下来不动了',
];
const NO_ALARMS = [
  '22222222',
  'KX4M7TQ2',
  '13800001234',
  '去年这里着过火',
  '明天消防演练',
  '万一漏气了怎么办',
  '灭火器怎么用',
  '没有着火',
  '昨天看新闻哪里爆炸了',
  '灭火器过期',
  '消防通道堵了',
  '工伤怎么赔',
  '热死人了',
  '要是着火这门打不开',
  '谢谢',
  '3号线电箱门坏了',
  '原来是演习',
  // A name and a number, whatever they resemble.
  '莫来访，车牌 桂k·54321',
  '覃燃，桂B99119',
  '梁火生，车牌 桂A·12345',
  '陈烟，13811112222',
  '桂B·99119',
];

/** A number beside a sentence takes nothing from it. */
const NUMBERED_ALARMS = ['桂A12345 撞到人了', '车牌 桂A12345 的车漏油起火了', '着火了，13811112222', '救命 桂B99119'];

/** Words of danger that tell of none: nobody is called before they are asked. */
const NOT_FILED = [
  '消防车通道被占了',
  '救护车通道堵了',
  '救命的通道被锁了',
  '配电房门口堆满东西，着火都出不去',
  '窗户焊死了起火都跑不掉',
  '楼梯间全是纸箱，着火的话没地方跑',
  '怕着火',
  '电线老化成这样怕着火',
  '油烟好大',
  '抽烟烟好大',
  '手机掉进机器',
  '我的钥匙掉进机器里了',
  '快来人修灯',
  '昨天触电的事处理了没',
  '昨天有人触电了',
  '煤气泄漏报警器坏了',
  '没有防砸网',
  '机器卡住了',
  '急死人了还不来修',
];
/** And what is one for all that. */
const FILED = [
  '着火了都出不去',
  '里面起火了，人都跑不出来',
  '消防车快来',
  '救命有人被锁在里面',
  '消防通道堵了里面着火了',
  '煤气泄漏报警器一直响煤气味好大',
  '油烟机着火了',
  '机器卡住了人的手',
  '没有防护罩手被绞进去了',
  '快来人着火了',
  '门锁了着火了里面有人',
  '现在大家都头晕想吐，组长说没事',
];

describe.each(['with the encoder', 'by letters alone'])('whom nobody is asked about first, %s', (how) => {
  beforeAll(() => useEncoder(how === 'by letters alone' ? undefined : process.env['TEST_ENCODER_DIR']));
  afterAll(() => useEncoder(process.env['TEST_ENCODER_DIR']));
  it.each(FILED)('「%s」 is filed', async (text) => expect(await criesForHelp(text)).toBe(true));
  it.each(NOT_FILED)('「%s」 is not', async (text) => expect(await criesForHelp(text)).toBe(false));
});

describe.each(['with the encoder', 'by letters alone'])('a danger, %s', (how) => {
  beforeAll(() => useEncoder(how === 'by letters alone' ? undefined : process.env['TEST_ENCODER_DIR']));
  afterAll(() => useEncoder(process.env['TEST_ENCODER_DIR']));
  it.each([...ALARMS, ...NUMBERED_ALARMS])('is told by 「%s」', async (text) =>
    expect(await tellsDanger(text)).toBe(true),
  );
  it.each(NO_ALARMS)('is not told by 「%s」', async (text) => expect(await tellsDanger(text)).toBe(false));
});

describe('plain words', () => {
  it.each([
    ['这个月的奖金咋还没有发下来', 'reward'],
    ['我怕老板晓得是我讲的', 'afraid'],
    ['新手机怎么绑定不上去', 'bind'],
    ['我们车间安全员电话是多少', 'contact'],
    ['两个月工资没有发了', 'elsewhere'],
    ['我上个礼拜报的那个处理得怎么样了', 'progress'],
    ['仓库的灭火器都过期了没人换', 'report'],
  ])('「%s」 are about %s', async (text, code) => {
    const { sure, likely } = await meaningOf(text);
    expect([sure?.code, ...likely.map((one) => one.code)]).toContain(code);
  });
});

describe('in the chat', () => {
  useStores();
  let world: World;
  let clock = createClock();
  beforeEach(async () => {
    clock = createClock();
    world = await buildWorld();
  });
  const hazards = () => mongoose.connection.collection('hazards').find().toArray();
  const bound = (actor: WorldActor) => boundTalk(actor, { personId: world.actors[actor].personId }, clock);
  const says119 = ({
    template,
    params,
    isUrgent,
  }: {
    template: string;
    params: Record<string, unknown>;
    isUrgent: boolean;
  }) => template === 'danger-first' || (isUrgent && params['isUrgent'] === true);

  it.each(['收到', '好的', '谢谢', '👍', '[强]', '嗯嗯', '1111', '7', '好的谢谢'])(
    '「%s」 begins nothing',
    async (text) => {
      const talk = await bound('worker');
      const [reply] = await talk.say(text);
      expect(reply?.template).toMatch(/^(thanks|small-talk|help)$/);
      expect(await mongoose.connection.collection('dialogues').findOne({ draft: { $exists: true } })).toBeNull();
      expect(await hazards()).toEqual([]);
    },
  );

  it('asks again where a courtesy comes in place of words or a place', async () => {
    const talk = await bound('worker');
    await talk.ask('上报');
    expect((await talk.ask('收到')).template).toBe('report-words');
    expect((await talk.ask('3号线电箱漏电')).template).toBe('report-place');
    for (const courtesy of ['好的', '谢谢', '👍'])
      expect((await talk.say(courtesy)).at(-1)?.template).toMatch(/^(report-place|thanks)$/);
    expect(await talk.ask('原料仓库')).toMatchObject({
      template: 'report-confirm',
      params: { text: '3号线电箱漏电', placeText: '原料仓库' },
    });
    expect(await hazards()).toEqual([]);
  });

  it.each([
    [[]],
    [['上报']],
    [['电箱门坏了', '原料仓库']],
    [['待办']],
    [['提建议']],
    [['加入']],
    [['绑定']],
    [['帮助']],
  ])('a danger is answered first, after %j', async (before) => {
    const talk = await (before[0] === '加入' ? Promise.resolve(talkAs('stranger', clock)) : bound('worker'));
    for (const one of before) await talk.say(one);
    const replies = await talk.say('唔好了火烧起来了');
    expect(replies[0] && says119(replies[0])).toBe(true);
  });

  it('a danger under a photo is one', async () => {
    const talk = talkAs('stranger', clock);
    const [reply] = await talk.say({
      kind: 'photo',
      photoId: '0123456789abcdef01234567',
      text: '有人晕倒在池里',
    } as never);
    expect(reply && says119(reply)).toBe(true);
  });

  it('answers the same words twice and no more; a danger every time', async () => {
    const talk = talkAs('stranger', clock);
    const replies = async (text: string) => (await talk.say(text)).length;
    expect([await replies('今天好累'), await replies('今天好累'), await replies('今天好累')]).toEqual([1, 1, 0]);
    clock.advance({ minutes: 30 });
    expect(await replies('今天好累')).toBe(1);
    for (let i = 0; i < 4; i++) expect(await replies('救命')).toBeGreaterThan(0);
  });

  it('answers a question in the middle of a report and goes on', async () => {
    const talk = await bound('worker');
    await talk.ask('3号线电箱漏电');
    expect((await talk.ask('会不会让老板知道')).template).toBe('afraid');
    expect((await talk.ask('1')).template).toBe('report-confirm');
  });

  it('tells of the report somebody speaks of, also to a visitor of their own chat only', async () => {
    const talk = talkAs('stranger', clock);
    for (const words of ['消防通道被堆满了', '桂宝陶瓷 包装车间门口', '1']) await talk.say(words);
    const reference = String((await hazards())[0]?.['reference']);
    const serial = reference.split('-')[1];
    expect(await talk.ask('我报的消防通道处理了没')).toMatchObject({
      template: 'progress',
      params: { reference },
    });
    expect(await talk.ask(`${serial}号那个处理了吗`)).toMatchObject({
      template: 'progress',
      params: { reference },
    });
    expect((await talkAs('other', clock).ask('我报的消防通道处理了没')).template).toBe('progress-ask');
  });

  it('swallows no words of a command', async () => {
    const worker = await bound('worker');
    for (const words of ['3号线电箱漏电', '1', '1']) await worker.say(words);
    expect(await worker.ask('隐患1号')).toMatchObject({ template: 'progress', params: { reference: 'H2026-0001' } });
    const officer = await bound('officer');
    expect(await officer.ask('1 受理')).toMatchObject({ template: 'case-done', params: { reference: 'H2026-0001' } });
  });
});
