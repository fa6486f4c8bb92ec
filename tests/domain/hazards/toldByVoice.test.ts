import mongoose from 'mongoose';
import { evidenceRule, findStraySounds, removeStraySound, storeSound } from '#domain/evidence';
import {
  acceptHazard,
  addToAlarm,
  findHazards,
  findVoicesOver,
  getHazard,
  giveName,
  hearVoice,
  putIntoChinese,
  removeVoice,
  reopenHazard,
  reportHazard,
  VOICE_ALONE,
  verifyHazard,
  voicesOf,
} from '#domain/hazards';
import { findToDos } from '#domain/nouns';
import { createClock } from '../../support/clock.ts';
import { clockContext, personContext, visitorContext } from '../../support/contexts.ts';
import { amr, aSound, cutOff, longSilk, phoneMemo, silk, toldWav, voice } from '../../support/sounds.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let clock = createClock();
beforeEach(async () => {
  world = await buildWorld();
  clock = createClock();
});
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });
const everybody = (): WorldActor[] => Object.keys(world.actors) as WorldActor[];
const hears = async (soundId: string): Promise<WorldActor[]> => {
  const may = await Promise.all(
    everybody().map((who) =>
      hearVoice(as(who), soundId).then(
        () => [who],
        () => [],
      ),
    ),
  );
  return may.flat().sort();
};
const owes = async (who: WorldActor) => (await findToDos(as(who))).rows.map(({ title }) => title);
const tell = async (who: WorldActor, more: object = {}) => {
  const soundId = await aSound(as(who));
  const told = { enterpriseId: world.enterprise._id, text: VOICE_ALONE, placeText: '二车间', soundIds: [soundId] };
  return { soundId, ...(await reportHazard(as(who), { ...told, ...more })) };
};
/** What nobody but its reporter knows of before the next full hour. */
const shown = () => clock.advance({ hours: 1 });

describe('a voice in a report by name', () => {
  it('is heard by whoever has the case, its body and who spoke, and by nobody else', async () => {
    const { soundId, reference } = await tell('worker');
    expect(await hears(soundId)).toEqual([
      ...['cityRegulator', 'manager', 'officer', 'parkOfficer', 'regulator', 'worker'],
    ]);
    expect((await hearVoice(as('officer'), soundId)).bytes.equals(voice())).toBe(true);
    expect(await owes('officer')).toContain('语音，要转写');
    await putIntoChinese(as('officer'), { reference, text: '冲床的护罩掉了' });
    expect(await owes('officer')).not.toContain('语音，要转写');
    const { rows } = await findHazards(as('officer'), { q: '护罩' });
    expect(rows).toMatchObject([{ reference, inChinese: { text: '冲床的护罩掉了' } }]);
  });
});

describe('a voice in a report without a name', () => {
  it('is heard and written down by the competent body alone; the firm gets the words', async () => {
    const { soundId, reference } = await tell('worker', { isAnonymous: true });
    shown();
    expect(await hears(soundId)).toEqual(['cityRegulator', 'regulator', 'worker']);
    const seen = await getHazard(as('officer'), reference);
    expect([seen.hazard.awaitsWords, await voicesOf(world.actors.officer, seen)]).toEqual([true, []]);
    expect(await owes('officer')).toEqual(['隐患待受理']);
    expect(await owes('regulator')).toContain('原话要写成中文');
    for (const who of ['officer', 'manager'] as const)
      await expect(putIntoChinese(as(who), { reference, text: '听不出什么' })).rejects.toMatchObject({
        kind: 'Forbidden',
      });
    await putIntoChinese(as('regulator'), { reference, text: '电梯钢丝绳快断了' });
    expect((await getHazard(as('officer'), reference)).hazard).toMatchObject({ text: '电梯钢丝绳快断了' });
    expect(await hears(soundId)).toEqual(['cityRegulator', 'regulator', 'worker']);
  });

  it('of a visitor too, and nobody hears it before its hour', async () => {
    const visitor = visitorContext({ visitorId: 'v1', now: clock.now() });
    const soundId = await aSound(visitor);
    const told = { enterpriseId: world.enterprise._id, text: VOICE_ALONE, placeText: '门口', soundIds: [soundId] };
    await reportHazard(visitor, told);
    expect(await hears(soundId)).toEqual([]);
    shown();
    expect(await hears(soundId)).toEqual(['cityRegulator', 'regulator']);
    expect((await hearVoice(visitor, soundId)).type).toBe('audio/wav');
    await expect(hearVoice(visitorContext({ visitorId: 'v2', now: clock.now() }), soundId)).rejects.toMatchObject({
      kind: 'NotFound',
    });
  });

  it('added to an alarm is apart as well, until its reporter gives their name', async () => {
    const text = '着火了，快来人';
    const { reference } = await reportHazard(as('worker'), {
      ...{ enterpriseId: world.enterprise._id, text, isUrgent: true, isAnonymous: true },
    });
    const soundId = await aSound(as('worker'));
    const after = await addToAlarm(as('worker'), { reference, soundIds: [soundId] });
    expect(after).toMatchObject({ text, soundIds: [soundId], awaitsWords: true });
    expect(await hears(soundId)).toEqual(['cityRegulator', 'regulator', 'worker']);
    expect(await owes('officer')).not.toContain('原话要写成中文');
    await giveName(as('worker'), { reference });
    expect(await hears(soundId)).toContain('officer');
    await putIntoChinese(as('regulator'), { reference, text: '二车间配电房' });
  });
});

