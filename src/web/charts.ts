import { init, use } from 'echarts/core';
// The part alone, not `echarts/charts`: reading every kind of chart would cost a second of every start.
import 'echarts/lib/chart/bar';
import 'echarts/lib/component/grid';
import { SVGRenderer } from 'echarts/renderers';

use([SVGRenderer]);

const INK = '#1b2a2f';
const FONT = 'sans-serif';

/**
 * Horizontal bars drawn on the server as SVG. The content policy allows no inline styles, so what ECharts writes as
 * styles is turned into attributes.
 */
export function drawBars(rows: readonly { label: string; value: number }[]): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 400, height: 60 + rows.length * 36 });
  try {
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: FONT, color: INK },
      grid: { left: 8, right: 56, top: 8, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: { type: 'value', minInterval: 1, axisLabel: { show: false }, splitLine: { show: false } },
      yAxis: {
        type: 'category',
        inverse: true,
        data: rows.map((row) => row.label),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: '#7a8a90' } },
        axisLabel: { fontSize: 15, color: INK },
      },
      series: [
        {
          type: 'bar',
          data: rows.map((row) => row.value),
          barMaxWidth: 22,
          itemStyle: { color: '#0b6650' },
          label: { show: true, position: 'right', fontSize: 15, color: INK },
        },
      ],
    });
    return withoutStyles(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/** Columns side by side, for a few numbers over time; a time without a number keeps its place empty. */
export function drawColumns(columns: readonly { label: string; value: number | undefined }[]): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 400, height: 190 });
  try {
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: FONT, color: INK },
      grid: { left: 8, right: 8, top: 28, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: {
        type: 'category',
        data: columns.map((column) => column.label),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: '#7a8a90' } },
        axisLabel: { fontSize: 15, color: INK },
      },
      yAxis: { type: 'value', min: 0, axisLabel: { show: false }, splitLine: { show: false } },
      series: [
        {
          type: 'bar',
          data: columns.map((column) => column.value ?? null),
          barMaxWidth: 48,
          itemStyle: { color: '#0b6650' },
          label: { show: true, position: 'top', fontSize: 15, color: INK },
        },
      ],
    });
    return withoutStyles(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

function withoutStyles(svg: string): string {
  return svg.replace(/<style[\s\S]*?<\/style>/g, '').replace(/ style="([^"]*)"/g, (_, style: string) => {
    const rules = style.split(';').map((rule) => rule.split(':').map((part) => part.trim()));
    return rules
      .filter(([name, value]) => value && ['font-size', 'font-family', 'font-weight'].includes(name ?? ''))
      .map(([name, value]) => ` ${name}="${value}"`)
      .join('');
  });
}
