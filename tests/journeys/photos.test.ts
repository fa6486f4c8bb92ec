import mongoose from 'mongoose';
import sharp from 'sharp';
import { peekHazard } from '#domain/hazards';
import { findTrail } from '#domain/journal';
import { renderText } from '#platform/texts';
import { boundTalk } from '../bots/support/talk.ts';
import { type Agent, press, signedInAt, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';

useStores();
const clock = createClock();
let portal: Portal;
let world: World;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

const MB = 1024 * 1024;
const signedIn = (who: WorldActor): Promise<Agent> => signedInAt(portal, world, who);
/** A picture with something in it, and what a telephone writes beside it. */
const fromPhone = (tint: string): Promise<Buffer> =>
  sharp({ create: { width: 640, height: 480, channels: 3, background: '#dddddd' } })
    .composite(
      [0, 1, 2, 3, 4].map((n) => ({
        input: { create: { width: 60 + 30 * n, height: 90, channels: 3, background: n % 2 === 0 ? tint : '#222222' } },
        ...{ left: 40 + 70 * n, top: 30 + 60 * n },
      })) as never,
    )
    .jpeg({ quality: 92 })
    .withExif({
      IFD0: { Make: 'HUAWEI', Model: 'ALN-AL00', Artist: 'XiaoLi' },
      IFD3: { GPSLatitude: '22/1 42/1 0/1', GPSLatitudeRef: 'N', GPSLongitude: '110/1 21/1 0/1', GPSLongitudeRef: 'E' },
    })
    .toBuffer();

interface Sent {
  page: string;
  to: string;
  fields?: Record<string, string>;
  file?: readonly [bytes: Buffer, name: string];
}
/** Sends a form with a file, as the browser would. */
async function send(agent: Agent, { page, to, fields = {}, file }: Sent) {
  const { text } = await agent.get(page);
  const once = /name="once" value="([^"]+)"/.exec(text)?.[1];
  const sent = agent.post(to).field({ _csrf: tokenIn(text), ...(once === undefined ? {} : { once }), ...fields });
  return file === undefined ? sent : sent.attach('photos', ...file);
}
/** The sentence at the field of the photos. */
const atPhotos = (html: string): string => /id="photos-error">([^<]*)/.exec(html)?.[1] ?? '';

/** From the report on to a fix somebody has to hand in. @returns the page of the case. */
async function arranged(text: string): Promise<string> {
  const worker = await signedIn('worker');
  const fields = { enterpriseId: world.enterprise._id, text, placeText: '3号线', category: 'electrical' };
  const filed = await send(worker, { page: '/report', to: '/report', fields });
  expect(filed.status).toBe(303);
  const reference = /H2026-\d{4}/.exec((await worker.get(filed.headers['location'] ?? '')).text)?.[0] ?? '';
  const page = `/hazards/${reference}`;
  const officer = await signedIn('officer');
  expect((await press(officer, page, `${page}/act/accept`)).status).toBe(303);
  expect((await press(officer, page, `${page}/act/verify-valid`, { grade: 'general' })).status).toBe(303);
  const plan = {
    ...{ ownerId: world.actors.worker2.personId, measure: '换门锁', fundFen: '200', dueOn: '2026-11-27' },
    contingency: '断电挂牌',
  };
  expect((await press(officer, page, `${page}/act/plan-rectification`, plan)).status).toBe(303);
  return page;
}

