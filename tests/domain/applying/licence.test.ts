import { returnApplication, saveDraft, startApplication, submitApplication } from '#domain/applying';
import { maySeePhoto } from '#domain/nouns';
import { readChecklist, tickItem } from '#domain/stages';
import { aDraft, buildCohort } from '../../support/applications.ts';
import { personContext } from '../../support/contexts.ts';
import { aPhoto } from '../../support/hazards.ts';
import { buildAdvised } from '../../support/stages.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: WorldActor) => personContext(world.actors[who]);
const photoOf = (who: WorldActor) => aPhoto(as(who));
const EVERYBODY: readonly WorldActor[] = [
  'manager',
  'officer',
  'worker',
  'parkOfficer',
  'regulator',
  'otherRegulator',
  'otherOfficer',
  'adviser',
  'insurer',
];
const whoSees = async (kind: string, id: string, photoId: string): Promise<WorldActor[]> => {
  const seen: WorldActor[] = [];
  for (const who of EVERYBODY) if (await maySeePhoto(as(who), { kind, id }, photoId)) seen.push(who);
  return seen;
};

it('a photo of the licence comes with the application, and a decision binds to the one it saw', async () => {
  const cohort = await buildCohort(world);
  const { reference, version, _id } = await startApplication(as('manager'), { cohort: cohort.reference });
  const licence = await photoOf('manager');
  const draft = aDraft(world);
  const saved = await saveDraft(as('manager'), { reference, version, draft, photoIds: [licence] });
  expect(await whoSees('application', _id, licence)).toEqual(['manager', 'officer']);

  // Saved again by a door that knows of no photos, it stays.
  const again = await saveDraft(as('manager'), { reference, version: saved.version, draft: { motive: '补一句' } });
  const sent = await submitApplication(as('manager'), { reference, version: again.version });
  expect(sent.submission?.licencePhotoIds).toEqual([licence]);
  expect(await whoSees('application', _id, licence)).toEqual(['manager', 'officer', 'parkOfficer', 'regulator']);

  const seen = sent.submission?.contentHash ?? '';
  const verdict = { reference, reasonCode: 'other', reason: '执照照片看不清' };
  const returned = await returnApplication(as('parkOfficer'), { ...verdict, contentHash: seen });
  const other = await photoOf('manager');
  const changed = { reference, version: returned.version, draft: {}, photoIds: [other] };
  const swapped = await saveDraft(as('manager'), changed);
  expect(await whoSees('application', _id, other)).toEqual(['manager', 'officer']);
  expect(await whoSees('application', _id, licence)).toEqual(['manager', 'officer', 'parkOfficer', 'regulator']);
  const resent = await submitApplication(as('manager'), { reference, version: swapped.version });
  expect(resent.submission?.contentHash).not.toBe(seen);
  await expect(returnApplication(as('parkOfficer'), { ...verdict, contentHash: seen })).rejects.toMatchObject({
    kind: 'Conflict',
  });
});

it('nobody puts the photo of somebody else there', async () => {
  const cohort = await buildCohort(world);
  const { reference, version } = await startApplication(as('manager'), { cohort: cohort.reference });
  const theirs = await photoOf('otherOfficer');
  await expect(saveDraft(as('manager'), { reference, version, draft: {}, photoIds: [theirs] })).rejects.toMatchObject({
    code: 'evidence.photo-gone',
  });
});

it('a ticked item shows what it was ticked by, to those who read the firm’s papers', async () => {
  const enrolment = await buildAdvised(world);
  const { reference, _id } = enrolment;
  const { lines } = await readChecklist(as('officer'), enrolment, 'preparing');
  const code = lines.find(({ label }) => label.includes('承诺书'))?.code ?? '';
  const photoId = await photoOf('officer');
  const after = await tickItem(as('officer'), { reference, code, photoIds: [photoId] });
  expect(after.checklists?.preparing?.ticks).toMatchObject([{ code, photoIds: [photoId] }]);
  expect(await whoSees('enrolment', _id, photoId)).toEqual([
    'manager',
    'officer',
    'parkOfficer',
    'regulator',
    'adviser',
  ]);
});
