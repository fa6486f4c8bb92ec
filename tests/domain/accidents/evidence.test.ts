import { buffer } from 'node:stream/consumers';
import JSZip from 'jszip';
import mongoose from 'mongoose';
import { type Accident, accidents, endEvidence, findNameable, grantEvidence, liftAccident } from '#domain/accidents';
import { pledgeToday } from '#domain/duties';
import { acceptHazard, reportHazard } from '#domain/hazards';
import { checkJournal, findTrail, type JournalEvent } from '#domain/journal';
import { deliverNext, portalCarrier, reactToEvents } from '#domain/notices';
import { openPackage, verifyPackage } from '#domain/oversight';
import { recordTraining } from '#domain/stages';
import { sharePlace, tenancies } from '#domain/tenancies';
import type { PersonActor } from '#kernel/actor';
import { HOUR_MS } from '#kernel/dates';
import { buildAccident } from '../../support/accidents.ts';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { buildDrill } from '../../support/drills.ts';
import { buildDuty } from '../../support/duties.ts';
import { buildEmergencyPlan } from '../../support/emergencyPlans.ts';
import { buildFiling } from '../../support/filings.ts';
import { aPhoto, buildHazard } from '../../support/hazards.ts';
import { buildMajor, buildStop } from '../../support/majors.ts';
import { buildBureau } from '../../support/protection.ts';
import { buildAdvised, buildVisit } from '../../support/stages.ts';
import { useStores } from '../../support/stores.ts';
import { buildTenancy } from '../../support/tenancies.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let colleague: PersonActor;
let accident: Accident;
const later = (minutes: number) => new Date(fixedNow.getTime() + minutes * 60_000);
const as = (who: WorldActor, now = fixedNow) => personContext(world.actors[who], { now });
const named = (now = later(10)) => personContext(colleague, { now });
const grant = (more: object = {}, ctx = as('regulator', later(5))) =>
  grantEvidence(ctx, {
    ...{ reference: accident.reference, personId: colleague.personId, fileNumber: '北政函〔2026〕12号' },
    ...{ until: '2026-12-24', ...more },
  });
const open = (ctx = named()) => openPackage(ctx, { reference: accident.reference });
const namesOf = async () => (await findTrail({ kind: 'accident', id: accident._id })).map(({ name }) => name);
async function taken(ctx = named()): Promise<{ bytes: Buffer; zip: JSZip; read: (name: string) => Promise<string> }> {
  const bytes = await buffer((await open(ctx)).stream);
  const zip = await JSZip.loadAsync(bytes);
  return { bytes, zip, read: (name) => zip.file(name)?.async('string') ?? Promise.resolve('') };
}

beforeEach(async () => {
  world = await buildWorld();
  ({ colleague } = await buildBureau(world, { isNamed: false }));
  accident = await buildAccident(world);
});

