import mongoose from 'mongoose';
import { CATEGORIES, type Hazard, type HazardStatus, hazardLifecycle } from '#domain/hazards';
import type { Enterprise } from '#domain/organisations';
import { HOUR_MS } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { bigrams, minhashBands } from '#kernel/text';

const SEEN = [
  '配电箱门锁坏了，线头露在外面',
  '叉车倒车没有声音',
  '二楼平台护栏松动',
  '消防栓前面堆满纸箱',
  '打磨机防护罩被拆掉',
];
const WHERE = ['三号线', '原料仓', '釉料房', '空压机房', '成品库', '食堂后门', '烘干车间'];
const BATCH = 5_000;

/** Pieces of the few texts there are, worked out once: a million cases would take minutes of it. */
const PIECES = SEEN.flatMap((text) =>
  WHERE.map((place) => ({ text, place, grams: bigrams(`${text} ${place}`), bands: minhashBands(text) })),
);

const OPEN = new Set<string>(hazardLifecycle.statuses.filter((row) => row.isOpen).map((row) => row.code));

function hazardOf(n: number, total: number, firms: readonly Enterprise[], now: Date): Hazard {
  const firm = firms[(n * 7) % firms.length] as Enterprise;
  const { text, place, grams, bands } = PIECES[n % PIECES.length] as (typeof PIECES)[number];
  const status = (n % 3 === 0 ? hazardLifecycle.statuses[n % 9]?.code : 'closed') as HazardStatus;
  const at = new Date(now.getTime() - (total - n) * 60_000);
  return {
    _id: newId(at),
    reference: `H2026-${String(n + 1).padStart(4, '0')}`,
    queryCode: 'BENCH1',
    enterpriseId: firm._id,
    ...(firm.parkId === undefined ? {} : { parkId: firm.parkId }),
    bodyId: firm.bodyId,
    regionPath: [firm.regionCode.slice(0, 2), firm.regionCode.slice(0, 4), firm.regionCode],
    sector: firm.sector,
    placeText: `${place}${n % 40}号`,
    category: CATEGORIES[n % CATEGORIES.length]?.code ?? '',
    text: `${text}，第${n}次看到`,
    isUrgent: n % 9 === 0,
    isAnonymous: n % 7 === 0,
    reporter: { kind: 'visitor' },
    photoIds: [newId(at)],
    status,
    isMajor: n % 50 === 0,
    endorserIds: [],
    ...(OPEN.has(status) ? { dueAt: new Date(at.getTime() + 72 * HOUR_MS) } : {}),
    isOpen: OPEN.has(status),
    round: 1,
    version: 3,
    createdAt: at,
    updatedAt: at,
    grams,
    personGrams: [],
    bands,
    dhashes: [],
  };
}

/**
 * Puts `total` cases in place of what is there, one a minute up to `now`, spread over `firms`. The real indexes are
 * taken off meanwhile and built again, which is minutes faster than keeping them up.
 */
export async function fillHazards(total: number, firms: readonly Enterprise[], now: Date): Promise<void> {
  const model = mongoose.model<Hazard>('Hazard');
  const hazards = model.collection;
  await hazards.deleteMany({});
  await hazards.dropIndexes();
  for (let from = 0; from < total; from += BATCH) {
    const size = Math.min(BATCH, total - from);
    const rows = Array.from({ length: size }, (_, i) => hazardOf(from + i, total, firms, now));
    await hazards.insertMany(rows as never, { ordered: false });
  }
  await model.syncIndexes();
  // What was written lies on the disk before anything is measured.
  await mongoose.connection.db?.admin().command({ fsync: 1 });
}
