import { type Entry, putInWords, type Section } from '#domain/engine';
import { personName } from '#domain/identity';
import { bodyName, parkName } from '#domain/organisations';
import { actsAs } from '#kernel/actor';
import { formatDate, formatDateTime, formatYearDay } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { paths, pathsUnder } from '#kernel/paths';
import {
  adoptParkAssessment,
  checkMeasure,
  declineParkAssessment,
  endSource,
  enterSource,
  finishMeasure,
  lastAdopted,
  needParkAssessment,
  parksOf,
  raiseParkAssessment,
  returnParkAssessment,
  submitParkAssessment,
  triggersFor,
} from './parkAssessment.commands.ts';
import type { Measure, ParkAssessment } from './parkAssessment.model.ts';
import {
  gradeOfR,
  growthTerms,
  isHighGrade,
  RISK_LEVELS,
  riskLabel,
  SOURCE_GRADES,
  TRIGGERS,
  triggerLabel,
} from './parkAssessment.rules.ts';
import { nextOn, parkAssessments } from './parkAssessment.ts';
import { compareWith, isThere, sayR } from './sources.ts';

const REASON = { name: 'reason', label: '理由', kind: 'area' } as const;
const measureOptions = (measures: readonly Measure[]) => measures.map(({ id, text }) => ({ code: id, label: text }));

async function measureEntry({ text, owner, due, done, checked }: Measure): Promise<Entry> {
  const tags = [
    checked !== undefined
      ? ({ label: '已核对', tone: 'good', icon: 'check' } as const)
      : done !== undefined
        ? ({ label: '等核对', tone: 'active' } as const)
        : ({ label: '没有落实', tone: 'waiting' } as const),
  ];
  const said =
    done === undefined ? '' : `；${done.evidence}（${await personName(done.by)} · ${formatDateTime(done.at)}）`;
  const by = checked === undefined ? '' : `${await personName(checked.by)}核对 · ${formatDateTime(checked.at)}`;
  return { tags, text: `${text}；责任人：${owner}；${formatYearDay(due)}以前${said}`, ...(by === '' ? {} : { by }) };
}

/** Sources of danger with what there was when the report was adopted: what more of them asks for is reckoned from that. */
function sourcesSection({ sources, compared }: ParkAssessment, now: Date): Section[] {
  if (sources === undefined) return [];
  const terms = growthTerms(now);
  const there = sources.filter(isThere);
  const sum = ({ r, firms }: { r: number; firms: number }): string => `R 值合计 ${sayR(r)}，${firms} 家企业`;
  const then = compared === undefined ? '' : `采纳时${sum(compared)}；`;
  const today = `现在${sum(compareWith(sources, terms))}。`;
  return [
    {
      title: '重大危险源',
      text: there.length === 0 ? `${then}没有登记重大危险源。` : `${then}${today}`,
      entries: [
        ...there.map(
          ({ firm, name, r, enteredOn }): Entry => ({
            tags: [{ label: SOURCE_GRADES[gradeOfR(r, terms)] ?? '', tone: isHighGrade(r, terms) ? 'bad' : 'quiet' }],
            text: `${firm}${name}，R 值 ${sayR(r)}`,
            by: `${formatYearDay(enteredOn)}登记`,
          }),
        ),
        ...sources
          .filter((one) => !isThere(one))
          .map(
            ({ firm, name, gone }): Entry => ({
              text: `${firm}${name}：${formatYearDay(gone?.on ?? '')}起不在了，${gone?.reason ?? ''}`,
            }),
          ),
      ],
    },
  ];
}

async function sectionsOf(row: ParkAssessment, now: Date): Promise<Section[]> {
  const { measures, answers, lastReference } = row;
  const done = measures.filter(({ checked }) => checked !== undefined).length;
  const last = lastReference === undefined ? '' : `上一次：${lastReference}`;
  return [
    ...(measures.length === 0
      ? []
      : [
          {
            title: '措施',
            progress: { value: done, of: measures.length },
            entries: await Promise.all(measures.map(measureEntry)),
          },
        ]),
    ...(answers.length === 0
      ? []
      : [
          {
            title: '上一次的措施落实得怎么样',
            text: last,
            entries: answers.map(({ measure, answer }): Entry => ({ text: `${measure}：${answer}` })),
          },
        ]),
    ...sourcesSection(row, now),
  ];
}

async function standingOf(row: ParkAssessment): Promise<{ holder: string; next: string }> {
  const { status, parkId, bodyId, dueOn } = row;
  const [park, body] = [await parkName(parkId), await bodyName(bodyId)];
  if (status === 'proposed') return { holder: body, next: '决定要不要重新评估' };
  if (status === 'due')
    return { holder: park, next: `${dueOn === undefined ? '' : `${formatYearDay(dueOn)}以前`}交报告` };
  if (status === 'reviewing') return { holder: body, next: '审报告' };
  if (status === 'tracking') {
    const { replacedBy } = row;
    const again =
      replacedBy === undefined ? `下一次 ${formatYearDay(nextOn(row))}以前` : `不等到期，${replacedBy} 在办`;
    return { holder: park, next: `落实措施；${again}` };
  }
  return { holder: '', next: labelIn(parkAssessments.lifecycle.statuses, status) };
}

