import mongoose from 'mongoose';
import { findDeadlinesOf } from '#domain/deadlines';
import { getFile, storeFile } from '#domain/evidence';
import {
  cancelPolicy,
  confirmPolicy,
  countCover,
  endPolicy,
  enterPolicy,
  findCover,
  findCoversToTurn,
  findEnded,
  findToRenew,
  notePremium,
  oweRenewal,
  type Policy,
  type PolicyAction,
  type PolicyStatus,
  policies,
  policiesInWords,
  rebuildCovers,
  rejectPolicy,
  turnCover,
} from '#domain/insurance';
import { maySeePhoto } from '#domain/nouns';
import { requestExport, runNextExport } from '#domain/oversight';
import { newId } from '#kernel/ids';
import { covers, PolicyModel } from '../../../src/domain/insurance/policies/policy.model.ts';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { aPhoto } from '../../support/hazards.ts';
import { buildPolicyOf, makeChemical, typedPolicy, typedTerms } from '../../support/insurance.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

/** By what the gate of prevention services asks of every policy. */
const isInsuredOn = async (enterpriseId: string, day: string): Promise<boolean> =>
  (await PolicyModel.find({ enterpriseId }).lean<Policy[]>()).some((policy) => covers(policy, day));

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

const day = (at: string): Date => new Date(`${at}T02:00:00.000Z`);

const SEE: readonly WorldActor[] = ['officer', 'manager', 'insurer', 'regulator', 'cityRegulator'];
/** Written down by hand: the insurer's word alone makes a policy count; nobody who supervises takes a step. */
const MAY: Readonly<Record<PolicyAction, Partial<Record<PolicyStatus, readonly WorldActor[]>>>> = {
  enter: {},
  confirm: { pending: ['insurer'] },
  reject: { pending: ['insurer'] },
  'note-premium': { confirmed: ['insurer'], cancelled: ['insurer'] },
  cancel: { confirmed: ['insurer'] },
  end: {},
};

it('lets everybody do and read exactly what the table says', async () => {
  const wrong: string[] = [];
  for (const [index, status] of (['pending', 'confirmed', 'rejected'] as const).entries()) {
    const policy = await buildPolicyOf(world, { status, cover: { number: `BG-${index}` } });
    const seeing: string[] = [];
    for (const who of Object.keys(world.actors) as WorldActor[]) {
      for (const action of Object.keys(MAY) as PolicyAction[]) {
        const may = policies.can(world.actors[who], action, policy);
        if (may !== (MAY[action][status]?.includes(who) ?? false)) wrong.push(`${status} ${who} ${action}: ${may}`);
      }
      if ((await code(policies.get(as(world, who), policy.reference))) === 'done') seeing.push(who);
    }
    expect(seeing.sort()).toEqual([...SEE].sort());
  }
  expect(wrong).toEqual([]);
});

it.each([
  [{ limitFen: 39_999_999 }, { limitFen: '每人责任限额不能低于 400,000.00 元' }],
  [{ endsOn: '2026-02-28' }, { endsOn: '结束日期不能早于开始日期' }],
  [{ creditCode: '91450100MA5K00012J' }, { creditCode: '没有这家企业，请对照营业执照核对代码' }],
  [{ headcount: '0' }, { headcount: '请填写承保人数' }],
])('refuses cover of %j', async (cover, fields) => {
  await expect(enterPolicy(as(world, 'insurer'), typedPolicy(world, cover))).rejects.toMatchObject({ fields });
});

it('holds a policy that began before the rule to the limit of its own day', async () => {
  const cover = { startsOn: '2025-01-01', endsOn: '2025-12-31', limitFen: 30_000_000 };
  expect(await code(enterPolicy(as(world, 'insurer'), typedPolicy(world, cover)))).toBe('done');
});

