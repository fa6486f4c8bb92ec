import { dayCell, putInWords, type Question, type Section, type Tag } from '#domain/engine';
import { entryListOn } from '#domain/entryLists';
import { PROJECT_TYPES } from '#domain/filings';
import { bodyName, enterpriseName, parkName, SECTORS, sectorLabel } from '#domain/organisations';
import { type Role, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDate, formatYearDay, type LocalDate, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { statusRow } from '#kernel/lifecycle';
import { passOf, stopsOn } from './judge.ts';
import { conditionsHand, fireHand, paperFacts, paperSteps } from './paper.words.ts';
import { reviewDue } from './project.acts.ts';
import {
  acceptDesign,
  acceptProject,
  admitProject,
  approveDesign,
  askDesign,
  beginBuilding,
  beginProducing,
  beginTrial,
  changeProject,
  conditionProject,
  exceptProject,
  introduceProject,
  notifyProject,
  pauseProject,
  preAssessProject,
  putOffDesign,
  receiveNotice,
  refuseProject,
  resumeProject,
  returnDesign,
  reviewProject,
  screenProject,
  withdrawProject,
} from './project.commands.ts';
import type { GatePass, Project } from './project.model.ts';
import {
  CHANGES,
  fireWorksOn,
  GATES,
  type GateCode,
  GROUNDS,
  gateLabel,
  noticeDueOn,
  projectKindLabel,
  risksOn,
  TRADES,
} from './project.rules.ts';
import { projects } from './project.ts';

const KEEPERS: readonly Role[] = ['enterprise-manager', 'safety-officer', 'park-officer'];
const NONE = { code: 'none', label: '都不是' };
const LEVELS = [
  { code: 'park', label: '园区' },
  { code: 'city', label: '市' },
  { code: 'autonomous-region', label: '自治区专家' },
] as const;
const RESULTS = [
  { code: 'pass', label: '通过' },
  { code: 'stop', label: '拦下' },
  { code: 'refuse', label: '不予准入' },
] as const;
const gatesOf = (codes: readonly GateCode[]) => codes.map((code) => ({ code, label: `${code} ${gateLabel(code)}` }));
const dueOf = ({ introducedOn, noticeVersion }: Project): string => noticeDueOn(introducedOn, noticeVersion);
const isNoticeLate = (project: Project, now: Date): boolean =>
  project.isOpen && project.receiptAt === undefined && dueOf(project) < localDate(now);
const ofKeeper = (field: { label: string; kind: 'text'; hint?: string }) => ({
  of: (_: string, { actor }: Context) => (runsEnterprise(actor) ? undefined : field),
});

const FIELDS: readonly Question<string>[] = [
  { name: 'name', label: '项目名称', kind: 'text' },
  { name: 'ownerName', ...ofKeeper({ label: '企业名称', kind: 'text' }) },
  { name: 'ownerCode', ...ofKeeper({ label: '企业统一社会信用代码', kind: 'text' }) },
  { name: 'sector', label: '行业', kind: 'select', options: SECTORS },
  { name: 'trade', label: '生产什么', kind: 'select', none: '请选择', options: TRADES },
  {
    name: 'risk',
    of: (_, { now }) => ({
      label: '是不是应当做安全预评价的项目',
      kind: 'select',
      none: '请选择',
      options: [...risksOn(localDate(now)), NONE],
    }),
  },
  {
    name: 'fireWork',
    of: (_, { now }) => ({
      label: '是不是消防上的特殊建设工程',
      kind: 'select',
      none: '请选择',
      options: [...fireWorksOn(localDate(now)), NONE],
    }),
  },
  { name: 'site', label: '在园区哪个位置', kind: 'text' },
  { name: 'products', label: '产品', kind: 'text' },
  { name: 'capacity', label: '规模、产能', kind: 'text', hint: '例如：年产 3 万吨。' },
  { name: 'process', label: '工艺', kind: 'area', rows: 3 },
  { name: 'hazards', label: '主要危险', kind: 'area', rows: 3, hint: '例如：易燃液体、粉尘爆炸、高温熔融金属。' },
  {
    name: 'ground',
    label: '选址的例外（没有不用选）',
    kind: 'select',
    none: '没有',
    options: GROUNDS,
    hint: '危险化学品生产在化工园区外，或非化工企业进化工园区，才要选。',
  },
  { name: 'groundText', label: '为什么属于例外（没有不用填）', kind: 'area', rows: 2 },
  { name: 'signedOn', label: '签约日期', kind: 'date', hint: '签约、备案、决定入园，有哪个填哪个，至少一个。' },
  { name: 'filedOn', label: '备案日期', kind: 'date' },
  { name: 'decidedOn', label: '决定入园的日期', kind: 'date' },
];

/** Who has it now, and what comes next. */
async function handOf(project: Project, today: LocalDate): Promise<{ holder: string; next: string }> {
  const { parkId, bodyId, isParkCompetent, enterpriseId, ownerName, risk } = project;
  const park = await parkName(parkId);
  const body = await bodyName(bodyId);
  const decider = isParkCompetent ? park : body;
  const keeper = enterpriseId === undefined ? park : ownerName;
  switch (project.status) {
    case 'introduced':
      return { holder: park, next: '对照目录、选址和等级审查准入' };
    case 'screened':
    case 'conditional': {
      const level = reviewDue(project);
      const stops = stopsOn(project, today);
      if (stops.length > 0)
        return { holder: body, next: `${stops.map(({ gate }) => gate).join('、')} 拦下，要例外批准` };
      if (level !== undefined) return { holder: labelIn(LEVELS, level), next: '提出联合审查意见' };
      return { holder: decider, next: '决定准入、附条件或不予准入；审查的人和决定的人不能是同一个' };
    }
    case 'admitted':
      return { holder: keeper, next: risk === 'none' ? '写安全分析' : '做安全预评价' };
    case 'pre-assessed': {
      const papers = await conditionsHand(project, today);
      if (papers !== undefined) return papers;
      if (risk !== 'none' && project.designReview === undefined)
        return { holder: keeper, next: '申请安全设施设计审查' };
      return { holder: risk === 'none' ? keeper : body, next: '审查安全设施设计，通过后才能开工' };
    }
    case 'design-approved': {
      const fire = await fireHand(project);
      if (fire !== undefined) return fire;
      const isUnseen = project.fireWork !== 'none' && project.fireReview === undefined;
      return { holder: keeper, next: isUnseen ? '申请消防设计审查，或者填审查意见的编号开工' : '开工' };
    }
    case 'building':
      return { holder: keeper, next: risk === 'none' ? '建成后验收' : '建成后试运行' };
    case 'trial':
      return { holder: keeper, next: `试运行，${formatYearDay(project.trialTo ?? '')}前结束并验收` };
    case 'accepted':
      return { holder: keeper, next: passOf(project, 'G7') === undefined ? '报消防备案' : '投产' };
    case 'paused':
      return { holder: decider, next: '决定继续，还是不予准入' };
    case 'producing':
      return { holder: '', next: '已投产，不用做什么' };
    default:
      return { holder: '', next: '不再办理' };
  }
}

const basisOf = ({
  version,
  article,
  list,
  listFrom,
  grade,
  gradeBy = '',
  gradeFrom,
  file,
  ground,
}: GatePass): string =>
  [
    `${article}（${version}）`,
    ...(list === undefined ? [] : [`目录 ${list}${listFrom === undefined ? '' : `，${formatYearDay(listFrom)}起`}`]),
    ...(grade === undefined
      ? []
      : [`${grade} 级 ${gradeBy}${gradeFrom === undefined ? '' : `，${formatYearDay(gradeFrom)}起`}`]),
    ...(ground === undefined ? [] : [labelIn(GROUNDS, ground)]),
    ...(file === undefined || file === '' ? [] : [file]),
  ].join('；');

const TONES = { pass: 'good', stop: 'bad', refuse: 'bad' } as const;
const again = (reopenedAt: Date | undefined): Tag[] =>
  reopenedAt === undefined ? [] : [{ label: '变更后重新过', tone: 'quiet' }];

/** What was decided at each gate, by what of that day. */
const gatesSection = ({ passes }: Project): Section => ({
  title: '关口',
  none: '还没有审查。',
  entries: passes.map((pass) => ({
    tags: [
      { label: `${pass.gate} ${gateLabel(pass.gate)}`, tone: 'quiet' },
      { label: labelIn(RESULTS, pass.result), tone: TONES[pass.result] },
      ...again(pass.reopenedAt),
    ],
    text: pass.why,
    by: `${formatYearDay(pass.day)} · ${basisOf(pass)}`,
  })),
});

const exceptionsSection = ({ exceptions }: Project, today: LocalDate): Section => ({
  title: '例外批准',
  entries: exceptions.map(({ gate, approver, file, terms, until }) => ({
    tags: [
      { label: `${gate} ${gateLabel(gate)}`, tone: 'quiet' },
      ...(until < today ? [{ label: '已过有效期', tone: 'bad' } as const] : []),
    ],
    text: terms,
    by: `${approver} · ${file} · 有效期到${formatYearDay(until)}`,
  })),
});

const reviewsSection = ({ reviews }: Project): Section => ({
  title: '联合审查',
  entries: reviews.map(({ level, agrees, file, at, reopenedAt }) => ({
    tags: [{ label: agrees ? '同意' : '不同意', tone: agrees ? 'good' : 'bad' }, ...again(reopenedAt)],
    text: labelIn(LEVELS, level),
    by: `${formatDate(at)} · ${file}`,
  })),
});

const changesSection = ({ changes }: Project): Section => ({
  title: '变更',
  entries: changes.map(({ what, before, after, reason, gate, at }) => ({
    tags: [{ label: `${labelIn(CHANGES, what)}变了，从 ${gate} 起重新过`, tone: 'waiting' }],
    text: `原来：${before}。现在：${after}。理由：${reason}`,
    by: formatDate(at),
  })),
});

const fileField = (label: string) => ({ name: 'file', label, kind: 'text' as const });

export const projectsInWords = putInWords(projects, {
  lead: '园区引进的建设项目，从引进到投产，一关一关过。',
  quick: [
    ['全部', {}],
    ['待审查', { status: 'introduced' }],
    ['附条件', { status: 'conditional' }],
    ['停下待决定', { status: 'paused' }],
    ['没有通报', { isUnnoticed: true }],
    ['没有动工', { isUnbuilt: true }],
    ['在建', { status: 'building' }],
    ...PROJECT_TYPES.map(({ code, label }) => [label, { kind: code }] as const),
  ],
  choices: { kind: PROJECT_TYPES },
  none: '还没有项目。引进了项目，先在这里登记。',
  meta: async (project) =>
    [project.ownerName, await parkName(project.parkId), `${formatYearDay(project.introducedOn)}引进`].join(' · '),
  tags: (project, now) =>
    isNoticeLate(project, now) ? [{ label: '通报到期没有签收', tone: 'bad', icon: 'clock' }] : [],
  standing: async (project, { now }) => ({
    ...(await handOf(project, localDate(now))),
    said: [
      {
        label: project.stoppedAt === undefined ? '理由' : `${project.stoppedAt} ${gateLabel(project.stoppedAt)}`,
        value: project.reason ?? '',
      },
      { label: '附的条件', value: project.terms ?? '' },
    ],
  }),
  facts: async (project) => [
    { label: '项目性质', value: projectKindLabel(project.kind) },
    { label: '企业', value: project.ownerName },
    { label: '统一社会信用代码', value: project.ownerCode },
    { label: '行业', value: sectorLabel(project.sector) },
    { label: '生产什么', value: labelIn(TRADES, project.trade) },
    { label: '安全预评价', value: labelIn(risksOn(project.introducedOn), project.risk, '不在名单上，写安全分析') },
    { label: '消防', value: labelIn(fireWorksOn(project.introducedOn), project.fireWork, '不是特殊建设工程') },
    { label: '位置', value: project.site },
    { label: '产品', value: project.products },
    { label: '规模、产能', value: project.capacity },
    { label: '工艺', value: project.process },
    { label: '主要危险', value: project.hazards },
    {
      label: '选址的例外',
      value: project.ground === undefined ? '' : `${labelIn(GROUNDS, project.ground)}：${project.groundText}`,
    },
    { label: '签约', value: project.signedOn === undefined ? '' : formatYearDay(project.signedOn) },
    { label: '备案', value: project.filedOn === undefined ? '' : formatYearDay(project.filedOn) },
    { label: '决定入园', value: project.decidedOn === undefined ? '' : formatYearDay(project.decidedOn) },
    { label: '通报到期', value: `${formatYearDay(dueOf(project))} 24 时` },
    { label: '通报', value: project.noticeAt === undefined ? '还没有' : formatDate(project.noticeAt) },
    { label: '签收', value: project.receiptAt === undefined ? '' : formatDate(project.receiptAt) },
    { label: '通报给', value: project.noticeBodyId === undefined ? '' : await bodyName(project.noticeBodyId) },
    ...(await paperFacts(project)),
    { label: '条件怎样满足的', value: project.termsMet ?? '' },
    { label: '园区', value: await parkName(project.parkId) },
    { label: '监管部门', value: await bodyName(project.bodyId) },
  ],
  brief: async (project) => [
    { label: '企业', value: project.ownerName },
    { label: '园区', value: await parkName(project.parkId) },
  ],
  sections: async ({ now }, project) => [
    gatesSection(project),
    ...[exceptionsSection(project, localDate(now)), reviewsSection(project), changesSection(project)].filter(
      ({ entries = [] }) => entries.length > 0,
    ),
  ],
  detailOf: (text) => {
    const gate = text('gate') as GateCode | '';
    return gate === '' ? [] : [`${gate} ${gateLabel(gate)}`];
  },
  making: {
    roles: KEEPERS,
    title: (kind) => `登记${projectKindLabel(kind)}项目`,
    lead: () => '登记后由园区审查准入。从引进那天起算，到期前园区要向本级应急管理部门通报。',
    submit: '登记引进',
    sorts: { title: '登记哪一类项目？', of: PROJECT_TYPES },
    fields: FIELDS,
    values: () => ({ sector: 'C' }),
    run: introduceProject,
  },
  doers: [...KEEPERS, 'regulator'],
  steps: {
    introduce: 'made',
    notify: { run: notifyProject },
    receive: { run: receiveNotice },
    screen: {
      lead: () => '对照今天施行的目录、法律和园区等级，审一次记一次，以后变了也不改今天的结果。',
      fields: [
        {
          name: 'item',
          of: async ({ parkId }, { now }) => {
            const list = await entryListOn(parkId, localDate(now));
            const rows = (items: readonly string[], sort: string) =>
              items.map((item) => ({ code: item, label: `${sort}：${item}` }));
            return {
              label: '在目录的哪一项',
              kind: 'select',
              none: '都不在',
              options: [...rows(list?.banned ?? [], '禁止类'), ...rows(list?.restricted ?? [], '限制类')],
            };
          },
        },
        { name: 'itemNote', label: '不属于目录里字面相同的一项，为什么（没有不用填）', kind: 'area', rows: 2 },
      ],
      submit: '审查',
      run: (ctx, input) => screenProject(ctx, input),
    },
    review: {
      lead: (project) => `这一级的意见：${labelIn(LEVELS, reviewDue(project))}。不同意的，项目不予准入。`,
      fields: [
        {
          name: 'opinion',
          label: '意见',
          kind: 'select',
          none: '请选择',
          options: [
            { code: 'yes', label: '同意' },
            { code: 'no', label: '不同意' },
          ],
        },
        fileField('审查意见的名称和编号'),
      ],
      run: reviewProject,
    },
    except: {
      lead: () => '写清谁批准、什么文件、什么条件、到哪天。过了有效期还没有动工的，重新批准。',
      fields: [
        {
          name: 'gate',
          of: (project, { now }) => ({
            label: '哪一关',
            kind: 'select',
            none: '请选择',
            options: gatesOf(stopsOn(project, localDate(now)).map(({ gate }) => gate)),
          }),
        },
        { name: 'approver', label: '批准人姓名和职务', kind: 'text' },
        fileField('批准文件的名称和编号'),
        { name: 'terms', label: '条件', kind: 'area', rows: 4 },
        { name: 'until', label: '有效期到', kind: 'date' },
      ],
      run: exceptProject,
    },
    condition: {
      lead: () => '条件满足后才能准入。',
      fields: [{ name: 'terms', label: '要满足什么条件', kind: 'area', rows: 4 }],
      run: conditionProject,
    },
    admit: {
      lead: ({ terms }) => (terms === undefined ? '准入后企业做安全预评价。' : `附的条件：${terms}`),
      fields: [{ name: 'termsMet', label: '附的条件怎样满足了（没有附条件不用填）', kind: 'area', rows: 3 }],
      run: admitProject,
    },
    refuse: {
      lead: () => '企业和园区会收到依据的条款和理由。',
      fields: [
        { name: 'gate', label: '依据哪一关', kind: 'select', none: '请选择', options: gatesOf(GATES) },
        { name: 'reason', label: '理由', kind: 'area' },
      ],
      isDanger: true,
      run: refuseProject,
    },
    'pre-assess': {
      fields: [
        fileField('报告的名称和编号'),
        {
          name: 'provider',
          of: ({ risk }) => ({ label: risk === 'none' ? '评价机构（自己做的不用填）' : '评价机构', kind: 'text' }),
        },
        { name: 'on', label: '报告日期', kind: 'date' },
      ],
      run: preAssessProject,
    },
    'ask-design': {
      lead: () => '监管部门受理后才开始算答复的天数。',
      fields: [
        { name: 'papers', label: '交了哪些材料', kind: 'area', hint: '设计文件、安全设施设计专篇的名称和编号。' },
      ],
      run: askDesign,
    },
    'accept-design': { lead: ({ designReview }) => designReview?.papers ?? '', run: acceptDesign },
    'put-off-design': {
      lead: () => '只能延长一次，企业会收到理由。',
      fields: [{ name: 'reason', label: '理由', kind: 'area' }],
      run: putOffDesign,
    },
    'return-design': {
      lead: () => '企业改好以后再申请。',
      fields: [{ name: 'reason', label: '理由', kind: 'area' }],
      isDanger: true,
      run: returnDesign,
    },
    'approve-design': {
      fields: [fileField('审查意见的名称和编号'), { name: 'on', label: '审查日期', kind: 'date' }],
      run: approveDesign,
    },
    build: {
      fields: [
        {
          name: 'fireFile',
          of: ({ fireWork, fireReview }) =>
            fireReview?.opinion === undefined
              ? {
                  label: fireWork === 'none' ? '消防设计图纸的编号（没有不用填）' : '消防设计审查意见的编号',
                  kind: 'text',
                }
              : undefined,
        },
      ],
      run: beginBuilding,
    },
    'start-trial': {
      fields: [
        fileField('试运行方案的名称和编号'),
        { name: 'trialFrom', label: '哪天开始', kind: 'date' },
        { name: 'trialTo', label: '哪天结束', kind: 'date' },
      ],
      values: (_project, now) => ({ trialFrom: localDate(now) }),
      run: beginTrial,
    },
    accept: {
      fields: [
        fileField('验收报告的名称和编号'),
        { name: 'on', label: '验收日期', kind: 'date' },
        {
          name: 'fireFile',
          of: ({ fireWork }) => ({
            label: fireWork === 'none' ? '消防备案凭证的编号（还没有备案不用填）' : '消防验收意见的编号',
            kind: 'text',
          }),
        },
      ],
      run: acceptProject,
    },
    ...paperSteps,
    produce: { lead: () => '过了全部关口、通报已签收，才能投产。', run: beginProducing },
    change: {
      lead: () => '选址、规模、工艺或主要危险变了，有关的关口要重新过；前面已经过了的不变。',
      fields: [
        { name: 'what', label: '变了什么', kind: 'select', none: '请选择', options: CHANGES },
        { name: 'after', label: '变成什么', kind: 'area', rows: 3 },
        { name: 'reason', label: '为什么变', kind: 'area', rows: 3 },
      ],
      run: changeProject,
    },
    stop: 'elsewhere',
    pause: {
      lead: () => '叫停后等决定；不影响抢险和保安全的工作。',
      fields: [{ name: 'reason', label: '为什么叫停', kind: 'area' }],
      isDanger: true,
      run: pauseProject,
    },
    resume: {
      lead: (project) =>
        project.stoppedAt === 'G3' && passOf(project, 'G3')?.result === 'stop'
          ? '园区等级下降停下的，要先有例外批准，才能继续。'
          : '继续后回到停下前的一步。',
      fields: [{ name: 'decision', label: '决定的理由', kind: 'area' }],
      run: resumeProject,
    },
    withdraw: {
      fields: [{ name: 'reason', label: '为什么撤回', kind: 'area' }],
      isDanger: true,
      run: withdrawProject,
    },
  },
  tab: 'filings',
  place: { icon: 'building-factory', group: 'park', words: '项目 准入 引进 三同时 预评价 试生产 验收 投产 通报' },
  sheet: {
    kind: 'projects',
    name: '建设项目清单',
    columns: [
      { header: '编号', width: 14, cell: ({ reference }) => reference },
      { header: '项目', width: 34, cell: ({ name }) => name },
      { header: '性质', width: 10, cell: ({ kind }) => projectKindLabel(kind) },
      { header: '状态', width: 14, cell: ({ status }) => statusRow(projects.lifecycle, status).label },
      { header: '企业', width: 34, cell: ({ ownerName }) => ownerName },
      { header: '统一社会信用代码', width: 22, cell: ({ ownerCode }) => ownerCode },
      {
        header: '已登记的企业',
        width: 34,
        cell: ({ enterpriseId }) => (enterpriseId === undefined ? '' : enterpriseName(enterpriseId)),
      },
      { header: '园区', width: 26, cell: ({ parkId }) => parkName(parkId) },
      { header: '监管部门', width: 26, cell: ({ bodyId }) => bodyName(bodyId) },
      { header: '生产什么', width: 20, cell: ({ trade }) => labelIn(TRADES, trade) },
      { header: '产品', width: 26, cell: ({ products }) => products },
      { header: '规模', width: 20, cell: ({ capacity }) => capacity },
      { header: '引进', width: 12, cell: ({ introducedOn }) => dayCell(introducedOn) },
      { header: '通报到期', width: 12, cell: (row) => dayCell(dueOf(row)) },
      {
        header: '签收',
        width: 12,
        cell: ({ receiptAt }) => (receiptAt === undefined ? '' : dayCell(localDate(receiptAt))),
      },
      { header: '拦下的关口', width: 14, cell: ({ stoppedAt = '' }) => stoppedAt },
      { header: '理由', width: 40, cell: ({ reason = '' }) => reason },
    ],
  },
});
