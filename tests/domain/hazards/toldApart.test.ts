import mongoose from 'mongoose';
import { advanceDeadline, findDeadlinesOf, findDueDeadlines } from '#domain/deadlines';
import {
  acceptHazard,
  addToAlarm,
  answerAsked,
  askReporter,
  endorseHazard,
  findCaseTrail,
  findHazards,
  findSimilar,
  getHazard,
  giveName,
  peekHazard,
  putIntoChinese,
  reopenHazard,
  reportHazard,
  VOICE_ALONE,
  verifyHazard,
  wordsToldTo,
} from '#domain/hazards';
import { type OutboxRow, openRow, reactToEvents } from '#domain/notices';
import { findToDos } from '#domain/nouns';
import { type Agent, signedInAt } from '../../support/agents.ts';
import { createClock } from '../../support/clock.ts';
import { clockContext, personContext, visitorContext } from '../../support/contexts.ts';
import { takeHeldActs } from '../../support/hazards.ts';
import { type Portal, startPortal } from '../../support/portal.ts';
import { aSound } from '../../support/sounds.ts';
import { useStores } from '../../support/stores.ts';
import { everyDocument } from '../../support/traces.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let clock = createClock();
let portal: Portal | undefined;
beforeEach(async () => {
  world = await buildWorld();
  clock = createClock();
});
afterEach(async () => {
  await portal?.stop();
  portal = undefined;
});
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });
const owed = async (who: WorldActor) => (await findToDos(as(who))).rows.map(({ title }) => title).sort();
const TOLD = 'Máy cắt không có nắp che';
const CHINESE = '切割机没有防护罩';
const APART = '内容由监管部门整理';
const report = (more: object = {}) =>
  reportHazard(as('worker'), {
    ...{
      enterpriseId: world.enterprise._id,
      text: TOLD,
      placeText: '2 号线',
      category: 'machinery',
      isAnonymous: true,
    },
    ...more,
  });
const shown = () => clock.advance({ hours: 1 });
const idOf = async (reference: string) => (await peekHazard(reference))?._id ?? '';
const textFor = async (who: WorldActor, reference: string) => (await getHazard(as(who), reference)).hazard.text;
/** Nobody of the firm, and no officer of the park. */
const UNTOLD = ['manager', 'officer', 'parkOfficer', 'adviser'] as const;

