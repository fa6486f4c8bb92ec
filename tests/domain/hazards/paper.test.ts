import { storeFile } from '#domain/evidence';
import { closeMajor, fixOnSpot, peekHazard, requestClosure, submitRectification } from '#domain/hazards';
import { signedInAt } from '../../support/agents.ts';
import { createClock, fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { buildHazard, keepFile } from '../../support/hazards.ts';
import { startPortal } from '../../support/portal.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, takePower, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
const as = (who: WorldActor) => personContext(world.actors[who]);
const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
const paper = async (who: WorldActor) => [(await storeFile(as(who), { bytes: PDF, fileName: '电工证.pdf' }))._id];
beforeEach(async () => {
  world = await buildWorld();
  await takePower(world);
});

it('takes a document where there is nothing to see, up to the closing, and shows it to whoever sees the case', async () => {
  const { reference, category } = await buildHazard(world, {
    ...{ status: 'rectifying', isMajor: true, text: '新来的电工没证，三级教育没培训就上岗' },
  });
  expect(category).toBe('training');
  const done = { reference, text: '考了证再上岗' };
  await expect(submitRectification(as('worker2'), { ...done, photoIds: [] })).rejects.toMatchObject({
    fields: { photoIds: expect.stringContaining('文件') },
  });
  // Somebody else's paper proves nothing.
  await expect(submitRectification(as('worker2'), { ...done, fileIds: await paper('officer') })).rejects.toMatchObject({
    code: 'evidence.file-gone',
  });
  await submitRectification(as('worker2'), { ...done, fileIds: await paper('worker2') });
  await keepFile(world, { reference });
  await requestClosure(as('manager'), { reference });
  const visit = { reference, visitedOn: '2026-11-24' };
  await expect(closeMajor(as('regulator'), { ...visit, photoIds: [] })).rejects.toMatchObject({
    fields: { photoIds: expect.stringContaining('文件') },
  });
  const clock = createClock();
  clock.set(fixedNow);
  const portal = await startPortal(clock);
  const regulator = await signedInAt(portal, world, 'regulator');
  const page = (await regulator.get(`/hazards/${reference}/act/close-major`)).text;
  expect(page).toContain('电工证.pdf');
  expect(page).toContain('核查时看过的文件或者照片');
  const [, address = ''] = /href="(\/files\/[^"]+)"/.exec(page) ?? [];
  expect((await regulator.get(address)).status).toBe(200);
  for (const who of ['otherRegulator', 'otherWorker'] as const)
    expect((await (await signedInAt(portal, world, who)).get(address)).status).toBe(404);
  await portal.stop();
  await closeMajor(as('regulator'), { ...visit, fileIds: await paper('regulator') });
  expect((await peekHazard(reference))?.status).toBe('closed');
});

it('wants a photo where there is something to see, whatever papers there are', async () => {
  const { reference } = await buildHazard(world, { status: 'valid' });
  const fileIds = await paper('officer');
  await expect(fixOnSpot(as('officer'), { reference, text: '换好了', fileIds })).rejects.toMatchObject({
    fields: { photoIds: '请至少放一张整改后的照片' },
  });
});
