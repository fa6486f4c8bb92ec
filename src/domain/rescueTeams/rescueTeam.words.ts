import { type Entry, ownerName, putInWords, type Question, type Section } from '#domain/engine';
import { linksToFiles } from '#domain/evidence';
import { bodyName, enterpriseName } from '#domain/organisations';
import { actsAs, type Role, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatYearDay, localDate } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import {
  addMember,
  changeRescueTeam,
  confirmAgreement,
  disbandTeam,
  endAgreement,
  endable,
  formRescueTeam,
  letMemberGo,
  offerAgreement,
  renewCertificate,
  resumeTeam,
  standTeamDown,
} from './rescueTeam.commands.ts';
import type { RescueTeam, TeamAgreement } from './rescueTeam.model.ts';
import { TEAM_KINDS, teamKindLabel } from './rescueTeam.rules.ts';
import { holdsOn, membersNow, rescueTeams, teamLacks } from './rescueTeam.ts';

const OWNERS: readonly Role[] = ['enterprise-manager', 'safety-officer', 'park-officer'];
const DESCRIBED: readonly Question<never>[] = [
  { name: 'name', label: '队伍名称', kind: 'text' },
  { name: 'leader', label: '队长', kind: 'text' },
  { name: 'onCallPhone', label: '值班电话', kind: 'tel', hint: '昼夜有人接的电话。' },
  { name: 'gear', label: '装备', kind: 'area', hint: '例如：消防车 1 辆、空气呼吸器 6 套、堵漏工具 2 套。' },
];
const PAPERS: readonly Question<never>[] = [
  { name: 'certificate', label: '证书名称和编号', kind: 'text' },
  { name: 'until', label: '证书到哪一天', kind: 'date' },
];
const REASON = { name: 'reason', label: '理由', kind: 'area' } as const;
const memberQuestion = (label: string): Question<RescueTeam> => ({
  name: 'memberId',
  of: (row) => ({
    label,
    kind: 'select',
    none: '请选择',
    options: membersNow(row).map(({ id, name, certificate }) => ({ code: id, label: `${name}，${certificate}` })),
  }),
});

/** Whether somebody relies on the team, and so reads of other firms nothing. */
const relies = ({ actor }: Context, { enterpriseId }: RescueTeam): boolean =>
  runsEnterprise(actor) && actor.scope.enterpriseId !== enterpriseId;

async function agreementEntry(one: TeamAgreement, now: Date): Promise<Entry> {
  const day = localDate(now);
  const isOver = one.endedOn !== undefined || one.until < day;
  const tag = holdsOn(day, one)
    ? ({ label: '有效', tone: 'good' } as const)
    : isOver
      ? ({ label: one.endedOn === undefined ? '已到期' : '已结束', tone: 'bad' } as const)
      : ({ label: '等企业确认', tone: 'waiting' } as const);
  return {
    tags: [tag],
    text: `${await enterpriseName(one.enterpriseId)}：${one.covers}；到${formatYearDay(one.until)}`,
    files: await linksToFiles(one.fileIds),
  };
}

async function sectionsOf(ctx: Context, row: RescueTeam): Promise<Section[]> {
  const day = localDate(ctx.now);
  const seen = relies(ctx, row)
    ? row.agreements.filter(
        ({ enterpriseId }) => actsAs(ctx.actor, ...OWNERS) && enterpriseId === ctx.actor.scope.enterpriseId,
      )
    : row.agreements;
  return [
    {
      title: '队员',
      table: {
        heads: ['姓名', '电话', '证书', '到哪一天', '意外险'],
        rows: membersNow(row).map(({ name, phone, certificate, until, isInsured }) => [
          name,
          phone,
          certificate,
          `${formatYearDay(until)}${until < day ? '（过期）' : ''}`,
          isInsured ? '有' : '没有',
        ]),
      },
      none: '缺少：还没有登记队员。',
    },
    {
      title: '哪些企业依靠它',
      entries: await Promise.all(seen.map((one) => agreementEntry(one, ctx.now))),
      none: '没有企业签协议。',
    },
  ];
}

