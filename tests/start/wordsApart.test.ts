import mongoose from 'mongoose';
import { getHazard, peekHazard, putIntoChinese, reportHazard, wordsToldTo } from '#domain/hazards';
import { findToDos } from '#domain/nouns';
import { putWordsApart } from '../../scripts/migrations/wordsApart.ts';
import { createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type WorldActor } from '../support/world.ts';

useStores();

it('what an earlier release kept of a tongue in the open lies apart, once and again', async () => {
  const world = await buildWorld();
  const clock = createClock();
  const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });
  const report = async (isAnonymous: boolean) =>
    (
      await reportHazard(as('worker'), {
        ...{ enterpriseId: world.enterprise._id, text: '电箱漏电', placeText: '门口', isAnonymous },
      })
    ).reference;
  const [unnamed, named] = [await report(true), await report(false)];
  const hazards = mongoose.connection.collection('hazards');
  const text = 'Tủ điện rò điện';
  await hazards.updateMany({}, { $set: { text, awaitsWords: true } });
  clock.advance({ hours: 1 });
  for (let time = 0; time < 2; time++) await putWordsApart(mongoose.connection);
  expect(await peekHazard(named)).toMatchObject({ text, awaitsWords: true });
  const stored = await peekHazard(unnamed);
  expect(stored).toMatchObject({ text: '内容由监管部门整理', awaitsWords: true });
  expect(JSON.stringify(stored)).not.toContain('rò');
  expect(wordsToldTo(world.actors.regulator, await getHazard(as('regulator'), unnamed))).toBe(text);
  await putIntoChinese(as('regulator'), { reference: unnamed, text: '电箱漏电了' });
  expect((await findToDos(as('officer'))).rows.map((row) => row.text)).toContain('电箱漏电了');
});
