import { storeFile } from '#domain/evidence';
import { assessPark } from '#domain/grades';
import { paths } from '#kernel/paths';
import { signedInAt } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { buildCondition, buildGrade, makeParkChemical, report, sheetLacking } from '../support/grades.ts';
import { as } from '../support/plans.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores();
let portal: Portal;
let world: World;
beforeEach(async () => {
  world = await buildWorld();
  await makeParkChemical(world);
  portal = await startPortal(createClock());
});
afterEach(() => portal.stop());

const PDF = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF');
const kept = async (): Promise<string> =>
  (await storeFile(as(world, 'parkOfficer'), { bytes: PDF, fileName: '材料.pdf' }))._id;

it('the report of a grading and what shows a condition open for whoever sees them, and for nobody else', async () => {
  const [shown, reported] = [await kept(), await kept()];
  const condition = await buildCondition(world, { fileIds: [shown] });
  const { reference } = await buildGrade(world, 'self-scored');
  const sheet = sheetLacking(150);
  await assessPark(as(world, 'parkOfficer'), { reference, ...report, ...sheet, fileIds: [reported] });
  const body = await signedInAt(portal, world, 'regulator');
  expect((await body.get(`/conditions/${condition.reference}`)).text).toContain(paths.file(shown));
  expect((await body.get(`/grades/${reference}`)).text).toContain(paths.file(reported));
  for (const id of [shown, reported]) {
    for (const who of ['parkOfficer', 'regulator'] as const)
      expect((await (await signedInAt(portal, world, who)).get(paths.file(id))).status).toBe(200);
    for (const who of ['otherRegulator', 'sectorRegulator', 'manager', 'administrator'] as const)
      expect((await (await signedInAt(portal, world, who)).get(paths.file(id))).status).toBe(404);
  }
});
