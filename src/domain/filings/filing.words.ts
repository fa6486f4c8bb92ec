import { dayCell, putInWords, type Question, timeCell } from '#domain/engine';
import { bodyName, enterpriseName, parkName } from '#domain/organisations';
import type { Role } from '#kernel/actor';
import { formatDay, formatDays, localDate } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import {
  acknowledgeFiling,
  cancelFiling,
  fileWork,
  finishFiling,
  refileWork,
  returnFiling,
} from './filing.commands.ts';
import type { Filing } from './filing.model.ts';
import {
  FILING_KINDS,
  type FilingKind,
  hotWorkLevels,
  kindLabel,
  levelLabel,
  PROJECT_TYPES,
  typeLabel,
  workTypes,
} from './filing.rules.ts';
import { filings, isFilingOverdue } from './filing.ts';

const FIRM: readonly Role[] = ['enterprise-manager', 'safety-officer'];
const daysOf = ({ startsOn, endsOn }: Filing): string => formatDays(startsOn, endsOn);
const parkOf = ({ parkId }: Filing) => (parkId === undefined ? '' : parkName(parkId));

/** What is asked of a filing, in the words of its kind; `kindOf` says which that is. */
function questionsOf<R>(kindOf: (one: R) => FilingKind): Question<R>[] {
  const contractor = (one: R): string => (kindOf(one) === 'construction' ? '施工单位' : '外包单位');
  const isOutside = (one: R): boolean => kindOf(one) === 'outsourcing';
  return [
    {
      name: 'type',
      of: (one, { now }) => {
        if (isOutside(one)) return undefined;
        const isWork = kindOf(one) === 'special-work';
        const [label, options] = isWork ? ['哪一种作业', workTypes(now)] : ['项目性质', PROJECT_TYPES];
        return { label, kind: 'select', none: '请选择', options };
      },
    },
    {
      name: 'what',
      of: (one) => {
        const isBuilding = kindOf(one) === 'construction';
        return {
          label: isBuilding ? '项目名称' : isOutside(one) ? '外包做什么' : '做什么',
          kind: 'text',
          hint: isBuilding ? '例如：二期喷涂车间扩建。' : '例如：3 号污水池清淤。',
        };
      },
    },
    { name: 'placeText', label: '在哪里', kind: 'text' },
    { name: 'startsOn', label: '哪天开始', kind: 'date' },
    { name: 'endsOn', label: '哪天结束', kind: 'date' },
    { name: 'responsibleName', label: '本企业负责人姓名', kind: 'text' },
    {
      name: 'guardianName',
      of: (one) =>
        kindOf(one) === 'special-work'
          ? { label: '现场监护人姓名', kind: 'text', hint: '作业时一直在场、专门看护的人。' }
          : undefined,
    },
    {
      name: 'level',
      of: (one, { now }) => {
        if (kindOf(one) !== 'special-work') return undefined;
        const options = hotWorkLevels(now);
        return { label: '动火级别', kind: 'select', none: '不是动火', options, hint: '节假日和夜间升一级。' };
      },
    },
    {
      name: 'hours',
      of: (one) =>
        kindOf(one) === 'special-work' ? { label: '动火作业票有效多少小时（动火才填）', kind: 'number' } : undefined,
    },
    {
      name: 'ticketNumber',
      of: (one) => (kindOf(one) === 'special-work' ? { label: '作业票编号（动火必填）', kind: 'text' } : undefined),
    },
    {
      name: 'contractorName',
      of: (one) => ({
        label: isOutside(one) ? `${contractor(one)}名称` : `${contractor(one)}名称（自己做的不用填）`,
        kind: 'text',
      }),
    },
    {
      name: 'contractorCode',
      of: (one) => ({
        label: `${contractor(one)}统一社会信用代码${isOutside(one) ? '' : '（可以不填）'}`,
        kind: 'text',
      }),
    },
    { name: 'headcount', label: '作业人数（可以不填）', kind: 'number' },
    {
      name: 'measures',
      label: '怎样保证安全',
      kind: 'area',
      rows: 5,
      hint: '写清风险和措施，例如：先通风、再检测、后作业；气体每两小时测一次；备好救援三脚架。',
    },
    { name: 'photos', label: '作业票、方案的照片（可以不传）', kind: 'photos' },
  ];
}
const ofFiling = questionsOf(({ kind }: Filing) => kind);

