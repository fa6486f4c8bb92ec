import { type Entry, type Fact, putInWords, type Section, timeCell } from '#domain/engine';
import { personName } from '#domain/identity';
import { lateWords } from '#domain/journal';
import { bodyName, findRegions, regionName } from '#domain/organisations';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, formatDateTime, formatDay, formatHour, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { statusRow } from '#kernel/lifecycle';
import { yuanOf } from '#kernel/money';
import { paths } from '#kernel/paths';
import { BOARD_STATES, FILED_SECTORS } from './board.ts';
import { unanswered } from './major.acts.ts';
import {
  acceptMajor,
  addToMajor,
  answerOrder,
  controlMajor,
  reportMajor,
  reportProgress,
  superviseMajor,
} from './major.commands.ts';
import { ACCEPTED_BY, CONGRESSES, FOUND_BY, LEVELS, type Major, MEASURES } from './major.model.ts';
import { orderAnswerDays } from './major.rules.ts';
import { majors } from './major.ts';
import { MONTHS } from './trend.ts';
import { competentName, firmName } from './whose.ts';

/** Of a file nobody may learn the minute of. */
const timeOf = ({ isByHour }: Major, at: Date): string => (isByHour ? formatHour(at) : formatDateTime(at));
/** Past the day it was to be put right by, or any other of what is owed. */
const isLate = ({ isOpen, lateSince }: Major, now: Date): boolean =>
  isOpen && lateSince !== undefined && lateSince < now;
/** Handing it in late does not end that it is late. */
const lateLabel = ({ caseStatus, fixDueAt }: Major): string =>
  fixDueAt !== undefined && caseStatus !== 'rectifying' ? '已提交，仍算逾期' : '逾期';
const measuresOf = ({ control }: Major): string =>
  (control?.measures ?? []).map((code) => labelIn(MEASURES, code)).join('、');
const foundWords = (major: Major): string =>
  [timeOf(major, major.foundAt), major.foundBy === undefined ? '' : labelIn(FOUND_BY, major.foundBy)]
    .filter((one) => one !== '')
    .join('，');

/** Who has it now, and what comes next. */
async function standingOfFile(major: Major): Promise<{ holder: string; next: string }> {
  const firm = major.isApart ? await bodyName(major.bodyId) : '企业负责人或安全管理员';
  switch (major.status) {
    case 'suspected':
      return { holder: firm, next: '先管控，再到现场判定是不是重大隐患' };
    case 'judged':
      return { holder: firm, next: '停用、撤人、警戒，登记管控措施' };
    case 'controlled':
      return { holder: firm, next: '向监管部门报告，并向职工大会或者职工代表大会报告' };
    case 'reported':
      return { holder: firm, next: '写治理方案：在隐患页面安排整改，六个部分一起填' };
    case 'rectifying':
      return { holder: firm, next: '按方案治理，按时报进展；改完在隐患页面提交验收' };
    case 'submitted':
      return { holder: firm, next: '由没有参与整改的人组织自验' };
    case 'accepted':
      return { holder: firm, next: '在隐患页面申请销号' };
    case 'closure-requested':
      return { holder: await competentName(major), next: '到现场核查，决定是否销号' };
    case 'closed':
      return { holder: '', next: '已销号。档案只能补充，不能改' };
    case 'downgraded':
      return { holder: '', next: '监管部门已改为一般隐患，由企业验收' };
    case 'not-major':
      return { holder: '', next: '判定不属重大隐患' };
    case 'merged':
      return { holder: '', next: '已并入另一件重大隐患，随那一件办理' };
  }
}

const signed = async (major: Major, done: { by: string; at: Date }): Promise<string> =>
  `${await personName(done.by)} · ${timeOf(major, done.at)}`;

async function controlSection(major: Major): Promise<Section[]> {
  const { control } = major;
  if (control === undefined) return [];
  const by = await signed(major, control);
  return [{ title: '管控措施', text: measuresOf(major), entries: [{ text: control.interim, by }] }];
}

async function reportSection(major: Major): Promise<Section[]> {
  const { report } = major;
  if (report === undefined) return [];
  const said: Entry[] = [
    { text: `现状和产生原因：${report.state}` },
    { text: `危害程度和整改难易程度：${report.harm}` },
    {
      text: `${labelIn(CONGRESSES, report.congress)}：${formatDay(report.congressOn)}${lateWords(report.congressOn, report.at)}`,
      by: await signed(major, report),
    },
  ];
  return [{ title: '报告', entries: said }];
}

function planSection({ plan }: Major): Section[] {
  if (plan === undefined) return [];
  const rows = [
    ['① 目标和任务', plan.goal],
    ['② 方法和措施', plan.measure],
    ['③ 经费和物资', `${yuanOf(plan.fundFen)}；${plan.supplies}`],
    ['④ 机构和人员', `责任人${plan.ownerName}；${plan.crew}`],
    ['⑤ 时限和要求', `${formatDay(plan.dueOn)}以前；${plan.stages}`],
    ['⑥ 安全措施和应急预案', plan.contingency],
  ];
  return [{ title: '治理方案', table: { heads: ['部分', '内容'], rows } }];
}

