import mongoose from 'mongoose';
import { attachPhotos } from '#domain/evidence';
import { closeMajor, type Hazard, peekHazard, reopenHazard } from '#domain/hazards';
import { acceptItem, completeItem, type PlanItem, planItems, startItem } from '#domain/plans';
import { type Agent, signedInAt } from '../support/agents.ts';
import { closePages, describeInBrowser, faultsOf, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { aPhoto, buildHazard, keepFile, onSite } from '../support/hazards.ts';
import { fileOf } from '../support/majors.ts';
import { agreed, as, buildItem } from '../support/plans.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, PASSWORD, type World, type WorldActor } from '../support/world.ts';

useStores();
let portal: Portal;
let world: World;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(createClock());
});
afterEach(() => portal.stop());

/** A photo the worker handed in with the report. */
async function photoOfReport({ _id, reference }: Hazard): Promise<string> {
  const ctx = as(world, 'worker');
  const photoId = await aPhoto(ctx);
  await attachPhotos(ctx, { photoIds: [photoId], subject: { kind: 'hazard', id: _id }, proves: 'there' });
  await mongoose.connection.collection('hazards').updateOne({ reference }, { $set: { photoIds: [photoId] } });
  return photoId;
}
const afterOf = async ({ reference }: Hazard): Promise<string> => (await peekHazard(reference))?.fix?.photoIds[0] ?? '';

/** Titles and photos of the sides as they stand beside each other on a page. */
function sidesOn(html: string): { title: string; photos: string[] }[] {
  const [, block = ''] = html.split('<div class="compare');
  const [inside = ''] = block.split('<form');
  return inside
    .split('<section')
    .slice(1)
    .map((side) => ({
      title: /<h2>([^<]*)/.exec(side)?.[1] ?? '',
      photos: [...side.matchAll(/href="\/photos\/([^"?]+)"/g)].map(([, id = '']) => id),
    }));
}
async function expectServed(agent: Agent, ids: readonly string[]): Promise<void> {
  for (const id of ids) expect((await agent.get(`/photos/${id}`)).status).toBe(200);
}

const DECIDED: readonly [string, WorldActor, readonly string[], () => Promise<Hazard>][] = [
  [
    'whether a general one is put right',
    'officer',
    ['approve-rectification', 'return-rectification'],
    () => buildHazard(world, { status: 'submitted' }),
  ],
  [
    'whether the closing of a major one is asked for',
    'manager',
    ['request-closure'],
    async () => {
      const hazard = await buildHazard(world, { status: 'submitted', isMajor: true });
      await keepFile(world, hazard);
      return hazard;
    },
  ],
  [
    'whether a major one is closed',
    'parkOfficer',
    ['close-major', 'return-closure'],
    () => buildHazard(world, { status: 'closure-requested' }),
  ],
  [
    'whether the closing stands that the reporter disputes',
    'cityRegulator',
    ['uphold', 'admit'],
    async () => {
      const hazard = await buildHazard(world, { status: 'closure-requested' });
      const { reference } = hazard;
      const park = as(world, 'parkOfficer');
      await closeMajor(park, { reference, ...(await onSite(park)) });
      await reopenHazard(as(world, 'worker'), { reference, reason: '还在漏电' });
      return hazard;
    },
  ],
];

it.each(DECIDED)('before and after stand side by side where it is decided %s', async (_, who, actions, build) => {
  const hazard = await build();
  const [before, after] = [await photoOfReport(hazard), await afterOf(hazard)];
  const agent = await signedInAt(portal, world, who);
  for (const action of actions) {
    const page = await agent.get(`/hazards/${hazard.reference}/act/${action}`);
    expect([action, page.status, sidesOn(page.text).slice(0, 2)]).toEqual([
      ...[action, 200],
      [
        { title: '整改前', photos: [before] },
        { title: '整改后', photos: [after] },
      ],
    ]);
  }
  await expectServed(agent, [before, after]);
});

