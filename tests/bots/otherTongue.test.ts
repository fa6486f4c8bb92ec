import mongoose from 'mongoose';
import { renderText } from '#platform/texts';
import { createClock } from '../support/clock.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';
import { boundTalk } from './support/talk.ts';

useStores();
let world: World;
const clock = createClock();
beforeEach(async () => {
  world = await buildWorld();
});
const hazards = () => mongoose.connection.collection('hazards').find().toArray();

it.each([
  ['Cháy rồi', /^⚠ Rời khỏi chỗ nguy hiểm ngay.*gọi 120.*gọi 119\./],
  ['fire! help', /^⚠ Leave the dangerous place now.*call 120.*call 119\./],
])('「%s」 is filed at once and answered first in its tongue', async (words, first) => {
  const talk = await boundTalk('worker', { personId: world.actors.worker.personId }, clock);
  const { template, params } = await talk.ask(words);
  expect(template).toBe('alarm');
  expect(renderText('chat', template, params)).toMatch(first);
  // Nobody has been asked for a name yet: the words are the competent body's alone.
  expect(await hazards()).toMatchObject([
    { text: '有人说马上有危险，请先派人去看；内容由监管部门整理', isUrgent: true, awaitsWords: true },
  ]);
});

it('a hazard in Vietnamese is filed as it was told, and whoever told it reads so in Vietnamese', async () => {
  const talk = await boundTalk('worker', { personId: world.actors.worker.personId }, clock);
  let said = await talk.ask('Bình chữa cháy hết hạn ở xưởng 2');
  for (let n = 0; n < 4 && said.template !== 'hazard-reported'; n++) said = await talk.ask('1');
  expect(renderText('chat', said.template, said.params)).toMatch(/nguyên văn lời của bạn.*Mã số: H2026-0001$/);
  expect(await hazards()).toMatchObject([{ text: 'Bình chữa cháy hết hạn ở xưởng 2', awaitsWords: true }]);
});