it('takes a report without a photo and files nobody can open not at all; closes nothing without a photo of after, and one used before only with a reason; serves nothing of where and by what it was taken (S7)', async () => {
  const worker = await signedIn('worker');
  // Safety before form: what is wrong with the picture is said where it was chosen, and every word stays.
  const told = { enterpriseId: world.enterprise._id, text: '3号线电箱漏电', placeText: '3号线配电房' };
  const form = (await worker.get('/report')).text;
  expect(form).toContain('没有照片也能报');
  const heic = Buffer.concat([
    Buffer.from([0, 0, 0, 24]),
    Buffer.from('ftypheic\0\0\0\0heicmif1'),
    Buffer.alloc(12 * MB, 7),
  ]);
  const pdf = Buffer.concat([
    Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n'),
    Buffer.alloc(40_000, 32),
  ]);
  const wrong: readonly (readonly [bytes: Buffer, name: string, sentence: RegExp])[] = [
    [heic, 'IMG_0412.HEIC', /HEIC.*(兼容性最佳|截一张图)/],
    [pdf, '电箱.jpg', /不是能打开的照片.*JPG/],
    [Buffer.alloc(26 * MB, 7), '大.jpg', /25 MB/],
  ];
  for (const [bytes, name, sentence] of wrong) {
    const refused = await send(worker, { page: '/report', to: '/report', fields: told, file: [bytes, name] });
    expect([name, refused.status]).toEqual([name, 422]);
    expect(atPhotos(refused.text)).toMatch(sentence);
    expect(refused.text).toContain('>3号线电箱漏电</textarea>');
  }
  expect(await mongoose.connection.collection('hazards').countDocuments()).toBe(0);

  // In the chat it is said that one may still come, and that it goes without.
  const talk = await boundTalk('worker', { personId: world.actors.worker.personId }, clock);
  await talk.ask('3号线电箱漏电');
  const asked = await talk.ask('1');
  expect(renderText('chat', asked.template, asked.params)).toContain('照片：0张（可现在发，不发也能报）');

  // Without a photo it is a case at once; put right with a photo of a telephone.
  const first = await arranged('3号线电箱漏电');
  const owner = await signedIn('worker2');
  const officer = await signedIn('officer');
  const submit = (page: string, file?: readonly [Buffer, string]) =>
    send(owner, {
      page: `${page}/act/submit-rectification`,
      to: `${page}/act/submit-rectification`,
      ...{ fields: { text: '换好了' }, ...(file ? { file } : {}) },
    });
  const without = await submit(first);
  expect([without.status, without.text.includes('请至少放一张整改后的照片')]).toEqual([422, true]);
  const taken = await fromPhone('#205080');
  expect((await sharp(taken).metadata()).exif).toBeDefined();
  expect((await submit(first, [taken, 'XiaoLi_22.70N.jpg'])).status).toBe(303);
  expect((await press(officer, first, `${first}/act/approve-rectification`)).status).toBe(303);
  const firstReference = first.split('/').at(-1) ?? '';
  expect((await peekHazard(firstReference))?.status).toBe('closed');

  // What is served tells neither where nor by what nor by whom, in either size, nor does its name.
  const [photoId = ''] = (await peekHazard(firstReference))?.fix?.photoIds ?? [];
  for (const size of ['', '?size=thumb']) {
    const served = await officer
      .get(`/photos/${photoId}${size}`)
      .buffer(true)
      .parse((res, done) => {
        const parts: Buffer[] = [];
        res.on('data', (part: Buffer) => parts.push(part));
        res.on('end', () => done(null, Buffer.concat(parts)));
      });
    expect(served.status).toBe(200);
    const bytes = served.body as Buffer;
    const { width, exif, xmp, iptc } = await sharp(bytes).metadata();
    expect([width !== undefined && width > 100, exif, xmp, iptc]).toEqual([true, undefined, undefined, undefined]);
    const all = `${bytes.toString('latin1')}${JSON.stringify(served.headers)}`;
    for (const word of ['HUAWEI', 'ALN-AL00', 'XiaoLi', 'GPS', '22.70N'])
      expect([word, all.includes(word)]).toEqual([word, false]);
  }

  // The next one is said to be put right with that very picture, saved anew: it names the earlier case.
  const second = await arranged('球磨机没有护罩，皮带露在外面');
  const again = await sharp(taken).jpeg({ quality: 60 }).toBuffer();
  expect((await submit(second, [again, 'after.jpg'])).status).toBe(303);
  const deciding = `${second}/act/approve-rectification`;
  expect((await officer.get(deciding)).text).toContain(`整改后的照片和${firstReference}的照片相同`);
  const secondReference = second.split('/').at(-1) ?? '';
  const refused = await press(officer, deciding, deciding);
  expect([refused.status, (await peekHazard(secondReference))?.status]).toEqual([422, 'submitted']);
  expect(refused.text).toMatch(new RegExp(`id="note-error">[^<]*${firstReference}[^<]*写明为什么可以通过`));
  const reason = '同一面墙，两台一起改的，到现场看过';
  expect((await press(officer, deciding, deciding, { note: reason })).status).toBe(303);
  const closed = await peekHazard(secondReference);
  expect(closed?.status).toBe('closed');
  const trail = await findTrail({ kind: 'hazard', id: closed?._id ?? '' });
  expect(JSON.stringify(trail.find(({ name }) => name === 'hazards.rectification-approved')?.facts)).toContain(reason);
});