it('before and after stand side by side where a firm accepts its major hazard itself', async () => {
  const hazard = await buildHazard(world, { status: 'submitted', isMajor: true });
  const [before, after] = [await photoOfReport(hazard), await afterOf(hazard)];
  const agent = await signedInAt(portal, world, 'manager');
  const page = await agent.get(`/majors/${(await fileOf(hazard)).reference}/act/accept`);
  expect(sidesOn(page.text)).toEqual([
    { title: '整改前', photos: [before] },
    { title: '整改后', photos: [after] },
  ]);
  await expectServed(agent, [before, after]);
});

/** An item about a case that came back, done with a photo. */
async function doneWithPhoto(): Promise<{ item: PlanItem; before: string; after: string }> {
  const { reference, origin } = await buildItem(world, 'proposed');
  const before = await photoOfReport((await peekHazard(origin.reference ?? '')) as Hazard);
  await acceptItem(as(world, 'officer'), { reference, ...agreed(world) });
  const owner = as(world, 'worker2');
  await startItem(owner, { reference });
  const after = await aPhoto(owner);
  await completeItem(owner, { reference, note: '换了整只电箱', photoIds: [after] });
  return { item: (await planItems.peek(reference)) as PlanItem, before, after };
}

it('before and after stand side by side where an item of a plan is checked', async () => {
  const { item, before, after } = await doneWithPhoto();
  const agent = await signedInAt(portal, world, 'officer');
  for (const action of ['check-effective', 'check-not-effective']) {
    const page = await agent.get(`${planItems.pathOf(item.reference)}/act/${action}`);
    expect(sidesOn(page.text)).toEqual([
      { title: '改进前', photos: [before] },
      { title: '改进后', photos: [after] },
    ]);
    expect(page.text).toContain('换了整只电箱');
  }
  await expectServed(agent, [before, after]);
});

it('an item that came from no case shows what was wrong in words, and a case its person may not open shows no photo', async () => {
  const { reference } = await buildItem(world, 'done');
  const officer = await signedInAt(portal, world, 'officer');
  const page = (await officer.get(`${planItems.pathOf(reference)}/act/check-effective`)).text;
  expect(sidesOn(page)).toEqual([
    { title: '改进前', photos: [] },
    { title: '改进后', photos: [] },
  ]);
  expect(page).toMatch(/改进前[\s\S]*配电房没有巡检记录[\s\S]*改进后[\s\S]*已经连续巡检三十天/);
  const hidden = await buildHazard(world);
  const photo = await photoOfReport(hidden);
  const rows = mongoose.connection.collection('hazards');
  await rows.updateOne({ reference: hidden.reference }, { $set: { enterpriseId: world.otherEnterprise._id } });
  await mongoose.connection
    .collection('planItems')
    .updateOne({ reference }, { $set: { origin: { kind: 'hazard', reference: hidden.reference } } });
  const again = (await officer.get(`${planItems.pathOf(reference)}/act/check-effective`)).text;
  expect(sidesOn(again)[0]).toEqual({ title: '改进前', photos: [] });
  expect(again).not.toContain(photo);
});

describeInBrowser('seen', () => {
  it('on a phone the two stand beside each other, on a desk as well', async () => {
    const closing = await buildHazard(world, { status: 'closure-requested' });
    await photoOfReport(closing);
    const { item } = await doneWithPhoto();
    const browser = await openBrowser();
    try {
      for (const [who, address] of [
        ['parkOfficer', `/hazards/${closing.reference}/act/close-major`],
        ['officer', `${planItems.pathOf(item.reference)}/act/check-effective`],
      ] as const) {
        for (const width of [390, 1_280]) {
          const { page } = await openPage(browser, portal.url, width);
          await signInAs(page, world.phones[who], PASSWORD);
          await page.goto(address);
          const [one, other] = await Promise.all(
            [0, 1].map((at) => page.locator('.compare > section').nth(at).boundingBox()),
          );
          expect([one?.y, (one?.x ?? 0) < (other?.x ?? 0)]).toEqual([other?.y, true]);
          expect(await faultsOf(page)).toEqual([]);
        }
      }
    } finally {
      await closePages(browser);
      await browser.close();
    }
  }, 120_000);
});
