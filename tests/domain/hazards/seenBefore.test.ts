import mongoose from 'mongoose';
import sharp, { type Sharp } from 'sharp';
import { attachPhotos, storePhoto } from '#domain/evidence';
import { approveRectification, peekHazard, reportHazard, submitRectification } from '#domain/hazards';
import type { Context } from '#kernel/context';
import { personContext } from '../../support/contexts.ts';
import { buildHazard } from '../../support/hazards.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World } from '../../support/world.ts';

useStores();
let world: World;
let owner: Context;
let officer: Context;
beforeEach(async () => {
  world = await buildWorld();
  owner = personContext(world.actors.worker2);
  officer = personContext(world.actors.officer);
});

/** A picture with something in it, drawn from a seed. */
async function scene(seed: number): Promise<Sharp> {
  const boxes = Array.from({ length: 12 }, (_, i) => {
    const n = (seed * 7919 + i * 104_729) % 4096;
    return `<rect x="${n % 300}" y="${(n * 7) % 220}" width="${40 + (n % 90)}" height="${30 + (n % 70)}" fill="#${(n * 4001 + 0x100000).toString(16).slice(-6)}"/>`;
  });
  return sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300">${boxes.join('')}</svg>`));
}
const store = async (picture: Promise<Sharp>, quality = 90, by = owner) => {
  const bytes = await (await picture).jpeg({ quality }).toBuffer();
  return (await storePhoto(by, { bytes, fileName: 'p.jpg' }))._id;
};
const submit = async (reference: string, photoId: string) => {
  await submitRectification(owner, { reference, text: '换好了', photoIds: [photoId] });
  return (await peekHazard(reference))?.fix?.seenBefore;
};

it('the same picture, saved smaller, names the earlier case; passing it needs a written reason', async () => {
  const first = await buildHazard(world, { status: 'rectifying' });
  expect(await submit(first.reference, await store(scene(1)))).toBeUndefined();
  const second = await buildHazard(world, { status: 'rectifying', text: '球磨机没有护罩' });
  expect(await submit(second.reference, await store(scene(1), 60))).toEqual([first.reference]);
  const { reference } = second;
  await expect(approveRectification(officer, { reference })).rejects.toMatchObject({
    code: 'hazards.photo-seen-before',
    fields: { note: expect.stringContaining(first.reference) },
  });
  await approveRectification(officer, { reference, note: '同一个电箱，一次换了两把锁，到现场看过' });
  expect((await peekHazard(reference))?.status).toBe('closed');
});

it('another picture is nobody’s business', async () => {
  const first = await buildHazard(world, { status: 'rectifying' });
  await submit(first.reference, await store(scene(1)));
  const second = await buildHazard(world, { status: 'rectifying', text: '球磨机没有护罩' });
  expect(await submit(second.reference, await store(scene(2)))).toBeUndefined();
  await approveRectification(officer, { reference: second.reference });
});

it('closing without a photo afterwards is refused', async () => {
  const { reference } = await buildHazard(world, { status: 'rectifying' });
  await expect(submitRectification(owner, { reference, text: '改好了', photoIds: [] })).rejects.toMatchObject({
    fields: { photoIds: '请至少放一张整改后的照片' },
  });
});

it.each([
  ['about those who run the firm', { isAboutManagers: true }],
  ['without a name, before its hour', { isAnonymous: true }],
])('whoever holds the same picture learns of no case %s', async (_, more) => {
  const now = new Date('2026-11-24T02:37:41.123Z');
  const reporter = personContext(world.actors.worker, { now });
  const photoIds = [await store(scene(1), 90, reporter)];
  const said = { enterpriseId: world.enterprise._id, text: '经理叫我们短接了联锁', placeText: '二车间' };
  const { reference } = await reportHazard(reporter, { ...said, ...more, photoIds });
  expect((await peekHazard(reference))?.photoIds).toEqual(photoIds);
  const mine = await buildHazard(world, { status: 'rectifying' });
  owner = personContext(world.actors.worker2, { now });
  expect(await submit(mine.reference, await store(scene(1), 60))).toBeUndefined();
  // Nor is anybody asked for a reason, which would tell as much.
  await approveRectification(officer, { reference: mine.reference });
  expect(JSON.stringify(await peekHazard(mine.reference))).not.toContain(reference);
});

