import { ownerName, putInWords, type Section } from '#domain/engine';
import { bodyName } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { formatDateTime, HOUR_MS } from '#kernel/dates';
import { alertIntake } from '#kernel/paths';
import { readSourceKey, renewSourceKey, reopenSource, setUpSource, shutSource } from './source.commands.ts';
import type { AlertSource } from './source.model.ts';
import { sourceTerms } from './source.rules.ts';
import { alertSources } from './source.ts';

const LEAKED = [
  { code: 'no', label: '没有，旧密钥先留着，平台慢慢换' },
  { code: 'yes', label: '泄露了，旧密钥马上停用' },
] as const;
const OWNERS = ['enterprise-manager', 'safety-officer', 'park-officer'] as const;

/** What a platform is to be told, for whoever sets it up; the key for as long as the one before still signs. */
async function sectionsOf(ctx: Context, source: AlertSource): Promise<Section[]> {
  if (!alertSources.mayEver(ctx.actor, 'new-key', source)) return [];
  const { reference, keyAt, refused, unread = 0 } = source;
  const hours = sourceTerms(ctx.now).oldKeyHours;
  const isNew = keyAt !== undefined && ctx.now.getTime() - keyAt.getTime() < hours * HOUR_MS;
  const key = isNew ? await readSourceKey(ctx, reference) : undefined;
  return [
    {
      title: '平台怎么发',
      points: [
        `平台把消息发到 ${alertIntake(reference)}，按 Standard Webhooks 签名，内容按 CloudEvents。`,
        'data 里写：device 设备，code 报警编码，state 报了（raised）还是恢复了（cleared），class 报警（alarm）、预警（warning）、提醒（reminder）；可以写 text 说明、value 数值、unit 单位。',
        keyAt === undefined ? '还没有密钥，点「换接入密钥」发一个。' : `密钥是 ${formatDateTime(keyAt)} 换的。`,
        ...(key === undefined ? [] : [`密钥：${key}`, `换好后 ${hours} 小时内在这里显示，以后不再显示。`]),
        `因签名、时间不对、太长或停用，拒收 ${refused} 次。`,
        ...(unread > 0 ? [`读不懂、时间不对的事件 ${unread} 条，没有登记。请核对平台的时钟和格式。`] : []),
      ],
    },
  ];
}

export const alertSourcesInWords = putInWords(alertSources, {
  lead: '把设备报警发过来的平台。接入后，报警到这里确认、处理、关闭。',
  quick: [
    ['全部', {}],
    ['在用', { isOpen: true }],
  ],
  choices: {},
  none: '还没有接入平台。',
  meta: async (row) =>
    [
      await ownerName(row),
      row.heardAt === undefined ? '还没有来过消息' : `上次来消息 ${formatDateTime(row.heardAt)}`,
    ].join(' · '),
  standing: async (row) => ({
    holder: await ownerName(row),
    next: row.isOpen ? (row.key === undefined ? '换一个接入密钥，填到平台里' : '平台发报警过来') : '已停用',
  }),
  facts: async (row) => [
    { label: '谁的', value: await ownerName(row) },
    { label: '上次来消息', value: row.heardAt === undefined ? '还没有来过' : formatDateTime(row.heardAt) },
    { label: '监管部门', value: await bodyName(row.bodyId) },
  ],
  sections: sectionsOf,
  making: {
    roles: [...OWNERS],
    title: () => '接入平台',
    submit: '登记',
    fields: [{ name: 'name', label: '平台名称', kind: 'text', hint: '例如：罐区气体报警主机。' }],
    run: setUpSource,
  },
  doers: [...OWNERS],
  steps: {
    'set-up': 'made',
    'new-key': {
      lead: ({ oldKeyUntil }) =>
        `密钥没有泄露的，旧密钥在规定的时间里还能用，先换好平台。${
          oldKeyUntil === undefined ? '' : `上次换下的密钥用到 ${formatDateTime(oldKeyUntil)}。`
        }`,
      fields: [{ name: 'leaked', label: '旧密钥泄露了吗', kind: 'radios', options: LEAKED }],
      values: () => ({ leaked: 'no' }),
      run: renewSourceKey,
    },
    shut: { lead: () => '停用后不再接收这个平台的报警。', isDanger: true, run: shutSource },
    reopen: { run: reopenSource },
  },
  place: { icon: 'tool', group: 'park', words: '报警 接入 平台 密钥 传感器' },
});
