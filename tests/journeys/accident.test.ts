import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import JSZip from 'jszip';
import mongoose from 'mongoose';
import { accidents } from '#domain/accidents';
import { checkJournal, keepAnchors } from '#domain/journal';
import { deliverNext, portalCarrier, reactToEvents } from '#domain/notices';
import { addDays, localDate } from '#kernel/dates';
import { useAnchorLog } from '#platform/anchorLog';
import { renderText } from '#platform/texts';
import { boundTalk } from '../bots/support/talk.ts';
import { typedAccident } from '../support/accidents.ts';
import { type Agent, press, signedInAt } from '../support/agents.ts';
import { createClock, fixedNow } from '../support/clock.ts';
import { clockContext } from '../support/contexts.ts';
import { signedInBy, takeEvidence, verifyEvidence } from '../support/evidence.ts';
import { buildHazard } from '../support/hazards.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { buildBureau } from '../support/protection.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores();
const clock = createClock();
let portal: Portal;
let world: World;
beforeEach(async () => {
  clock.set(fixedNow);
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(async () => {
  useAnchorLog({});
  await portal.stop();
});

it('an accident goes from the phone of its firm to the evidence somebody else looks over', async () => {
  const { reference: hazard } = await buildHazard(world, { text: '2 号窑燃气阀关不严' });
  const { phone } = await buildBureau(world, { isNamed: false });

  // The head of the firm writes in the chat, and is one press away from the page.
  const talk = await boundTalk('manager', { personId: world.actors.manager.personId }, clock);
  const said = (await talk.say('我们这里死了人')).map(({ template, params }) => renderText('chat', template, params));
  expect(said[0]).toMatch(/120.*119/);
  const [link = ''] = /https:\/\/\S+/.exec(said.at(-1) ?? '') ?? [];
  const manager = await signedInAt(portal, world, 'manager');
  const page = new URL(link).pathname;
  const { photoIds: _, ...typed } = typedAccident(fixedNow);
  const sent = await press(manager, page, '/accidents', typed);
  expect(sent.status).toBe(303);
  const address = String(sent.headers['location']);
  const reference = address.split('/').at(-1) ?? '';

  // Both desks say that they know of it, the county passes it on and names who may take the evidence along.
  await reactToEvents(clock.now());
  clock.advance({ minutes: 5 });
  while (await deliverNext(clock.now, portalCarrier));
  const body = await signedInAt(portal, world, 'regulator');
  const park = await signedInAt(portal, world, 'parkOfficer');
  const act = async (agent: Agent, action: string, fields: object = {}) =>
    (await press(agent, address, `${address}/act/${action}`, fields)).status;
  expect(await act(park, 'acknowledge')).toBe(303);
  expect(await act(body, 'acknowledge')).toBe(303);
  expect(await act(body, 'pass')).toBe(303);
  expect(await act(manager, 'tick', { step: 'rescue', note: '120 已到' })).toBe(303);
  const receipts = (await body.get(`${address}/receipts`)).text;
  for (const word of ['覃园区', '陆监管', '站内消息', '没有打开']) expect(receipts).toContain(word);
  const colleague = await signedInBy(portal, phone);
  expect((await colleague.get(`${address}/evidence`)).status).toBe(404);
  const named = await mongoose.connection.collection('accounts').findOne({ phone });
  const until = addDays(localDate(clock.now()), 10);
  const grant = { personId: String(named?._id), fileNumber: '北政函〔2026〕12号', until };
  expect(await act(body, 'grant-evidence', grant)).toBe(303);

  // A night passes; the anchors are written outside the database.
  const folder = await mkdtemp(join(tmpdir(), 'evidence-'));
  const [file, log] = [join(folder, 'evidence.zip'), join(folder, 'anchors.log')];
  useAnchorLog({ file: log });
  clock.set(new Date('2026-11-24T21:00:00.000Z'));
  await checkJournal(clockContext(clock.now()));
  await keepAnchors();

  // The named person takes it along, and anybody can look it over.
  const again = await signedInBy(portal, phone);
  const { text } = await again.get(`${address}/evidence`);
  expect(text).toContain('北政函〔2026〕12号');
  const taken = await takeEvidence(again, address);
  expect([taken.status, taken.headers['content-type'], taken.headers['cache-control']]).toEqual([
    200,
    'application/zip',
    'no-store',
  ]);
  await writeFile(file, taken.body as Buffer);
  const whole = await verifyEvidence(file, log);
  expect(whole).toMatchObject({ code: 0, said: expect.stringMatching(/1 个锚点[\s\S]*资料包完整/) });
  const zip = await JSZip.loadAsync(await readFile(file));
  expect(await zip.file('隐患清单.csv')?.async('string')).toContain(hazard);
  expect(await zip.file('告知记录.csv')?.async('string')).toMatch(/陆监管[\s\S]*确认收到/);

  // The trail of the accident says by which list; whoever changes one word is found out.
  const trail = (await again.get(address)).text;
  const [manifest = ''] = /目录的校验值 [0-9a-f]{64}/.exec(whole.said)?.[0].match(/[0-9a-f]{64}/) ?? [];
  expect(trail).toContain(manifest);
  const bent = (await zip.file('操作记录.jsonl')?.async('string'))?.replace('"dead":1', '"dead":0') ?? '';
  zip.file('操作记录.jsonl', bent);
  await writeFile(file, await zip.generateAsync({ type: 'nodebuffer' }));
  expect(await verifyEvidence(file, log)).toMatchObject({
    code: 1,
    said: expect.stringMatching(/文件和目录对不上：操作记录\.jsonl[\s\S]*第一个对不上的事件：accident[\s\S]*被改动过/),
  });
  expect((await accidents.peek(reference))?.receipts).toHaveLength(2);
});