it.each([
  [{ ratio: '21.01' }, { ratio: '事故预防费用不能高于实际收取保费的 21%' }],
  [{ affiliates: '91450981MA5KXXXX1O' }, { affiliates: '「91450981MA5KXXXX1O」不是统一社会信用代码' }],
  [{ shares: '八桂财产保险股份有限公司北流支公司 60%' }, { shares: '各家比例合起来应当正好是百分之百' }],
])('refuses terms of %j', async (terms, fields) => {
  const { reference } = await buildPolicyOf(world, { status: 'pending' });
  await expect(confirmPolicy(as(world, 'insurer'), { reference, ...typedTerms(terms) })).rejects.toMatchObject({
    fields,
  });
});

it('takes the cap itself, and shares that come to the whole', async () => {
  const other = {
    _id: '6923c0de0000000000000009',
    name: '邕江财产保险股份有限公司',
    creditCode: 'x',
    regionCode: '45',
  };
  await mongoose.connection.collection('insurers').insertOne({ ...other } as never);
  const shares = `${world.insurer.name} 60%\n邕江财产保险股份有限公司 40`;
  const policy = await buildPolicyOf(world, { terms: { ratio: '21', shares } });
  expect(policy).toMatchObject({ ratio: 2_100, insurerIds: [world.insurer._id, other._id] });
  const partner = { ...world.actors.insurer, scope: { insurerId: other._id } };
  expect([policies.canSee(partner, policy), policies.can(partner, 'note-premium', policy)]).toEqual([true, false]);
});

it('has a number once under its insurer, however it is written, and again when it was none of theirs', async () => {
  const first = await buildPolicyOf(world, { status: 'pending' });
  const again = () => enterPolicy(as(world, 'insurer'), typedPolicy(world, { number: ' bg-2026-0001 ' }));
  await expect(again()).rejects.toMatchObject({ fields: { number: '这个保单号已经登记过了' } });
  await rejectPolicy(as(world, 'insurer'), { reference: first.reference, reason: '查不到这个号' });
  expect(await code(again())).toBe('done');
});

it('counts premium as it came and went, and never more back than came in', async () => {
  const { reference } = await buildPolicyOf(world, { premiumFen: 5_000_000 });
  const note = (kind: 'received' | 'refunded', amountFen: number, voucher: string, on = '2026-11-01') =>
    notePremium(as(world, 'insurer'), { reference, kind, amountFen, day: on, voucher });
  expect((await note('refunded', 1_000_000, 'T-1')).premiumFen).toBe(4_000_000);
  expect(await code(note('refunded', 4_000_001, 'T-2'))).toBe('common.check-fields');
  expect(await code(note('refunded', 1_000_000, 'T-1'))).toBe('common.check-fields');
  expect(await code(note('received', 100, 'T-3', '2026-11-25'))).toBe('common.check-fields');
  const kept = mongoose.connection.models['PremiumEntry'] as unknown as mongoose.Model<{ amountFen: number }>;
  expect((await kept.find().sort({ _id: 1 }).lean()).map(({ amountFen }) => amountFen)).toEqual([
    5_000_000, -1_000_000,
  ]);
  await expect(kept.updateOne({}, { $set: { amountFen: 1 } })).rejects.toThrow('insert-only');
  const both = await Promise.all([note('refunded', 3_000_000, 'T-4'), note('refunded', 3_000_000, 'T-5')].map(code));
  expect(both.filter((one) => one === 'done')).toHaveLength(1);
});

it('one paper of an insurer is one movement, of whichever policy and however it is written', async () => {
  const [first, second] = [
    await buildPolicyOf(world, { premiumFen: 5_000_000 }),
    await buildPolicyOf(world, { cover: { number: 'BG-2' } }),
  ];
  const note = (reference: string, voucher: string, day = '2026-11-02') =>
    notePremium(as(world, 'insurer'), { reference, kind: 'received', amountFen: 100, day, voucher });
  await note(first.reference, 'SF-100');
  for (const [reference, written] of [
    [first.reference, 'sf-100'],
    [first.reference, 'ＳＦ １００'],
    [second.reference, 'SF—100'],
  ] as const)
    await expect(note(reference, written)).rejects.toMatchObject({ fields: { voucher: expect.any(String) } });
  await expect(note(second.reference, '——')).rejects.toMatchObject({ fields: { voucher: '凭证号里要有数字或字母' } });
  await expect(note(second.reference, 'SF-9', '2020-01-01')).rejects.toMatchObject({
    fields: { day: expect.any(String) },
  });
  expect((await policies.peek(second.reference))?.premiumFen).toBe(0);
  // What came in is written off to nought: whatever that is called, nobody is covered for nothing.
  const back = { reference: first.reference, kind: 'reduced' as const, amountFen: 5_000_100, day: '2026-11-24' };
  expect((await notePremium(as(world, 'insurer'), { ...back, voucher: 'T-9' })).status).toBe('cancelled');
});