describe('a report without a name in another tongue', () => {
  it('says nothing of its words, its tongue or its writing to the firm; the body reads and writes it down alone', async () => {
    const { reference } = await report();
    shown();
    for (const who of UNTOLD) {
      const seen = await getHazard(as(who), reference);
      expect([seen.hazard.text, wordsToldTo(world.actors[who], seen)]).toEqual([APART, '']);
      expect(await owed(who)).not.toContain('原话要写成中文');
      if (who === 'adviser') continue;
      await expect(putIntoChinese(as(who), { reference, text: '看不懂' })).rejects.toMatchObject({ kind: 'Forbidden' });
    }
    for (const who of ['regulator', 'worker'] as const)
      expect(wordsToldTo(world.actors[who], await getHazard(as(who), reference))).toBe(TOLD);
    expect(await owed('regulator')).toContain('原话要写成中文');
    await putIntoChinese(as('regulator'), { reference, text: CHINESE });
    expect(await owed('regulator')).not.toContain('原话要写成中文');
    for (const who of UNTOLD) {
      expect(await textFor(who, reference)).toBe(CHINESE);
      const trail = await findCaseTrail(as(who), reference);
      const names = new Set(trail.map(({ name }) => name));
      expect([...names]).toEqual(['hazards.reported', 'hazards.step-refused']);
    }
    expect((await findCaseTrail(as('regulator'), reference)).map(({ name }) => name)).toContain(
      'hazards.put-into-chinese',
    );
  });

  it('is put right by the body alone, and is found by the words that stand', async () => {
    const { reference } = await report();
    shown();
    await putIntoChinese(as('regulator'), { reference, text: '切割机没有盖子' });
    await putIntoChinese(as('regulator'), { reference, text: CHINESE });
    expect(await textFor('officer', reference)).toBe(CHINESE);
    const found = async (q: string) => (await findHazards(as('officer'), { q })).rows.map((row) => row.reference);
    expect([await found('防护罩'), await found('盖子'), await found('nắp che'), await found('监管部门整理')]).toEqual([
      ...[[reference], [], [], []],
    ]);
  });

  it('keeps a place in that tongue apart too, and later words, answers and reasons', async () => {
    const { reference } = await report({ placeText: 'kho hàng phía sau' });
    shown();
    expect((await peekHazard(reference))?.placeText).toBe('未说明');
    await askReporter(as('officer'), { reference, question: '哪一台？' });
    await answerAsked(as('worker'), { reference, answer: 'máy gần cửa sổ' });
    await acceptHazard(as('officer'), { reference });
    await verifyHazard(as('officer'), { reference, result: 'not-valid', reason: '没有看到' });
    await reopenHazard(as('worker'), { reference, reason: 'vẫn chưa có nắp' });
    shown();
    await takeHeldActs(clock.now());
    const trail = JSON.stringify(await findCaseTrail(as('officer'), reference));
    for (const words of ['kho hàng', 'cửa sổ', 'vẫn chưa']) expect(trail).not.toContain(words);
    expect(wordsToldTo(world.actors.regulator, await getHazard(as('regulator'), reference))).toBe(
      `${TOLD}（kho hàng phía sau）；máy gần cửa sổ；vẫn chưa có nắp`,
    );
    expect(await owed('regulator')).toContain('原话要写成中文');
    await putIntoChinese(as('regulator'), { reference, text: '后面仓库窗边的切割机没有罩' });
    expect(await textFor('officer', reference)).toBe('后面仓库窗边的切割机没有罩');
  });

  it('keeps apart what somebody says who joined without a name, also where the reporter gave theirs', async () => {
    const { reference } = await report({ text: '切割机没有防护罩', isAnonymous: false });
    await endorseHazard(as('worker2'), { reference, isAnonymous: true });
    await acceptHazard(as('officer'), { reference });
    await verifyHazard(as('officer'), { reference, result: 'not-valid', reason: '没有看到' });
    shown();
    await reopenHazard(as('worker2'), { reference, reason: 'vẫn chưa có nắp' });
    shown();
    await takeHeldActs(clock.now());
    const reads = async (who: WorldActor) => wordsToldTo(world.actors[who], await getHazard(as(who), reference));
    for (const who of [...UNTOLD, 'worker'] as const) {
      const trail = await findCaseTrail(as(who), reference);
      expect(trail.at(-1)?.facts).toMatchObject({ reason: APART });
      expect([await reads(who), JSON.stringify(trail).includes('vẫn chưa')]).toEqual(['', false]);
    }
    expect(await reads('regulator')).toBe('vẫn chưa có nắp');
    expect([await owed('officer'), await owed('regulator')]).toEqual([
      expect.not.arrayContaining(['原话要写成中文', '不是中文，要转写']),
      expect.arrayContaining(['原话要写成中文']),
    ]);
    await expect(putIntoChinese(as('officer'), { reference, text: '不知道' })).rejects.toMatchObject({
      kind: 'Forbidden',
    });
    await putIntoChinese(as('regulator'), { reference, text: '现在还没有罩' });
    for (const who of UNTOLD) {
      expect(await textFor(who, reference)).toBe('切割机没有防护罩；现在还没有罩');
      const names = (await findCaseTrail(as(who), reference)).map(({ name }) => name);
      expect(names).not.toContain('hazards.put-into-chinese');
    }
    const stored = JSON.stringify(await everyDocument());
    expect(stored).not.toContain('vẫn chưa');
  });

  it('calls at once where somebody is in danger, and the body with the firm', async () => {
    const { reference, isUrgent } = await report({ text: 'Cháy rồi', category: undefined });
    expect(isUrgent).toBe(true);
    expect(await textFor('officer', reference)).toBe(`有人说马上有危险，请先派人去看；${APART}`);
    await addToAlarm(as('worker'), { reference, text: 'có người ở trong' });
    await addToAlarm(as('worker'), { reference, text: '二楼还有人' });
    expect(await textFor('officer', reference)).toBe(`有人说马上有危险，请先派人去看；${APART}；二楼还有人`);
    const trail = await findCaseTrail(as('officer'), reference);
    expect(trail.flatMap(({ facts }) => facts['added'] ?? [])).toEqual([`有补充，${APART}`, '二楼还有人']);
    await reactToEvents(clock.now(), 100);
    const told = (await everyDocument()).filter(({ collection }) => collection === 'outbox');
    expect(told.length).toBeGreaterThan(0);
    await putIntoChinese(as('regulator'), { reference, text: '着火了，里面有人' });
    expect(await textFor('officer', reference)).toBe('着火了，里面有人；二楼还有人');
  });

  it('of a visitor is apart as well, and one word of it gives it away', async () => {
    const visitor = visitorContext({ visitorId: 'v1', now: clock.now() });
    const { reference } = await reportHazard(visitor, {
      ...{ enterpriseId: world.enterprise._id, text: '机器很危险 nắp', placeText: '门口' },
    });
    shown();
    expect(await textFor('officer', reference)).toBe(APART);
  });

  it('is nowhere in the store but sealed', async () => {
    const { reference } = await report({ placeText: 'kho hàng phía sau' });
    shown();
    await putIntoChinese(as('regulator'), { reference, text: CHINESE });
    await reactToEvents(clock.now(), 100);
    for (const { collection, text } of await everyDocument())
      for (const words of ['Máy cắt', 'nắp che', 'kho hàng'])
        expect({ collection, says: text.includes(words) }).toEqual({ collection, says: false });
  });

  it('is like no other such report, and repeats none', async () => {
    await report();
    shown();
    const alike = await findSimilar(as('worker2'), { enterpriseId: world.enterprise._id, text: APART });
    expect(alike).toEqual([]);
  });

  it('is read by the firm once its reporter gives their name', async () => {
    const { reference } = await report();
    shown();
    await giveName(as('worker'), { reference });
    expect(await textFor('officer', reference)).toBe(TOLD);
    await putIntoChinese(as('officer'), { reference, text: CHINESE });
    expect((await getHazard(as('officer'), reference)).hazard).toMatchObject({
      text: TOLD,
      inChinese: { text: CHINESE },
    });
  });
});

