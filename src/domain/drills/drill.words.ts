import { PLAN_KINDS, planKindLabel } from '#domain/emergencyPlans';
import { dayCell, type Entry, ownerName, putInWords, type Section } from '#domain/engine';
import { linksToFiles } from '#domain/evidence';
import { personName } from '#domain/identity';
import { bodyName } from '#domain/organisations';
import type { Role } from '#kernel/actor';
import { formatDateTime, formatYearDay } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import {
  addFinding,
  cancelDrill,
  checkFinding,
  choicesFor,
  closeDrill,
  evaluateDrill,
  facilitiesFor,
  finishFinding,
  holdDrill,
  planDrill,
  reportDrill,
} from './drill.commands.ts';
import type { Drill, Finding } from './drill.model.ts';
import { DRILL_FORMS, drillFormLabel } from './drill.rules.ts';
import { drillLacks, drills, openFindings, reportBy } from './drill.ts';

const OWNERS: readonly Role[] = ['enterprise-manager', 'safety-officer', 'park-officer'];
const options = (findings: readonly Finding[]) => findings.map(({ id, text }) => ({ code: id, label: text }));

async function findingEntry({ text, owner, due, facility = '', done, checked }: Finding): Promise<Entry> {
  const tag =
    checked !== undefined
      ? ({ label: '已核对', tone: 'good', icon: 'check' } as const)
      : done !== undefined
        ? ({ label: '等核对', tone: 'active' } as const)
        : ({ label: '没有改好', tone: 'waiting' } as const);
  const mended =
    done === undefined ? '' : `；${done.evidence}（${await personName(done.by)} · ${formatDateTime(done.at)}）`;
  return {
    tags: [tag],
    text: `${text}${facility === '' ? '' : `（设施 ${facility} 已记为故障）`}；${owner}，${formatYearDay(due)}前${mended}`,
    ...(checked === undefined ? {} : { by: `${await personName(checked.by)}核对 · ${formatDateTime(checked.at)}` }),
  };
}

async function sectionsOf({ held, evaluation, findings, fileIds }: Drill): Promise<Section[]> {
  const files = await linksToFiles(fileIds);
  return [
    ...(held === undefined
      ? []
      : [
          { title: '谁参加', points: held.signedIn.split('\n') },
          { title: '演练过程', points: held.timeline.split('\n') },
        ]),
    ...(evaluation === undefined
      ? []
      : [
          {
            title: '评估',
            entries: [
              { text: `点评：${evaluation.comment}` },
              { text: `参演人员自评：${evaluation.selfReview}` },
              {
                text: `评估结论：${evaluation.text}`,
                by: `${await personName(evaluation.by)} · ${formatYearDay(evaluation.on)}`,
              },
            ],
          },
        ]),
    ...(held === undefined
      ? []
      : [
          {
            title: '发现的问题',
            progress: { value: findings.filter(({ checked }) => checked !== undefined).length, of: findings.length },
            entries: await Promise.all(findings.map(findingEntry)),
            none: '没有登记问题。',
          },
        ]),
    ...(files.length === 0 ? [] : [{ title: '材料', entries: [{ files }] }]),
  ];
}

async function nextOf(row: Drill): Promise<{ holder: string; next: string }> {
  const holder = await ownerName(row);
  const mend = openFindings(row).length > 0 ? '整改发现的问题' : '核对完就办结';
  switch (row.status) {
    case 'planned':
      return { holder: await personName(row.directorId), next: `${formatYearDay(row.plannedOn)}演练` };
    case 'held':
      return { holder, next: '由组织演练以外的人评估，评估以前不算演练过' };
    case 'evaluated':
      return { holder, next: row.mustReport ? `${formatYearDay(reportBy(row))}前报送监管部门；${mend}` : mend };
    case 'reported':
      return { holder, next: mend };
    case 'closed':
      return { holder: '', next: '已办结' };
    case 'cancelled':
      return { holder: '', next: '已取消' };
  }
}

