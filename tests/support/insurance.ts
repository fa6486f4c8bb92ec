import ExcelJS from 'exceljs';
import mongoose from 'mongoose';
import {
  acceptService,
  agreeService,
  askService,
  attendService,
  COLUMNS,
  cancelService,
  confirmPolicy,
  deliverService,
  enterPolicy,
  getImport,
  importPolicies,
  notePremium,
  type Policy,
  policies,
  publishCatalogue,
  rebuildCovers,
  refuseService,
  rejectPolicy,
  reverseService,
  runNextImport,
  type Service,
  type ServiceStatus,
  services,
  settleService,
} from '#domain/insurance';
import { fixedNow } from './clock.ts';
import { clockContext } from './contexts.ts';
import { buildEnrolment } from './enrolments.ts';
import { as } from './plans.ts';
import { creditCode, type World } from './world.ts';

/** The firm of the world makes chemicals: it must insure. Ask before anything remembers it. */
export async function makeChemical(world: World): Promise<void> {
  await mongoose.connection
    .collection('enterprises')
    .updateOne({ _id: world.enterprise._id as never }, { $set: { division: '26' } });
  // Written past the commands of the register: as every night.
  await rebuildCovers(clockContext());
}

/** What is typed of a policy; `fixedNow` is 2026-11-24. */
export const typedPolicy = (world: World, more: Record<string, unknown> = {}) => ({
  creditCode: world.enterprise.creditCode,
  number: 'BG-2026-0001',
  startsOn: '2026-03-01',
  endsOn: '2027-02-28',
  headcount: '180',
  limitFen: 40_000_000,
  ...more,
});

export const typedTerms = (more: Record<string, unknown> = {}) => ({
  ratio: '20',
  clause: '第十二条 事故预防服务',
  serviceTypes: ['inspection', 'training', 'drill'] as ('inspection' | 'training' | 'drill')[],
  frequency: '2',
  order: 'programme' as const,
  dispatched: 'this' as const,
  ...more,
});

/** A policy of the world's insurer in the status wished for, by the real commands. */
export async function buildPolicyOf(
  world: World,
  wish: {
    status?: 'pending' | 'confirmed' | 'rejected';
    cover?: Record<string, unknown>;
    terms?: Record<string, unknown>;
    premiumFen?: number;
    now?: Date;
  } = {},
): Promise<Policy> {
  const { status = 'confirmed', cover = {}, terms = {}, premiumFen = 0, now = fixedNow } = wish;
  const insurer = as(world, 'insurer', now);
  const { reference } = await enterPolicy(insurer, typedPolicy(world, cover));
  if (status === 'confirmed') await confirmPolicy(insurer, { reference, ...typedTerms(terms) });
  if (status === 'rejected') await rejectPolicy(insurer, { reference, reason: '保单号查不到' });
  if (premiumFen > 0)
    await notePremium(insurer, {
      reference,
      kind: 'received',
      amountFen: premiumFen,
      day: '2026-03-02',
      voucher: `SK-${reference}`,
    });
  return (await policies.peek(reference)) as Policy;
}

/** A catalogue of the world's insurer: what activities of the programme it pays for. */
export const buildCatalogue = (world: World, now: Date = fixedNow): Promise<unknown> =>
  publishCatalogue(as(world, 'insurer', now), {
    items: [
      'YH-01 现场隐患排查 隐患排查 隐患排查',
      'PX-01 全员安全培训 宣传教育培训 项目培训',
      'BZ-01 标准化咨询 安全生产标准化 无',
    ].join('\n'),
  });

export const PROVIDER = creditCode('91450100MA5K77001');

/** What a firm asks for. */
export const typedService = (policy: string, more: Record<string, unknown> = {}) => ({
  policy,
  purpose: 'programme' as const,
  activity: 'inspection',
  what: '请两名专家查一遍储罐区',
  serviceOn: '2026-11-24',
  providerName: '广西安评技术服务有限公司',
  providerCode: PROVIDER,
  qualification: 'APJ-桂-001',
  qualifiedUntil: '2028-12-31',
  amountFen: 600_000,
  ...more,
});

