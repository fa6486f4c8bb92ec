import { ACCIDENT_KINDS, kindOfAccident } from '#domain/accidents';
import { dayCell, type Entry, ownerName, putInWords, type Question, type Section } from '#domain/engine';
import { linksToFiles } from '#domain/evidence';
import { personName } from '#domain/identity';
import { bodyName } from '#domain/organisations';
import type { Role } from '#kernel/actor';
import { formatDate, formatYearDay } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { statusRow } from '#kernel/lifecycle';
import { EVALUATIONS } from './emergencyPlan.acts.ts';
import {
  askFiling,
  draftEmergencyPlan,
  evaluateEmergencyPlan,
  registerEmergencyPlan,
  returnFiling,
  reviewEmergencyPlan,
  reviseEmergencyPlan,
  reworkEmergencyPlan,
  signEmergencyPlan,
  surveyResources,
  surveyRisk,
  withdrawEmergencyPlan,
  writeEmergencyPlan,
} from './emergencyPlan.commands.ts';
import type { EmergencyPlan, Survey } from './emergencyPlan.model.ts';
import { PLAN_KINDS, planKindLabel, REVISION_GROUNDS } from './emergencyPlan.rules.ts';
import { emergencyPlans, isInForce, lacksOf } from './emergencyPlan.ts';

const OWNERS: readonly Role[] = ['enterprise-manager', 'safety-officer', 'park-officer'];
const CONTENT: readonly Question<never>[] = [
  { name: 'title', label: '预案名称', kind: 'text', hint: '例如：液氨泄漏专项应急预案。' },
  { name: 'covers', label: '适用范围，针对什么事故', kind: 'area', rows: 3 },
  {
    name: 'against',
    label: '出了哪些事故启动它',
    kind: 'checks',
    hint: '一个也不选，就是什么事故都启动。综合应急预案总会启动。',
    options: ACCIDENT_KINDS,
  },
  {
    name: 'steps',
    label: '处置步骤，一行一步',
    kind: 'area',
    rows: 6,
    hint: '写成：做什么｜谁办｜几分钟内。例如：关闭总阀，切断物料｜当班班长｜5',
  },
  {
    name: 'contacts',
    label: '要通知的人，一行一个',
    kind: 'area',
    rows: 4,
    hint: '写成：谁｜电话。例如：总指挥陆建国｜13800000001',
  },
];
const FOUND: readonly Question<never>[] = [
  { name: 'conclusion', label: '结论', kind: 'area', rows: 5 },
  { name: 'on', label: '完成日期', kind: 'date' },
  { name: 'photos', label: '报告（可以不传）', kind: 'uploads' },
];
const REASON = { name: 'reason', label: '理由', kind: 'area' } as const;
const linesOf = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map((row) => row.join('｜')).join('\n');

const contentValues = ({ title, covers, against = [], steps, contacts }: EmergencyPlan) => ({
  ...{ title, covers, against: against.join(',') },
  steps: linesOf(steps.map(({ text, role, minutes }) => [text, role, minutes])),
  contacts: linesOf(contacts.map(({ name, phone }) => [name, phone])),
});

async function surveyEntry(label: string, found: Survey | undefined): Promise<Entry> {
  if (found === undefined) return { tags: [{ label: '缺少', tone: 'bad' }], text: label };
  return {
    text: `${label}：${found.conclusion}`,
    by: `${await personName(found.by)} · ${formatYearDay(found.on)}`,
    files: await linksToFiles(found.fileIds),
  };
}

async function sectionsOf(row: EmergencyPlan): Promise<Section[]> {
  const { steps, contacts, risk, resources, review, evaluated, fileIds } = row;
  const files = await linksToFiles(
    fileIds.filter((id) => ![...(risk?.fileIds ?? []), ...(resources?.fileIds ?? [])].includes(id)),
  );
  return [
    {
      title: '处置步骤',
      table: {
        heads: ['做什么', '谁办', '几分钟内'],
        rows: steps.map(({ text, role, minutes }) => [text, role, `${minutes} 分钟`]),
      },
    },
    { title: '通知谁', table: { heads: ['谁', '电话'], rows: contacts.map(({ name, phone }) => [name, phone]) } },
    {
      title: '依据',
      entries: [
        await surveyEntry('风险评估', risk),
        await surveyEntry('应急资源调查', resources),
        ...(review === undefined
          ? []
          : [{ text: `评审：${review.experts}。${review.opinion}`, by: formatYearDay(review.on) }]),
        ...(evaluated === undefined
          ? []
          : [
              {
                text: `评估：${evaluated.note}`,
                by: `${await personName(evaluated.by)} · ${formatYearDay(evaluated.on)}`,
              },
            ]),
        ...(files.length === 0 ? [] : [{ text: '材料', files }]),
      ],
    },
  ];
}

