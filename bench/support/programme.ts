import mongoose from 'mongoose';
import { type Application, applicationLifecycle } from '#domain/applying';
import { findRegions } from '#domain/organisations';
import { type Enrolment, enrolmentLifecycle, PROGRAMME, SIZES } from '#domain/programme';
import { foldTallies, recountBoards } from '#domain/tallies';
import { systemContext } from '#kernel/context';
import { HOUR_MS } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { bigrams } from '#kernel/text';

const BATCH = 5_000;
const COUNTIES = findRegions('45').filter((region) => region.level === 'county');
const BRANDS = ['桂宝', '瑶岭', '邕源', '壮锦', '红棉', '漓泉', '南流', '云开', '左江', '铜鼓', '绿城', '金湾'];
const TRADES = ['陶瓷', '化工', '木业', '糖业', '石材', '铝业', '机械', '粉体', '食品', '矿业'];
const SECTORS = ['C', 'B', 'E', 'G'];
const GROUND_SETS = [['small'], ['high-risk', 'small'], ['weak-foundation', 'small'], ['high-risk']] as const;
const SENT = applicationLifecycle.statuses.map((row) => row.code).filter((code) => code !== 'draft');

interface Firm {
  enterpriseId: string;
  name: string;
  creditCode: string;
  regionPath: string[];
  sector: string;
  at: Date;
}

/** The `n`th firm: no two alike, spread over all counties. */
function firmOf(n: number, now: Date): Firm {
  const county = COUNTIES[(n * 7) % COUNTIES.length]?.code ?? '450102';
  return {
    enterpriseId: (n + 1).toString(16).padStart(24, 'e'),
    name: `广西${BRANDS[n % BRANDS.length]}${n}${TRADES[n % TRADES.length]}有限公司`,
    creditCode: `91${county}BENCH${String(n).padStart(5, '0')}`,
    regionPath: [county.slice(0, 2), county.slice(0, 4), county],
    sector: SECTORS[n % SECTORS.length] as string,
    at: new Date(now.getTime() - (n % 4_000) * HOUR_MS),
  };
}

const cohortOf = (n: number): string => ['a', 'b', 'c'][n % 3]?.repeat(24) ?? '';

function applicationOf(n: number, firm: Firm): Partial<Application> & Record<string, unknown> {
  const status = SENT[n % SENT.length] as Application['status'];
  const { at: since, ...who } = firm;
  return {
    _id: newId(since),
    reference: `A2026-${String(n + 1).padStart(6, '0')}`,
    programme: PROGRAMME,
    cohortId: cohortOf(n),
    ...who,
    bodyId: 'f'.repeat(24),
    status,
    isOpen: ['submitted', 'resubmitted', 'recommended', 'returned'].includes(status),
    draft: {},
    grams: bigrams(firm.name),
    verdicts: [],
    holdsCode: false,
    submitterIds: [],
    since,
    submittedAt: since,
    dueAt: new Date(since.getTime() + 240 * HOUR_MS),
    startedBy: 'f'.repeat(24),
    version: 1,
    createdAt: since,
    updatedAt: since,
  };
}

function enrolmentOf(n: number, firm: Firm): Enrolment {
  const { at, ...who } = firm;
  const status = enrolmentLifecycle.statuses[n % enrolmentLifecycle.statuses.length]?.code as Enrolment['status'];
  return {
    _id: newId(at),
    reference: `E2026-${String(n + 1).padStart(6, '0')}`,
    programme: PROGRAMME,
    cohortId: cohortOf(n),
    applicationId: newId(at),
    ...who,
    formerParks: [],
    bodyId: 'f'.repeat(24),
    size: SIZES[n % SIZES.length]?.code ?? 'small',
    grounds: [...(GROUND_SETS[n % GROUND_SETS.length] ?? [])],
    status,
    isOpen: status !== 'exited',
    isActive: status !== 'exited',
    stageSince: at,
    stageDays: n % 3 === 0 ? { preparing: 20 + (n % 60) } : {},
    admittedAt: at,
    grams: bigrams(firm.name),
    version: 1,
    createdAt: at,
    updatedAt: at,
  };
}

async function fill(collection: string, total: number, rowOf: (n: number) => object): Promise<void> {
  const target = mongoose.connection.collection(collection);
  await target.deleteMany({});
  for (let from = 0; from < total; from += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, total - from) }, (_, i) => rowOf(from + i));
    await target.insertMany(rows as never, { ordered: false });
  }
}

/** `firms` in the programme, three applications each, and the boards counted from them; in place of what is there. */
export async function fillProgramme(firms: number, now: Date): Promise<void> {
  await fill('enrolments', firms, (n) => enrolmentOf(n, firmOf(n, now)));
  await fill('applications', firms * 3, (n) => applicationOf(n, firmOf(n % firms, now)));
  const ctx = systemContext(now, 'bench', 'bench');
  await recountBoards(ctx);
  while ((await foldTallies(ctx)) > 0);
}