it('names the case that may be known beside one that may not', async () => {
  const now = new Date('2026-11-24T02:37:41.123Z');
  const reporter = personContext(world.actors.worker, { now });
  const first = await buildHazard(world, { status: 'rectifying' });
  await submit(first.reference, await store(scene(1)));
  for (const quality of [90, 80, 70])
    await reportHazard(reporter, {
      ...{
        enterpriseId: world.enterprise._id,
        text: '经理叫我们短接了联锁',
        placeText: '二车间',
        isAboutManagers: true,
      },
      photoIds: [await store(scene(1), quality, reporter)],
    });
  const second = await buildHazard(world, { status: 'rectifying', text: '球磨机没有护罩' });
  owner = personContext(world.actors.worker2, { now });
  expect(await submit(second.reference, await store(scene(1), 60))).toEqual([first.reference]);
});

describe('what may be told of where it was seen', () => {
  const told = async (reference: string): Promise<string> =>
    approveRectification(officer, { reference }).then(
      () => 'closed',
      (error) => error.fields.note,
    );
  /** A case whose own photo shows scene 5, turned into what the test asks for; and a fix that shows it too. */
  async function seenIn(change: Record<string, unknown>, isFix = false): Promise<string> {
    const first = await buildHazard(world, { status: 'rectifying' });
    const photoId = await store(scene(5));
    await attachPhotos(owner, { photoIds: [photoId], subject: { kind: 'hazard', id: first._id }, proves: 'reviewed' });
    const shows = isFix ? {} : { photoIds: [photoId] };
    await HAZARDS().updateOne({ _id: first._id }, { $set: { ...shows, ...change } });
    const { reference } = await buildHazard(world, { status: 'rectifying', text: '球磨机没有护罩' });
    await submit(reference, await store(scene(5), 60));
    return told(reference);
  }
  const HAZARDS = () => mongoose.connection.collection<{ _id: string }>('hazards');

  it('a photo of another firm is named without the other’s name or number', async () => {
    const said = await seenIn({ enterpriseId: 'another-firm' });
    expect(said).toContain('别的企业的记录');
    expect(said).not.toMatch(/H2026/);
  });

  it('nothing of what somebody without a name sent to another firm, but of what that firm handed in', async () => {
    const unnamed = { enterpriseId: 'another-firm', isAnonymous: true, reporter: { kind: 'anonymous' } };
    expect(await seenIn(unnamed)).toBe('closed');
    await mongoose.connection.collection('photos').deleteMany({});
    expect(await seenIn(unnamed, true)).toContain('别的企业的记录');
  });

  it('nothing of what is kept from those who run the firm, and of what is held till the hour', async () => {
    expect(await seenIn({ enterpriseId: 'apart', aboutFirmId: world.enterprise._id })).toBe('closed');
    await mongoose.connection.collection('photos').deleteMany({});
    expect(await seenIn({ heldUntil: new Date('2099-01-01T00:00:00Z') })).toBe('closed');
  });

  it('a photo afterwards that is the one before, mirrored and cropped, is named', async () => {
    const { _id, reference } = await buildHazard(world, { status: 'rectifying' });
    const before = await store(scene(7));
    await attachPhotos(owner, { photoIds: [before], subject: { kind: 'hazard', id: _id }, proves: 'reviewed' });
    const after = (async () =>
      sharp(await (await scene(7)).flop().png().toBuffer()).extract({ left: 8, top: 6, width: 386, height: 288 }))();
    expect(await submit(reference, await store(after))).toEqual([reference]);
    expect(await told(reference)).toContain('本件之前');
  });
});
