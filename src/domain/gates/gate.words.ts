import { breachLabel } from '#domain/breaches';
import { type Entry, putInWords, type Section, type Tag } from '#domain/engine';
import { parkName } from '#domain/organisations';
import { ZONES, zoneLabel } from '#domain/passes';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDateTime, HOUR_MS } from '#kernel/dates';
import { gateIntake, paths } from '#kernel/paths';
import { type Crossing, CrossingModel } from './crossing.model.ts';
import { DIRECTIONS } from './gate.acts.ts';
import { letThrough, readKey, renewKey, reopenGate, setUpGate, shutGate } from './gate.commands.ts';
import type { Gate } from './gate.model.ts';
import { GATE_KINDS, gateKindLabel, gateTerms } from './gate.rules.ts';
import { gates, isOfGeneralBody } from './gate.ts';

const RESCUE = [
  { code: 'no', label: '不是' },
  { code: 'yes', label: '军警、消防、抢险、救护' },
] as const;
const LEAKED = [
  { code: 'no', label: '没有，旧密钥先留着，设备慢慢换' },
  { code: 'yes', label: '泄露了，旧密钥马上停用' },
] as const;
const SHOWN_LAST = 20;

/** One line that breaks nowhere within a plate, and what was out of order beside it. */
function entryOf({ at, subject, direction, order, breach, isLate, isRescue }: Crossing): Entry {
  const tags: Tag[] = [
    ...(order === 'stop' ? [{ label: '不放行', tone: 'bad' } as const] : []),
    ...(breach === undefined ? [] : [{ label: breachLabel(breach), tone: 'bad' } as const]),
    ...(isRescue ? [{ label: '救援，随到随放', tone: 'quiet' } as const] : []),
    ...(isLate ? [{ label: '补传', tone: 'quiet' } as const] : []),
  ];
  return { text: `${subject} ${direction === 'in' ? '进' : '出'}`, tags, by: formatDateTime(at) };
}

/** The last crossings, and what its hardware is to be told. */
async function sectionsOf(ctx: Context, gate: Gate): Promise<Section[]> {
  const { actor } = ctx;
  if (actor.kind !== 'person') return [];
  const isPark = actsAs(actor, 'park-officer');
  if (!isPark && !isOfGeneralBody(actor)) return [];
  const href = isPark ? paths.inside : `${paths.inside}?park=${gate.parkId}`;
  const link = { label: '现在谁在园里', href };
  if (!isPark) return [{ title: '在园', text: '看得到现在谁在园里、按区多少。每一次进出由园区保管。', link }];
  const last = await CrossingModel.find({ gateId: gate._id }).sort({ _id: -1 }).limit(SHOWN_LAST).lean<Crossing[]>();
  return [
    {
      title: '最近的进出',
      link,
      ...(last.length === 0 ? { none: '还没有进出记录。' } : { entries: last.map(entryOf) }),
    },
    await keySection(ctx, gate),
  ];
}

/** The key is shown for as long as the one before still signs: whoever sets up the hardware needs it then. */
async function keySection(ctx: Context, { reference, keyAt, refused, unread = 0 }: Gate): Promise<Section> {
  const hours = gateTerms(ctx.now).oldKeyHours;
  const isNew = keyAt !== undefined && ctx.now.getTime() - keyAt.getTime() < hours * HOUR_MS;
  const key = isNew ? await readKey(ctx, reference) : undefined;
  return {
    title: '卡口设备',
    points: [
      `设备把消息发到 ${gateIntake(reference)}，按 Standard Webhooks 签名。`,
      keyAt === undefined ? '还没有密钥，点「换接入密钥」发一个。' : `密钥是 ${formatDateTime(keyAt)} 换的。`,
      ...(key === undefined ? [] : [`密钥：${key}`, `换好后 ${hours} 小时内在这里显示，以后不再显示。`]),
      `因签名、时间不对或太长，拒收 ${refused} 次。`,
      ...(unread > 0 ? [`读不懂、时间不对或编号重复的进出 ${unread} 条，没有登记。请核对设备的时钟和编号。`] : []),
    ],
  };
}

