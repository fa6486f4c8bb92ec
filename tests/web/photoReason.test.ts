import { storePhoto } from '#domain/evidence';
import { reportHazard } from '#domain/hazards';
import { readChecklist } from '#domain/stages';
import { signedInAt, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { aPicture } from '../support/hazards.ts';
import { as } from '../support/plans.ts';
import { startPortal } from '../support/portal.ts';
import { buildAdvised } from '../support/stages.ts';
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
