import mongoose from 'mongoose';
import { attachPhotos, findOwnDrafts, findPhotos } from '#domain/evidence';
import { peekHazard, reportHazard } from '#domain/hazards';
import { personContext, visitorContext } from '../../support/contexts.ts';
import { aPhoto } from '../../support/hazards.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: 'worker' | 'worker2' | 'officer') => personContext(world.actors[who]);
const report = (ctx = as('worker'), photoIds: string[] = []) =>
  reportHazard(ctx, { enterpriseId: world.enterprise._id, text: '电箱漏电', placeText: '北门', photoIds });

it('a draft photo is its own sender’s: nobody else sees, attaches or takes it', async () => {
  const photo = await aPhoto(as('worker'));
  const thief = visitorContext();
  expect(await findOwnDrafts(thief, [photo])).toEqual([]);
  expect(await findOwnDrafts(as('worker'), [photo])).toHaveLength(1);
  const subject = { kind: 'filing', id: 'x' };
  await expect(attachPhotos(thief, { photoIds: [photo], subject, proves: 'there' })).rejects.toMatchObject({
    code: 'evidence.photo-gone',
  });
  await expect(attachPhotos(as('worker2'), { photoIds: [photo], subject, proves: 'there' })).rejects.toMatchObject({
    code: 'evidence.photo-gone',
  });
  expect((await findPhotos([photo]))[0]?.subject).toBeUndefined();
});

it('a photo that cannot be attached never holds up the report it came with', async () => {
  const [own, others] = [await aPhoto(as('worker')), await aPhoto(as('worker2'))];
  const filed = await report(as('worker'), [own, others, 'f'.repeat(32)]);
  expect(filed.lostPhotos).toBe(2);
  expect((await peekHazard(filed.reference))?.photoIds).toEqual([own]);
  expect((await findPhotos([others]))[0]?.subject).toBeUndefined();
  // Whoever’s it is uses it all the same.
  expect((await report(as('worker2'), [others])).lostPhotos).toBeUndefined();
});

it('neither the photo nor its file says who sent it, when to the second, or what it was', async () => {
  const at = new Date('2026-11-24T02:37:41.123Z');
  const ctx = personContext(world.actors.worker, { now: at });
  await report(ctx, [await aPhoto(ctx)]);
  const all = async (name: string) => mongoose.connection.collection(name).find().toArray();
  const [photo] = await all('photos');
  expect(Object.keys(photo ?? {}).sort()).toEqual(
    // The hash is of the picture as it is kept; `whoCanTell` looks for that of the file as it was sent.
    [
      '_id',
      'createdAt',
      'dhash',
      'fullFileId',
      'height',
      'looks',
      'mark',
      'sha256',
      'sketch',
      'subject',
      'thumbFileId',
      'width',
    ],
  );
  const hour = new Date('2026-11-24T02:00:00Z');
  const files = await all('photos.files');
  expect(files.map(({ uploadDate, filename }) => ({ uploadDate, filename }))).toEqual(
    [hour, hour].map((uploadDate) => ({ uploadDate, filename: '' })),
  );
  const ids = [...files, ...(await all('photos.chunks')), photo].map((row) => String(row?._id));
  expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
});