async function orderSection(major: Major): Promise<Section[]> {
  const orders = await Promise.all(
    major.orders.map(
      async (order): Promise<Entry[]> => [
        {
          tags: [
            { label: `${labelIn(LEVELS, order.level)}督办`, tone: 'bad' },
            order.answer === undefined ? { label: '等答复', tone: 'waiting' } : { label: '已答复', tone: 'good' },
          ],
          text: `${order.what}（${formatDay(order.answerBy)}前答复）`,
          by: await signed(major, order),
        },
        ...(order.answer === undefined
          ? []
          : [{ text: `答复：${order.answer.text}`, by: await signed(major, order.answer) }]),
      ],
    ),
  );
  const climbed = major.escalations.map(
    ({ level, at }): Entry => ({ text: `逾期，升级到${labelIn(LEVELS, level)}`, by: timeOf(major, at) }),
  );
  const entries = [...orders.flat(), ...climbed];
  return entries.length === 0 ? [] : [{ title: '督办和升级', entries }];
}

async function sectionsOf(_: Context, major: Major): Promise<Section[]> {
  const { progress, acceptance, addenda } = major;
  const told = await Promise.all(
    progress.map(
      async (one): Promise<Entry> => ({ text: one.text, photoIds: one.photoIds, by: await signed(major, one) }),
    ),
  );
  const added = await Promise.all(
    addenda.map(async (one): Promise<Entry> => ({ text: one.text, by: await signed(major, one) })),
  );
  return [
    ...(await controlSection(major)),
    ...(await reportSection(major)),
    ...planSection(major),
    ...(major.plan === undefined ? [] : [{ title: '治理进展', entries: told, none: '还没有报进展。' }]),
    ...(acceptance === undefined
      ? []
      : [
          {
            title: '企业自验',
            text: `${labelIn(ACCEPTED_BY, acceptance.kind)}：${acceptance.who}`,
            entries: [{ text: acceptance.finding, by: await signed(major, acceptance) }],
          },
        ]),
    ...(await orderSection(major)),
    ...(added.length === 0 ? [] : [{ title: '补充说明', entries: added }]),
  ];
}

const briefOf = async (major: Major): Promise<Fact[]> => [
  { label: '隐患', value: `${major.hazardReference} ${major.text}` },
  { label: '企业', value: await firmName(major) },
  { label: '地点', value: major.placeText },
];

const regions = findRegions('45').map(({ code }) => ({ code, label: regionName(code) }));