export const gatesInWords = putInWords(gates, {
  lead: '园区的卡口，分别通到一般、关键和核心控制区。',
  quick: [
    ['全部', {}],
    ['在用', { isOpen: true }],
    ...ZONES.map(({ code, label }) => [label, { zone: code }] as const),
  ],
  choices: { zone: ZONES },
  besides: ({ actor }) => (actsAs(actor, 'park-officer') ? [{ label: '现在谁在园里', href: paths.inside }] : []),
  none: '还没有卡口。没有设备也可以先设，手工登记进出。',
  meta: async ({ parkId, kind, zone }) => [await parkName(parkId), gateKindLabel(kind), zoneLabel(zone)].join(' · '),
  standing: async ({ parkId, isOpen }) => ({
    holder: await parkName(parkId),
    next: isOpen ? '按通行证放行；没有设备的在下面登记' : '已停用',
  }),
  facts: async ({ kind, zone, isBorder, parkId }) => [
    { label: '种类', value: gateKindLabel(kind) },
    { label: '通到', value: zoneLabel(zone) },
    { label: '措施', value: ZONES.find(({ code }) => code === zone)?.measures ?? '' },
    { label: '位置', value: isBorder ? '园区边界' : '园区里面' },
    { label: '园区', value: await parkName(parkId) },
  ],
  sections: sectionsOf,
  links: async ({ actor }, gate) =>
    gates.can(actor, 'let-through', gate)
      ? [{ label: '手机值守：扫码放行', href: paths.gateWatch(gate.reference) }]
      : [],
  making: {
    roles: ['park-officer'],
    title: () => '设卡口',
    fields: [
      { name: 'name', label: '卡口名称', kind: 'text', hint: '例如：东门。' },
      { name: 'kind', label: '哪一种卡口', kind: 'select', none: '请选择', options: GATE_KINDS },
      { name: 'zone', label: '通到哪个区', kind: 'select', none: '请选择', options: ZONES },
      {
        name: 'border',
        label: '在不在园区边界上',
        kind: 'select',
        none: '请选择',
        options: [
          { code: 'yes', label: '在，出去就离开园区' },
          { code: 'no', label: '不在，是园区里面两个区之间' },
        ],
      },
    ],
    run: setUpGate,
  },
  doers: ['park-officer'],
  steps: {
    'set-up': 'made',
    'let-through': {
      lead: () => '输入通行证编号或车牌。不放行的也会登记。',
      fields: [
        { name: 'shown', label: '通行证编号或车牌', kind: 'text', hint: '例如：F2026-0001 或 桂A12345。' },
        { name: 'direction', label: '进还是出', kind: 'select', options: DIRECTIONS },
        { name: 'rescue', label: '是不是救援车辆', kind: 'select', options: RESCUE },
        { name: 'goods', label: '运单上的品名（没有货不用填）', kind: 'text' },
      ],
      values: () => ({ direction: 'in', rescue: 'no' }),
      run: letThrough,
    },
    'new-key': {
      lead: ({ oldKeyUntil }) =>
        `密钥没有泄露的，旧密钥在规定的时间里还能用，先换好设备。${
          oldKeyUntil === undefined ? '' : `上次换下的密钥用到 ${formatDateTime(oldKeyUntil)}。`
        }`,
      fields: [{ name: 'leaked', label: '旧密钥泄露了吗', kind: 'radios', options: LEAKED }],
      values: () => ({ leaked: 'no' }),
      run: renewKey,
    },
    shut: { lead: () => '停用后不再接收这个卡口的消息。', isDanger: true, run: shutGate },
    reopen: { run: reopenGate },
  },
  place: { icon: 'building-fortress', group: 'park', words: '卡口 门岗 封闭化 在园 疏散' },
});