describe('what is kept of a voice', () => {
  it('opens with the keys of the installation alone, and says neither who sent it nor when', async () => {
    const { soundId } = await tell('worker', { isAnonymous: true });
    const [row, files, chunks] = await Promise.all(
      ['sounds', 'sounds.files', 'sounds.chunks'].map((name) => mongoose.connection.collection(name).find().toArray()),
    );
    expect(row).toMatchObject([{ _id: soundId, subject: { kind: 'hazard' } }]);
    expect(row?.[0]).not.toHaveProperty('owner');
    const bytes = Buffer.concat((chunks ?? []).map((one) => Buffer.from(one['data'].buffer)));
    expect(bytes.includes('RIFF')).toBe(false);
    const kept = JSON.stringify([row, files]);
    expect(kept).not.toContain(world.actors.worker.personId);
    for (const at of [row?.[0]?.['createdAt'], files?.[0]?.['uploadDate']])
      expect((at as Date).getTime() % 3_600_000).toBe(0);
  });

  it.each([false, true])(
    'has lost when, where and on whose phone it was recorded, behind the sound: %s',
    async (isLate) => {
      const memo = phoneMemo({ isLate });
      const soundId = await aSound(as('worker'), memo);
      await tell('worker', { soundIds: [soundId] });
      const { bytes, type } = await hearVoice(as('worker'), soundId);
      expect(type).toBe('audio/mp4');
      expect(bytes.length).toBe(memo.length);
      for (const trace of [Buffer.from('+22.7107'), Buffer.from('小李'), Buffer.from('e1234567', 'hex')])
        expect([memo.includes(trace), bytes.includes(trace)]).toEqual([true, false]);
      expect(bytes.includes(Buffer.alloc(200, 7))).toBe(true);
    },
  );

  it.each([
    ['as it is', toldWav(), voice()],
    ['but for its length, which a recorder that was cut off has not written', cutOff(voice()), cutOff(voice())],
  ])('of WAV the sound alone is kept, %s', async (_what, sent, kept) => {
    const soundId = await aSound(as('worker'), sent);
    await tell('worker', { soundIds: [soundId] });
    expect((await hearVoice(as('worker'), soundId)).bytes.equals(kept)).toBe(true);
  });

  it.each([
    ['a text', Buffer.from('着火了'), '这不是能收的录音'],
    ['nothing', Buffer.alloc(0), '语音是空的'],
    ['a film', phoneMemo({ handler: 'vide' }), '这是视频，不是录音'],
    ['one that is broken', Buffer.from(`\u0002#!SILK_V3${'\u00ff'.repeat(64)}`, 'latin1'), '这段录音打不开'],
    ['one in which nothing is heard', voice().subarray(0, 12), '这段录音打不开'],
    ['hours', Buffer.concat([voice(), Buffer.alloc(11 * 1024 * 1024)]), '每条不超过 10 MB'],
  ])('is none of %s, and says what to do', async (_what, bytes, sentence) => {
    await expect(storeSound(as('worker'), { bytes })).rejects.toMatchObject({
      code: 'evidence.not-a-sound',
      fields: { photos: expect.stringContaining(sentence) },
    });
  });

  it.each([
    ['AMR', () => amr(2), 8_000],
    ['WeChat’s', () => silk(2), 16_000],
  ])('may be in %s format, which becomes what every browser plays', async (_name, sound, rate) => {
    const soundId = await aSound(as('worker'), await sound());
    const { reference } = await tell('worker', { soundIds: [soundId] });
    const { bytes, type } = await hearVoice(as('officer'), soundId);
    expect(type).toBe('audio/wav');
    expect([bytes.toString('latin1', 0, 4), bytes.readUInt32LE(24), bytes.readUInt32LE(40)]).toEqual([
      ...['RIFF', rate, bytes.length - 44],
    ]);
    const seconds = (bytes.length - 44) / 2 / rate;
    expect(seconds).toBeGreaterThan(1.9);
    expect(seconds).toBeLessThan(2.2);
    // It is a sound, no silence.
    const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset + 44, bytes.byteOffset + bytes.length));
    expect(Math.max(...samples.map(Math.abs))).toBeGreaterThan(1_000);
    const seen = await getHazard(as('officer'), reference);
    expect(await voicesOf(world.actors.officer, seen)).toEqual([{ id: soundId, isPlayable: true }]);
  });

  it.each([
    ['longer than the rule', () => amr(121), 'audio/amr'],
    ['longer, in WeChat’s format', longSilk, 'audio/silk'],
  ])('and is handed over as it came where it is %s', async (_name, sound, type) => {
    const came = sound();
    const soundId = await aSound(as('worker'), came);
    const { reference } = await tell('worker', { soundIds: [soundId] });
    const heard = await hearVoice(as('officer'), soundId);
    expect([heard.type, heard.bytes.equals(came)]).toEqual([type, true]);
    const seen = await getHazard(as('officer'), reference);
    expect(await voicesOf(world.actors.officer, seen)).toEqual([{ id: soundId, isPlayable: false }]);
  });

  it('is nobody else’s to use, and goes after the days of the rule where it told of nothing', async () => {
    const soundId = await aSound(as('worker2'));
    const { lostSounds, reference } = await tell('worker', { soundIds: [soundId] });
    expect(lostSounds).toBe(1);
    expect((await getHazard(as('officer'), reference)).hazard).not.toHaveProperty('awaitsWords');
    const used = await tell('worker');
    clock.advance({ days: 9 });
    for (const one of await findStraySounds(clock.now(), 10, []))
      await removeStraySound(clockContext(clock.now()), one);
    const left = await mongoose.connection.collection('sounds').find().toArray();
    expect(left.map(({ _id }) => String(_id))).toEqual([used.soundId]);
    expect(await mongoose.connection.collection('sounds.files').countDocuments()).toBe(1);
  });
});

