import type { Browser } from 'playwright-core';
import { inspections } from '#domain/inspections';
import { press, signedInAt } from '../support/agents.ts';
import { describeInBrowser, faultsOf, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { buildInspection, startedNow, typedInspection } from '../support/inspections.ts';
import { as } from '../support/plans.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, PASSWORD, type World } from '../support/world.ts';

useStores();
let world: World;
let portal: Portal;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(createClock());
});
afterEach(() => portal.stop());

it('a body plans one by its form, which keeps what was typed; the firm finds no trace by page, list, search or 待办 before it begins', async () => {
  const body = await signedInAt(portal, world, 'regulator');
  const form = '/inspections/new/on-site';
  const typed = typedInspection(world, { isUnannounced: 'yes', why: '有人反映配电房堆物' });
  const half = await press(body, form, form, { ...typed, people: '陆监管 桂K0981001' });
  expect([half.status, half.text.includes('有人反映配电房堆物'), half.text.includes('至少 2 人')]).toEqual([
    ...[422, true, true],
  ]);
  expect((await press(body, form, form, typed)).status).toBe(303);
  const [row] = (await inspections.find(as(world, 'regulator'))).rows;
  const reference = row?.reference ?? '?';
  expect((await body.get(`/inspections/${reference}`)).text).toContain('有人反映配电房堆物');
  const officer = await signedInAt(portal, world, 'officer');
  for (const path of ['/inspections', '/inspections?open=1', `/search?q=${reference}`, '/', '/to-dos', '/exports']) {
    const { status, text } = await officer.get(path);
    expect([path, status, text.includes('/inspections/JC')]).toEqual([path, 200, false]);
  }
  // One that is there and one that is not are answered alike.
  for (const path of [`/inspections/${reference}`, '/inspections/JC2026-9999'])
    expect([path, (await officer.get(path)).status]).toEqual([path, 404]);
  expect((await officer.get(form)).status).toBe(403);
});

it('the firm reads one that has begun with its people and rights, and not what brought it on', async () => {
  const { reference } = await buildInspection(world, 'started', { cause: 'case', why: '有人反映配电房堆物' });
  const officer = await signedInAt(portal, world, 'officer');
  expect((await officer.get('/inspections')).text).toContain(reference);
  const page = (await officer.get(`/inspections/${reference}`)).text;
  for (const said of ['桂K0981001', '企业的权利', '正在检查'])
    expect([said, page.includes(said)]).toEqual([said, true]);
  for (const hidden of ['配电房堆物', '投诉举报', '负责人批准检查', '提出检查'])
    expect([hidden, page.includes(hidden)]).toEqual([hidden, false]);
  const body = await signedInAt(portal, world, 'regulator');
  const act = `/inspections/${reference}/act/record`;
  const recorded = await press(body, act, act, { findings: '通道畅通', hazards: '', signing: 'signed', signNote: '' });
  expect(recorded.status).toBe(303);
  expect((await inspections.peek(reference))?.status).toBe('recorded');
});

describeInBrowser('on a phone', () => {
  let browser: Browser | undefined;
  afterEach(async () => browser?.close());

  it('its pages are sound', async () => {
    const announced = await buildInspection(world, 'announced');
    const told = await buildInspection(world, 'told');
    const urgent = await buildInspection(world, 'proposed', { kind: 'urgent', ...startedNow() });
    browser = await openBrowser();
    const PAGES = {
      regulator: [
        ...['/inspections', '/inspections/new', '/inspections/new/on-site', '/inspections/new/urgent'],
        ...[`/inspections/${announced.reference}`, `/inspections/${announced.reference}/act/start`],
        ...[`/inspections/${announced.reference}/act/refuse`, `/inspections/${urgent.reference}/act/record`],
      ],
      officer: ['/inspections', `/inspections/${told.reference}`],
    } as const;
    for (const [who, paths] of Object.entries(PAGES)) {
      const { page, errors } = await openPage(browser, portal.url);
      await signInAs(page, world.phones[who as keyof typeof PAGES], PASSWORD);
      for (const path of paths) {
        await page.goto(path);
        expect([path, await faultsOf(page), errors]).toEqual([path, [], []]);
        if (process.env['SHOTS'])
          await page.screenshot({
            path: `${process.env['SHOTS']}/${who}${path.replaceAll('/', '-')}.png`,
            fullPage: true,
          });
      }
    }
  });
});
