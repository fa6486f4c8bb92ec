import type { Browser } from 'playwright-core';
import { accidents, approveReport, gradeAccident, receiveReport } from '#domain/accidents';
import { acceptFire, askFire, projects } from '#domain/projects';
import { referrals } from '#domain/referrals';
import { localDate } from '#kernel/dates';
import { buildAccident } from '../support/accidents.ts';
import { press, signedInAt } from '../support/agents.ts';
import { describeInBrowser, faultsOf, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock, fixedNow } from '../support/clock.ts';
import { as } from '../support/plans.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { agreeConditions, buildProject } from '../support/projects.ts';
import { buildReferral, typedReferral } from '../support/referrals.ts';
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

const measures = '更换窑炉燃气切断阀｜北流窑炉厂｜2027-01-31\n重做检修作业票制度｜安全科｜2027-02-28';
/** An accident that is 较大 with its report received, by the city's body. */
async function inquired(): Promise<string> {
  const { reference } = await buildAccident(world, 'investigating');
  await gradeAccident(as(world, 'regulator'), { reference, level: 'larger', reason: '伤亡核实' });
  const file = { file: '“11·24”爆炸事故调查报告', receivedOn: localDate(fixedNow), measures };
  await receiveReport(as(world, 'cityRegulator'), { reference, ...file });
  return reference;
}

it('the call, the answer and the evaluation of an accident are kept by their forms, and what was typed stays', async () => {
  const reference = await inquired();
  const city = await signedInAt(portal, world, 'cityRegulator');
  const page = `/accidents/${reference}`;
  const send = (action: string, fields: object) =>
    press(city, `${page}/act/${action}`, `${page}/act/${action}`, fields);
  const called = {
    answeredBy: '值班室李某，值班员',
    calledOn: '2026-11-24',
    calledTime: '9点50',
    caller: '',
    note: '',
  };
  expect((await send('call-region', called)).status).toBe(303);
  expect((await send('approve-report', { file: '玉政函〔2026〕3号', on: '2026-11-24' })).status).toBe(303);
  const evaluated = { finding: '落实', publishedOn: '2026-11-24', where: '市政府网站', answers: '已经更换' };
  const half = await send('evaluate', evaluated);
  expect([half.status, half.text.includes('第 2 条没有写'), half.text.includes('已经更换')]).toEqual([422, true, true]);
  expect((await send('evaluate', { ...evaluated, answers: '已经更换\n已经重做' })).status).toBe(303);
  const shown = (await city.get(page)).text;
  for (const said of ['庞市局打给值班室李某', '玉政函〔2026〕3号', '评估：已经重做', '市政府网站'])
    expect([said, shown.includes(said)]).toEqual([said, true]);
  expect((await accidents.peek(reference))?.inquiry?.evaluation?.where).toBe('市政府网站');
});

it('a body proposes and hands over by its forms; the firm is led nowhere near, and its search finds no number', async () => {
  const { reference: from, _id } = await buildAccident(world);
  const body = await signedInAt(portal, world, 'regulator');
  const typed = typedReferral(from);
  const wrong = await press(body, '/referrals/new', '/referrals', { ...typed, from: '事故' });
  expect([wrong.status, wrong.text.includes(typed.grounds)]).toEqual([422, true]);
  const sent = await press(body, '/referrals/new', '/referrals', typed);
  expect(sent.status).toBe(303);
  const [row] = (await referrals.find(as(world, 'regulator'))).rows;
  const list = `/referrals?from=${_id}`;
  expect((await body.get(`/accidents/${from}`)).text.replaceAll('&#x3D;', '=')).toContain(list);
  expect((await body.get(list)).text).toContain(row?.reference ?? '?');
  for (const who of ['officer', 'parkOfficer'] as const) {
    const other = await signedInAt(portal, world, who);
    expect((await other.get(`/accidents/${from}`)).text).not.toContain('移送');
    // One that is there and one that is not are answered alike.
    for (const path of ['/referrals', '/referrals/new', `/referrals/${row?.reference}`, '/referrals/YS2026-9999'])
      expect([path, (await other.get(path)).status]).toEqual([path, 403]);
    expect((await other.get(`/search?q=${row?.reference}`)).text).not.toContain('重大责任事故罪');
  }
});

describeInBrowser('on a phone', () => {
  let browser: Browser | undefined;
  afterEach(async () => browser?.close());

  it('the pages of inquiry, papers and referrals are sound', async () => {
    const accident = await inquired();
    await approveReport(as(world, 'cityRegulator'), {
      reference: accident,
      file: '玉政函〔2026〕3号',
      on: '2026-11-24',
    });
    const hazchem = await buildProject(world, 'pre-assessed', { risk: 'hazchem', fireWork: 'labour' });
    await agreeConditions(world, hazchem.reference);
    await askFire(as(world, 'officer'), { reference: hazchem.reference, papers: '消防设计文件 4 册' });
    await acceptFire(as(world, 'sectorRegulator'), hazchem);
    expect((await projects.peek(hazchem.reference))?.fireReview?.acceptedAt).toEqual(fixedNow);
    const referral = await buildReferral(world, accident, 'approved');
    browser = await openBrowser();
    const PAGES = {
      cityRegulator: [
        `/accidents/${accident}`,
        `/accidents/${accident}/act/call-region`,
        `/accidents/${accident}/act/evaluate`,
      ],
      sectorRegulator: [`/projects/${hazchem.reference}`, `/projects/${hazchem.reference}/act/consult-fire`],
      regulator: [
        '/referrals',
        '/referrals/new',
        `/referrals/${referral.reference}`,
        `/referrals/${referral.reference}/act/hand-over`,
      ],
    } as const;
    for (const [who, paths] of Object.entries(PAGES)) {
      const { page, errors } = await openPage(browser, portal.url);
      await signInAs(page, world.phones[who as keyof typeof PAGES], PASSWORD);
      for (const path of paths) {
        await page.goto(path);
        expect([path, await faultsOf(page), errors]).toEqual([path, [], []]);
        if (process.env['SHOTS'])
          await page.screenshot({
            path: `${process.env['SHOTS']}/stage2${path.replaceAll('/', '-')}.png`,
            fullPage: true,
          });
      }
    }
  });
});
