import mongoose from 'mongoose';
import { issueStop, stopsInWords } from '#domain/majors';
import { newId } from '#kernel/ids';
import { fixedNow } from '../../support/clock.ts';
import { buildMajor } from '../../support/majors.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, takePower } from '../../support/world.ts';

useStores();

it('a body with more open files than a list offers names by its number the one it stops work for', async () => {
  const world = await buildWorld();
  await takePower(world);
  const { reference, _id: _, hazardId: _of, ...file } = await buildMajor(world, 'judged');
  const asked = async () => {
    const field = stopsInWords.words.making?.fields?.find(({ name }) => name === 'major');
    return field !== undefined && 'of' in field ? field.of('', as(world, 'regulator')) : undefined;
  };
  expect(await asked()).toMatchObject({ kind: 'select', options: [{ code: reference }] });
  const later = Array.from({ length: 100 }, (_one, nth) => ({
    ...{
      ...file,
      _id: newId(new Date(fixedNow.getTime() + 1_000)),
      hazardId: newId(),
      reference: `M2026-${5_000 + nth}`,
    },
    onceKey: `many:${nth}`,
  }));
  await mongoose.connection.collection('majorHazards').insertMany(later as never);
  expect(await asked()).toMatchObject({ kind: 'text', hint: expect.stringContaining('超过 100 件') });
  const stop = { major: reference, what: '3 号线停止使用', basis: '安全生产法第六十五条第三项' };
  expect(await issueStop(as(world, 'regulator'), stop)).toMatchObject({ majorReference: reference });
});