it('nobody acts for an insurer on a firm they belong to, nor confirms what they told of for it', async () => {
  const { enterprise } = world;
  const { insurer, officer } = world.actors;
  const typed = { ...typedPolicy(world), creditCode: undefined, insurerId: world.insurer._id };
  const told = await enterPolicy(personContext({ ...officer, personId: insurer.personId }), typed);
  const { reference } = await enterPolicy(as(world, 'officer'), { ...typed, number: 'BG-2' });
  // A colleague at the insurer who looks after safety in the firm, too.
  const accounts = mongoose.connection.collection<{ _id: string; grants: object[] }>('accounts');
  const account = await accounts.findOne({ _id: insurer.personId });
  const own = { _id: newId(), role: 'safety-officer', scope: { enterpriseId: enterprise._id } };
  const personId = newId();
  const both = { ...account, _id: personId, phone: '13800009999', grants: [...(account?.grants ?? []), own] };
  await accounts.insertOne(both);
  const colleague = personContext({ ...insurer, personId });
  expect(
    await Promise.all(
      [
        confirmPolicy(colleague, { reference, ...typedTerms() }),
        rejectPolicy(colleague, { reference, reason: '查不到' }),
        enterPolicy(colleague, typedPolicy(world, { number: 'BG-3' })),
      ].map(code),
    ),
  ).toEqual(['insurance.own-firm', 'insurance.own-firm', 'insurance.own-firm']);
  // Whoever told of it for the firm does not answer their own word, though they belong to it no more.
  const confirm = (one: string) => code(confirmPolicy(as(world, 'insurer'), { reference: one, ...typedTerms() }));
  expect([await confirm(told.reference), await confirm(reference)]).toEqual(['common.same-person', 'done']);
});

