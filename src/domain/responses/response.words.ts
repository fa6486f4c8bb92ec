import { kindOfAccident } from '#domain/accidents';
import { readEach, UNREADABLE } from '#domain/aside';
import { type Drill, drills, findingsOf } from '#domain/drills';
import { type EmergencyPlan, emergencyPlans } from '#domain/emergencyPlans';
import { type Entry, ownerName, putInWords, type Section } from '#domain/engine';
import { findInside, gates } from '#domain/gates';
import { personName } from '#domain/identity';
import { type RescueTeam, rescueTeams, teamsToCall } from '#domain/rescueTeams';
import { type Stock, stock } from '#domain/stock';
import { actsAs, type Role } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatClock, formatDateTime, formatYearDay, MINUTE_MS } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { findEach } from '#platform/count';
import { endResponse, finishStep, seeResponse } from './response.commands.ts';
import { type EmergencyResponse, RESPONSE_STATUSES, type ResponseStep } from './response.model.ts';
import { responses, unseen } from './response.ts';

const OWNERS: readonly Role[] = ['enterprise-manager', 'safety-officer', 'park-officer'];
const PLAN_MISSING = { label: '没有有效的应急预案', tone: 'bad' as const };

async function stepEntry(
  { text, role, minutes, seen, done }: ResponseStep,
  { createdAt }: EmergencyResponse,
): Promise<Entry> {
  const due = formatClock(new Date(createdAt.getTime() + minutes * MINUTE_MS));
  const tag =
    done !== undefined
      ? ({ label: '已办', tone: 'good', icon: 'check' } as const)
      : seen !== undefined
        ? ({ label: '收到，没办完', tone: 'active' } as const)
        : ({ label: '没有人收到', tone: 'bad' } as const);
  const last = done ?? seen;
  const note = done === undefined || done.note === '' ? '' : `：${done.note}`;
  return {
    tags: [tag],
    text: `${text}${note}（${role}，${due} 以前）`,
    ...(last === undefined ? {} : { by: `${await personName(last.by)} · ${formatDateTime(last.at)}` }),
  };
}

async function stepsSection(row: EmergencyResponse): Promise<Section> {
  const { steps, plans } = row;
  return {
    title: '预案的步骤',
    text:
      plans.length === 0
        ? '当天没有有效的应急预案，按事故页的应急清单办。'
        : `按${plans.map(({ title, edition, reference }) => `「${title}」第 ${edition} 版（${reference}）`).join('、')}`,
    progress: { value: steps.filter(({ done }) => done !== undefined).length, of: steps.length },
    entries: await Promise.all(steps.map((step) => stepEntry(step, row))),
  };
}

/** Plans for other kinds of accident: whoever needs one opens it, or asks for it where its page is not theirs to see. */
async function othersSection({ actor }: Context, row: EmergencyResponse): Promise<Section[]> {
  const { accidentKind, others = [] } = row;
  if (others.length === 0) return [];
  const named = { reference: { $in: others.map(({ reference }) => reference) } };
  const plans = await emergencyPlans.model.find(named).lean<EmergencyPlan[]>();
  const seen = new Set(plans.filter((plan) => emergencyPlans.canSee(actor, plan)).map(({ reference }) => reference));
  return [
    {
      title: '没有启动的预案',
      text: `不是针对${kindOfAccident(accidentKind)}的，用得上就打开看；没有链接的向预案的单位要。`,
      entries: others.map(({ title, edition, reference }) =>
        seen.has(reference)
          ? { text: `第 ${edition} 版`, link: { label: title, href: emergencyPlans.pathOf(reference) } }
          : { text: `「${title}」第 ${edition} 版（${reference}）` },
      ),
    },
  ];
}

/** What can be brought in, and what was known to be wrong: read by one command. */
async function around({ enterpriseId, parkId }: EmergencyResponse) {
  const ofFirm = enterpriseId === undefined ? [] : [{ enterpriseId }];
  const ofPark = parkId === undefined ? [] : [{ parkId, enterpriseId: { $exists: false } }];
  const either = { $or: [...ofFirm, ...ofPark] };
  const relied = enterpriseId === undefined ? [] : [{ 'agreements.enterpriseId': enterpriseId }];
  const found = await findEach({
    teams: [rescueTeams.model, { isOpen: true, $or: [...either.$or, ...relied] }],
    stock: [stock.model, { isOpen: true, ...either }],
    drills: [drills.model, { isOpen: true, ...either }],
    gates: [gates.model, { isOpen: true, parkId: parkId ?? '' }],
  });
  return {
    teams: found.teams as RescueTeam[],
    stock: found.stock as Stock[],
    drills: found.drills as Drill[],
    hasGates: found.gates.length > 0,
  };
}

async function insideSection(ctx: Context, { parkId }: EmergencyResponse): Promise<Section[]> {
  const { actor } = ctx;
  // Nobody else counts who is in a park.
  const isBodys = actsAs(actor, 'regulator') && actor.scope.sectors === undefined;
  if (parkId === undefined || !(isBodys || actsAs(ctx.actor, 'park-officer'))) return [];
  const zones = await findInside(ctx, parkId);
  return [
    {
      title: '现在谁在园区里',
      link: { label: '按区域点名', href: paths.inside },
      table: { heads: ['区域', '几个'], rows: zones.map(({ label, rows }) => [label, String(rows.length)]) },
    },
  ];
}