export const rescueTeamsInWords = putInWords(rescueTeams, {
  lead: '出事时能叫来的队伍：谁在岗、证书到哪天、打哪个电话、哪些企业依靠它。',
  quick: [
    ['全部', {}],
    ['在岗', { status: 'ready' }],
    ['暂停值守', { status: 'stood-down' }],
    ...TEAM_KINDS.map(({ code, label }) => [label, { kind: code }] as const),
  ],
  choices: { kind: TEAM_KINDS },
  none: '还没有登记应急救援队伍。',
  meta: async (row) => [await ownerName(row), `值班 ${row.onCallPhone}`, `${membersNow(row).length} 人`].join(' · '),
  tags: (row, now) => teamLacks(row, now),
  standing: async (row) => ({
    holder: row.isOpen ? `${row.leader}，值班电话 ${row.onCallPhone}` : '',
    next: row.status === 'ready' ? '证书和协议到期以前换新的' : row.status === 'stood-down' ? '恢复值守' : '已解散',
    said: [{ label: '理由', value: row.reason ?? '' }],
  }),
  facts: async (row) => [
    { label: '谁的', value: await ownerName(row) },
    { label: '种类', value: teamKindLabel(row.kind) },
    { label: '队长', value: row.leader },
    { label: '值班电话', value: row.onCallPhone },
    { label: '装备', value: row.gear },
    { label: '监管部门', value: await bodyName(row.bodyId) },
  ],
  brief: async (row) => [{ label: '谁的', value: await ownerName(row) }],
  sections: sectionsOf,
  detailOf: (text) => [text('said')],
  making: {
    roles: OWNERS,
    title: () => '登记应急救援队伍',
    submit: '登记',
    fields: [{ name: 'kind', label: '哪一种', kind: 'select', none: '请选择', options: TEAM_KINDS }, ...DESCRIBED],
    run: formRescueTeam,
  },
  doers: OWNERS,
  steps: {
    form: 'made',
    change: {
      submit: '保存',
      fields: DESCRIBED,
      values: ({ name, leader, onCallPhone, gear }) => ({ name, leader, onCallPhone, gear }),
      run: changeRescueTeam,
    },
    'add-member': {
      submit: '登记',
      fields: [
        { name: 'member', label: '姓名', kind: 'text' },
        { name: 'phone', label: '电话', kind: 'tel' },
        ...PAPERS,
        {
          name: 'isInsured',
          label: '买了意外险没有',
          kind: 'radios',
          options: [
            { code: 'yes', label: '买了' },
            { code: 'no', label: '没有' },
          ],
        },
      ],
      run: addMember,
    },
    'renew-certificate': { submit: '登记', fields: [memberQuestion('谁换证'), ...PAPERS], run: renewCertificate },
    'let-go': { submit: '离队', fields: [memberQuestion('谁离队')], run: letMemberGo },
    offer: {
      lead: () => '企业自己确认以后才算。企业要在同一个园区。',
      submit: '登记协议',
      fields: [
        { name: 'creditCode', label: '企业的统一社会信用代码', kind: 'text' },
        { name: 'until', label: '协议到哪一天', kind: 'date' },
        { name: 'covers', label: '管哪些事、多久赶到', kind: 'area' },
        { name: 'photos', label: '协议（可以不传）', kind: 'uploads' },
      ],
      run: offerAgreement,
    },
    confirm: { submit: '确认', run: confirmAgreement },
    'end-agreement': {
      submit: '结束协议',
      fields: [
        {
          name: 'agreement',
          of: async (row, ctx) => ({
            label: '哪一份',
            kind: 'select',
            none: '请选择',
            options: await Promise.all(
              endable(ctx, row).map(async ({ id, enterpriseId, until }) => ({
                code: id,
                label: `${await enterpriseName(enterpriseId)}，到${formatYearDay(until)}`,
              })),
            ),
          }),
        },
        REASON,
      ],
      isDanger: true,
      run: endAgreement,
    },
    'stand-down': { submit: '暂停值守', fields: [REASON], isDanger: true, run: standTeamDown },
    resume: { submit: '恢复值守', run: resumeTeam },
    disband: { submit: '解散', fields: [REASON], isDanger: true, run: disbandTeam },
  },
  tab: 'emergencies',
  place: { icon: 'first-aid-kit', group: 'park', words: '救援 队伍 消防队 值班 协议' },
  sheet: {
    kind: 'rescue-teams',
    name: '应急救援队伍清单',
    columns: [
      { header: '编号', width: 16, cell: ({ reference }) => reference },
      { header: '谁的', width: 34, cell: ownerName },
      { header: '种类', width: 14, cell: ({ kind }) => teamKindLabel(kind) },
      { header: '名称', width: 30, cell: ({ name }) => name },
      { header: '状态', width: 12, cell: ({ status }) => statusRow(rescueTeams.lifecycle, status).label },
      { header: '队长', width: 14, cell: ({ leader }) => leader },
      { header: '值班电话', width: 16, cell: ({ onCallPhone }) => onCallPhone },
      { header: '人数', width: 8, cell: (row) => membersNow(row).length },
      { header: '装备', width: 40, cell: ({ gear }) => gear },
      {
        header: '缺什么',
        width: 30,
        cell: (row, now) =>
          teamLacks(row, now)
            .map(({ label }) => label)
            .join('、'),
      },
    ],
  },
});
