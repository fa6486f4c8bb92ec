import mongoose from 'mongoose';
import { findPhotos } from '#domain/evidence';
import { findHazards, findSimilar, hazardQuery, reportHazard } from '#domain/hazards';
import { newId } from '#kernel/ids';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { aPhoto, buildHazard } from '../../support/hazards.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: WorldActor) => personContext(world.actors[who]);
const found = async (who: WorldActor, q: string) =>
  (await findHazards(as(who), { q })).rows.map((row) => row.reference);

describe('finding cases', () => {
  it('by number however it is typed, by two characters, by place, and by person in their own firm only', async () => {
    const { reference } = await buildHazard(world, { status: 'rectifying', text: '横州线路增容改造时没有挂牌' });
    await buildHazard(world, { text: '叉车倒车没有声音' });
    const { name } = world.actors.worker2;
    expect(await found('officer', ' ｈ2026-1 ')).toEqual([reference]);
    expect(await found('officer', '增容')).toEqual([reference]);
    expect(await found('regulator', '挂牌')).toEqual([reference]);
    expect(await found('officer', world.location.name)).toHaveLength(2);
    expect(await found('officer', name)).toEqual([reference]);
    expect(await found('regulator', name)).toEqual([]);
    expect(await found('otherOfficer', '增容')).toEqual([]);
  });

  it('page after page, none twice and none missing, while new ones come in', async () => {
    const one = await buildHazard(world);
    const rows = Array.from({ length: 60 }, (_, n) => ({
      ...one,
      _id: newId(fixedNow),
      reference: `H2026-${1_000 + n}`,
      queryCode: 'X',
    }));
    await mongoose.connection.collection('hazards').insertMany(rows as never);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await findHazards(as('officer'), { limit: 25, ...(after === undefined ? {} : { after }) });
      seen.push(...page.rows.map((row) => row.reference));
      after = page.nextCursor;
      await buildHazard(world, { text: `翻页时新来的 ${seen.length}` });
    } while (after !== undefined);
    expect([seen.length, new Set(seen).size]).toEqual([61, 61]);
  });

  it.each<[WorldActor, object]>([
    ['officer', {}],
    ['officer', { isOpen: true }],
    ['officer', { q: '漏电' }],
    ['parkOfficer', { isOpen: true }],
    ['regulator', {}],
    ['cityRegulator', { isOverdue: true }],
    ['worker', {}],
  ])('asks an index for a list of %s with %j', async (who, filter) => {
    const one = await buildHazard(world);
    const others = Array.from({ length: 300 }, (_, n) => ({
      ...one,
      _id: newId(fixedNow),
      reference: `H2026-${2_000 + n}`,
      enterpriseId: newId(),
      parkId: newId(),
      regionPath: ['45', '4599', '459901'],
      reporter: { kind: 'visitor' },
      grams: ['别的'],
    }));
    await mongoose.connection.collection('hazards').insertMany(others as never);
    const query = await hazardQuery(as(who), filter);
    const plan = await mongoose.connection
      .collection('hazards')
      .find(query as never)
      .sort({ _id: -1 })
      .limit(26)
      .explain('executionStats');
    const { totalDocsExamined } = plan['executionStats'] as { totalDocsExamined: number };
    expect(JSON.stringify(plan['queryPlanner'])).not.toContain('COLLSCAN');
    expect(totalDocsExamined).toBeLessThan(30);
  });
});

describe('the hint that it may be known already', () => {
  const ask = (text: string, more: object = {}) =>
    findSimilar(as('worker2'), { enterpriseId: world.enterprise._id, text, ...more });

  it('sees similar words, fewer of them at the same place, and nothing in others', async () => {
    const { reference } = await buildHazard(world, { text: '3号线的电箱漏电，门锁也坏了' });
    const at = { locationId: world.location._id };
    expect((await ask('3号线电箱漏电，门锁坏了')).map((row) => row.reference)).toEqual([reference]);
    expect((await ask('3号线电箱漏电伤人', at)).map((row) => row.reference)).toEqual([reference]);
    expect(await ask('叉车倒车没有声音', at)).toEqual([]);
  });

  it('passes over a case that cannot be read: nobody is kept from reporting by it', async () => {
    const { reference } = await buildHazard(world, { text: '3号线的电箱漏电，门锁也坏了' });
    const spoiled = await buildHazard(world, { text: '3号线的电箱漏电，门锁也坏了！' });
    const rows = mongoose.connection.collection<{ _id: string }>('hazards');
    await rows.updateOne({ _id: spoiled._id }, { $unset: { text: 1, dhashes: 1 } });
    const at = { locationId: world.location._id };
    expect((await ask('3号线电箱漏电，门锁坏了', at)).map((row) => row.reference)).toEqual([reference]);
  });

  it('sees the same picture', async () => {
    const ctx = as('worker');
    const photoId = await aPhoto(ctx);
    const { reference } = await reportHazard(ctx, {
      enterpriseId: world.enterprise._id,
      text: '这里有问题',
      placeText: '仓库',
      photoIds: [photoId],
    });
    const [again] = await findPhotos([await aPhoto(as('worker2'))]);
    const similar = await ask('完全不同的说法', { dhashes: [again?.dhash] });
    expect(similar.map((row) => row.reference)).toEqual([reference]);
  });
});