async function sectionsOf(ctx: Context, row: EmergencyResponse): Promise<Section[]> {
  const steps = await stepsSection(row);
  const held = await around(row);
  const teams = teamsToCall(held.teams, row, ctx.now);
  const callable: Section = {
    title: '能叫来的队伍',
    table: {
      heads: ['队伍', '队长', '值班电话', '装备'],
      rows: await readEach(
        ctx,
        rescueTeams.kind,
        teams,
        ({ name, leader, onCallPhone, gear }) => [name, leader, onCallPhone, gear],
        ({ reference }) => [reference, UNREADABLE, '', ''],
      ),
    },
    none: '没有登记队伍，请直接打 119、120。',
  };
  if (actsAs(ctx.actor, 'worker')) return [steps, ...(await othersSection(ctx, row)), callable];
  const found = await readEach(ctx, drills.kind, held.drills, findingsOf, () => []);
  const known = found.flat();
  return [
    steps,
    ...(await othersSection(ctx, row)),
    ...(held.hasGates ? await insideSection(ctx, row) : []),
    callable,
    {
      title: '应急物资',
      table: {
        heads: ['物资', '现在有', '放在哪里', '找谁'],
        rows: await readEach(
          ctx,
          stock.kind,
          held.stock,
          ({ item, have, unit, place, custodian, custodianPhone }) => [
            item,
            `${have} ${unit}`,
            place,
            `${custodian} ${custodianPhone}`,
          ],
          ({ reference }) => [reference, UNREADABLE, '', ''],
        ),
      },
      none: '没有登记应急物资。',
    },
    {
      title: '通知谁',
      table: { heads: ['谁', '电话'], rows: row.contacts.map(({ name, phone }) => [name, phone]) },
      none: '没有预案，也就没有写要通知谁。',
    },
    ...(known.length === 0
      ? []
      : [
          {
            title: '演练发现、还没有改好的',
            entries: known.map(({ reference, text, due }) => ({
              tags: [{ label: '已知', tone: 'bad' as const }],
              text: `${text}（${formatYearDay(due)}前改）`,
              link: { label: reference, href: drills.pathOf(reference) },
            })),
          },
        ]),
  ];
}

export const responsesInWords = putInWords(responses, {
  lead: '事故一报，企业和园区按当天有效的预案一步步办，谁收到、谁办了都记下来。',
  quick: [
    ['全部', {}],
    ['应急中', { isOpen: true }],
    ['应急结束', { status: 'ended' }],
  ],
  none: '没有应急响应。',
  meta: async (row) => [await ownerName(row), row.placeText, formatDateTime(row.createdAt)].join(' · '),
  tags: ({ plans }) => (plans.length === 0 ? [PLAN_MISSING] : []),
  standing: async (row) => ({
    holder: row.isOpen ? await ownerName(row) : '',
    next: row.isOpen ? (unseen(row) ? '按「收到」，再逐步办' : '逐步办，办完宣布应急结束') : '应急已经结束',
    said: [{ label: '为什么结束', value: row.reason ?? '' }],
  }),
  facts: async (row) => [
    { label: '谁的应急', value: await ownerName(row) },
    { label: '发生了什么', value: row.what },
    { label: '在哪里', value: row.placeText },
    { label: '事故', value: row.accidentReference },
    { label: '几点启动', value: formatDateTime(row.createdAt) },
    { label: '状态', value: labelIn(RESPONSE_STATUSES, row.status) },
  ],
  brief: async (row) => [{ label: '发生了什么', value: row.what }],
  sections: sectionsOf,
  detailOf: (text) => [text('said')],
  doers: OWNERS,
  steps: {
    open: 'elsewhere',
    widen: 'elsewhere',
    lapse: 'elsewhere',
    see: { submit: '收到', run: seeResponse },
    finish: {
      submit: '办了',
      isAskedThere: true,
      fields: [
        {
          name: 'step',
          of: ({ steps }) => ({
            label: '办了哪一步',
            kind: 'select',
            none: '请选择',
            options: steps.filter(({ done }) => done === undefined).map(({ id, text }) => ({ code: id, label: text })),
          }),
        },
        { name: 'note', label: '说明（可以不写）', kind: 'text' },
      ],
      run: finishStep,
    },
    end: {
      lead: () => '现场处置完、人都清点到了再结束。没有办的步骤，在理由里写明为什么。',
      submit: '应急结束',
      fields: [{ name: 'reason', label: '理由', kind: 'area' }],
      isDanger: true,
      run: endResponse,
    },
  },
  tab: 'emergencies',
  place: { icon: 'alert-triangle', group: 'work', words: '应急 响应 救援 启动 步骤', after: paths.hazards },
  sheet: {
    kind: 'responses',
    name: '应急响应清单',
    columns: [
      { header: '编号', width: 16, cell: ({ reference }) => reference },
      { header: '事故', width: 16, cell: ({ accidentReference }) => accidentReference },
      { header: '谁的应急', width: 34, cell: ownerName },
      { header: '状态', width: 12, cell: ({ status }) => statusRow(responses.lifecycle, status).label },
      { header: '发生了什么', width: 50, cell: ({ what }) => what },
      { header: '步骤', width: 8, cell: ({ steps }) => steps.length },
      { header: '办了', width: 8, cell: ({ steps }) => steps.filter(({ done }) => done !== undefined).length },
      { header: '几点启动', width: 20, cell: ({ createdAt }) => formatDateTime(createdAt) },
      { header: '为什么结束', width: 40, cell: ({ reason = '' }) => reason },
    ],
  },
});
