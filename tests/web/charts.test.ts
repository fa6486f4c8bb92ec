import type { Redis } from 'ioredis';
import { connectRedis } from '#platform/redis';
import { createCharts } from '../../src/web/charts.ts';
import { testRedisUrl } from '../support/stores.ts';
import { until } from '../support/until.ts';

const SHARED = 'anfa:charts';
const rows = [
  { label: '待受理', value: 3 },
  { label: '整改中', value: 12 },
];
let redis: Redis;
beforeEach(async () => {
  redis = connectRedis(testRedisUrl());
  await redis.flushdb();
});
afterEach(() => redis.disconnect());
const isShared = (count: number) => until(async () => (await redis.hlen(SHARED)) === count);

it('draws a chart once for what it shows, and other processes take the drawing from Redis', async () => {
  const here = createCharts(redis);
  const svg = await here.bars(rows);
  expect(svg).toMatch(/^<svg[\s\S]*待受理[\s\S]*12[\s\S]*<\/svg>$/);
  expect(svg).not.toMatch(/ style=|<style/);
  await isShared(1);
  const [key = ''] = await redis.hkeys(SHARED);
  await redis.hset(SHARED, key, '<svg>as another process drew it</svg>');
  expect(await createCharts(redis).bars(rows)).toBe('<svg>as another process drew it</svg>');
  // What a process has drawn itself it asks nobody for.
  expect(await here.bars(rows)).toBe(svg);
});

it('never shows one number for another', async () => {
  const charts = createCharts(redis);
  const more = await charts.bars([...rows.slice(0, 1), { label: '整改中', value: 13 }]);
  expect([await charts.bars(rows), more].map((svg) => [svg.includes('>12<'), svg.includes('>13<')])).toEqual([
    [true, false],
    [false, true],
  ]);
  expect(await charts.columns(rows)).not.toBe(await charts.bars(rows));
  const gap = await charts.columns([...rows, { label: '待验收', value: undefined }]);
  expect(gap).toContain('待验收');
  await isShared(4);
});

it('keeps drawings for a day, and not without end', async () => {
  await redis.hset(SHARED, Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`old${n}`, 'x'])));
  const charts = createCharts(redis);
  await charts.bars(rows);
  await isShared(0);
  await charts.columns(rows);
  await isShared(1);
  await until(async () => (await redis.ttl(SHARED)) > 86_000);
});

it('draws by itself while Redis is away', async () => {
  redis.disconnect();
  expect(await createCharts(redis).bars(rows)).toContain('待受理');
});