/** The world's firm makes chemicals, is in the programme, and has 10,000.00 of prevention services with its insurer. */
export async function buildInsured(world: World, terms: Record<string, unknown> = {}): Promise<Policy> {
  await makeChemical(world);
  await buildEnrolment(world);
  await buildCatalogue(world);
  return buildPolicyOf(world, { premiumFen: 5_000_000, terms });
}

/** A service taken by the real commands to the status wished for. */
export async function buildService(
  world: World,
  policy: Policy,
  status: ServiceStatus = 'asked',
  more: Record<string, unknown> = {},
): Promise<Service> {
  const [firm, insurer] = [as(world, 'manager'), as(world, 'insurer')];
  const { reference } = await askService(firm, typedService(policy.reference, more));
  const steps: readonly (readonly [ServiceStatus, () => Promise<unknown>])[] = [
    ['agreed', () => agreeService(as(world, 'insurer'), { reference })],
    ['delivered', () => deliverService(as(world, 'insurer'), { reference, ...typedRecord() })],
    [
      'accepted',
      () =>
        acceptService(as(world, 'officer'), {
          reference,
          score: '4',
          attendeeIds: [world.actors.worker.personId],
        }),
    ],
    [
      'settled',
      async () => {
        await attendService(as(world, 'worker'), { reference });
        await settleService(as(world, 'insurer'), { reference, amountFen: 550_000, voucher: `FP-${reference}` });
      },
    ],
    ['reversed', () => reverseService(as(world, 'insurer'), { reference, reason: '发票作废' })],
  ];
  if (status === 'refused') await refuseService(insurer, { reference, reason: '专家那天没有空' });
  else if (status === 'cancelled') await cancelService(firm, { reference, reason: '那天停产检修' });
  else if (status !== 'asked')
    for (const [reached, step] of steps) {
      await step();
      if (reached === status) break;
    }
  const service = await services.peek(reference);
  if (service?.status !== status) throw new Error(`wished for ${status}, got ${service?.status}`);
  return service;
}

export const typedRecord = (more: Record<string, unknown> = {}) => ({
  servedOn: '2026-11-24',
  place: '储罐区',
  people: '服务机构张工、李工',
  measures: '对照重大隐患判定标准查了储罐区和装卸台',
  ...more,
});

type Row = Partial<Record<(typeof COLUMNS)[number]['code'], unknown>>;

/** A row of a table of policies for the world's firm, as a spreadsheet keeps it. */
export const tableRow = (world: World, more: Row = {}): Row => ({
  creditCode: world.enterprise.creditCode,
  number: 'BG-2026-0001',
  startsOn: '2026-03-01',
  endsOn: new Date('2027-02-28T00:00:00Z'),
  headcount: 180,
  limitFen: '400,000.00',
  ratio: 20,
  clause: '第十二条 事故预防服务',
  serviceTypes: '隐患排查、宣传教育培训',
  amountFen: 50_000,
  day: '2026-03-02',
  voucher: `SK-${more.number ?? 'BG-2026-0001'}`,
  ...more,
});

/** A spreadsheet with these rows under the headings of the template. */
export async function tableOf(rows: readonly Row[]): Promise<{ bytes: Buffer; fileName: string }> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('保单');
  sheet.addRow(['备注', ...COLUMNS.map(({ label }) => label)]);
  for (const row of rows) sheet.addRow(['', ...COLUMNS.map(({ code }) => row[code] ?? '')]);
  return { bytes: Buffer.from(await book.xlsx.writeBuffer()), fileName: '十一月保单.xlsx' };
}

/** Sends a table and lets the clock answer it. */
export async function sendTable(world: World, table: { bytes: Buffer; fileName: string }, now: Date = fixedNow) {
  const insurer = as(world, 'insurer', now);
  const { _id } = await importPolicies(insurer, table);
  while (await runNextImport(() => now, new AbortController().signal));
  return getImport(insurer, _id);
}
