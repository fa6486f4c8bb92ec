import { putInWords, timeCell } from '#domain/engine';
import { bodyName, enterpriseName, parkName } from '#domain/organisations';
import { formatDateTime } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { closeBreach, explainBreach, reopenBreach } from './breach.commands.ts';
import type { Breach } from './breach.model.ts';
import { BREACH_KINDS, breachLabel } from './breach.rules.ts';
import { breaches } from './breach.ts';

const NEXT: Readonly<Record<Breach['status'], string>> = {
  found: '企业可以说明情况，园区写明怎么处理后办结',
  explained: '园区看过说明，写明怎么处理后办结',
  closed: '已办结，不用做什么',
};

export const breachesInWords = putInWords(breaches, {
  lead: '卡口发现的违规进出。同一对象同一种情况没办结前只有一件。',
  quick: [
    ['全部', {}],
    ['没办结', { isOpen: true }],
    ['待处理', { status: 'found' }],
    ['企业已说明', { status: 'explained' }],
  ],
  choices: { kind: BREACH_KINDS },
  none: '没有违规进出。',
  meta: ({ gateName, lastAt, times }) => [gateName, formatDateTime(lastAt), `${times} 次`].join(' · '),
  standing: async ({ status, parkId, bodyId, outcome = '', explanation = '' }) => ({
    holder: status === 'closed' ? '' : bodyId === undefined ? await parkName(parkId) : await bodyName(bodyId),
    next: bodyId === undefined ? NEXT[status] : NEXT[status].replace('园区', '监管部门'),
    said: [
      { label: '企业说明', value: explanation },
      { label: '处理结果', value: outcome },
    ],
  }),
  facts: async (breach) => [
    { label: '情况', value: breachLabel(breach.kind) },
    { label: '对象', value: breach.subject },
    { label: '卡口', value: breach.gateName },
    { label: '园区', value: await parkName(breach.parkId) },
    { label: '接待企业', value: breach.enterpriseId === undefined ? '' : await enterpriseName(breach.enterpriseId) },
    { label: '通行证', value: breach.passReference ?? '' },
    { label: '第一次', value: formatDateTime(breach.firstAt) },
    { label: '最近一次', value: formatDateTime(breach.lastAt) },
    { label: '次数', value: `${breach.times}` },
  ],
  doers: ['enterprise-manager', 'safety-officer', 'park-officer', 'regulator'],
  steps: {
    find: 'elsewhere',
    explain: { fields: [{ name: 'explanation', label: '怎么回事', kind: 'area' }], run: explainBreach },
    close: { fields: [{ name: 'outcome', label: '怎么处理的', kind: 'area' }], run: closeBreach },
    reopen: {
      fields: [{ name: 'outcome', label: '为什么要重新处理', kind: 'area' }],
      isDanger: true,
      run: reopenBreach,
    },
  },
  place: { icon: 'barrier-block', group: 'park', words: '违规 闯卡 超时 过期' },
  sheet: {
    kind: 'gate-breaches',
    name: '违规进出清单',
    columns: [
      { header: '编号', width: 14, cell: ({ reference }) => reference },
      { header: '情况', width: 24, cell: ({ kind }) => breachLabel(kind) },
      { header: '状态', width: 12, cell: ({ status }) => statusRow(breaches.lifecycle, status).label },
      { header: '对象', width: 16, cell: ({ subject }) => subject },
      { header: '卡口', width: 20, cell: ({ gateName }) => gateName },
      { header: '第一次', width: 20, cell: ({ firstAt }) => timeCell(firstAt) },
      { header: '最近一次', width: 20, cell: ({ lastAt }) => timeCell(lastAt) },
      { header: '次数', width: 8, cell: ({ times }) => times },
      { header: '处理结果', width: 50, cell: ({ outcome = '' }) => outcome },
    ],
  },
});