describe('how long a voice is kept', () => {
  const clear = async (): Promise<number> => {
    const over = await findVoicesOver(clock.now(), 10, []);
    for (const one of over) await removeVoice(clockContext(clock.now()), one);
    return over.length;
  };
  const left = () => mongoose.connection.collection('sounds.files').countDocuments();
  const days = () => evidenceRule(clock.now()).sound.keptDays;
  /** Told, listened to and done with, today. */
  const over = async (who: WorldActor, more: object = {}) => {
    const told = await tell(who, more);
    shown();
    const listener = 'isAnonymous' in more ? 'regulator' : 'officer';
    await putIntoChinese(as(listener), { reference: told.reference, text: '冲床的护罩掉了' });
    await acceptHazard(as('officer'), { reference: told.reference });
    await verifyHazard(as('officer'), {
      result: 'not-valid',
      reference: told.reference,
      reason: '到现场看过，护罩是好的',
    });
    return told;
  };

  it.each([[{}], [{ isAnonymous: true }]])(
    'so many days after its case has ended and no longer, and its words stay (%j)',
    async (more) => {
      const { reference, soundId } = await over('worker', more);
      clock.advance({ days: days() });
      expect([await clear(), await left()]).toEqual([0, 1]);
      clock.advance({ days: 1 });
      expect([await clear(), await left()]).toEqual([1, 0]);
      await expect(hearVoice(as('regulator'), soundId)).rejects.toMatchObject({ kind: 'NotFound' });
      const seen = await getHazard(as('regulator'), reference);
      expect([seen.hazard.inChinese?.text, await voicesOf(world.actors.regulator, seen)]).toEqual([
        '冲床的护罩掉了',
        [],
      ]);
      // What was told apart stays apart.
      expect((await getHazard(as('officer'), reference)).hazard.text).toBe(
        'isAnonymous' in more ? '冲床的护罩掉了' : VOICE_ALONE,
      );
    },
  );

  it('longer while its case is open, or nobody has written down what it says', async () => {
    const { reference } = await tell('worker');
    clock.advance({ days: days() + 2 });
    expect([await clear(), await left()]).toEqual([0, 1]);
    await acceptHazard(as('officer'), { reference });
    await verifyHazard(as('officer'), { result: 'not-valid', reference, reason: '到现场看过，护罩是好的' });
    clock.advance({ days: days() + 2 });
    expect([await clear(), await left()]).toEqual([0, 1]);
  });

  it('longer while an accident keeps what there is of its firm', async () => {
    await over('worker');
    const about = { enterpriseId: world.enterprise._id, reference: 'SG2026-0001', from: clock.now() };
    await mongoose.connection.collection('holds').insertOne({ _id: 'h1' as never, ...about });
    clock.advance({ days: days() + 2 });
    expect([await clear(), await left()]).toEqual([0, 1]);
    await mongoose.connection
      .collection('holds')
      .updateOne({ _id: 'h1' as never }, { $set: { liftedAt: clock.now() } });
    expect([await clear(), await left()]).toEqual([1, 0]);
  });

  it('not when its case is taken up again in between', async () => {
    const { reference } = await over('worker');
    clock.advance({ days: days() + 2 });
    const [found] = await findVoicesOver(clock.now(), 10, []);
    await reopenHazard(as('worker'), { reference, reason: '又有人看到护罩掉了' });
    expect(await removeVoice(clockContext(clock.now()), found as never)).toBe(false);
    expect(await left()).toBe(1);
  });
});