describe('who may take it along', () => {
  it('is one person the investigating body names, with file number and last day, and never the one who names', async () => {
    const ids = (await findNameable(as('regulator'), accident)).map(({ _id }) => _id);
    expect(ids).toEqual([colleague.personId]);
    const wrong = { regulator: 'self', officer: 'of the firm', cityRegulator: 'another government' } as const;
    for (const who of Object.keys(wrong) as (keyof typeof wrong)[])
      expect([who, await code(grant({ personId: world.actors[who].personId }))]).toEqual([who, 'common.check-fields']);
    expect(await code(grant({ until: '2026-11-23' }))).toBe('common.check-fields');
    expect(await code(grant({ fileNumber: ' ' }))).toBe('common.check-fields');
    for (const who of ['officer', 'parkOfficer', 'cityRegulator'] as const)
      expect([who, await code(grant({}, as(who)))]).toEqual([who, 'common.not-allowed']);
    const after = await grant();
    expect(after.grants).toMatchObject([
      { personId: colleague.personId, fileNumber: '北政函〔2026〕12号', bodyId: world.bodyId },
    ]);
  });

  it('opens it until the end of the last day, not once it is taken back, and not in another post', async () => {
    expect(await code(open())).toBe('common.not-allowed');
    const { grants = [] } = await grant({ until: '2026-11-24' });
    for (const who of ['officer', 'regulator'] as const)
      expect([who, await code(open(as(who, later(10))))]).toEqual([who, 'common.not-allowed']);
    expect(
      await code(open(personContext({ ...colleague, scope: { ...colleague.scope, bodyId: world.cityBodyId } }))),
    ).toBe('common.not-allowed');
    // 24:00 in Shanghai.
    await taken(named(new Date('2026-11-24T15:59:00Z')));
    expect(await code(open(named(new Date('2026-11-24T16:01:00Z'))))).toBe('accidents.grant-over');
    const fresh = await grant({ until: '2026-12-31' });
    const id = fresh.grants?.at(-1)?.id ?? '';
    await endEvidence(as('regulator', later(20)), { reference: accident.reference, grant: id });
    expect(await code(open(named(new Date('2026-11-25T01:00:00Z'))))).toBe('accidents.grant-over');
    expect(await code(endEvidence(as('regulator', later(21)), { reference: accident.reference, grant: id }))).toBe(
      'common.check-fields',
    );
    expect(grants).toHaveLength(1);
  });

  it('leaves an event before the first byte and one before the last, and tells the body that investigates each time', async () => {
    await grant();
    const { stream } = await open();
    expect((await namesOf()).at(-1)).toBe('accidents.evidence-opened');
    // Cut off before a byte: opened, but never handed over.
    stream.destroy();
    const { zip } = await taken(named(later(11)));
    expect((await namesOf()).slice(-3)).toEqual([
      'accidents.evidence-opened',
      'accidents.evidence-opened',
      'accidents.evidence-taken',
    ]);
    const [last] = (await findTrail({ kind: 'accident', id: accident._id })).slice(-1);
    const { manifest } = await verifyPackage(await zip.generateAsync({ type: 'nodebuffer' }));
    expect(last?.facts['manifest']).toBe(manifest);
    await reactToEvents(later(12));
    const told = await mongoose.connection
      .collection('outbox')
      .find({ template: /^accident-evidence/ })
      .toArray();
    expect(told.map(({ template, personId }) => [template, personId]).sort()).toEqual([
      ['accident-evidence-granted', colleague.personId],
      ['accident-evidence-opened', world.actors.regulator.personId],
      ['accident-evidence-opened', world.actors.regulator.personId],
    ]);
  });
});