export const parkAssessmentsInWords = putInWords(parkAssessments, {
  lead: '整个园区的安全风险评估：到期要做，园区有大变化、发生较大事故也要做。',
  quick: [
    ['全部', {}],
    ['没结束', { isOpen: true }],
    ['等决定', { status: 'proposed' }],
    ['要做评估', { status: 'due' }],
    ['不需要的', { status: 'declined' }],
  ],
  none: '还没有园区整体评估。',
  meta: async ({ parkId, isChemical, createdAt }) =>
    [await parkName(parkId), isChemical ? '化工园区' : '', formatDate(createdAt)]
      .filter((part) => part !== '')
      .join(' · '),
  standing: async (row) => ({
    ...(await standingOf(row)),
    said: [{ label: '理由', value: row.reason ?? '' }],
  }),
  facts: async ({ parkId, bodyId, isChemical, trigger, why, accidentReference = '', level, report, adoptedOn }) => [
    { label: '园区', value: await parkName(parkId) },
    { label: '化工园区', value: isChemical ? '是' : '不是' },
    { label: '监管部门', value: await bodyName(bodyId) },
    { label: '为什么', value: triggerLabel(trigger) },
    { label: '说明', value: why },
    { label: '事故', value: accidentReference },
    { label: '整体风险', value: level === undefined ? '' : riskLabel(level) },
    { label: '评估机构', value: report?.provider ?? '' },
    { label: '资质', value: report?.qualification ?? '' },
    { label: '数据到', value: report === undefined ? '' : formatYearDay(report.dataCutoff) },
    { label: '方法', value: report?.method ?? '' },
    { label: '个人风险和社会风险', value: report?.risks ?? '' },
    { label: '多米诺效应', value: report?.domino ?? '' },
    { label: '专家评审', value: report?.experts ?? '' },
    { label: '采纳', value: adoptedOn === undefined ? '' : formatYearDay(adoptedOn) },
  ],
  brief: async ({ parkId }) => [{ label: '园区', value: await parkName(parkId) }],
  sections: ({ now }, row) => sectionsOf(row, now),
  links: async ({ actor }, { status }) =>
    status === 'tracking' && actsAs(actor, 'park-officer')
      ? [{ label: '到期了，开始新的评估', href: pathsUnder(parkAssessments.path).making }]
      : [],
  detailOf: (text) => [text('said')],
  making: {
    roles: ['park-officer', 'regulator'],
    may: async (ctx) => (await parksOf(ctx)).length > 0,
    title: () => '提出园区评估',
    lead: () => '到期的、上级责令的直接要做；有变化的由监管部门决定。发生较大及以上事故的，系统自己会提出。',
    submit: '提出',
    fields: [
      {
        name: 'parkId',
        of: async (_, ctx) =>
          actsAs(ctx.actor, 'regulator')
            ? {
                label: '哪个园区',
                kind: 'select',
                none: '请选择',
                options: (await parksOf(ctx)).map(({ _id, name }) => ({ code: _id, label: name })),
              }
            : undefined,
      },
      {
        name: 'trigger',
        of: async (_, ctx) => {
          const isChemical = (await parksOf(ctx)).some((park) => park.isChemical);
          const may = triggersFor(ctx, isChemical);
          const options = TRIGGERS.filter(({ code }) => may.includes(code));
          return { label: '为什么', kind: 'select', none: '请选择', options };
        },
      },
      {
        name: 'why',
        label: '变了什么，依据是什么',
        kind: 'area',
        hint: '例如：东扩 0.8 平方公里，新增两家使用液氨的企业。',
      },
    ],
    run: raiseParkAssessment,
  },
  doers: ['park-officer', 'regulator'],
  steps: {
    raise: 'made',
    propose: 'elsewhere',
    trigger: 'elsewhere',
    withdraw: 'elsewhere',
    renew: 'elsewhere',
    supersede: 'elsewhere',
    'give-way': 'elsewhere',
    'run-on': 'elsewhere',
    need: { submit: '要做', fields: [REASON], run: needParkAssessment },
    decline: {
      lead: () => '不需要的理由会列给上级，上级看得到。',
      submit: '不需要',
      fields: [REASON],
      isDanger: true,
      run: declineParkAssessment,
    },
    submit: {
      submit: '交报告',
      fields: [
        { name: 'provider', label: '评估机构', kind: 'text' },
        { name: 'qualification', label: '机构资质和证书号', kind: 'text' },
        { name: 'dataCutoff', label: '数据到哪一天', kind: 'date' },
        { name: 'method', label: '评估方法', kind: 'area', rows: 2 },
        { name: 'risks', label: '个人风险和社会风险', kind: 'area', rows: 2 },
        { name: 'domino', label: '多米诺效应', kind: 'area', rows: 2 },
        { name: 'experts', label: '专家评审', kind: 'area', rows: 2 },
        { name: 'level', label: '整体风险等级', kind: 'select', none: '请选择', options: RISK_LEVELS },
        {
          name: 'measures',
          label: '措施，一行一条',
          kind: 'area',
          hint: '写成：措施｜责任人｜期限。例如：补建东区消防站｜规划建设部｜2027-06-30',
        },
        {
          name: 'answers',
          of: async ({ parkId }) => {
            const last = (await lastAdopted(parkId))?.measures ?? [];
            const asked = last.map(({ text }, i) => `${i + 1}. ${text}`).join('；');
            return {
              label: '上一次的措施落实得怎么样，一行回应一条',
              kind: 'area',
              hint: asked === '' ? '系统里没有上一次评估，可以不写。' : `按顺序：${asked}`,
            };
          },
        },
        {
          name: 'sources',
          of: async ({ parkId }) => {
            const known = ((await lastAdopted(parkId))?.sources ?? []).filter(isThere);
            const lines = known.map(({ firm, name, r }) => `${firm}｜${name}｜${sayR(r)}`).join('；');
            return {
              label: '园区的重大危险源，一行一处，没有就不写',
              kind: 'area',
              hint: `写成：企业｜装置或单元｜R 值。例如：桂东化工｜液氨罐区｜62.5${lines === '' ? '' : `。现在登记的：${lines}`}`,
            };
          },
        },
        { name: 'photos', label: '报告封面和评审意见的照片（可以不传）', kind: 'photos' },
      ],
      run: submitParkAssessment,
    },
    return: { submit: '退回', fields: [REASON], run: returnParkAssessment },
    adopt: { submit: '采纳', run: adoptParkAssessment },
    'finish-measure': {
      submit: '落实了',
      isAskedThere: true,
      fields: [
        {
          name: 'measure',
          of: ({ measures }) => ({
            label: '落实了哪一条',
            kind: 'select',
            none: '请选择',
            options: measureOptions(measures.filter(({ done }) => done === undefined)),
          }),
        },
        { name: 'evidence', label: '怎么落实的，凭什么看得出来', kind: 'area', rows: 2 },
      ],
      run: finishMeasure,
    },
    'enter-source': {
      lead: () => '采纳报告以后新增的，或者 R 值变了的。企业和装置都一样的，换成新的 R 值。',
      submit: '登记',
      fields: [
        { name: 'firm', label: '企业', kind: 'text' },
        { name: 'name', label: '装置或单元', kind: 'text', hint: '例如：液氨罐区。' },
        { name: 'r', label: 'R 值', kind: 'text', hint: '照重大危险源评估报告写，例如 62.5。' },
      ],
      run: enterSource,
    },
    'end-source': {
      submit: '不在了',
      fields: [
        {
          name: 'source',
          of: ({ sources = [] }) => ({
            label: '哪一处',
            kind: 'select',
            none: '请选择',
            options: sources.filter(isThere).map(({ id, firm, name }) => ({ code: id, label: `${firm}${name}` })),
          }),
        },
        REASON,
      ],
      run: endSource,
    },
    'check-measure': {
      submit: '核对过',
      isAskedThere: true,
      fields: [
        {
          name: 'measure',
          of: ({ measures }) => ({
            label: '核对哪一条',
            kind: 'select',
            none: '请选择',
            options: measureOptions(
              measures.filter(({ done, checked }) => done !== undefined && checked === undefined),
            ),
          }),
        },
      ],
      run: checkMeasure,
    },
  },
  place: {
    icon: 'clipboard-check',
    group: 'park',
    words: '园区 整体 评估 重新评估 安全风险',
    after: paths.competences,
  },
  sheet: {
    kind: 'park-assessments',
    name: '园区整体评估清单',
    columns: [
      { header: '编号', width: 16, cell: ({ reference }) => reference },
      { header: '园区', width: 30, cell: ({ parkId }) => parkName(parkId) },
      { header: '状态', width: 16, cell: ({ status }) => labelIn(parkAssessments.lifecycle.statuses, status) },
      { header: '为什么', width: 20, cell: ({ trigger }) => triggerLabel(trigger) },
      { header: '说明', width: 40, cell: ({ why }) => why },
      { header: '理由', width: 30, cell: ({ reason = '' }) => reason },
      { header: '整体风险', width: 12, cell: ({ level }) => (level === undefined ? '' : riskLabel(level)) },
      { header: '采纳', width: 14, cell: ({ adoptedOn }) => (adoptedOn === undefined ? '' : { day: adoptedOn }) },
    ],
  },
});