async function nextOf(row: EmergencyPlan): Promise<{ holder: string; next: string }> {
  const { status, risk, resources, asked, mustFile, bodyId, drillBy, evaluateBy } = row;
  const holder = await ownerName(row);
  if (status === 'draft')
    return {
      holder,
      next: [
        ...(risk === undefined ? ['登记风险评估'] : []),
        ...(resources === undefined ? ['登记应急资源调查'] : []),
        '评审',
      ].join('，'),
    };
  if (status === 'reviewed')
    return {
      holder,
      next:
        risk === undefined || resources === undefined
          ? '补登风险评估和应急资源调查，再由负责人签署公布'
          : '负责人签署公布',
    };
  if (!isInForce(row)) return { holder: '', next: '不再有效' };
  if (asked !== undefined && status === 'signed')
    return { holder: await bodyName(bodyId), next: '看备案材料，给备案号' };
  const days = [
    ...(drillBy === undefined ? [] : [`${formatYearDay(drillBy)}前演练`]),
    ...(row.reviseBy === undefined
      ? []
      : [`${formatYearDay(row.reviseBy)}前出新版${row.reviseFor === undefined ? '' : `（${row.reviseFor}）`}`]),
    ...(evaluateBy === undefined ? [] : [`${formatYearDay(evaluateBy)}前评估`]),
  ].join('；');
  return { holder, next: `${mustFile === true && status === 'signed' ? '报备案；' : ''}${days}` };
}

const againstOf = ({ kind, against = [] }: EmergencyPlan): string =>
  kind === 'comprehensive' || against.length === 0 ? '所有事故' : against.map(kindOfAccident).join('、');

const dayOr = (day: string | undefined): string => (day === undefined ? '' : formatYearDay(day));