export const drillsInWords = putInWords(drills, {
  lead: '按预案演练：计划、演练、另一个人评估、报送，发现的问题改到核对为止。',
  quick: [
    ['全部', {}],
    ['没办结', { isOpen: true }],
    ['没有评估', { status: 'held' }],
    ['没有报送', { isUnreported: true }],
    ...PLAN_KINDS.map(({ code, label }) => [label, { kind: code }] as const),
  ],
  choices: { kind: PLAN_KINDS },
  none: '还没有演练。',
  meta: async (row) =>
    [await ownerName(row), drillFormLabel(row.form), formatYearDay(row.held?.on ?? row.plannedOn)].join(' · '),
  tags: (row, now) => drillLacks(row, now),
  standing: async (row) => ({ ...(await nextOf(row)), said: [{ label: '理由', value: row.reason ?? '' }] }),
  facts: async (row) => [
    { label: '谁的', value: await ownerName(row) },
    { label: '预案', value: `${row.planTitle}（第 ${row.edition} 版，${row.planReference}）` },
    { label: '种类', value: planKindLabel(row.kind) },
    { label: '形式', value: drillFormLabel(row.form) },
    { label: '模拟什么', value: row.scenario },
    { label: '计划哪天', value: formatYearDay(row.plannedOn) },
    { label: '谁组织', value: await personName(row.directorId) },
    { label: '哪天演练', value: row.held === undefined ? '' : formatYearDay(row.held.on) },
    { label: '在哪里', value: row.held?.placeText ?? '' },
    {
      label: '报送',
      value: row.reported === undefined ? '' : `${formatYearDay(row.reported.on)}：${row.reported.note}`,
    },
    { label: '监管部门', value: await bodyName(row.bodyId) },
  ],
  brief: async (row) => [
    { label: '谁的', value: await ownerName(row) },
    { label: '预案', value: `${row.planTitle}（第 ${row.edition} 版）` },
    { label: '模拟什么', value: row.scenario },
  ],
  sections: (_, row) => sectionsOf(row),
  detailOf: (text) => [text('said')],
  making: {
    roles: OWNERS,
    title: () => '计划演练',
    submit: '计划',
    fields: [
      {
        name: 'planId',
        of: async (_, ctx) => ({
          label: '按哪份预案',
          kind: 'select',
          none: '请选择',
          hint: '没有的，先到「应急预案」里编制、签署。',
          options: (await choicesFor(ctx)).plans.map(({ _id, title, edition }) => ({
            code: _id,
            label: `${title}（第 ${edition} 版）`,
          })),
        }),
      },
      { name: 'form', label: '形式', kind: 'radios', options: DRILL_FORMS },
      { name: 'scenario', label: '模拟什么情况', kind: 'area', hint: '例如：液氨储罐法兰泄漏，一人昏迷。' },
      { name: 'plannedOn', label: '哪天演练', kind: 'date' },
      {
        name: 'directorId',
        of: async (_, ctx) => ({
          label: '谁组织（不能由他评估）',
          kind: 'select',
          none: '请选择',
          options: await Promise.all(
            (await choicesFor(ctx)).people.map(async (id) => ({ code: id, label: await personName(id) })),
          ),
        }),
      },
    ],
    run: planDrill,
  },
  doers: [...OWNERS, 'regulator'],
  steps: {
    plan: 'made',
    hold: {
      submit: '登记',
      fields: [
        { name: 'heldOn', label: '哪天演练', kind: 'date' },
        { name: 'placeText', label: '在哪里', kind: 'text' },
        { name: 'signedIn', label: '谁参加，一行一个', kind: 'area', rows: 5 },
        {
          name: 'timeline',
          label: '经过，一行一个时间',
          kind: 'area',
          rows: 6,
          hint: '例如：09:02 报警；09:05 切断气源；09:14 清点人数完毕。',
        },
        { name: 'photos', label: '照片、签到表（可以不传）', kind: 'uploads' },
      ],
      values: ({ plannedOn }) => ({ heldOn: plannedOn }),
      run: holdDrill,
    },
    evaluate: {
      lead: () => '组织演练的人、登记演练的人不能评估。',
      submit: '评估',
      fields: [
        { name: 'comment', label: '现场点评', kind: 'area', rows: 3 },
        { name: 'selfReview', label: '参演人员自评', kind: 'area', rows: 3 },
        { name: 'text', label: '评估结论', kind: 'area', rows: 4 },
        { name: 'photos', label: '评估报告（可以不传）', kind: 'uploads' },
      ],
      run: evaluateDrill,
    },
    find: {
      submit: '登记',
      isAskedThere: true,
      fields: [
        { name: 'text', label: '发现什么问题', kind: 'area', rows: 2, hint: '例如：东门消火栓没有水。' },
        { name: 'owner', label: '谁整改', kind: 'text' },
        { name: 'due', label: '整改期限', kind: 'date' },
        {
          name: 'facility',
          of: async (row) => {
            const found = await facilitiesFor(row);
            if (found.length === 0) return undefined;
            return {
              label: '园区的哪个设施不能用（不是设施的不选）',
              kind: 'select',
              none: '不是设施',
              hint: '选了就记为故障，园区会收到。',
              options: found.map(({ reference, name }) => ({ code: reference, label: name })),
            };
          },
        },
      ],
      run: addFinding,
    },
    'finish-finding': {
      submit: '改好了',
      isAskedThere: true,
      fields: [
        {
          name: 'finding',
          of: (row) => ({ label: '改好了哪一条', kind: 'select', none: '请选择', options: options(openFindings(row)) }),
        },
        { name: 'evidence', label: '怎么改的，凭什么看得出来', kind: 'area', rows: 2 },
      ],
      run: finishFinding,
    },
    'check-finding': {
      submit: '核对过',
      isAskedThere: true,
      fields: [
        {
          name: 'finding',
          of: ({ findings }) => ({
            label: '核对哪一条（改的人不能核对）',
            kind: 'select',
            none: '请选择',
            options: options(findings.filter(({ done, checked }) => done !== undefined && checked === undefined)),
          }),
        },
      ],
      run: checkFinding,
    },
    report: {
      submit: '报送',
      fields: [{ name: 'note', label: '报了什么', kind: 'area', hint: '例如：演练方案、签到、评估报告。' }],
      run: reportDrill,
    },
    close: { submit: '办结', run: closeDrill },
    cancel: {
      submit: '取消演练',
      fields: [{ name: 'reason', label: '理由', kind: 'area' }],
      isDanger: true,
      run: cancelDrill,
    },
  },
  tab: 'emergencies',
  place: { icon: 'checklist', group: 'park', words: '演练 评估 应急' },
  sheet: {
    kind: 'drills',
    name: '应急演练清单',
    columns: [
      { header: '编号', width: 16, cell: ({ reference }) => reference },
      { header: '谁的', width: 34, cell: ownerName },
      { header: '预案', width: 36, cell: ({ planTitle }) => planTitle },
      { header: '第几版', width: 8, cell: ({ edition }) => edition },
      { header: '种类', width: 16, cell: ({ kind }) => planKindLabel(kind) },
      { header: '形式', width: 12, cell: ({ form }) => drillFormLabel(form) },
      { header: '状态', width: 18, cell: ({ status }) => statusRow(drills.lifecycle, status).label },
      { header: '计划哪天', width: 12, cell: ({ plannedOn }) => dayCell(plannedOn) },
      { header: '哪天演练', width: 12, cell: ({ held }) => (held === undefined ? '' : dayCell(held.on)) },
      {
        header: '哪天评估',
        width: 12,
        cell: ({ evaluation }) => (evaluation === undefined ? '' : dayCell(evaluation.on)),
      },
      { header: '哪天报送', width: 12, cell: ({ reported }) => (reported === undefined ? '' : dayCell(reported.on)) },
      { header: '问题', width: 8, cell: ({ findings }) => findings.length },
      { header: '没改好', width: 8, cell: (row) => openFindings(row).length },
      {
        header: '缺什么',
        width: 30,
        cell: (row, now) =>
          drillLacks(row, now)
            .map(({ label }) => label)
            .join('、'),
      },
    ],
  },
});
