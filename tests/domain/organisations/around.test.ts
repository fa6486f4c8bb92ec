import mongoose from 'mongoose';
import { findEnterprisesAround, getEnterprise, placedAt, setAddress } from '#domain/organisations';
import { personContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World } from '../../support/world.ts';

useStores();
let world: World;
const firms = () => mongoose.connection.collection('enterprises');
const found = async (typed: string) => (await findEnterprisesAround(typed)).map(({ shortName }) => shortName);

beforeEach(async () => {
  world = await buildWorld();
  const { parkId: _, ...firm } = world.enterprise;
  const lie = [
    ['恒发木业', '北流市民安镇工业大道8号'],
    ['顺达胶合板', '北流市民安镇工业大道19号'],
    ['大森板材', '北流市工业大道21号'],
    ['永林木业', '北流市工业大道30号'],
    ['金鸡面包', '北流市工业大道31号'],
    ['民安陶瓷', '北流市隆盛镇大塘村'],
  ] as const;
  await firms().insertMany(
    lie.map(([shortName, address], i) => ({
      ...firm,
      ...{ _id: `firm-${i}`, name: `广西${shortName}有限公司`, shortName, creditCode: `CODE${i}` },
      ...placedAt(address),
    })) as never,
  );
});

it.each([
  ['北流市民安镇兴业大道12号', ['民安镇', '兴业大道']],
  ['广西玉林市北流市隆盛镇大塘村三组', ['隆盛镇', '大塘村']],
  ['北流市民乐路口', ['民乐路口']],
  ['园区内', []],
])('「%s」 is known by %j', (address, marks) => expect(placedAt(address).landmarks).toEqual(marks));

it.each([
  ['工业大道那家木板厂', ['恒发木业', '顺达胶合板', '大森板材']],
  ['北流工业大道做面包的', ['金鸡面包']],
  ['民安镇工业大道的木板厂', ['恒发木业', '顺达胶合板']],
  ['大塘村陶瓷厂', ['民安陶瓷']],
  ['北流永林', ['永林木业']],
  ['北流桂宝', ['桂宝陶瓷']],
  ['工业大道那家厂', []],
  ['工业大道', []],
  ['木板厂', []],
  ['民主路木板厂', []],
])('「%s」 offers %j', async (typed, names) => expect(await found(typed)).toEqual(names));

it('a park and a trade do too', async () => {
  expect(await found(`${world.park.name}那个陶瓷厂`)).toEqual(['桂宝陶瓷']);
  expect(await found(`${world.park.name}那个化肥厂`)).toEqual([]);
});

it('says where it lies by whoever runs it, and takes it away again', async () => {
  const { officer, worker } = world.actors;
  await setAddress(personContext(officer), { address: ' 北流市 城西路1号 ' });
  expect(await found('城西路陶瓷厂')).toEqual(['桂宝陶瓷']);
  await expect(setAddress(personContext(worker), { address: '城东路' })).rejects.toMatchObject({ kind: 'Forbidden' });
  await setAddress(personContext(officer), { address: '' });
  expect(await getEnterprise(world.enterprise._id)).not.toHaveProperty('landmarks');
  expect(await found('城西路陶瓷厂')).toEqual([]);
});

it('is found by an index, however many firms there are', async () => {
  const plan = await firms()
    .find({ landmarks: { $in: ['工业大道', '业大道'] } })
    .explain('executionStats');
  expect(JSON.stringify(plan['queryPlanner'])).toContain('by_landmark');
  expect(plan['executionStats'].totalDocsExamined).toBe(5);
});
