import { putInWords, type Section } from '#domain/engine';
import { bodyName, enterpriseName, findEnterprises, findParks, parkName } from '#domain/organisations';
import { type Actor, actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDate, formatDay, formatYearDay, localDate } from '#kernel/dates';
import type { FieldSpec, Option } from '#kernel/fields';
import { formatReckoned } from '#kernel/workingDays';
import { countWhatMoves } from './carried.ts';
import { proposeWish } from './proposing.ts';
import { sideOf, TRANSFER_WISHES, type TransferWish } from './transfer.acts.ts';
import {
  acceptTransfer,
  consentToTransfer,
  receiveFirm,
  refuseTransfer,
  withdrawTransfer,
} from './transfer.commands.ts';
import { hasSaid, type Transfer } from './transfer.model.ts';
import { transfers } from './transfer.ts';

const wishOf = (kind: string) => kind as TransferWish;
const ownParkId = (actor: Actor): string | undefined =>
  actsAs(actor, 'park-officer') ? actor.scope.parkId : undefined;
/** Whether the actor's park has it in hand. */
const isOurs = (actor: Actor, { status, parkId }: Transfer): boolean =>
  status === 'proposed' && ownParkId(actor) === parkId;
const firmOf = ({ enterpriseId }: Transfer) => (enterpriseId === undefined ? '' : enterpriseName(enterpriseId));

/** Parks that take firms, but the actor's own. */
async function otherParks({ actor }: Context): Promise<Option[]> {
  const parks = await findParks({ takesFirms: true, limit: 500 });
  const others = parks.filter((park) => park._id !== ownParkId(actor));
  return others.map(({ _id, name }) => ({ code: _id, label: name }));
}
/** Names of firms in the actor's own park, to choose from. */
async function firmsHere({ actor }: Context): Promise<string[]> {
  const firms = await findEnterprises({ parkId: ownParkId(actor) ?? '', limit: 500 });
  return firms.map(({ name }) => name);
}

const parkField = async (ctx: Context, label: string): Promise<Omit<FieldSpec, 'name'>> => ({
  label,
  kind: 'select',
  none: '请选择',
  options: await otherParks(ctx),
});

const LEADS: Readonly<Record<TransferWish, string>> = {
  out: '对方园区同意后立即生效；转到外市的，还要企业和接收地监管部门同意。隐患、项目、计划和奖励随企业转移，编号和期限不变；转移之前的统计仍归本园区。',
  in: '企业现在所在的园区同意后立即生效；从外市转来的，还要企业和本地监管部门同意。',
  merge: '对方同意后，被并入的园区不再接收企业，它的企业逐家转过去；它的工作人员仍能查看合并之前的情况。',
};
const REASONS: Readonly<Record<TransferWish, string>> = {
  out: '例如：企业搬迁到对方园区。',
  in: '例如：企业已搬到本园区。',
  merge: '例如：园区整合的批复文号。',
};

/** Who has it now, and what comes next. */
async function handOf(transfer: Transfer, actor: Actor): Promise<{ holder: string; next: string }> {
  const due = formatReckoned(localDate(transfer.dueAt), formatYearDay);
  switch (transfer.status) {
    case 'proposed':
      return isOurs(actor, transfer)
        ? { holder: '您的园区', next: `请在${due}前答复：同意，或写明理由不同意。答复之前一切照旧。` }
        : { holder: await parkName(transfer.parkId), next: `等对方在${due}前答复。答复之前一切照旧。` };
    case 'agreed': {
      const missing = [
        ...(hasSaid(transfer, 'firm') ? [] : ['企业负责人']),
        ...(hasSaid(transfer, 'body') ? [] : [await bodyName(transfer.receivingBodyId ?? '')]),
      ].join('、');
      const side = sideOf(actor, transfer);
      const isMine = side !== undefined && !hasSaid(transfer, side);
      const next = isMine ? '转到外市要您同意：同意，或写明理由不同意。' : '转到外市要他们也同意。';
      return { holder: missing, next: `${next}都同意之前一切照旧。` };
    }
    case 'moving':
      return { holder: '系统', next: `正在逐家迁移，已完成 ${transfer.movedCount} 家，不用做什么。` };
    case 'moved':
      return { holder: '', next: `已于${formatDay(transfer.movedOn ?? '')}生效，不用做什么。` };
    case 'overtaken':
      return { holder: '', next: '两个园区合并，这家企业随合并一起办理。' };
    default:
      return { holder: '', next: '没有转移，一切照旧。需要时可以重新提出。' };
  }
}

/** What goes over, while it is not answered. */
async function carriedOf(ctx: Context, { reference, status }: Transfer): Promise<Section[]> {
  const counts = status === 'proposed' || status === 'agreed' ? await countWhatMoves(ctx, reference) : undefined;
  if (counts === undefined) return [];
  const { openCases, unpaidRewards, applications, enrolment, plan } = counts;
  const rows = [
    ['未办结的隐患', `${openCases} 件，编号和期限不变`],
    ['没有兑现的奖励', `${unpaidRewards} 笔，仍由企业兑现`],
    ['企业安全发展项目', enrolment === undefined ? '没有加入' : `${enrolment.reference}，随企业转移`],
    ['安全发展计划', plan === undefined ? '没有' : `${plan.year} 年 ${plan.reference}，随企业转移`],
    ['办理中的项目申请', applications === 0 ? '没有' : `${applications} 份，随企业转移`],
  ];
  return [{ title: '随企业转移的', table: { heads: ['什么', '现在'], rows } }];
}

