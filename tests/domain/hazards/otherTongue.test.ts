import {
  acceptHazard,
  addToAlarm,
  findCaseTrail,
  findHazards,
  findUnsuggested,
  getHazard,
  peekHazard,
  putIntoChinese,
  reportHazard,
  suggestedClauses,
  suggestForCase,
} from '#domain/hazards';
import { findToDos } from '#domain/nouns';
import { tongueOf } from '#kernel/tongue';
import { createClock } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
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
const owed = async (who: WorldActor) => (await findToDos(as(who))).rows.map(({ title }) => title).sort();
const report = (text: string, more: object = {}) =>
  reportHazard(as('worker'), { enterpriseId: world.enterprise._id, text, placeText: '2 号线', ...more });

it.each([
  ['Dây điện hở ở xưởng 2', 'vi'],
  ['chay xuong roi', 'vi'],
  ['bare wire next to the press', 'en'],
  ['Fire', 'en'],
  ['3号线电箱漏电', undefined],
  // One Chinese word, as it stands on the wall, does not make it Chinese.
  ['机器 không có nắp', 'vi'],
  ['dây điện hở ở 二号车间', 'vi'],
  ['着火 kho 着火 nhanh lên', 'vi'],
  ['no cover on machine 冲压车间', 'en'],
  // Nor do names of things make a Chinese sentence foreign.
  ['forklift 撞坏了货架', undefined],
  ['Siemens 变频器冒烟', undefined],
  ['app 打不开 login 不了', undefined],
  ['CO ppm 报警', undefined],
  ['PLC', undefined],
  ['H2026-0001', undefined],
  ['KX4M7TQ2', undefined],
  ['13800001234', undefined],
  ['', undefined],
] as const)('「%s」 is in %s', (text, tongue) => expect(tongueOf(text)).toBe(tongue));

describe('a report in another tongue', () => {
  it('is filed as it was told, waits for whoever has it to put it into Chinese, and is found by both', async () => {
    const told = 'Máy cắt không có nắp che';
    const { reference } = await report(told);
    expect((await getHazard(as('officer'), reference)).hazard).toMatchObject({ text: told, awaitsWords: true });
    expect(await owed('officer')).toEqual(['不是中文，要转写', '隐患待受理']);
    expect(await owed('parkOfficer')).toEqual([]);
    // Taking it on does not put it into Chinese.
    await acceptHazard(as('officer'), { reference });
    expect(await owed('manager')).toEqual(['不是中文，要转写', '隐患待核实']);
    await putIntoChinese(as('officer'), { reference, text: '切割机没有防护罩' });
    const { hazard } = await getHazard(as('officer'), reference);
    expect(hazard).toMatchObject({
      text: told,
      inChinese: { text: '切割机没有防护罩', byName: world.actors.officer.name },
    });
    expect(hazard).not.toHaveProperty('awaitsWords');
    expect(await owed('officer')).toEqual(['隐患待核实']);
    const [toDo] = (await findToDos(as('officer'))).rows;
    expect(toDo?.text).toBe('切割机没有防护罩');
    for (const q of ['防护罩', 'nắp che'])
      expect((await findHazards(as('officer'), { q })).rows.map((row) => row.reference)).toEqual([reference]);
  });

  it('is held beside the criteria of major hazards anew once it is in Chinese', async () => {
    const suggested = async (reference: string) => {
      for (const one of await findUnsuggested(clock.now(), 10, []))
        await suggestForCase(clockContext(clock.now()), one);
      const hazard = await peekHazard(reference);
      return hazard === undefined ? [] : (await suggestedClauses(clockContext(), hazard)).map(({ id }) => id);
    };
    const { reference } = await report('Máy hút bụi dùng xô nhựa hở để hứng bụi nhôm');
    expect(await suggested(reference)).toEqual([]);
    await putIntoChinese(as('officer'), {
      reference,
      text: '打磨铝件的除尘器底下没装锁气卸灰阀，拿塑料桶敞着口接灰',
    });
    expect(await suggested(reference)).toContain('GM-11.6');
  });

  it('is put right by its competent body where the firm made something else of it, and both stay in the trail', async () => {
    const { reference } = await report('Dây cáp thang máy sắp đứt');
    await putIntoChinese(as('manager'), { reference, text: '电梯一切正常' });
    for (const who of ['manager', 'officer', 'worker', 'otherRegulator'] as const)
      await expect(putIntoChinese(as(who), { reference, text: '又一遍' })).rejects.toMatchObject({
        kind: expect.stringMatching(/Forbidden|NotFound/),
      });
    await putIntoChinese(as('regulator'), { reference, text: '电梯钢丝绳快断了' });
    expect((await getHazard(as('officer'), reference)).hazard).toMatchObject({
      text: 'Dây cáp thang máy sắp đứt',
      inChinese: { text: '电梯钢丝绳快断了', byName: world.actors.regulator.name },
    });
    const trail = await findCaseTrail(as('worker'), reference);
    expect(trail.flatMap(({ facts }) => facts['inChinese'] ?? [])).toEqual(['电梯一切正常', '电梯钢丝绳快断了']);
    expect((await findHazards(as('regulator'), { q: '钢丝绳' })).rows).toHaveLength(1);
  });

  it('is found by its Chinese words also once something was added', async () => {
    const { reference } = await report('Cháy rồi');
    await putIntoChinese(as('officer'), { reference, text: '着火了，烘干炉旁边' });
    await addToAlarm(as('worker'), { reference, text: '二楼还有人' });
    for (const q of ['烘干炉', '二楼还有人', 'Cháy'])
      expect((await findHazards(as('officer'), { q })).rows.map((row) => row.reference)).toEqual([reference]);
  });

  it('is put into Chinese once, by who has it, in words', async () => {
    const { reference } = await report('bare wire next to the press');
    for (const who of ['worker2', 'regulator', 'parkOfficer', 'otherOfficer'] as const)
      await expect(putIntoChinese(as(who), { reference, text: '压机旁边电线裸露' })).rejects.toMatchObject({
        kind: expect.stringMatching(/Forbidden|NotFound/),
      });
    await expect(putIntoChinese(as('officer'), { reference, text: '' })).rejects.toMatchObject({
      fields: { text: '请用中文写出原话的意思' },
    });
    await putIntoChinese(as('manager'), { reference, text: '压机旁边电线裸露' });
    await expect(putIntoChinese(as('officer'), { reference, text: '又一遍' })).rejects.toMatchObject({
      kind: 'Forbidden',
    });
  });

  it('is an alarm at once where it cries for help, and what is added in it waits anew', async () => {
    const { reference, isUrgent } = await report('Cháy rồi');
    expect(isUrgent).toBe(true);
    await putIntoChinese(as('officer'), { reference, text: '着火了' });
    await addToAlarm(as('worker'), { reference, text: 'có người ở trong' });
    expect((await getHazard(as('officer'), reference)).hazard.awaitsWords).toBe(true);
    expect(await owed('officer')).toContain('不是中文，要转写');
  });

  it('without a name is owed in Chinese by the body, no sooner than anybody sees it', async () => {
    await report('bare wire next to the press', { isAnonymous: true });
    expect(await owed('regulator')).toEqual([]);
    clock.advance({ hours: 1 });
    expect([await owed('officer'), await owed('regulator')]).toEqual([['隐患待受理'], ['原话要写成中文']]);
  });

  it('in Chinese waits for nothing', async () => {
    const { reference } = await report('3号线电箱漏电');
    expect((await getHazard(as('officer'), reference)).hazard).not.toHaveProperty('awaitsWords');
    expect(await owed('officer')).toEqual(['隐患待受理']);
  });
});