export const majorsInWords = putInWords(majors, {
  lead: '每件重大隐患一份档案：判定、管控、报告、治理、自验，到监管部门现场核查销号。企业不能自己销号。',
  quick: [
    ['全部', {}],
    ['没办完', { isOpen: true }],
    ['疑似', { status: 'suspected' }],
    ['待管控', { status: 'judged' }],
    ['治理中', { status: 'rectifying' }],
    ['逾期', { state: 'overdue' }],
    ['有异议', { state: 'disputed' }],
    ['待现场核查', { status: 'closure-requested' }],
    ['已销号', { status: 'closed' }],
  ],
  choices: {
    ...{ foundBy: FOUND_BY, state: BOARD_STATES, region: regions, directly: regions, sector: FILED_SECTORS },
    ...{ foundIn: MONTHS, endedIn: MONTHS, openAt: MONTHS },
  },
  besides: ({ actor }) =>
    actsAs(actor, 'park-officer', 'regulator') ? [{ label: '动态清零看板', href: paths.majorBoard }] : [],
  none: '没有重大隐患档案。',
  meta: async (major) =>
    [await firmName(major), major.placeText, major.hazardReference].filter((one) => one !== '').join(' · '),
  standing: standingOfFile,
  facts: async (major) => [
    ...(await briefOf(major)),
    { label: '判定依据', value: major.basis ?? '' },
    { label: '发现', value: foundWords(major) },
    { label: '判定时间', value: major.judgedAt === undefined ? '' : timeOf(major, major.judgedAt) },
    { label: '由谁销号', value: await competentName(major) },
    { label: '治理期限', value: major.plan === undefined ? '' : formatDay(major.plan.dueOn) },
    { label: '销号时间', value: major.closedAt === undefined ? '' : timeOf(major, major.closedAt) },
    { label: '重复出现', value: major.recursOf === undefined ? '' : `${major.recursOf} 销号后又出现` },
    { label: '不属重大的理由', value: major.isMajor ? '' : (major.reason ?? '') },
  ],
  tags: (major, now) => [
    ...(isLate(major, now) ? [{ label: lateLabel(major), tone: 'bad', icon: 'clock' } as const] : []),
    ...(major.isDisputed ? [{ label: '有异议', tone: 'bad' } as const] : []),
    ...(major.recursOf === undefined ? [] : [{ label: '重复出现', tone: 'bad' } as const]),
  ],
  brief: briefOf,
  sections: sectionsOf,
  // Those of its parts stand with them.
  photoIds: ({ photoIds, progress }) => photoIds.filter((id) => !progress.some((one) => one.photoIds.includes(id))),
  links: async ({ actor }, { _id, hazardReference }) => [
    { label: `看隐患 ${hazardReference}`, href: paths.hazard(hazardReference) },
    // A firm does not read of any.
    ...(actsAs(actor, 'regulator') ? [{ label: '移送公安', href: `${paths.referrals}?from=${_id}` }] : []),
  ],
  detailOf: (text) => [text('said')],
  doers: ['enterprise-manager', 'safety-officer', 'park-officer', 'regulator'],
  steps: {
    suspect: 'elsewhere',
    claim: 'elsewhere',
    judge: 'elsewhere',
    follow: 'elsewhere',
    control: {
      lead: () => '先保证没有人受伤：能停的停，能撤的撤，再写登记。',
      submit: '登记',
      fields: [
        { name: 'measures', label: '采取了哪些措施', kind: 'checks', options: MEASURES },
        { name: 'interim', label: '改好以前怎么保证安全', kind: 'area', hint: '谁看守、怎么监测、出事怎么办。' },
        { name: 'photos', label: '现场照片（可以不传）', kind: 'photos' },
      ],
      values: ({ control }) => ({ interim: control?.interim ?? '' }),
      run: controlMajor,
    },
    report: {
      lead: () => '同时报监管部门和职工大会（职工代表大会），缺一不可。',
      submit: '报告',
      fields: [
        { name: 'state', label: '现状和产生原因', kind: 'area' },
        { name: 'harm', label: '危害程度和整改难易程度', kind: 'area' },
        { name: 'congress', label: '怎样向职工报告', kind: 'radios', options: CONGRESSES },
        { name: 'congressOn', label: '哪天向职工报告', kind: 'date' },
      ],
      values: (_, now) => ({ congressOn: localDate(now) }),
      run: reportMajor,
    },
    progress: {
      submit: '报告',
      fields: [
        { name: 'text', label: '做到哪里了', kind: 'area' },
        { name: 'photos', label: '照片（可以不传）', kind: 'photos' },
      ],
      run: reportProgress,
    },
    accept: {
      lead: () => '由没有参与整改的人组织。自验以后才能申请销号。',
      submit: '自验通过',
      fields: [
        { name: 'kind', label: '由谁评估', kind: 'radios', options: ACCEPTED_BY },
        { name: 'who', label: '参加评估的人或者机构', kind: 'text' },
        { name: 'finding', label: '评估结论', kind: 'area' },
      ],
      run: acceptMajor,
    },
    supervise: {
      lead: () => '企业和负责销号的单位马上收到。到期没有答复会提醒。',
      submit: '下达督办',
      fields: [
        { name: 'what', label: '督办要求', kind: 'area' },
        { name: 'answerBy', label: '哪天前答复', kind: 'date' },
        { name: 'isPublic', label: '向社会公布（挂牌）', kind: 'check' },
      ],
      values: (_, now) => ({ answerBy: addDays(localDate(now), orderAnswerDays(now)) }),
      run: superviseMajor,
    },
    answer: {
      lead: (major) => `${labelIn(LEVELS, unanswered(major)?.level ?? '')}督办：${unanswered(major)?.what ?? ''}`,
      submit: '答复',
      fields: [{ name: 'text', label: '落实情况', kind: 'area' }],
      unseen: [{ name: 'order', of: (major) => unanswered(major)?.id ?? '' }],
      run: answerOrder,
    },
    escalate: 'elsewhere',
    add: {
      lead: () => '原来的记录不变，补充的另记一条。',
      submit: '补充',
      fields: [{ name: 'text', label: '补充什么', kind: 'area' }],
      run: addToMajor,
    },
  },
  tab: 'hazards',
  place: { icon: 'alert-triangle', group: 'work', words: '重大 档案 治理方案 督办 销号 职代会', after: paths.hazards },
  sheet: {
    kind: 'major-hazards',
    name: '重大隐患档案',
    columns: [
      { header: '档案编号', width: 16, cell: ({ reference }) => reference },
      { header: '隐患编号', width: 16, cell: ({ hazardReference }) => hazardReference },
      { header: '状态', width: 16, cell: ({ status }) => statusRow(majors.lifecycle, status).label },
      { header: '企业', width: 34, cell: firmName },
      { header: '隐患', width: 60, cell: ({ text }) => text },
      { header: '地点', width: 24, cell: ({ placeText }) => placeText },
      { header: '判定依据', width: 40, cell: ({ basis = '' }) => basis },
      { header: '发现', width: 30, cell: foundWords },
      { header: '管控措施', width: 30, cell: measuresOf },
      { header: '治理期限', width: 14, cell: ({ plan }) => plan?.dueOn ?? '' },
      { header: '负责销号', width: 30, cell: competentName },
      { header: '销号时间', width: 20, cell: ({ isByHour, closedAt }) => (isByHour ? '' : timeCell(closedAt)) },
    ],
  },
});