/** Who has it now, and what comes next. */
async function handOf({ status, bodyId, endsOn }: Filing): Promise<{ holder: string; next: string }> {
  switch (status) {
    case 'filed':
      return {
        holder: await bodyName(bodyId),
        next: '看过后收悉，缺什么就退回补充。报备不是审批，作业不用等它。',
      };
    case 'returned':
      return { holder: '企业负责人或安全管理员', next: '按要求补充，再重新报来' };
    case 'acknowledged':
      return { holder: '企业', next: `按措施作业，${formatDay(endsOn)}前完工并报告` };
    case 'finished':
      return { holder: '', next: '已完工，不用做什么' };
    case 'cancelled':
      return { holder: '', next: '已取消，不用做什么' };
  }
}

export const filingsInWords = putInWords(filings, {
  lead: '特殊作业、外包和改扩建，开工前报给监管部门和园区。',
  quick: [
    ['全部', {}],
    ['待收悉', { status: 'filed' }],
    ['退回补充', { status: 'returned' }],
    ['没完工', { isOpen: true }],
    ['过期没完工', { isOverdue: true }],
    ...FILING_KINDS.map(({ code, label }) => [label, { kind: code }] as const),
  ],
  choices: { kind: FILING_KINDS },
  none: '还没有报备。动火、进罐、吊装、外包、扩建，开工前先报一声。',
  meta: async (filing) => [await enterpriseName(filing.enterpriseId), filing.placeText, daysOf(filing)].join(' · '),
  tags: (filing, now) => [
    ...(filing.isLate ? [{ label: '开工后才报', tone: 'waiting' } as const] : []),
    ...(isFilingOverdue(filing, now) ? [{ label: '过期没完工', tone: 'bad', icon: 'clock' } as const] : []),
  ],
  standing: async (filing) => ({
    ...(await handOf(filing)),
    said: [{ label: filing.status === 'cancelled' ? '取消的理由' : '要补充的', value: filing.reason ?? '' }],
  }),
  facts: async (filing) => {
    const { kind, contractorName = '', contractorCode = '', headcount, guardianName = '' } = filing;
    const isBuilding = kind === 'construction';
    return [
      { label: '报备类别', value: kindLabel(kind) },
      { label: '种类', value: typeLabel(filing) },
      { label: '企业', value: await enterpriseName(filing.enterpriseId) },
      { label: isBuilding ? '项目名称' : '做什么', value: filing.what },
      { label: '在哪里', value: filing.placeText },
      { label: '时间', value: daysOf(filing) },
      { label: '负责人', value: filing.responsibleName },
      { label: '现场监护人', value: guardianName },
      { label: '动火级别', value: levelLabel(filing) },
      { label: '作业票有效', value: filing.hours === undefined ? '' : `${filing.hours} 小时` },
      { label: '作业票编号', value: filing.ticketNumber ?? '' },
      { label: isBuilding ? '施工单位' : '外包单位', value: contractorName },
      { label: '统一社会信用代码', value: contractorCode },
      { label: '作业人数', value: headcount === undefined ? '' : `${headcount} 人` },
      { label: '安全措施', value: filing.measures },
      { label: '园区', value: await parkOf(filing) },
      { label: '报给', value: await bodyName(filing.bodyId) },
    ];
  },
  detailOf: (_text, { facts }) => (facts['isLate'] === true ? ['开工后才报'] : []),
  making: {
    roles: FIRM,
    title: (kind) => `${kindLabel(kind as FilingKind)}报备`,
    lead: () => '开工之前报给监管部门和园区。已经开工的也要报，会注明是开工后才报的。',
    submit: '提交报备',
    sorts: { title: '报备哪一类？', of: FILING_KINDS },
    fields: questionsOf((kind: string) => kind as FilingKind),
    values: (_kind, now) => ({ startsOn: localDate(now), endsOn: localDate(now) }),
    run: fileWork,
  },
  doers: [...FIRM, 'regulator'],
  steps: {
    file: 'made',
    refile: {
      lead: ({ reason = '' }) => `监管部门要求：${reason}`,
      submit: '重新报备',
      fields: ofFiling,
      values: (filing) =>
        Object.fromEntries(ofFiling.map(({ name }) => [name, String(filing[name as keyof Filing] ?? '')])),
      run: refileWork,
    },
    acknowledge: { run: acknowledgeFiling },
    return: {
      lead: () => '企业会收到您写的要求，补充后重新报来。',
      fields: [{ name: 'reason', label: '要补充什么', kind: 'area', hint: '例如：没有写气体检测的频次。' }],
      run: returnFiling,
    },
    finish: { lead: () => '确认现场已经清理、人员已经撤离，这件报备就办结了。', run: finishFiling },
    cancel: {
      lead: () => '取消后监管部门和园区会收到通知。要改时间的，请取消后重新报备。',
      submit: '取消这项作业',
      fields: [{ name: 'reason', label: '为什么取消', kind: 'area' }],
      isDanger: true,
      run: cancelFiling,
    },
  },
  tab: 'filings',
  place: { icon: 'tool', group: 'work', words: '动火 受限空间 外包 施工 扩建', after: paths.hazards },
  sheet: {
    kind: 'work-filings',
    name: '作业报备清单',
    columns: [
      { header: '编号', width: 14, cell: ({ reference }) => reference },
      { header: '类别', width: 12, cell: ({ kind }) => kindLabel(kind) },
      { header: '种类', width: 16, cell: typeLabel },
      { header: '状态', width: 12, cell: ({ status }) => statusRow(filings.lifecycle, status).label },
      { header: '企业', width: 34, cell: ({ enterpriseId }) => enterpriseName(enterpriseId) },
      { header: '园区', width: 26, cell: parkOf },
      { header: '监管部门', width: 26, cell: ({ bodyId }) => bodyName(bodyId) },
      { header: '做什么', width: 40, cell: ({ what }) => what },
      { header: '在哪里', width: 20, cell: ({ placeText }) => placeText },
      { header: '开始', width: 12, cell: ({ startsOn }) => dayCell(startsOn) },
      { header: '结束', width: 12, cell: ({ endsOn }) => dayCell(endsOn) },
      { header: '外包或施工单位', width: 30, cell: ({ contractorName = '' }) => contractorName },
      { header: '外包单位信用代码', width: 22, cell: ({ contractorCode = '' }) => contractorCode },
      { header: '作业人数', width: 10, cell: ({ headcount = '' }) => headcount },
      { header: '安全措施', width: 50, cell: ({ measures }) => measures },
      { header: '报备时间', width: 20, cell: ({ createdAt }) => timeCell(createdAt) },
      { header: '是否及时', width: 12, cell: ({ isLate }) => (isLate ? '开工后才报' : '') },
      { header: '是否过期', width: 12, cell: (row, now) => (isFilingOverdue(row, now) ? '过期没完工' : '') },
      { header: '收悉时间', width: 20, cell: ({ acknowledgedAt }) => timeCell(acknowledgedAt) },
      { header: '完工时间', width: 20, cell: ({ finishedAt }) => timeCell(finishedAt) },
      { header: '动火级别', width: 10, cell: levelLabel },
      { header: '作业票有效小时', width: 14, cell: ({ hours = '' }) => hours },
      { header: '作业票编号', width: 22, cell: ({ ticketNumber = '' }) => ticketNumber },
    ],
  },
});
