import {
  addCriterion,
  clauseOf,
  findCriteria,
  findCriterionVersions,
  findShelves,
  libraryOn,
  replacedBy,
  supersedeCriterion,
  versionOn,
} from '#domain/criteria';
import { findTrail } from '#domain/journal';
import { addDays, localDate } from '#kernel/dates';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: WorldActor) => personContext(world.actors[who]);
const today = localDate(fixedNow);
const later = addDays(today, 30);

const written = {
  source: '重大火灾隐患判定规则（GB 35181-2025）',
  sourceDate: '2026-01-01',
  article: '6.2',
  industry: '消防',
  text: '住人的地方和生产、储存易燃易爆品的地方在同一栋',
  keywords: '住人、仓库',
  isChecked: true,
  from: later,
  note: '换成新标准',
};

it('has 379 criteria of eleven standards, each with its source and date, and names what is out of date', async () => {
  const all = await libraryOn(today);
  expect(all).toHaveLength(379);
  const { sources, industries } = await findShelves(today);
  expect([sources.length, industries.length]).toEqual([11, 19]);
  expect(all.filter((one) => !/^20\d\d-\d\d-\d\d$/.test(one.sourceDate) || one.article === '')).toEqual([]);
  expect(new Set(all.filter((one) => replacedBy(one) !== '').map(({ industry }) => industry))).toEqual(
    new Set(['消防']),
  );
  expect(all.filter(({ isChecked }) => !isChecked)).toHaveLength(24);
});

it('is narrowed by trade, standard and words that all stand in it, however they are written', async () => {
  expect((await findCriteria(today, { q: '除尘 锁气' })).map(({ id }) => id)).toContain('GM-11.6');
  expect((await findCriteria(today, { q: 'gm-11.6' })).map(({ id }) => id)).toEqual(['GM-11.6']);
  const dust = await findCriteria(today, { industry: '粉尘涉爆' });
  expect(dust).toHaveLength(10);
  expect(await findCriteria(today, { industry: '粉尘涉爆', q: '铁水' })).toEqual([]);
});

it('is kept by administrators and by nobody else', async () => {
  const input = { id: 'FIRE-17-6.2', basedOn: 1, ...written };
  for (const who of Object.keys(world.actors) as WorldActor[]) {
    if (who === 'administrator') continue;
    expect([who, await code(supersedeCriterion(as(who), input))]).toEqual([who, 'common.not-allowed']);
    expect([who, await code(addCriterion(as(who), { ...written, id: 'FIRE-25-1' }))]).toEqual([
      who,
      'common.not-allowed',
    ]);
  }
  expect(await findCriterionVersions('FIRE-17-6.2')).toHaveLength(1);
});

it('takes a new version from its day on, keeps the one before, and records who made it', async () => {
  await supersedeCriterion(as('administrator'), { id: 'FIRE-17-6.2', basedOn: 1, ...written });
  const versions = await findCriterionVersions('FIRE-17-6.2');
  expect(versions.map(({ version }) => version)).toEqual([2, 1]);
  expect(versionOn(versions, today)?.version).toBe(1);
  const next = (await libraryOn(later)).find(({ id }) => id === 'FIRE-17-6.2');
  expect(next).toMatchObject({ version: 2, keywords: ['住人', '仓库'], isChecked: true });
  expect(clauseOf(next as NonNullable<typeof next>)).toBe(
    '《重大火灾隐患判定规则（GB 35181-2025）》6.2（FIRE-17-6.2 第2版）：住人的地方和生产、储存易燃易爆品的地方在同一栋',
  );
  const [event] = await findTrail({ kind: 'criterion', id: 'FIRE-17-6.2' });
  expect(event).toMatchObject({ name: 'criteria.superseded', facts: { version: 2, from: later } });
});

it('is not rewritten: neither the past, nor by two at once, nor a number that is taken', async () => {
  const admin = as('administrator');
  const input = { id: 'GM-11.6', basedOn: 1, ...written };
  await expect(supersedeCriterion(admin, { ...input, from: addDays(today, -1) })).rejects.toMatchObject({
    fields: { from: expect.stringContaining('今天或以后') },
  });
  const both = await Promise.allSettled([supersedeCriterion(admin, input), supersedeCriterion(admin, input)]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(await code(supersedeCriterion(admin, input))).toBe('common.changed-meanwhile');
  await expect(addCriterion(admin, { ...written, id: 'GM-3.1' })).rejects.toMatchObject({
    fields: { id: expect.stringContaining('已经有') },
  });
});

it('takes what it never had, and lets go of what is repealed', async () => {
  const admin = as('administrator');
  await addCriterion(admin, { ...written, id: 'FIRE-25-6.9', from: today });
  expect(await libraryOn(today)).toHaveLength(380);
  await supersedeCriterion(admin, { ...written, id: 'FIRE-25-6.9', basedOn: 1, isRepealed: true });
  const isRepealed = async (day: string) => (await libraryOn(day)).find(({ id }) => id === 'FIRE-25-6.9')?.isRepealed;
  expect([await isRepealed(today), await isRepealed(later)]).toEqual([false, true]);
});