export const transfersInWords = putInWords(transfers, {
  lead: '企业换园区、园区合并，由一方提出，另一方答复。答复之前一切照旧。',
  quick: [
    ['全部', {}],
    ['等答复', { status: 'proposed' }],
    ['等同意', { status: 'agreed' }],
    ['没办完', { isOpen: true }],
    ['已完成', { status: 'moved' }],
  ],
  none: '还没有转移。企业要换园区、园区要合并的，在这里提出。',
  meta: async (transfer, { actor }) => {
    const { fromParkId, toParkId, status, dueAt } = transfer;
    const due = `${formatReckoned(localDate(dueAt))}前答复`;
    return [
      await firmOf(transfer),
      `${await parkName(fromParkId)} → ${await parkName(toParkId)}`,
      status === 'proposed' ? (isOurs(actor, transfer) ? `请您在${due}` : due) : '',
    ]
      .filter((part) => part !== '')
      .join(' · ');
  },
  standing: async (transfer, { actor }) => ({
    ...(await handOf(transfer, actor)),
    said: [{ label: '不同意的理由', value: transfer.answer?.reason ?? '' }],
  }),
  facts: async (transfer) => [
    { label: '企业', value: await firmOf(transfer) },
    { label: '转出', value: await parkName(transfer.fromParkId) },
    { label: '转入', value: await parkName(transfer.toParkId) },
    { label: '提出方', value: await parkName(transfer.proposingParkId) },
    { label: '提出日期', value: formatDate(transfer.createdAt) },
    { label: '理由', value: transfer.reason },
    ...(transfer.words ?? []).map(({ side, byName, at }) => ({
      label: side === 'firm' ? '企业同意' : '接收部门同意',
      value: `${byName}，${formatDate(at)}`,
    })),
  ],
  sections: carriedOf,
  making: {
    roles: ['park-officer'],
    title: (kind) => TRANSFER_WISHES.find(({ code }) => code === kind)?.label ?? '',
    lead: (kind) => LEADS[wishOf(kind)],
    submit: '提出，等对方答复',
    sorts: { title: '要办哪一种？', of: TRANSFER_WISHES },
    fields: [
      {
        name: 'firm',
        of: async (kind, ctx) => {
          if (kind === 'merge') return undefined;
          return kind === 'in'
            ? { label: '统一社会信用代码', kind: 'text', hint: '18 位，可以从营业执照上抄。' }
            : { label: '企业名称或统一社会信用代码', kind: 'text', hint: '要在本园区内。', list: await firmsHere(ctx) };
        },
      },
      { name: 'toParkId', of: async (kind, ctx) => (kind === 'out' ? parkField(ctx, '转到哪个园区') : undefined) },
      {
        name: 'direction',
        of: (kind) => {
          if (kind !== 'merge') return undefined;
          const options = [
            { code: 'ours', label: '本园区并入对方' },
            { code: 'theirs', label: '对方并入本园区' },
          ];
          return { label: '怎么合并', kind: 'radios', options };
        },
      },
      { name: 'parkId', of: async (kind, ctx) => (kind === 'merge' ? parkField(ctx, '对方园区') : undefined) },
      { name: 'reason', of: (kind) => ({ label: '理由', kind: 'area', hint: REASONS[wishOf(kind)] }) },
    ],
    run: proposeWish,
  },
  // Between cities the firm and the body that takes it on have a word too.
  doers: ['park-officer', 'enterprise-manager', 'regulator'],
  steps: {
    propose: 'made',
    accept: {
      lead: ({ receivingBodyId }) =>
        `${receivingBodyId === undefined ? '同意后立即生效' : '转到外市，企业和接收地监管部门也同意后立即生效'}，不能撤回：隐患、项目和计划随企业归转入的园区，编号和期限不变；已报的隐患仍由原监管部门办。`,
      submit: '同意转移',
      isDanger: true,
      run: acceptTransfer,
    },
    consent: {
      lead: () => '您代表企业同意转到外市的园区。接收地监管部门也同意后立即生效，不能撤回。',
      isDanger: true,
      run: consentToTransfer,
    },
    receive: {
      lead: () => '您代表本部门同意接收这家企业。企业也同意后立即生效，不能撤回，以后由本部门监管。',
      isDanger: true,
      run: receiveFirm,
    },
    refuse: {
      lead: () => '对方会收到您写的理由，一切照旧。',
      fields: [{ name: 'reason', label: '理由', kind: 'area', hint: '例如：园区没有用地。' }],
      isDanger: true,
      run: refuseTransfer,
    },
    withdraw: { lead: () => '撤回后一切照旧，对方会收到通知。', run: withdrawTransfer },
    overtake: 'elsewhere',
    finish: 'elsewhere',
  },
  place: { icon: 'arrows-exchange', group: 'park', words: '合并 搬迁' },
});
