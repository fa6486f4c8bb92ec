import { storePhoto } from '#domain/evidence';
import { addItem, completeItem, findEffective, findNotEffective, planItems } from '#domain/plans';
import { CHANGES, draw, randomBy } from '../../../scripts/photos/draw.ts';
import { itemsInWords } from '../../../src/domain/plans/items/item.words.ts';
import { agreed, as, buildItem } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

const photo = async (bytes: Buffer) => (await storePhoto(as(world, 'worker2'), { bytes, fileName: 'p.jpg' }))._id;
const complete = async (reference: string, bytes: Buffer) =>
  completeItem(as(world, 'worker2'), { reference, photoIds: [await photo(bytes)] });
const lead = async (reference: string): Promise<string> => {
  const step = itemsInWords.words.steps['check-effective'];
  if (step === undefined || typeof step === 'string') throw new Error('no form');
  return step.lead?.(await planItems.get(as(world, 'officer'), reference)) ?? '';
};

it('a photo that proved another item, off a screen, is named where it is checked, and needs a written reason', async () => {
  const shot = await draw({ hall: 11, thing: 11 });
  const first = await buildItem(world, 'doing');
  await complete(first.reference, shot);
  expect(await lead(first.reference)).not.toContain('相同');
  await findEffective(as(world, 'officer'), { reference: first.reference });
  const { planReference } = first;
  const { reference } = await addItem(as(world, 'officer'), { planReference, ...agreed(world) });
  await complete(reference, (await CHANGES['screenshot']?.(shot, randomBy(2))) ?? shot);
  expect(await lead(reference)).toContain('证明照片和别的记录的照片相同');
  await expect(findEffective(as(world, 'officer'), { reference })).rejects.toMatchObject({
    code: 'plans.photo-seen-before',
    fields: { note: expect.stringContaining('别的记录') },
  });
  const done = await findEffective(as(world, 'officer'), { reference, note: '两项在同一处，到现场看过' });
  expect(done.status).toBe('effective');
});

it('a photo of an earlier round of the same item, mirrored, is named as its own', async () => {
  const shot = await draw({ hall: 12, thing: 12 });
  const { reference } = await buildItem(world, 'doing');
  await complete(reference, shot);
  await findNotEffective(as(world, 'officer'), { reference, reason: '还在漏' });
  await complete(reference, (await CHANGES['mirror']?.(shot, randomBy(2))) ?? shot);
  expect(await lead(reference)).toContain('本件之前');
});