it('opens no day gone by for a policy its firm told of after it had begun', async () => {
  const typed = { ...typedPolicy(world), creditCode: undefined, insurerId: world.insurer._id };
  const late = await enterPolicy(as(world, 'officer'), typed);
  const { _id: firm } = world.enterprise;
  expect(await isInsuredOn(firm, '2026-11-24')).toBe(false);
  expect(await code(confirmPolicy(as(world, 'officer'), { reference: late.reference, ...typedTerms() }))).toBe(
    'common.not-allowed',
  );
  await confirmPolicy(as(world, 'insurer', day('2026-11-26')), { reference: late.reference, ...typedTerms() });
  const insured = (on: string) => isInsuredOn(firm, on);
  expect(await Promise.all(['2026-11-25', '2026-11-26', '2027-02-28', '2027-03-01'].map(insured))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

it('opens no day gone by for one its insurer enters late either, and every day of one that is told of in time', async () => {
  const late = await buildPolicyOf(world);
  const insured = (on: string) => isInsuredOn(world.enterprise._id, on);
  expect(late.opensOn).toBe('2026-11-24');
  expect(await Promise.all(['2026-03-01', '2026-11-23', '2026-11-24'].map(insured))).toEqual([false, false, true]);
  const cover = { number: 'BG-2', startsOn: '2027-03-01', endsOn: '2028-02-28' };
  expect(await buildPolicyOf(world, { cover })).toMatchObject({ opensOn: '2027-03-01' });
  expect(await Promise.all(['2027-03-01', '2028-02-28'].map(insured))).toEqual([true, true]);
});

it('covers nobody once it was cancelled, or all its premium went back; what lies before stays', async () => {
  await makeChemical(world);
  const premiumFen = 5_000_000;
  const [first, second] = [
    await buildPolicyOf(world, { premiumFen, now: day('2026-03-02') }),
    await buildPolicyOf(world, { premiumFen, cover: { number: 'BG-2' } }),
  ];
  const insured = (on: string) => isInsuredOn(world.enterprise._id, on);
  expect(await code(cancelPolicy(as(world, 'manager'), { reference: first.reference, reason: '不要了' }))).toBe(
    'common.not-allowed',
  );
  const ended = await cancelPolicy(as(world, 'insurer'), { reference: first.reference, reason: '企业退保' });
  expect([ended.status, ended.isOpen, await insured('2026-11-24')]).toEqual(['cancelled', false, true]);
  const back = { reference: second.reference, day: '2026-11-24', voucher: 'T-1' };
  const note = (kind: 'reduced' | 'refunded', amountFen: number, voucher: string) =>
    notePremium(as(world, 'insurer'), { ...back, kind, amountFen, voucher });
  // A mistake that is written off ends nothing; 退保 of the whole does, or of all but less than the rule asks a head.
  expect((await note('reduced', 1_000_000, 'T-1')).status).toBe('confirmed');
  expect((await note('refunded', 1_000_000, 'T-2')).status).toBe('confirmed');
  expect((await note('reduced', 2_820_000, 'T-3')).status).toBe('confirmed');
  expect((await note('reduced', 1, 'T-4')).status).toBe('cancelled');
  expect(await Promise.all(['2026-11-23', '2026-11-24', '2027-01-01'].map(insured))).toEqual([true, false, false]);
  expect((await countCover(as(world, 'cityRegulator'))).all.counts).toMatchObject({ lapsed: 1, covered: 0 });
  expect(await findDeadlinesOf({ kind: 'insurance-policy', id: second._id })).toEqual([]);
});

it('reminds the firm 60, 30 and 7 days before the end and on the day, and ends by the clock', async () => {
  const policy = await buildPolicyOf(world);
  // Half a year ahead nobody is asked; from the day of the first reminder on the firm owes it, once.
  expect(await findDeadlinesOf({ kind: 'insurance-policy', id: policy._id })).toEqual([]);
  expect(await findToRenew(new Date('2026-12-29T15:59:00Z'), 10, [])).toEqual([]);
  const near = new Date('2026-12-29T16:01:00Z');
  const due = await findToRenew(near, 10, []);
  const owes = await Promise.all([1, 2].map(() => oweRenewal(clockContext(near), due[0] as typeof policy)));
  expect([due.length, owes.filter(Boolean).length, (await findToRenew(near, 10, [])).length]).toEqual([1, 1, 0]);
  const [deadline] = await findDeadlinesOf({ kind: 'insurance-policy', id: policy._id });
  expect(deadline).toMatchObject({ kind: 'policy-expiry', ladder: 'policy-expiry' });
  expect(deadline?.nextStepAt?.toISOString().slice(0, 10)).toBe('2026-12-30');
  expect(await findEnded(day('2027-02-28'), 10, [])).toEqual([]);
  const over = day('2027-03-01');
  const [found] = await findEnded(over, 10, []);
  const [once, twice] = await Promise.all([1, 2].map(() => endPolicy(clockContext(over), found as typeof policy)));
  expect([once, twice].filter(Boolean)).toHaveLength(1);
  expect(await policies.peek(policy.reference)).toMatchObject({ status: 'ended', isOpen: false });
  // It covered the days it covered.
  expect(await isInsuredOn(world.enterprise._id, '2026-12-01')).toBe(true);
});

describe('the list of who must insure and does not', () => {
  /** As the clock leaves it that day. */
  const turn = async (now: Date) => {
    for (const one of await findCoversToTurn(now, 100, [])) await turnCover(clockContext(now), one);
  };
  const counted = async () => (await countCover(as(world, 'cityRegulator'))).all.counts;
  const states = async (now = fixedNow) => {
    await turn(now);
    return (await findCover(personContext(world.actors.regulator, { now }), {})).rows.map(({ firm, state }) => [
      firm.name,
      state,
    ]);
  };

  it('never names a firm that need not, however dangerous its trade', async () => {
    expect(world.enterprise.isHighRisk).toBe(true);
    expect(await states()).toEqual([]);
  });

  it('follows a firm through never, covered, expiring and lapsed', async () => {
    await makeChemical(world);
    const firm = world.enterprise.name;
    expect(await states()).toEqual([[firm, 'never']]);
    await buildPolicyOf(world, { status: 'pending', cover: { number: 'BG-9' } });
    expect(await states()).toEqual([[firm, 'never']]);
    await buildPolicyOf(world);
    expect(await states()).toEqual([]);
    expect(await states(day('2027-01-29'))).toEqual([[firm, 'expiring']]);
    expect(await states(day('2027-03-01'))).toEqual([[firm, 'lapsed']]);
    expect(await counted()).toEqual({ never: 0, lapsed: 1, expiring: 0, covered: 0 });
    const renewed = { number: 'BG-2', startsOn: '2027-03-01', endsOn: '2028-02-28' };
    await buildPolicyOf(world, { cover: renewed, now: day('2027-03-02') });
    expect(await states(day('2027-03-02'))).toEqual([]);
    expect(await counted()).toEqual({ never: 0, lapsed: 0, expiring: 0, covered: 1 });
  });

  it('counts by region and section what the lists hold, within the scope of who asks', async () => {
    await makeChemical(world);
    const { all, regions, sectors } = await countCover(as(world, 'cityRegulator'));
    expect(all.counts).toEqual({ never: 1, lapsed: 0, expiring: 0, covered: 0 });
    expect([regions, sectors].map((rows) => rows.map((row) => [row.code, row.counts.never]))).toEqual([
      [['450981', 1]],
      [['C', 1]],
    ]);
    expect((await countCover(as(world, 'otherRegulator'))).all.counts.never).toBe(0);
    expect((await countCover(as(world, 'sectorRegulator'))).all.counts.never).toBe(0);
    expect(await code(countCover(as(world, 'insurer')))).toBe('common.not-allowed');
    expect((await findCover(as(world, 'cityRegulator'), { region: '450103' })).rows).toEqual([]);
  });
});

it('the list of who must insure begins with whoever never did, is searched, is by the lines of the rule and leaves as a sheet', async () => {
  await makeChemical(world);
  const enterprises = mongoose.connection.collection<{ _id: string; creditCode: string; name: string }>('enterprises');
  const own = await enterprises.findOne({ _id: world.enterprise._id });
  await buildPolicyOf(world);
  const another = {
    ...own,
    _id: newId(),
    creditCode: '91451221MA0000001X',
    name: '阿甲冶炼厂',
    sector: 'C',
    division: '31',
  };
  await enterprises.insertOne(another as never);
  const now = day('2027-01-29');
  expect(await rebuildCovers(clockContext(now))).toHaveLength(2);
  expect(await rebuildCovers(clockContext(now))).toEqual([]);
  const ctx = personContext(world.actors.regulator, { now });
  const rows = async (filter: Parameters<typeof findCover>[1]) =>
    (await findCover(ctx, filter)).rows.map(({ firm, state, line }) => [firm.name, state, line.code]);
  const [first, second] = [
    ['阿甲冶炼厂', 'never', 'smelting'],
    [world.enterprise.name, 'expiring', 'hazardous-chemicals'],
  ];
  expect(await rows({})).toEqual([first, second]);
  expect(await rows({ limit: 1 })).toEqual([first]);
  const { nextCursor } = await findCover(ctx, { limit: 1 });
  expect(await rows({ limit: 1, after: nextCursor })).toEqual([second]);
  expect(await rows({ q: '冶炼' })).toEqual([first]);
  expect(await rows({ q: world.enterprise.creditCode.slice(0, 9) })).toEqual(
    ['91451221MA0000001X'.startsWith(world.enterprise.creditCode.slice(0, 9)) ? first : [], second].filter(
      (one) => one.length > 0,
    ),
  );
  expect(await rows({ line: 'smelting' })).toEqual([first]);
  expect((await countCover(ctx)).lines.map(({ code: line, counts }) => [line, counts.never, counts.expiring])).toEqual([
    ['hazardous-chemicals', 0, 1],
    ['smelting', 1, 0],
  ]);
  const { id } = await requestExport(ctx, { kind: 'cover', filter: { line: 'smelting' } });
  await runNextExport(() => now);
  expect(await mongoose.connection.collection('exports').findOne({ _id: id as never })).toMatchObject({ written: 1 });
});

it('an empty list says whether the firm must insure, and never tells one that need not that it must', async () => {
  const said = async () => {
    const { none } = policiesInWords.words;
    return typeof none === 'function' ? (await none(as(world, 'officer'), true)).text : none;
  };
  expect(await said()).toContain('不在必须投保的行业里');
  await makeChemical(world);
  expect(await said()).toMatch(/必须投保安全生产责任保险。$/);
});

it('keeps the policy itself as a document, for whoever sees the policy', async () => {
  const officer = as(world, 'officer');
  const bytes = Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n');
  const { _id: fileId } = await storeFile(officer, { bytes, fileName: '保单.pdf' });
  const { creditCode: _, ...typed } = typedPolicy(world);
  const policy = await enterPolicy(officer, { ...typed, insurerId: world.insurer._id, fileIds: [fileId] });
  expect(policy.fileIds).toEqual([fileId]);
  const { subject } = await getFile(fileId);
  for (const [who, may] of [
    ['manager', true],
    ['insurer', true],
    ['regulator', true],
    ['worker', false],
    ['otherOfficer', false],
    ['otherRegulator', false],
  ] as const)
    expect([who, await maySeePhoto(as(world, who), subject as never, fileId)]).toEqual([who, may]);
  // It belongs to this policy for good.
  await expect(
    enterPolicy(as(world, 'officer'), { ...typed, number: 'BG-2', insurerId: world.insurer._id, fileIds: [fileId] }),
  ).rejects.toMatchObject({ code: 'evidence.file-gone' });
  const [section] = (await policiesInWords.words.sections?.(officer, policy)) ?? [];
  expect(section).toMatchObject({ title: '保单文件', entries: [{ files: [{ label: '保单.pdf' }] }] });
});

it('keeps what shows a premium with its entry, for whoever sees the policy; one that was refused keeps none', async () => {
  const { reference } = await buildPolicyOf(world, { premiumFen: 5_000_000 });
  const insurer = as(world, 'insurer');
  const bytes = Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n');
  const { _id: fileId } = await storeFile(insurer, { bytes, fileName: '退费批单.pdf' });
  const photoId = await aPhoto(insurer);
  const note = (amountFen: number) =>
    notePremium(as(world, 'insurer'), {
      ...{ reference, kind: 'refunded', amountFen, day: '2026-11-20', voucher: 'TB-7' },
      ...{ photoIds: [photoId], fileIds: [fileId] },
    });
  expect(await code(note(5_000_001))).toBe('common.check-fields');
  expect((await getFile(fileId)).subject).toBeUndefined();
  await note(1_000_000);
  const policy = await policies.get(insurer, reference);
  const sections = (await policiesInWords.words.sections?.(as(world, 'manager'), policy)) ?? [];
  const entries = sections.find(({ title }) => title === '保费收退')?.entries ?? [];
  expect(entries.at(-1)).toMatchObject({ by: '凭证 TB-7', photoIds: [photoId], files: [{ label: '退费批单.pdf' }] });
  const { subject } = await getFile(fileId);
  for (const [who, may] of [
    ['manager', true],
    ['regulator', true],
    ['worker', false],
    ['otherOfficer', false],
  ] as const)
    expect([who, await maySeePhoto(as(world, who), subject as never, photoId)]).toEqual([who, may]);
});
