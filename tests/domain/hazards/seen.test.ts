import {
  askExtension,
  closeMajor,
  downgradeHazard,
  getHazard,
  grantExtension,
  markMajor,
  peekHazard,
  planRectification,
  refuseExtension,
  requestClosure,
  returnClosure,
  seenOf,
  submitRectification,
} from '#domain/hazards';
import { acceptMajor, askResume, refuseResume, resumeStopped } from '#domain/majors';
import { signedInAt } from '../../support/agents.ts';
import { code } from '../../support/answers.ts';
import { createClock } from '../../support/clock.ts';
import { formsIn } from '../../support/formsOfPages.ts';
import { aPhoto, buildHazard, keepFile, onSite, TREATMENT } from '../../support/hazards.ts';
import { buildMajor, buildStop, fileOf } from '../../support/majors.ts';
import { as } from '../../support/plans.ts';
import { startPortal } from '../../support/portal.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

const its = async (reference: string) => (await getHazard(as(world, 'parkOfficer'), reference)).hazard;

/** The firm hands in another fix of a hazard whose closing was refused. */
async function handInAgain(reference: string): Promise<void> {
  const worker = as(world, 'worker2');
  await returnClosure(as(world, 'cityRegulator'), { reference, reason: '没有接地' });
  await submitRectification(worker, { reference, text: '随便弄了一下', photoIds: [await aPhoto(worker)] });
  const { reference: file } = await fileOf({ reference });
  await acceptMajor(as(world, 'manager'), { reference: file, kind: 'own', who: '李工', finding: '合格' });
  await requestClosure(as(world, 'manager'), { reference });
}

it('a closing form left open does not close a fix its officer never saw', async () => {
  const { reference } = await buildHazard(world, { status: 'closure-requested' });
  const portal = await startPortal(createClock());
  try {
    const officer = await signedInAt(portal, world, 'parkOfficer');
    const at = `/hazards/${reference}/act/close-major`;
    const form = formsIn((await officer.get(at)).text).find(({ action }) => action === at);
    const photo = await onSite(as(world, 'parkOfficer'));
    const sent: Record<string, string> = {
      ...form?.sends,
      visitedOn: photo.visitedOn,
      keptPhotoIds: photo.photoIds[0] ?? '',
    };
    await handInAgain(reference);
    const stale = await officer.post(at).type('form').send(sent);
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('您打开以后，这件有了变化');
    expect(stale.text).toContain('随便弄了一下');
    expect((await peekHazard(reference))?.status).toBe('closure-requested');
    // What comes back shows the new fix, and is about it.
    const fresh = formsIn(stale.text).find(({ action }) => action === at);
    expect(fresh?.sends['seen']).toBe(seenOf(await its(reference), 'close-major'));
    expect(fresh?.sends['seen']).not.toBe(sent['seen']);
  } finally {
    await portal.stop();
  }
});

it('an extension is granted as it was asked for when it was read, not as it is asked for by now', async () => {
  const { reference } = await buildHazard(world, { status: 'valid', isMajor: true });
  const firm = as(world, 'manager');
  await keepFile(world, { reference });
  const ownerId = world.actors.worker2.personId;
  const fix = { ownerId, measure: '换电箱', fundFen: 0, dueOn: '2026-12-31', contingency: '断电挂牌', ...TREATMENT };
  await planRectification(firm, { reference, ...fix });
  await askExtension(firm, { reference, dueOn: '2027-01-10', reason: '等配件' });
  const seen = seenOf(await its(reference), 'grant-extension');
  await refuseExtension(as(world, 'parkOfficer'), { reference, seen, reason: '太久' });
  await askExtension(as(world, 'manager'), { reference, dueOn: '2036-12-31', reason: '等配件' });
  expect(await code(grantExtension(as(world, 'regulator'), { reference, seen }))).toBe('hazards.changed-since-seen');
  expect((await peekHazard(reference))?.rectification?.dueOn).toBe('2026-12-31');
  const now = seenOf(await its(reference), 'grant-extension');
  expect(await code(grantExtension(as(world, 'regulator'), { reference, seen: now }))).toBe('done');
});

it('work goes on by what was asked when it was read', async () => {
  const major = await buildMajor(world, 'rectifying');
  const { reference, version } = await buildStop(world, major.reference, 'resume-asked');
  const park = as(world, 'parkOfficer');
  await refuseResume(as(world, 'regulator'), { reference, seen: String(version), reason: '没有培训' });
  await askResume(as(world, 'manager'), { reference, done: '什么也没做', evaluation: '合格' });
  const review = { reference, visitedOn: '2026-11-24', found: '合格', photoIds: [await aPhoto(park)] };
  expect(await code(resumeStopped(park, { ...review, seen: String(version) }))).toBe('majors.changed-since-seen');
  expect(await code(resumeStopped(park, { ...review, seen: String(version + 2) }))).toBe('done');
});

it('whoever closes without a form in front of them is asked nothing of it', async () => {
  const { reference } = await buildHazard(world, { status: 'closure-requested' });
  const park = as(world, 'parkOfficer');
  expect(await code(closeMajor(park, { reference, ...(await onSite(park)) }))).toBe('done');
});

it('a major hazard is made no less of by a form drawn before it was called one for something else', async () => {
  const { reference } = await buildHazard(world, { status: 'valid', isMajor: true });
  const shown = await its(reference);
  const seen = seenOf(shown, 'downgrade');
  const why = { reference, reason: '到现场看过，不符合' };
  await downgradeHazard(as(world, 'regulator'), { ...why, seen });
  await markMajor(as(world, 'officer'), { reference, majorBasis: '另一条：联锁拆除' });
  expect(await code(downgradeHazard(as(world, 'regulator'), { ...why, seen }))).toBe('hazards.changed-since-seen');
  const now = seenOf(await its(reference), 'downgrade');
  expect(await code(downgradeHazard(as(world, 'regulator'), { ...why, seen: now }))).toBe('done');
});
