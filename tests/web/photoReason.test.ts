import mongoose from 'mongoose';
import { storePhoto } from '#domain/evidence';
import { reportHazard } from '#domain/hazards';
import { peekEnrolment } from '#domain/programme';
import { planVisit, readChecklist, recordTraining, signVisit, writeVisit } from '#domain/stages';
import { signedInAt, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { aPicture } from '../support/hazards.ts';
import { as } from '../support/plans.ts';
import { startPortal } from '../support/portal.ts';
import { buildAdvised, buildRound } from '../support/stages.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld } from '../support/world.ts';

useStores();

it('asks in the field of the photos why one of them was handed in before, keeps all that was typed, and shows the reason under it', async () => {
  const world = await buildWorld();
  const portal = await startPortal(createClock());
  try {
    const bytes = await aPicture('#336699');
    const by = as(world, 'worker');
    const { _id } = await storePhoto(by, { bytes, fileName: 'p.png' });
    const earlier = await reportHazard(by, {
      ...{ enterpriseId: world.enterprise._id, text: '护栏松动', placeText: '二楼', photoIds: [_id] },
    });
    const enrolment = await buildAdvised(world);
    const { lines } = await readChecklist(as(world, 'officer'), enrolment, 'preparing');
    const code = lines.find(({ label }) => label.includes('承诺书'))?.code ?? '';
    const officer = await signedInAt(portal, world, 'officer');
    const page = `/enrolments/${enrolment.reference}/items/${code}`;
    const form = (await officer.get(page)).text;
    expect(form).toContain('name="photos"');
    expect(form).not.toContain('name="photoReason"');
    const asked = await officer
      .post(page)
      .field({ _csrf: tokenIn(form), note: '全厂大会签的' })
      .attach('photos', bytes, 'p.png');
    expect(asked.status).toBe(422);
    expect(asked.text).toContain('全厂大会签的');
    expect(asked.text).toContain('name="photoReason"');
    expect(asked.text).toContain('href="#photoReason"');
    expect(asked.text).toContain(`照片和${earlier.reference}的照片相同`);
    const kept = /name="keptPhotoIds" value="([^"]+)"/.exec(asked.text)?.[1] ?? '';
    const sent = await officer
      .post(page)
      .field({ _csrf: tokenIn(asked.text), note: '全厂大会签的', keptPhotoIds: kept, photoReason: '当天拍的同一张' });
    expect(sent.status).toBe(303);
    const shown = (await officer.get(`/enrolments/${enrolment.reference}`)).text;
    expect(shown).toContain(`和${earlier.reference}的照片相同：当天拍的同一张`);
  } finally {
    await portal.stop();
  }
});

it('shows whoever judges which photos were handed in before, and asks for their own reason on the page of the step', async () => {
  const world = await buildWorld();
  const portal = await startPortal(createClock());
  try {
    const bytes = await aPicture('#336699');
    const by = as(world, 'worker');
    const photoIds = [(await storePhoto(by, { bytes, fileName: 'p.png' }))._id];
    const told = { enterpriseId: world.enterprise._id, text: '护栏松动', placeText: '二楼', photoIds };
    const earlier = await reportHazard(by, told);
    const { reference: enrolment } = await buildAdvised(world);
    const adviser = () => ({ ...as(world, 'adviser'), photoReason: '还是那一处' });
    const again = async () => [(await storePhoto(adviser(), { bytes, fileName: 'p.png' }))._id];
    const planned = { reference: enrolment, plannedOn: '2026-11-24', purpose: '看现场' };
    const { reference } = await planVisit(adviser(), planned);
    const written = { reference, visitedOn: '2026-11-24', summary: '走了一遍' };
    const { contentHash = '' } = await writeVisit(adviser(), { ...written, photoIds: await again() });
    await signVisit(adviser(), { reference, contentHash });
    const officer = await signedInAt(portal, world, 'officer');
    const page = `/visits/${reference}`;
    const address = `${page}/act/countersign-visit`;
    const shown = (await officer.get(page)).text;
    expect(shown).toContain(`<a class="btn btn-primary" href="${address}">企业签字</a>`);
    const form = (await officer.get(address)).text;
    expect(form).toContain(`和${earlier.reference}的照片相同：还是那一处`);
    expect(form).toContain('name="photoReason"');
    const sent = { _csrf: tokenIn(form), contentHash };
    const refused = await officer.post(address).type('form').send(sent);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('写明为什么可以通过');
    const kept = await officer
      .post(address)
      .type('form')
      .send({ ...sent, photoReason: '看' });
    expect(kept.text).toContain('>看</textarea>');
    const passed = await officer
      .post(address)
      .type('form')
      .send({ ...sent, photoReason: '一起看过，是那一处' });
    expect(passed.status).toBe(303);
    expect((await officer.get(page)).text).toContain('企业签字的人：一起看过，是那一处');

    // A class is shown with its photos and why they are the same.
    const held = {
      reference: enrolment,
      module: 'cooperation' as const,
      heldOn: '2026-11-20',
      hours: 2,
      workers: '韦',
    };
    await recordTraining(adviser(), { ...held, photoIds: await again() });
    const [before] = (await officer.get(`/enrolments/${enrolment}`)).text.split('id="acceptance"');
    expect(before).toContain('培训照片第 1 张和');
    expect(before).toContain('的照片相同：还是那一处');

    // A round is confirmed by one press, unless there is something to explain.
    await buildRound(world, enrolment, 'baseline', { isConfirmed: false });
    const round = `/enrolments/${enrolment}/assessments/baseline`;
    const manager = await signedInAt(portal, world, 'manager');
    expect((await manager.get(round)).text).toContain(`action="${round}/confirm"`);
    await mongoose.connection
      .collection('assessments')
      .updateOne({ reference: `${enrolment}/baseline` }, { $set: { photoIds: await againIn(enrolment) } });
    expect((await manager.get(round)).text).toContain(`href="${round}/confirm"`);
    const confirm = (await manager.get(`${round}/confirm`)).text;
    expect(confirm).toContain('的照片相同：还是那一处');
    const hash = /name="contentHash" value="([^"]+)"/.exec(confirm)?.[1] ?? '';
    const post = (more: object) =>
      manager
        .post(`${round}/confirm`)
        .type('form')
        .send({ _csrf: tokenIn(confirm), contentHash: hash, ...more });
    expect((await post({})).status).toBe(422);
    expect((await post({ photoReason: '现场看过' })).status).toBe(303);
  } finally {
    await portal.stop();
  }
});

/** Photos of classes that were handed in before. */
async function againIn(reference: string): Promise<string[]> {
  const enrolment = await peekEnrolment(reference);
  const training = await mongoose.connection.collection('trainings').findOne({ enrolmentId: enrolment?._id });
  return (training?.['photoIds'] ?? []) as string[];
}
