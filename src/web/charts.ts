import { createHash } from 'node:crypto';
import { type EChartsCoreOption, init, use, version } from 'echarts/core';
// The part alone, not `echarts/charts`: reading every kind of chart would cost a second of every start.
import 'echarts/lib/chart/bar';
import 'echarts/lib/chart/line';
import 'echarts/lib/chart/sankey';
import 'echarts/lib/component/grid';
import { SVGRenderer } from 'echarts/renderers';
import type { Redis } from 'ioredis';

use([SVGRenderer]);

const INK = '#1b2a2f';
const FONT = 'sans-serif';
const WIDTH = 400;

/** All drawings there are, by what they show. */
const SHARED = 'anfa:charts';
const SHARED_SECONDS = 86_400;
/** A drawing is some five kilobytes. */
const MOST_SHARED = 5_000;
const MOST_HERE = 500;

/** A part of a flow; `value` is more than nought. */
export interface FlowLink {
  source: string;
  target: string;
  value: number;
}

/** One line of a chart, a number a label. */
export interface ChartLine {
  name: string;
  values: readonly number[];
}

/** Charts drawn on the server as SVG. */
export interface Charts {
  /** Horizontal bars. */
  bars(rows: readonly { label: string; value: number }[]): Promise<string>;
  /** Columns side by side, for a few numbers over time; a time without a number keeps its place empty. */
  columns(columns: readonly { label: string; value: number | undefined }[]): Promise<string>;
  /** Lines over time; what each is stands at its end, with its last number. */
  lines(labels: readonly string[], lines: readonly ChartLine[]): Promise<string>;
  /** What flows from where to where, the source on the left. */
  flow(links: readonly FlowLink[]): Promise<string>;
}

/**
 * Charts, each drawn once for what it shows: drawing takes ten milliseconds and more. A drawing is found under the
 * fingerprint of everything it is drawn from, styles and version of the library too, so it can never show anything else.
 * This process keeps some, all share them through Redis for a day, and draw by themselves while Redis is away.
 */
export function createCharts(redis: Redis): Charts {
  const here = new Map<string, Promise<string>>();
  const drawn = async (key: string, chart: Chart): Promise<string> => {
    const found = redis.status === 'ready' ? await redis.hget(SHARED, key).catch(() => null) : null;
    if (found !== null) return found;
    const svg = draw(chart);
    if (redis.status === 'ready') share(redis, key, svg).catch(() => {});
    return svg;
  };
  const once = (chart: Chart): Promise<string> => {
    const key = createHash('sha256')
      .update(JSON.stringify([version, chart]))
      .digest('base64');
    const known = here.get(key);
    if (known !== undefined) return known;
    const fresh = drawn(key, chart);
    here.set(key, fresh);
    const [oldest] = here.keys();
    if (here.size > MOST_HERE && oldest !== undefined) here.delete(oldest);
    fresh.catch(() => here.delete(key));
    return fresh;
  };
  return {
    bars: (rows) => once(barsOf(rows)),
    columns: (columns) => once(columnsOf(columns)),
    lines: (labels, lines) => once(linesOf(labels, lines)),
    flow: (links) => once(flowOf(links)),
  };
}

/** Puts a drawing where others find it. All are thrown away together, after a day or when there are too many. */
async function share(redis: Redis, key: string, svg: string): Promise<void> {
  await redis.hset(SHARED, key, svg);
  const count = await redis.hlen(SHARED);
  if (count > MOST_SHARED) await redis.del(SHARED);
  else await redis.expire(SHARED, SHARED_SECONDS, 'NX');
}

interface Chart {
  height: number;
  option: EChartsCoreOption;
}

/** The content policy allows no inline styles, so what ECharts writes as styles is turned into attributes. */
function draw({ height, option }: Chart): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: FONT, color: INK }, ...option });
    return withoutStyles(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

const grid = (right: number, top: number) => ({
  left: 8,
  right,
  top,
  bottom: 8,
  outerBoundsMode: 'same',
  outerBoundsContain: 'axisLabel',
});
const names = (labels: readonly string[]) => ({
  type: 'category',
  data: labels,
  axisTick: { show: false },
  axisLine: { lineStyle: { color: '#7a8a90' } },
  axisLabel: { fontSize: 15, color: INK },
});
const values = { type: 'value', axisLabel: { show: false }, splitLine: { show: false } };
const series = (data: readonly (number | null)[], barMaxWidth: number, position: string) => ({
  type: 'bar',
  data,
  barMaxWidth,
  itemStyle: { color: '#0b6650' },
  label: { show: true, position, fontSize: 15, color: INK },
});

const barsOf = (rows: readonly { label: string; value: number }[]): Chart => ({
  height: 60 + rows.length * 36,
  option: {
    grid: grid(56, 8),
    xAxis: { ...values, minInterval: 1 },
    yAxis: { ...names(rows.map((row) => row.label)), inverse: true },
    series: [
      series(
        rows.map((row) => row.value),
        22,
        'right',
      ),
    ],
  },
});

const columnsOf = (columns: readonly { label: string; value: number | undefined }[]): Chart => ({
  height: 190,
  option: {
    grid: grid(8, 28),
    xAxis: names(columns.map((column) => column.label)),
    yAxis: { ...values, min: 0 },
    series: [
      series(
        columns.map((column) => column.value ?? null),
        48,
        'top',
      ),
    ],
  },
});

/** Told apart by colour, stroke and mark. */
const STROKES = [
  { color: '#0b6650', type: 'solid', symbol: 'circle' },
  { color: '#9b1c1c', type: 'dashed', symbol: 'triangle' },
] as const;
const linesOf = (labels: readonly string[], lines: readonly ChartLine[]): Chart => ({
  height: 220,
  option: {
    grid: grid(76, 20),
    xAxis: { ...names(labels), boundaryGap: false, axisLabel: { fontSize: 13, color: INK } },
    yAxis: { type: 'value', min: 0, minInterval: 1, axisLabel: { fontSize: 13, color: INK } },
    series: lines.map(({ name, values: data }, i) => {
      const { color, type, symbol } = STROKES[i % STROKES.length] as (typeof STROKES)[number];
      return {
        ...{ type: 'line', name, data, symbol, symbolSize: 8, itemStyle: { color } },
        lineStyle: { color, width: 2, type },
        endLabel: { show: true, formatter: '{a} {c}', fontSize: 14, color: INK },
        labelLayout: { moveOverlap: 'shiftY' },
      };
    }),
  },
});

const flowOf = (links: readonly FlowLink[]): Chart => ({
  height: 260,
  option: {
    series: [
      {
        type: 'sankey',
        left: 8,
        right: 104,
        top: 12,
        bottom: 12,
        nodeWidth: 14,
        nodeGap: 18,
        draggable: false,
        data: [...new Set(links.flatMap(({ source, target }) => [source, target]))].map((name) => ({ name })),
        links,
        itemStyle: { color: '#0b6650' },
        lineStyle: { color: '#0b6650', opacity: 0.25 },
        label: { fontSize: 13, color: INK },
      },
    ],
  },
});

function withoutStyles(svg: string): string {
  return svg.replace(/<style[\s\S]*?<\/style>/g, '').replace(/ style="([^"]*)"/g, (_, style: string) => {
    const rules = style.split(';').map((rule) => rule.split(':').map((part) => part.trim()));
    return rules
      .filter(([name, value]) => value && ['font-size', 'font-family', 'font-weight'].includes(name ?? ''))
      .map(([name, value]) => ` ${name}="${value}"`)
      .join('');
  });
}