describe('the pages of the firm', () => {
  /** What a person of the firm reads of a case, without what is each case's own. */
  async function read(agent: Agent, reference: string): Promise<string> {
    const page = (await agent.get(`/hazards/${reference}`)).text;
    const main = page.slice(page.indexOf('<main'));
    const line = (await agent.get('/hazards')).text
      .split('<a class="case"')
      .filter((row) => row.includes(reference))
      .map((row) => row.slice(0, row.indexOf('</a>')));
    return [main, ...line]
      .join('\n')
      .replaceAll(reference, 'H')
      .replace(/value="[^"]*"|once=[\w-]+/g, '');
  }

  it.each(['before', 'after'])(
    'are the same of a voice, of another tongue and of a wish for other words, %s it is written down',
    async (when) => {
      const cases = [
        await report(),
        await report({ text: VOICE_ALONE, soundIds: [await aSound(as('worker'))] }),
        await report({ text: '喂喂喂，切割机那个罩子又冇见咗', isReworded: true }),
      ].map(({ reference }) => reference);
      shown();
      if (when === 'after')
        for (const reference of cases) await putIntoChinese(as('regulator'), { reference, text: CHINESE });
      portal = await startPortal(clock);
      for (const who of ['officer', 'manager', 'parkOfficer'] as const) {
        const agent = await signedInAt(portal, world, who);
        const pages: string[] = [];
        for (const reference of cases) pages.push(await read(agent, reference));
        expect(new Set(pages).size).toBe(1);
        expect(pages[0]).toContain(when === 'after' ? CHINESE : APART);
        for (const word of ['转写', '语音', '原话', 'nắp']) expect(pages[0]).not.toContain(word);
        const everywhere = await Promise.all(['/', '/to-dos', '/inbox', '/hazards'].map((path) => agent.get(path)));
        for (const { text } of everywhere) for (const word of ['转写', 'nắp che']) expect(text).not.toContain(word);
      }
    },
  );

  it('a reminder of the writing goes to the body alone', async () => {
    const { reference } = await report();
    shown();
    // The firm has done all it owes: what is left to remind of is the writing.
    await acceptHazard(as('officer'), { reference });
    await verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general' });
    const due = (await findDeadlinesOf({ kind: 'hazard', id: await idOf(reference) })).filter(
      ({ kind }) => kind === 'hazard-words',
    );
    expect(due).toHaveLength(1);
    for (let day = 0; day < 8; day++) {
      clock.advance({ days: 1 });
      for (const one of (await findDueDeadlines(clock.now(), 50)).filter(({ kind }) => kind === 'hazard-words'))
        await advanceDeadline(clockContext(clock.now()), one);
      await reactToEvents(clock.now(), 200);
    }
    const rows = await mongoose.connection.collection<OutboxRow>('outbox').find({ template: 'reminder' }).toArray();
    const told = rows.map((row) => openRow(row as OutboxRow)).filter(({ params }) => params['reference'] === reference);
    expect(told.length).toBeGreaterThan(2);
    expect(new Set(told.map(({ personId }) => personId))).toEqual(new Set([world.actors.regulator.personId]));
    portal = await startPortal(clock);
    const officer = await signedInAt(portal, world, 'officer');
    expect((await officer.get(`/hazards/${reference}`)).text).not.toContain('到期提醒');
  });
});
