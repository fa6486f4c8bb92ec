import { accidents } from '#domain/accidents';
import { putInWords } from '#domain/engine';
import { personName } from '#domain/identity';
import { majors } from '#domain/majors';
import { bodyName, enterpriseName } from '#domain/organisations';
import { addDays, formatClock, formatDateTime, formatYearDay, localDate } from '#kernel/dates';
import {
  answerReferral,
  approveReferral,
  declineReferral,
  handOverReferral,
  proposeReferral,
} from './referral.commands.ts';
import type { Referral } from './referral.model.ts';
import { offencesOn, referralTerms } from './referral.rules.ts';
import { handDue, offenceLabel, referrals } from './referral.ts';

async function handOf(row: Referral) {
  const { status, bodyId, police, createdAt } = row;
  const body = await bodyName(bodyId);
  switch (status) {
    case 'proposed': {
      const day = addDays(localDate(createdAt), referralTerms(createdAt).decideDays);
      return { holder: body, next: `负责人${formatYearDay(day)}以前决定；提出的人不能自己决定` };
    }
    case 'approved':
      return { holder: body, next: `${formatDateTime(handDue(row))} 以前移送公安机关` };
    case 'handed':
      return { holder: police ?? '', next: '公安机关决定立案还是不立案，答复后由监管部门登记' };
    default:
      return { holder: '', next: '已经办结' };
  }
}

const head = { name: 'head', label: '哪位负责人作的决定（姓名和职务）', kind: 'text' } as const;

export const referralsInWords = putInWords(referrals, {
  lead: '事故、重大隐患里涉嫌犯罪的，移送公安机关。只有本部门和上级部门看得到。',
  quick: [
    ['全部', {}],
    ['没办结', { isOpen: true }],
    ['等负责人决定', { status: 'proposed' }],
    ['等移送', { status: 'approved' }],
    ['公安已立案', { status: 'filed' }],
  ],
  none: '没有移送的案件。',
  meta: async ({ firmId, bodyId }) => [await enterpriseName(firmId), await bodyName(bodyId)].join(' · '),
  standing: async (row) => ({ ...(await handOf(row)), said: [{ label: '理由', value: row.reason ?? '' }] }),
  facts: async (row) => [
    { label: '从哪里来', value: row.fromReference },
    { label: '企业', value: await enterpriseName(row.firmId) },
    { label: '涉嫌', value: offenceLabel(row) },
    { label: '谁做了什么', value: row.grounds },
    { label: '证据', value: row.evidence },
    { label: '核实的执法人员', value: row.officers },
    { label: '提出', value: `${await personName(row.proposedBy)} · ${formatDateTime(row.createdAt)}` },
    { label: '作决定的负责人', value: row.head ?? '' },
    { label: '移送给', value: row.police ?? '' },
    { label: '移送书', value: row.file ?? '' },
    { label: '移送的材料', value: row.papers ?? '' },
    { label: '移送时间', value: row.handedAt === undefined ? '' : formatDateTime(row.handedAt) },
    {
      label: '公安文书',
      value: row.answerFile === undefined ? '' : `${row.answerFile}，${formatYearDay(row.answeredOn ?? '')}`,
    },
    { label: '部门', value: await bodyName(row.bodyId) },
  ],
  brief: async (row) => [
    { label: '企业', value: await enterpriseName(row.firmId) },
    { label: '涉嫌', value: offenceLabel(row) },
  ],
  links: async (_, { fromKind, fromReference }) => [
    {
      label: `看 ${fromReference}`,
      href: (fromKind === 'accident' ? accidents : majors).pathOf(fromReference),
    },
  ],
  detailOf: (text) => [text('said')],
  making: {
    roles: ['regulator'],
    title: () => '提出移送公安',
    lead: () => '报给本部门负责人。只有本部门和上级部门看得到，企业和园区看不到。',
    submit: '报负责人',
    fields: [
      {
        name: 'from',
        label: '事故或者重大隐患档案的编号',
        kind: 'text',
        hint: '事故是 N 开头，重大隐患档案是 M 开头。',
      },
      {
        name: 'offence',
        of: (_, { now }) => ({
          label: '涉嫌什么罪',
          kind: 'select',
          none: '请选择',
          options: offencesOn(localDate(now)),
        }),
      },
      { name: 'grounds', label: '谁做了什么、为什么涉嫌犯罪', kind: 'area' },
      { name: 'evidence', label: '有哪些证据', kind: 'area', rows: 3 },
      { name: 'officers', label: '核实的执法人员（两名以上）', kind: 'text' },
    ],
    run: proposeReferral,
  },
  doers: ['regulator'],
  steps: {
    propose: 'made',
    approve: {
      lead: ({ createdAt }) => `批准后 ${referralTerms(createdAt).handHours} 小时内移送公安机关。`,
      fields: [head],
      run: approveReferral,
    },
    decline: {
      lead: () => '不批准的理由记录在案，上级部门看得到。',
      fields: [head, { name: 'reason', label: '理由', kind: 'area' }],
      isDanger: true,
      run: declineReferral,
    },
    'hand-over': {
      fields: [
        { name: 'police', label: '移送给哪个公安机关', kind: 'text' },
        { name: 'file', label: '移送书的文号', kind: 'text' },
        { name: 'papers', label: '移送了哪些材料', kind: 'area', rows: 3 },
        { name: 'handedOn', label: '哪天移送的', kind: 'date' },
        { name: 'handedTime', label: '几点移送的', kind: 'text', hint: '例如：08:30。' },
      ],
      values: (_, now) => ({ handedOn: localDate(now), handedTime: formatClock(now) }),
      run: handOverReferral,
    },
    answer: {
      fields: [
        {
          name: 'result',
          label: '公安怎么决定',
          kind: 'radios',
          options: [
            { code: 'filed', label: '立案' },
            { code: 'not-filed', label: '不立案' },
          ],
        },
        { name: 'answerFile', label: '公安文书的文号', kind: 'text' },
        { name: 'answeredOn', label: '哪天答复', kind: 'date' },
        { name: 'reason', label: '不立案的理由（立案的不用填）', kind: 'area', rows: 2 },
      ],
      values: (_, now) => ({ answeredOn: localDate(now) }),
      run: answerReferral,
    },
  },
  place: { icon: 'file-text', group: 'work', words: '移送 公安 犯罪 刑事 立案 行刑衔接', after: accidents.path },
});