describe('what is in it', () => {
  it('has the tables, the photos, the competence of that day, and the list of hashes as its last file', async () => {
    const photoId = await aPhoto(as('worker'));
    const { reference } = await reportHazard(as('worker'), {
      ...{ enterpriseId: world.enterprise._id, text: '窑炉煤气阀漏气', placeText: '2 号窑', photoIds: [photoId] },
    });
    const filing = await buildFiling(world);
    const duty = await buildDuty(world);
    await pledgeToday(as('manager'), { reference: duty.reference });
    await grant();
    const { zip, read } = await taken();
    const names = Object.keys(zip.files).filter((name) => !name.endsWith('/'));
    expect(names.at(-1)).toBe('manifest.json');
    expect(names).toEqual(
      expect.arrayContaining(['说明.txt', '培训记录.csv', '操作记录.jsonl', `照片/${reference}-1.webp`]),
    );
    expect(await read('隐患清单.csv')).toContain('窑炉煤气阀漏气');
    expect(await read('作业报备.csv')).toContain(filing.reference);
    expect(await read('当天由谁监管.csv')).toMatch(/北流日用陶瓷工业园区.*北政发〔2023〕8号/);
    expect(await read('定期安全事项每一次.csv')).toMatch(
      new RegExp(`"${duty.reference}","每日安全承诺","2026-11-24","合格`),
    );
    const manifest = JSON.parse(await read('manifest.json')) as { files: { name: string }[]; unreadable: string[] };
    expect(manifest.files.map(({ name }) => name)).toEqual(names.slice(0, -1));
    expect(manifest.unreadable).toEqual([]);
  });

  it('holds drills with what they found, visits, classes, tenancies and stops, each also as a page to read and print', async () => {
    const drill = await buildDrill(world, 'evaluated');
    const { reference: enrolment } = await buildAdvised(world);
    const visit = await buildVisit(world, enrolment);
    await recordTraining(as('officer'), {
      ...{ reference: enrolment, module: 'cooperation', heldOn: '2026-11-20', hours: 2, workers: '韦小妹' },
    });
    const tenancy = await buildTenancy(world, 'in-force', { isAgreed: true });
    await sharePlace(as('officer'), { reference: tenancy.reference, part: '东侧楼梯', lead: 'landlord' });
    const stop = await buildStop(world, (await buildMajor(world, 'judged')).reference);
    const photoId = await aPhoto(as('worker'));
    const { reference } = await reportHazard(as('worker'), {
      ...{ enterpriseId: world.enterprise._id, text: '阀门<漏气>', placeText: '2 号窑', photoIds: [photoId] },
    });
    await grant();
    const { read, bytes } = await taken();
    expect((await verifyPackage(bytes)).faults).toEqual([]);
    const drills = await read('可读/应急演练.html');
    for (const words of [drill.reference, '东门消火栓没有水', '预案可行，需要补集合点标志', '登记演练'])
      expect([words, drills.includes(words)]).toEqual([words, true]);
    expect(await read('可读/入企辅导.html')).toMatch(new RegExp(`${visit.reference}[^]*灭火器挡住了[^]*企业签字`));
    expect(await read('培训记录.csv')).toContain('韦小妹');
    expect(await read('租赁.csv')).toMatch(new RegExp(`${tenancy.reference}.*东侧楼梯（出租方牵头）`));
    expect(await read('可读/租赁.html')).toContain('电气和楼梯归出租方，机台归承租方');
    expect(await read('可读/停产停用.html')).toContain(stop.reference);
    // As it stands in the package, without a script and without our system.
    const hazards = await read('可读/隐患清单.html');
    expect(hazards).toContain('阀门&lt;漏气&gt;');
    expect(hazards).toContain(`src="../照片/${reference}-1.webp"`);
    expect(hazards).not.toMatch(/<script|https?:/);
  });

  it('takes the tenancies of a firm that rents along too', async () => {
    const tenancy = await buildTenancy(world, 'in-force', { isAgreed: true });
    const other = world.otherEnterprise._id;
    const found = await tenancies.find(as('regulator'), { enterpriseId: other });
    expect(found.rows.map(({ reference }) => reference)).toEqual([tenancy.reference]);
  });

  it('is handed over whole though one of its things cannot be read: its number stands there, and everything else', async () => {
    const filing = await buildFiling(world);
    const plan = await buildEmergencyPlan(world);
    const whole = await buildEmergencyPlan(world, 'signed', { kind: 'on-site', title: '窑炉煤气泄漏处置' });
    await reactToEvents(later(1));
    const set = (name: string, spoiled: object, more: object) =>
      mongoose.connection.collection(name).updateOne(spoiled, more);
    await set('workFilings', { _id: filing._id }, { $set: { photoIds: 'x', createdAt: 'x', status: 7 } });
    await set('emergencyPlans', { _id: plan._id }, { $unset: { title: 1, steps: 1, edition: 1, status: 1 } });
    await set('outbox', { template: 'accident-reported' }, { $set: { createdAt: 'x' } });
    await grant();
    const { bytes, read } = await taken();
    expect((await verifyPackage(bytes)).faults).toEqual([]);
    expect(await read('作业报备.csv')).toMatch(new RegExp(`"${filing.reference}","这一条读不出来`));
    const plans = await read('应急预案.csv');
    expect([plans.includes(plan.reference), plans.includes(whole.title)]).toEqual([true, true]);
    const pages = await read('可读/应急预案.html');
    expect([pages.includes(plan.reference), pages.includes(whole.title)]).toEqual([true, true]);
    expect(await read('告知记录.csv')).toContain(accident.reference);
  });

  it('says who was told what, by which way, when it came, whether it was opened and what they did then', async () => {
    await reactToEvents(later(1));
    const clock = { now: () => later(2) };
    while (await deliverNext(clock.now, portalCarrier));
    await mongoose.connection
      .collection('outbox')
      .updateOne(
        { template: 'accident-reported', personId: world.actors.regulator.personId },
        { $set: { readAt: later(3) } },
      );
    await grant();
    const rows = (await (await taken()).read('告知记录.csv')).split('\r\n');
    const of = (name: string) => rows.find((row) => row.includes(`"${name}"`)) ?? '';
    expect(of('陆监管')).toMatch(/站内消息.*已放入站内消息.*10:02.*10:03.*授权调取资料/);
    expect(of('覃园区')).toMatch(/站内消息.*,"",""$/);
  });

  it('is as the body that investigates sees it, whoever carries it: nothing of another firm', async () => {
    const { reference } = await reportHazard(as('otherWorker'), {
      ...{ enterpriseId: world.otherEnterprise._id, text: '冲床没有护罩', placeText: '冲压' },
    });
    await grant();
    const { zip } = await taken();
    for (const file of Object.values(zip.files)) expect(await file.async('string')).not.toContain(reference);
  });

  it('ties nobody to a report without a name, and holds none of the hour that is not over', async () => {
    const { worker } = world.actors;
    const said = { enterpriseId: world.enterprise._id, placeText: '窑头', isAnonymous: true };
    const old = await reportHazard(as('worker', later(-120)), {
      ...said,
      text: '报警器被关掉了一个礼拜',
      phone: '13877770001',
    } as never);
    await acceptHazard(as('officer', later(-30)), { reference: old.reference });
    const held = await reportHazard(as('worker', later(8)), { ...said, text: '夜班没有人巡检煤气柜' });
    await buildHazard(world, { status: 'valid', isAnonymous: true });
    await grant();
    const { zip, read } = await taken();
    expect(await read('隐患清单.csv')).toContain('报警器被关掉了一个礼拜');
    const everything = (await Promise.all(Object.values(zip.files).map((file) => file.async('string')))).join('\n');
    for (const word of [worker.personId, worker.name, '1380000', '13877770001', held.reference, '夜班没有人巡检'])
      expect([word, everything.includes(word)]).toEqual([word, false]);
    const kinds = (await read('操作记录.jsonl'))
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as JournalEvent).subject.kind);
    expect(kinds.filter((kind) => /reward|watch|reveal|suggestion|person/.test(kind))).toEqual([]);
    // Once its hour is over, it is there.
    const { read: after } = await taken(named(new Date(fixedNow.getTime() + HOUR_MS)));
    expect(await after('隐患清单.csv')).toContain(held.reference);
  });
});

