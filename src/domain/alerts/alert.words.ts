import { ownerName, putInWords, timeCell } from '#domain/engine';
import { bodyName, parkName } from '#domain/organisations';
import { formatClock, formatDateTime } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import {
  acknowledgeAlert,
  closeAlert,
  dismissAlert,
  handleAlert,
  quietFrom,
  reopenAlert,
  verifyAlert,
} from './alert.commands.ts';
import type { Alert } from './alert.model.ts';
import { ALERT_CLASSES, classLabel, dueOf } from './alert.rules.ts';
import { alerts } from './alert.ts';

/** When it is to be seen to next, and by whom. */
async function handOf(row: Alert, now: Date): Promise<{ holder: string; next: string }> {
  const { status, class: of, raisedAt } = row;
  const holder = row.isOpen ? await ownerName(row) : '';
  const quiet = quietFrom(row, now);
  const next: Readonly<Record<Alert['status'], string>> = {
    open: `${formatDateTime(dueOf(raisedAt, of, 'ack'))}前确认`,
    acknowledged: `${formatDateTime(dueOf(raisedAt, of, 'handle'))}前写明怎么处理的`,
    handling:
      quiet === undefined
        ? '设备还没有恢复；恢复后核实'
        : quiet > now
          ? `设备已恢复，${formatClock(quiet)}以后可以核实`
          : '核实已恢复',
    verified: '由处理以外的人关闭',
    closed: '已关闭，不用做什么',
    false: '记为误报，监管部门可以要求重新处理',
  };
  return { holder, next: next[status] };
}

const peakOf = ({ peak, unit = '' }: Alert): string => (peak === undefined ? '' : `${peak} ${unit}`.trim());

export const alertsInWords = putInWords(alerts, {
  lead: '设备和平台发来的报警、预警、提醒。同一设备同一种报警没关闭前只有一件，再报记次数。',
  quick: [
    ['全部', {}],
    ['没关闭', { isOpen: true }],
    ['待确认', { status: 'open' }],
    ...ALERT_CLASSES.toReversed().map(({ code, label }) => [label, { class: code }] as const),
  ],
  choices: { class: ALERT_CLASSES },
  none: '没有设备报警。接入平台以后，报警会到这里。',
  meta: async (row) => [await ownerName(row), formatDateTime(row.lastAt), `${row.n} 次`].join(' · '),
  tags: ({ class: of }) => ALERT_CLASSES.filter(({ code }) => code === of).map(({ label, tone }) => ({ label, tone })),
  standing: async (row, { now }) => ({
    ...(await handOf(row, now)),
    said: [
      { label: '怎么处理的', value: row.measures ?? '' },
      { label: '现场看到', value: row.finding ?? '' },
      { label: '原因和结果', value: row.outcome ?? '' },
      { label: '理由', value: row.reason ?? '' },
    ],
  }),
  facts: async (row) => [
    { label: '谁的', value: await ownerName(row) },
    { label: '园区', value: row.parkId === undefined ? '' : await parkName(row.parkId) },
    { label: '平台', value: row.sourceName },
    { label: '设备', value: row.device },
    { label: '报警编码', value: row.code },
    { label: '说明', value: row.said ?? '' },
    { label: '最高', value: peakOf(row) },
    { label: '第一次', value: formatDateTime(row.firstAt) },
    { label: '最近一次', value: formatDateTime(row.lastAt) },
    { label: '次数', value: `${row.n}` },
    { label: '设备恢复', value: row.clearedAt === undefined ? '' : formatDateTime(row.clearedAt) },
    { label: '监管部门', value: await bodyName(row.bodyId) },
  ],
  detailOf: (text) => [text('said')],
  links: async (_ctx, { hazardReference }) =>
    hazardReference === undefined ? [] : [{ label: `隐患 ${hazardReference}`, href: paths.hazard(hazardReference) }],
  doers: ['enterprise-manager', 'safety-officer', 'park-officer', 'regulator'],
  steps: {
    raise: 'elsewhere',
    again: 'elsewhere',
    acknowledge: { submit: '确认收到', run: acknowledgeAlert },
    handle: {
      lead: () => '危险还在的，先撤人、报警，再来登记。',
      fields: [{ name: 'measures', label: '怎么处理的', kind: 'area' }],
      run: handleAlert,
    },
    verify: {
      lead: ({ clearedAt }) =>
        clearedAt === undefined ? '设备还没有发来恢复，现在不能核实。' : `设备 ${formatDateTime(clearedAt)} 恢复。`,
      fields: [{ name: 'finding', label: '现场看到什么', kind: 'area' }],
      run: verifyAlert,
    },
    close: {
      lead: () => '处理的人不能关闭。',
      fields: [{ name: 'outcome', label: '原因和结果', kind: 'area' }],
      run: closeAlert,
    },
    dismiss: {
      lead: () => '园区和监管部门会收到理由，可以要求重新处理。',
      fields: [{ name: 'reason', label: '为什么是误报', kind: 'area' }],
      isDanger: true,
      run: dismissAlert,
    },
    reopen: { fields: [{ name: 'reason', label: '为什么要重新处理', kind: 'area' }], isDanger: true, run: reopenAlert },
  },
  tab: 'inspections',
  place: { icon: 'alert-triangle', group: 'park', words: '报警 预警 提醒 传感器 气体 设备' },
  sheet: {
    kind: 'alerts',
    name: '设备报警清单',
    columns: [
      { header: '编号', width: 16, cell: ({ reference }) => reference },
      { header: '谁的', width: 34, cell: ownerName },
      { header: '类别', width: 8, cell: ({ class: of }) => classLabel(of) },
      { header: '状态', width: 16, cell: ({ status }) => statusRow(alerts.lifecycle, status).label },
      { header: '平台', width: 20, cell: ({ sourceName }) => sourceName },
      { header: '设备', width: 24, cell: ({ device }) => device },
      { header: '报警编码', width: 14, cell: ({ code }) => code },
      { header: '说明', width: 40, cell: ({ said = '' }) => said },
      { header: '最高', width: 14, cell: peakOf },
      { header: '第一次', width: 20, cell: ({ firstAt }) => timeCell(firstAt) },
      { header: '最近一次', width: 20, cell: ({ lastAt }) => timeCell(lastAt) },
      { header: '次数', width: 8, cell: ({ n }) => n },
      { header: '怎么处理的', width: 40, cell: ({ measures = '' }) => measures },
      { header: '原因和结果', width: 40, cell: ({ outcome = '' }) => outcome },
      { header: '误报理由', width: 40, cell: ({ reason = '' }) => reason },
    ],
  },
});
