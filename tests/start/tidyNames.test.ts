import mongoose from 'mongoose';
import { getAsides } from '#domain/aside';
import { systemContext } from '#kernel/context';
import { tidyNames } from '../../scripts/migrations/tidyNames.ts';
import { fixedNow } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld } from '../support/world.ts';

useStores();

it('writes names one way, and sets aside those that become one where there may be but one', async () => {
  const world = await buildWorld();
  const rows = (name: string) => mongoose.connection.collection<{ _id: string; name: string }>(name);
  const { _id } = world.enterprise;
  await rows('enterprises').updateOne({ _id }, { $set: { name: '北流陶瓷(集团) 有限公司' } });
  await rows('teams').insertMany([
    { _id: 't1', enterpriseId: _id, name: '一班（夜）', code: 'CODE0001' },
    { _id: 't2', enterpriseId: _id, name: '一班 (夜)', code: 'CODE0002' },
  ] as never[]);
  const run = () => tidyNames(systemContext(fixedNow, 'names', 'test'), mongoose.connection);
  await run();
  await run();
  expect((await rows('enterprises').findOne({ _id }))?.name).toBe('北流陶瓷（集团）有限公司');
  expect((await rows('teams').findOne({ _id: 't2' as never }))?.name).toBe('一班 (夜)');
  const { rows: aside } = await getAsides(personContext(world.actors.administrator));
  expect(aside.map(({ loop, key }) => [loop, key])).toEqual([['names', 'teams:t2']]);
  expect(await rows('events').countDocuments({ name: 'aside.set' })).toBe(1);
});