export const emergencyPlansInWords = putInWords(emergencyPlans, {
  lead: '出了事按它办：谁做什么、几分钟内、通知谁。新版签署以前，旧版一直有效。',
  quick: [
    ['全部', {}],
    ['有效', { isInForce: true }],
    ['演练过期', { isUndrilled: true }],
    ['编制中', { status: 'draft' }],
    ['待签署', { status: 'reviewed' }],
    ...PLAN_KINDS.map(({ code, label }) => [label, { kind: code }] as const),
  ],
  choices: { kind: PLAN_KINDS },
  none: '还没有应急预案。',
  meta: async (row) => [await ownerName(row), planKindLabel(row.kind), formatDate(row.createdAt)].join(' · '),
  tags: (row, now) => lacksOf(row, now),
  standing: async (row) => ({
    ...(await nextOf(row)),
    said: [{ label: '理由', value: row.reason ?? '' }],
  }),
  facts: async (row) => [
    { label: '谁的', value: await ownerName(row) },
    { label: '种类', value: planKindLabel(row.kind) },
    { label: '第几版', value: `第 ${row.edition} 版` },
    { label: '接替', value: row.supersedes ?? '' },
    { label: '为什么修订', value: row.ground === undefined ? '' : labelIn(REVISION_GROUNDS, row.ground) },
    { label: '适用范围', value: row.covers },
    { label: '出了哪些事故启动它', value: againstOf(row) },
    { label: '签署', value: dayOr(row.signedOn) },
    { label: '公布', value: row.published ?? '' },
    { label: '备案编号', value: row.filed?.number ?? '' },
    { label: '备案部门', value: row.filed === undefined ? '' : await bodyName(row.bodyId) },
    { label: '报的材料', value: row.asked?.note ?? '' },
    {
      label: '最近演练',
      value: row.lastDrill === undefined ? '' : `${dayOr(row.lastDrill.on)}，${row.lastDrill.reference}`,
    },
    { label: '哪天前演练', value: isInForce(row) ? dayOr(row.drillBy) : '' },
    { label: '哪天前评估', value: isInForce(row) ? dayOr(row.evaluateBy) : '' },
  ],
  brief: async (row) => [
    { label: '谁的', value: await ownerName(row) },
    { label: '第几版', value: `第 ${row.edition} 版` },
  ],
  sections: (_, row) => sectionsOf(row),
  detailOf: (text) => [text('said')],
  making: {
    roles: OWNERS,
    title: () => '编制应急预案',
    lead: () => '先写步骤和联系人，再登记风险评估、应急资源调查和评审，最后由负责人签署。',
    submit: '存为编制中',
    fields: [{ name: 'kind', label: '哪一类', kind: 'select', none: '请选择', options: PLAN_KINDS }, ...CONTENT],
    run: draftEmergencyPlan,
  },
  doers: [...OWNERS, 'regulator'],
  steps: {
    draft: 'made',
    supersede: 'elsewhere',
    'must-revise': 'elsewhere',
    'count-drill': 'elsewhere',
    write: { submit: '保存', fields: CONTENT, values: contentValues, run: writeEmergencyPlan },
    'survey-risk': {
      lead: () => '这里可能出什么事、会波及多远、多严重。',
      submit: '登记',
      fields: FOUND,
      values: ({ risk }) => ({ conclusion: risk?.conclusion ?? '', on: risk?.on ?? '' }),
      run: surveyRisk,
    },
    'survey-resources': {
      lead: () => '自己有、能调来的队伍和物资，够不够用。',
      submit: '登记',
      fields: FOUND,
      values: ({ resources }) => ({ conclusion: resources?.conclusion ?? '', on: resources?.on ?? '' }),
      run: surveyResources,
    },
    review: {
      submit: '登记评审',
      fields: [
        { name: 'on', label: '评审日期', kind: 'date' },
        { name: 'experts', label: '谁评审', kind: 'area', rows: 2 },
        { name: 'opinion', label: '评审意见', kind: 'area' },
      ],
      run: reviewEmergencyPlan,
    },
    rework: { submit: '退回修改', fields: [REASON], run: reworkEmergencyPlan },
    sign: {
      lead: () => '签署后立即有效，同一类的旧版失效。旧版做过的演练不再算数。',
      submit: '签署公布',
      fields: [
        { name: 'published', label: '怎么公布、发给谁', kind: 'area', hint: '例如：厂区公告栏张贴，发到各班组。' },
      ],
      run: signEmergencyPlan,
    },
    'ask-filing': {
      submit: '报备案',
      fields: [
        { name: 'note', label: '报了哪些材料', kind: 'area', hint: '例如：预案文本、评审表、风险评估和资源调查报告。' },
        { name: 'photos', label: '材料（可以不传）', kind: 'uploads' },
      ],
      run: askFiling,
    },
    register: {
      submit: '备案',
      fields: [{ name: 'number', label: '备案编号', kind: 'text' }],
      run: registerEmergencyPlan,
    },
    'return-filing': { submit: '退回材料', fields: [REASON], run: returnFiling },
    evaluate: {
      submit: '登记评估',
      fields: [
        { name: 'result', label: '结论', kind: 'radios', options: EVALUATIONS },
        { name: 'on', label: '评估日期', kind: 'date' },
        { name: 'note', label: '谁评估、怎么得出的', kind: 'area' },
        { name: 'photos', label: '评估报告（可以不传）', kind: 'uploads' },
      ],
      run: evaluateEmergencyPlan,
    },
    revise: {
      lead: () => '照这一版另存一份编制中的新版，在那里改。新版签署以前这一版照样有效。',
      submit: '出新版',
      fields: [
        { name: 'ground', label: '为什么修订', kind: 'select', none: '请选择', options: REVISION_GROUNDS },
        { name: 'reason', label: '变了什么', kind: 'area' },
      ],
      run: reviseEmergencyPlan,
    },
    withdraw: { submit: '废止', fields: [REASON], isDanger: true, run: withdrawEmergencyPlan },
  },
  tab: 'emergencies',
  place: { icon: 'file-text', group: 'park', words: '应急 预案 备案 综合 专项 现场处置' },
  sheet: {
    kind: 'emergency-plans',
    name: '应急预案清单',
    columns: [
      { header: '编号', width: 16, cell: ({ reference }) => reference },
      { header: '谁的', width: 34, cell: ownerName },
      { header: '种类', width: 16, cell: ({ kind }) => planKindLabel(kind) },
      { header: '名称', width: 40, cell: ({ title }) => title },
      { header: '哪些事故启动', width: 24, cell: againstOf },
      { header: '第几版', width: 8, cell: ({ edition }) => edition },
      { header: '状态', width: 16, cell: ({ status }) => statusRow(emergencyPlans.lifecycle, status).label },
      { header: '签署', width: 12, cell: ({ signedOn }) => (signedOn === undefined ? '' : dayCell(signedOn)) },
      { header: '备案编号', width: 24, cell: ({ filed }) => filed?.number ?? '' },
      {
        header: '最近演练',
        width: 12,
        cell: ({ lastDrill }) => (lastDrill === undefined ? '' : dayCell(lastDrill.on)),
      },
      { header: '哪天前演练', width: 12, cell: ({ drillBy }) => (drillBy === undefined ? '' : dayCell(drillBy)) },
      {
        header: '哪天前评估',
        width: 12,
        cell: ({ evaluateBy }) => (evaluateBy === undefined ? '' : dayCell(evaluateBy)),
      },
      {
        header: '缺什么',
        width: 30,
        cell: (row, now) =>
          lacksOf(row, now)
            .map(({ label }) => label)
            .join('、'),
      },
    ],
  },
});
