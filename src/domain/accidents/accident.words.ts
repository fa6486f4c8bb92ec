import { readEach, UNREADABLE } from '#domain/aside';
import { putInWords, type Question, type Section, timeCell } from '#domain/engine';
import { personName } from '#domain/identity';
import { gapWords } from '#domain/journal';
import { bodyName, enterpriseName, parkName } from '#domain/organisations';
import { actsAs, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatClock, formatDateTime, formatDay, HOUR_MS, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { statusRow } from '#kernel/lifecycle';
import { yuanOf } from '#kernel/money';
import { paths } from '#kernel/paths';
import {
  acknowledgeAccident,
  gradeAccident,
  investigateAccident,
  joinAccident,
  liftAccident,
  passAccident,
  reportAccident,
  reportByFirm,
  supplementAccident,
  tickStep,
} from './accident.commands.ts';
import type { Accident, EvidenceGrant } from './accident.model.ts';
import {
  ACCIDENT_KINDS,
  ACCIDENT_LEVELS,
  accidentClock,
  emergencySteps,
  GOVERNMENTS,
  kindOfAccident,
  levelOfAccident,
} from './accident.rules.ts';
import { accidents, countsUntil, isCallOwed, tollText } from './accident.ts';
import { endEvidence, findNameable, grantEvidence, isInForce } from './evidence.ts';
import { inquiryFacts, inquiryNext, inquirySections, inquirySteps } from './inquiry.words.ts';
import { deskName, toldDesks } from './receipts.ts';
import { climbs, isBodys } from './whose.ts';

const lossText = ({ lossFen }: { lossFen?: number }): string => (lossFen === undefined ? '' : `${yuanOf(lossFen)} 元`);

/** What somebody claims beside what the server knows; a wide gap is said. */
const besideServer = (claim: Date, { createdAt }: Accident): string =>
  `${formatDateTime(claim)}（自述${gapWords(claim, createdAt)}）`;

/** How long the firm took from when its head learned of it. */
function inTime({ learntAt, firmToldAt, createdAt }: Accident): string {
  if (learntAt === undefined || firmToldAt === undefined) return '企业还没有报告';
  const minutes = Math.round((firmToldAt.getTime() - learntAt.getTime()) / 60_000);
  const isLate = firmToldAt.getTime() - learntAt.getTime() > accidentClock(createdAt).unitHours * HOUR_MS;
  return `负责人接到后约 ${minutes} 分钟报告，${isLate ? '超过时限' : '没有超过时限'}`;
}

const tollQuestions: Question<unknown>[] = [
  { name: 'dead', label: '死亡几人', kind: 'number' },
  { name: 'hurt', label: '重伤几人（含急性中毒）', kind: 'number' },
  { name: 'missing', label: '失联、下落不明几人', kind: 'number' },
  { name: 'lossFen', label: '初步估计直接损失多少元（不知道就不填）', kind: 'yuan' },
];
const learntQuestions = (label: string): Question<unknown>[] => [
  { name: 'learntOn', label: `${label}：哪天`, kind: 'date' },
  { name: 'learntTime', label: `${label}：几点`, kind: 'text', hint: '例如：08:30。' },
];

async function listOf(row: Accident): Promise<Section> {
  const steps = emergencySteps(row.createdAt);
  const entries = await Promise.all(
    steps.map(async ({ code, label }) => {
      const tick = row.ticks.find(({ step }) => step === code);
      if (tick === undefined) return { tags: [{ label: '还没办', tone: 'waiting' as const }], text: label };
      const note = tick.note === '' ? '' : `：${tick.note}`;
      const by = `${await personName(tick.by)} · ${formatDateTime(tick.at)}`;
      return { tags: [{ label: '已办', tone: 'good' as const, icon: 'check' }], text: `${label}${note}`, by };
    }),
  );
  return { title: '应急清单', progress: { value: row.ticks.length, of: steps.length }, entries };
}

/** Which desks have said that they know of it. */
async function receiptsOf(row: Accident): Promise<Section> {
  const { receipts = [], passes } = row;
  const entries = await Promise.all(
    toldDesks(row).map(async (told) => {
      const pass = passes.find(({ bodyId }) => bodyId === told.id);
      const said = receipts.find(({ desk }) => desk === told.desk) ?? pass;
      if (said === undefined)
        return { tags: [{ label: '没有确认', tone: 'waiting' as const }], text: await deskName(told) };
      const label = 'isInPlace' in said ? '上一级过问' : said === pass ? '已报上一级' : '收到';
      const by = `${await personName(said.by)} · ${formatDateTime(said.at)}`;
      return { tags: [{ label, tone: 'good' as const, icon: 'check' }], text: await deskName(told), by };
    }),
  );
  return { title: '谁收到了', entries };
}

async function lineOf(row: Accident): Promise<Section> {
  const { chain, reached, passes, createdAt, sectorBodyId } = row;
  const entries = await Promise.all(
    chain.map(async ({ government, bodyId }, i) => {
      const pass = passes.find((one) => one.bodyId === bodyId);
      const isKnown = i <= reached;
      const passed = pass === undefined ? '' : `${formatDateTime(pass.at)} 报上一级（${await personName(pass.by)}）`;
      return {
        tags: [
          isKnown ? ({ label: '已报到', tone: 'good' } as const) : ({ label: '没有报到', tone: 'quiet' } as const),
        ],
        text: `${labelIn(GOVERNMENTS, government)}：${await bodyName(bodyId)}`,
        ...(passed === '' ? {} : { by: passed }),
      };
    }),
  );
  const sector =
    sectorBodyId === undefined
      ? []
      : [
          {
            tags: [{ label: '已报到', tone: 'good' as const }],
            text: `行业主管部门：${await bodyName(sectorBodyId)}`,
            by: formatDateTime(createdAt),
          },
        ];
  return { title: '报给谁', entries: [...entries, ...sector] };
}

/** Who may take the evidence along, and until when. */
const wasTakenBack = ({ endedAt, until }: EvidenceGrant): boolean =>
  endedAt !== undefined && localDate(endedAt) <= until;

async function grantsOf({ grants = [] }: Accident, now: Date): Promise<Section[]> {
  if (grants.length === 0) return [];
  const entries = await Promise.all(
    grants.map(async (grant) => ({
      tags: [
        isInForce(grant, now)
          ? ({ label: '可以调取', tone: 'active' } as const)
          : ({ label: wasTakenBack(grant) ? '已收回' : '已到期', tone: 'quiet' } as const),
      ],
      text: `${await personName(grant.personId)}（${await bodyName(grant.bodyId)}）：文号 ${grant.fileNumber}，到 ${formatDay(grant.until)}`,
      by: `${await personName(grant.by)} · ${formatDateTime(grant.at)}`,
    })),
  );
  return [{ title: '调取资料', entries }];
}

const historyOf = async ({ tolls, levels }: Accident): Promise<Section[]> => [
  {
    title: '伤亡和损失',
    entries: await Promise.all(
      tolls.map(async (one) => ({
        ...(one.counts ? {} : { tags: [{ label: '补报期以后，不改变等级', tone: 'quiet' as const }] }),
        text: [tollText(one), lossText(one), one.note].filter((part) => part !== '').join('；'),
        by: `${await personName(one.by)} · ${formatDateTime(one.at)}`,
      })),
    ),
  },
  {
    title: '等级',
    entries: await Promise.all(
      levels.map(async ({ level, by, at, why }) => ({
        text: `${levelOfAccident(level)}：${why}`,
        by: `${await personName(by)} · ${formatDateTime(at)}`,
      })),
    ),
  },
];

async function standingOf(row: Accident): Promise<{ holder: string; next: string }> {
  if (row.joinedInto !== undefined) return { holder: '', next: `和 ${row.joinedInto} 是同一起，到那里看` };
  if (isCallOwed(row)) return { holder: await bodyName(row.bodyId), next: '打电话快报自治区，再在这里记下' };
  const next = inquiryNext(row);
  if (next !== undefined) return { holder: await bodyName(row.investigatorBodyId), next };
  if (!row.isOpen) return { holder: '', next: '调查结束，资料已解除封存' };
  if (row.firmToldAt === undefined) return { holder: await enterpriseName(row.enterpriseId), next: '企业自己报告' };
  if (climbs(row)) return { holder: await bodyName(row.chain[row.reached]?.bodyId ?? row.bodyId), next: '报上一级' };
  return {
    holder: await bodyName(row.investigatorBodyId),
    next: `组织调查；${formatDay(countsUntil(row))}以前伤亡有变化的要补报。原有资料封存，新的照常办`,
  };
}

const nameOf = (row: Accident): string =>
  `${row.reference}：${accidents.textOf(row)}（${formatDateTime(row.happenedAt)}）`;
/** The same of several; one that cannot be read stops nobody from reporting another. */
const namesOf = (ctx: Context, rows: readonly Accident[]): Promise<string[]> =>
  readEach(ctx, accidents.kind, rows, nameOf, ({ reference }) => `${reference}：${UNREADABLE}`);
/** Others of the firm that are open. */
async function openBeside(ctx: Context, { _id, enterpriseId }: Accident): Promise<Accident[]> {
  const { rows } = await accidents.find(ctx, { enterpriseId, isOpen: true, limit: 100 });
  return rows.filter((row) => row._id !== _id);
}

async function optionsBeside(ctx: Context, row: Accident) {
  const rows = await openBeside(ctx, row);
  const names = await namesOf(ctx, rows);
  return rows.map(({ reference }, i) => ({ code: reference, label: names[i] ?? reference }));
}

/** Asked where something is open that it might be. */
async function askAnother(ctx: Context) {
  const { rows } = await accidents.find(ctx, { isOpen: true, limit: 5 });
  if (rows.length === 0) return undefined;
  return {
    label: '和已经报的是不是同一起',
    kind: 'select' as const,
    none: '不知道，或者还没有报过',
    hint: `已经报的：${(await namesOf(ctx, rows)).join('；')}。`,
    options: [{ code: 'another', label: '是另外一起' }],
  };
}

export const accidentsInWords = putInWords(accidents, {
  lead: '先打 120、119 救人。出了事故，企业负责人和安全管理员在这里报告，应急管理部门和行业主管部门同时收到。',
  quick: [
    ['全部', {}],
    ['没结束', { isOpen: true }],
    ['救援和上报', { status: 'reported' }],
    ['调查中', { status: 'investigating' }],
    ...ACCIDENT_LEVELS.map(({ code, label }) => [label, { level: code }] as const),
  ],
  choices: { kind: ACCIDENT_KINDS, level: ACCIDENT_LEVELS },
  none: '没有事故。',
  meta: async (row) =>
    [await enterpriseName(row.enterpriseId), tollText(row), formatDateTime(row.happenedAt)].join(' · '),
  tags: ({ level, isOpen }) => [
    { label: levelOfAccident(level), tone: 'bad' },
    ...(isOpen ? [{ label: '资料封存', tone: 'waiting', icon: 'lock' } as const] : []),
  ],
  standing: async (row) => ({
    ...(await standingOf(row)),
    said: [{ label: row.joinedInto === undefined ? '解除封存的理由' : '并入的理由', value: row.reason ?? '' }],
  }),
  facts: async (row) => [
    { label: '企业', value: await enterpriseName(row.enterpriseId) },
    { label: '园区', value: row.parkId === undefined ? '' : await parkName(row.parkId) },
    { label: '类别', value: kindOfAccident(row.kind) },
    { label: '等级', value: levelOfAccident(row.level) },
    { label: '伤亡', value: tollText(row) },
    { label: '直接经济损失', value: lossText(row) },
    { label: '在哪里', value: row.placeText },
    { label: '发生时间', value: besideServer(row.happenedAt, row) },
    { label: '负责人接到报告', value: row.learntAt === undefined ? '' : besideServer(row.learntAt, row) },
    { label: '系统收到', value: formatDateTime(row.createdAt) },
    { label: '企业报告', value: inTime(row) },
    { label: '经过', value: row.what },
    { label: '已采取的措施', value: row.measures },
    { label: '由谁调查', value: await bodyName(row.investigatorBodyId) },
    ...inquiryFacts(row),
  ],
  brief: async (row) => [
    { label: '企业', value: await enterpriseName(row.enterpriseId) },
    { label: '发生了什么', value: row.what },
    { label: '伤亡', value: tollText(row) },
  ],
  sections: async (ctx, row) => [
    ...(await inquirySections(ctx, row)),
    await listOf(row),
    await lineOf(row),
    await receiptsOf(row),
    ...(await grantsOf(row, ctx.now)),
    ...(await historyOf(row)),
  ],
  links: async ({ actor }, row) => [
    ...(row.joinedInto === undefined
      ? []
      : [{ label: `看 ${row.joinedInto}`, href: accidents.pathOf(row.joinedInto) }]),
    ...(actsAs(actor, 'park-officer', 'regulator')
      ? [{ label: '消息送到了谁', href: paths.accidentReceipts(row.reference) }]
      : []),
    ...(actor.kind === 'person' && isBodys(actor, row)
      ? [{ label: '移送公安', href: `${paths.referrals}?from=${row._id}` }]
      : []),
    ...(accidents.can(actor, 'open-evidence', row)
      ? [{ label: '调取事故资料', href: paths.accidentEvidence(row.reference) }]
      : []),
  ],
  detailOf: (text) => [text('said')],
  making: {
    roles: ['enterprise-manager', 'safety-officer', 'park-officer', 'regulator'],
    title: () => '报告事故',
    lead: () =>
      '有人受伤、被困，先打 120、119。写不全也先报，人数以后可以补报。交上以后企业原有的资料封存，新的照常填。',
    submit: '报告',
    fields: [
      {
        name: 'creditCode',
        of: (_, { actor }) =>
          actsAs(actor, 'park-officer', 'regulator')
            ? { label: '哪家企业（统一社会信用代码）', kind: 'text' }
            : undefined,
      },
      { name: 'kind', label: '哪一类', kind: 'select', none: '请选择', options: ACCIDENT_KINDS },
      { name: 'what', label: '发生了什么', kind: 'area', hint: '例如：2 号窑炉检修时爆炸，两人被埋。' },
      { name: 'placeText', label: '在哪里', kind: 'text' },
      { name: 'happenedOn', label: '哪天发生', kind: 'date' },
      { name: 'happenedTime', label: '几点发生', kind: 'text', hint: '例如：08:30。' },
      ...learntQuestions('负责人接到报告').map(
        (question): Question<string> => ({
          name: question.name,
          of: (_, { actor }) => (runsEnterprise(actor) ? (question as never) : undefined),
        }),
      ),
      ...tollQuestions,
      { name: 'measures', label: '已经采取的措施', kind: 'area', rows: 2 },
      { name: 'another', of: (_, ctx) => askAnother(ctx) },
      { name: 'photos', label: '现场照片（可以不传）', kind: 'photos' },
    ],
    values: (_, now) => ({
      happenedOn: localDate(now),
      learntOn: localDate(now),
      learntTime: formatClock(now),
      dead: '0',
      hurt: '0',
      missing: '0',
    }),
    run: reportAccident,
  },
  doers: ['enterprise-manager', 'safety-officer', 'park-officer', 'regulator'],
  steps: {
    report: 'made',
    'firm-report': {
      lead: () => '园区或者监管部门已经登记了这起事故，企业还要自己报告。',
      submit: '报告',
      fields: [
        ...learntQuestions('负责人接到报告'),
        { name: 'what', label: '简要经过', kind: 'area' },
        { name: 'measures', label: '已经采取的措施', kind: 'area' },
      ],
      values: (_, now) => ({ learntOn: localDate(now) }),
      run: reportByFirm,
    },
    acknowledge: { submit: '收到', run: acknowledgeAccident },
    pass: { submit: '报上一级', run: passAccident },
    supplement: {
      lead: (row) => `${formatDay(countsUntil(row))}以前的变化会改变等级。每次补报都留着。`,
      submit: '补报',
      fields: [
        ...tollQuestions,
        { name: 'note', label: '怎么知道的', kind: 'area', hint: '例如：医院通知，一名重伤人员死亡。' },
        {
          name: 'isFinal',
          label: '数字还会不会变',
          kind: 'radios',
          options: [
            { code: 'open', label: '还可能变' },
            { code: 'final', label: '已经核对清楚' },
          ],
        },
      ],
      values: ({ dead, hurt, missing, lossFen }) => ({
        dead: String(dead),
        hurt: String(hurt),
        missing: String(missing),
        lossFen: lossFen === undefined ? '' : yuanOf(lossFen),
      }),
      run: supplementAccident,
    },
    grade: {
      lead: () => '等级决定报到哪一级、由谁调查。',
      submit: '核定',
      fields: [
        { name: 'level', label: '核定为', kind: 'select', none: '请选择', options: ACCIDENT_LEVELS },
        { name: 'reason', label: '理由', kind: 'area' },
      ],
      run: gradeAccident,
    },
    tick: {
      submit: '办了',
      isAskedThere: true,
      fields: [
        {
          name: 'step',
          of: ({ ticks, createdAt }) => ({
            label: '办了哪一项',
            kind: 'select',
            none: '请选择',
            options: emergencySteps(createdAt).filter(({ code }) => !ticks.some(({ step }) => step === code)),
          }),
        },
        { name: 'note', label: '说明（可以不写）', kind: 'text' },
      ],
      run: tickStep,
    },
    'grant-evidence': {
      lead: () =>
        '资料包里有隐患、报备、辅导、培训、监管职责、谁收到过什么和操作记录。只给指定的一个人，每次调取都留记录。',
      submit: '授权',
      fields: [
        {
          name: 'personId',
          of: async (row, ctx) => ({
            label: '由谁调取',
            kind: 'select',
            none: '请选择',
            hint: '负责调查的一级政府里看得到这起事故的人，不能是自己。',
            options: (await findNameable(ctx, row)).map(({ _id, name }) => ({ code: _id, label: name })),
          }),
        },
        { name: 'fileNumber', label: '调查文号', kind: 'text' },
        { name: 'until', label: '到哪一天为止', kind: 'date' },
      ],
      run: grantEvidence,
    },
    'end-evidence': {
      submit: '收回',
      fields: [
        {
          name: 'grant',
          of: async ({ grants = [] }) => ({
            label: '收回哪一份',
            kind: 'select',
            none: '请选择',
            options: await Promise.all(
              grants
                .filter(({ endedAt }) => endedAt === undefined)
                .map(async ({ id, personId, fileNumber }) => ({
                  code: id,
                  label: `${await personName(personId)}，文号 ${fileNumber}`,
                })),
            ),
          }),
        },
      ],
      run: endEvidence,
    },
    'open-evidence': 'elsewhere',
    investigate: { submit: '开始调查', run: investigateAccident },
    join: {
      lead: () => '同一起事故报了两次的，留一起，另一起并进去。两次报告的内容都留着，封存由留下的一起继续。',
      submit: '并入',
      fields: [
        {
          name: 'into',
          of: async (row, ctx) => ({
            label: '并入哪一起',
            kind: 'select',
            none: '请选择',
            hint: '同一家企业没有结束的。没有可选的，就不用并。',
            options: await optionsBeside(ctx, row),
          }),
        },
        { name: 'reason', label: '怎么知道是同一起', kind: 'area' },
      ],
      isDanger: true,
      run: joinAccident,
    },
    absorb: 'elsewhere',
    lift: {
      lead: () => '调查结束才解除。解除以后企业可以照常修改资料，事故的全部记录留着。',
      submit: '解除封存',
      fields: [{ name: 'reason', label: '理由', kind: 'area', hint: '例如：调查报告已经批复，文号……' }],
      isDanger: true,
      run: liftAccident,
    },
    ...inquirySteps,
  },
  tab: 'hazards',
  place: { icon: 'alert-triangle', group: 'work', words: '事故 伤亡 出事 爆炸 死人 报告', after: paths.hazards },
  sheet: {
    kind: 'accidents',
    name: '事故清单',
    columns: [
      { header: '编号', width: 16, cell: ({ reference }) => reference },
      { header: '状态', width: 20, cell: ({ status }) => statusRow(accidents.lifecycle, status).label },
      { header: '等级', width: 14, cell: ({ level }) => levelOfAccident(level) },
      { header: '类别', width: 16, cell: ({ kind }) => kindOfAccident(kind) },
      { header: '企业', width: 34, cell: ({ enterpriseId }) => enterpriseName(enterpriseId) },
      { header: '在哪里', width: 24, cell: ({ placeText }) => placeText },
      { header: '发生时间', width: 20, cell: ({ happenedAt }) => timeCell(happenedAt) },
      { header: '系统收到', width: 20, cell: ({ createdAt }) => timeCell(createdAt) },
      { header: '死亡', width: 8, cell: ({ dead }) => dead },
      { header: '重伤', width: 8, cell: ({ hurt }) => hurt },
      { header: '失联', width: 8, cell: ({ missing }) => missing },
      { header: '由谁调查', width: 30, cell: ({ investigatorBodyId }) => bodyName(investigatorBodyId) },
    ],
  },
});