describe('looked over', () => {
  const mended = async (zip: JSZip, name: string, to: (text: string) => string) => {
    const text = (await zip.file(name)?.async('string')) ?? '';
    zip.file(name, to(text));
    return zip.generateAsync({ type: 'nodebuffer' });
  };

  it('is whole as it was handed over, also in a second reading', async () => {
    await checkJournal(clockContext(later(1)));
    await grant();
    const { bytes } = await taken();
    expect(await verifyPackage(bytes)).toMatchObject({ accident: accident.reference, anchors: 1, faults: [] });
  });

  it('names the first file and the first event that were changed, an anchor that was, and a file more or less', async () => {
    await checkJournal(clockContext(later(1)));
    await grant();
    const { bytes } = await taken();
    const fresh = () => JSZip.loadAsync(bytes);
    const faultsOf = async (changed: Buffer) => (await verifyPackage(changed)).faults;
    const csv = await faultsOf(await mended(await fresh(), '告知记录.csv', (text) => `${text} `));
    expect(csv).toEqual(['文件和目录对不上：告知记录.csv']);
    const event = await faultsOf(
      await mended(await fresh(), '操作记录.jsonl', (text) => text.replace('"level":"ordinary"', '"level":"larger"')),
    );
    expect(event[0]).toBe('文件和目录对不上：操作记录.jsonl');
    expect(event[1]).toContain(`accident ${accident.reference} 第 1 条 accidents.reported`);
    const anchor = await faultsOf(
      await mended(await fresh(), '锚点.jsonl', (text) => text.replace(/"digest":"./, '"digest":"x')),
    );
    expect(anchor.some((fault) => fault.includes('的锚点和当夜的核对记录对不上'))).toBe(true);
    const more = await fresh();
    more.file('多出来的.txt', '');
    more.remove('说明.txt');
    expect(await faultsOf(await more.generateAsync({ type: 'nodebuffer' }))).toEqual([
      '缺文件，或者读不出：说明.txt',
      '目录里没有这个文件：多出来的.txt',
    ]);
    const outside = [{ day: '2026-11-24', events: 1, digest: 'f'.repeat(64) }];
    expect((await verifyPackage(bytes, outside)).faults).toEqual(['2026-11-24 的锚点和系统外面的锚点记录对不上']);
    await expect(verifyPackage(await new JSZip().generateAsync({ type: 'nodebuffer' }))).rejects.toThrow(
      'manifest.json',
    );
  });

  it('ends with the investigation', async () => {
    await grant();
    await liftAccident(as('regulator', later(6)), { reference: accident.reference, reason: '调查报告已经批复' });
    expect(await code(open())).toBe('accident.not-in-this-status');
    expect((await accidents.peek(accident.reference))?.status).toBe('closed');
  });
});
