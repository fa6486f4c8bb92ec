import mongoose from 'mongoose';
import { acceptOffer, disableAccount, getActor, invite, officersOf, removeGrant } from '#domain/identity';
import { changeBody, changePark, enterpriseName, parkName } from '#domain/organisations';
import { inTransaction } from '#platform/mongo';
import { MEMORY_WORD, noteWord } from '#platform/remembered';
import { personContext } from '../support/contexts.ts';
import { watchCommands } from '../support/storeCommands.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores({ isWatched: true });
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: keyof World['actors']) => personContext(world.actors[who]);
const sessions = () => mongoose.connection.collection<{ _id: string; word: string }>('sessions');
const wordNow = async () => (await sessions().findOne({ _id: MEMORY_WORD }))?.word;
const renamePark = (name: string) =>
  changePark(as('administrator'), { parkId: world.park._id, name, bodyId: world.bodyId, isChemical: false });

it('reads what is asked for at once in one command, and then from memory', async () => {
  const { enterprise, otherEnterprise } = world;
  const watch = watchCommands();
  const ids = [enterprise._id, otherEnterprise._id, enterprise._id];
  await enterpriseName(enterprise._id.replace(/./g, '0'));
  watch.take();
  expect(await Promise.all(ids.map(enterpriseName))).toEqual([enterprise.name, otherEnterprise.name, enterprise.name]);
  expect(watch.take()).toEqual(['find enterprises']);
  await Promise.all(ids.map(enterpriseName));
  expect(watch.take()).toEqual([]);
});

it('knows a new name, a new post and a lost role at once where they were made', async () => {
  const { park, enterprise, actors } = world;
  expect([await parkName(park._id), await officersOf(enterprise._id)]).toEqual([park.name, [actors.officer.personId]]);
  await renamePark('北流陶瓷新区');
  expect(await parkName(park._id)).toBe('北流陶瓷新区');
  const scope = { enterpriseId: enterprise._id };
  const { personId } = world.actors.worker2;
  const phone = world.phones.worker2;
  const { offerId } = await invite(as('manager'), { name: '秦新来', phone, role: 'safety-officer', scope });
  expect(await officersOf(enterprise._id)).toEqual([actors.officer.personId]);
  await acceptOffer(as('worker2'), { offerId });
  expect(await officersOf(enterprise._id)).toEqual([actors.officer.personId, personId].sort());
  await disableAccount(as('manager'), { personId });
  expect(await officersOf(enterprise._id)).toEqual([actors.officer.personId]);
  const { officer } = actors;
  expect(await getActor(officer.personId)).toBeDefined();
  await removeGrant(as('manager'), { personId: officer.personId, grantId: officer.grantId });
  expect([await getActor(officer.personId), await officersOf(enterprise._id)]).toEqual([
    undefined,
    [actors.manager.personId],
  ]);
});

it('forgets what another process changed as soon as a request has read the new word', async () => {
  const { park } = world;
  await renamePark('一号园区');
  const before = await wordNow();
  noteWord(before);
  expect(await parkName(park._id)).toBe('一号园区');
  // As the other process does it: the change, then the word.
  await mongoose.connection
    .collection<{ _id: string }>('parks')
    .updateOne({ _id: park._id }, { $set: { name: '二号园区' } });
  noteWord(before);
  expect(await parkName(park._id)).toBe('一号园区');
  noteWord('another');
  expect(await parkName(park._id)).toBe('二号园区');
});

it('does not keep what was read while it changed', async () => {
  const { park } = world;
  noteWord('first');
  mongoose.connection.getClient().once('commandStarted', () => noteWord('second'));
  await parkName(park._id);
  await mongoose.connection
    .collection<{ _id: string }>('parks')
    .updateOne({ _id: park._id }, { $set: { name: '三号园区' } });
  expect(await parkName(park._id)).toBe('三号园区');
});

it('changes the word with what is remembered, and with nothing else', async () => {
  const words = [await wordNow()];
  const note = async () => words.push(await wordNow());
  await changeBody(as('administrator'), { bodyId: world.bodyId, name: '北流市应急局', sectors: [] });
  await note();
  // A worker who joins holds no post and is remembered by nobody.
  await mongoose.models['Account']?.create([
    { name: '新工人', phone: '13900000002', grants: [{ _id: 'g', role: 'worker', scope: {} }], createdAt: new Date() },
  ]);
  await note();
  await inTransaction(async () => {
    await mongoose.models['Park']?.updateOne({ _id: world.park._id }, { $set: { name: '不作数' } });
    expect(await parkName(world.park._id)).toBe('不作数');
    throw new Error('undone');
  }).catch(() => {});
  expect(await parkName(world.park._id)).toBe(world.park.name);
  await note();
  expect(words).toEqual([undefined, expect.any(String), words[1], words[1]]);
});
