import type { z } from 'zod';
import { putInWords } from '#domain/engine';
import { insurerName } from '#domain/organisations';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { conflict, forbidden, invalid } from '#kernel/errors';
import type { Values } from '#kernel/fields';
import { requireFields } from '#kernel/input';
import { parseYuan, yuanOf } from '#kernel/money';
import { tidyLines } from '#kernel/text';
import { isDuplicateKey } from '#platform/mongo';
import { SERVICE_TYPES, serviceTypeLabel } from '../mustInsureRules.ts';
import { policies } from '../policies/policy.ts';
import { activityLabel, programmeActivities } from '../serviceRules.ts';
import { type Catalogue, type CatalogueItem, catalogueInForce, catalogues } from './catalogue.ts';

const NONE = '无';
const MOST_ITEMS = 200;

/**
 * Items as somebody wrote them, one a line: number, name, kind of service, activity of the programme or 无, and, where a
 * price is agreed, unit and the most one unit may cost.
 * @throws Invalid at `items`, naming the line.
 */
export function readItems(typed: string, now: Date): CatalogueItem[] {
  const refuse = (sentence: string) => invalid('common.check-fields', { items: sentence });
  const lines = tidyLines(typed)
    .split('\n')
    .filter((line) => line.trim() !== '');
  if (lines.length === 0 || lines.length > MOST_ITEMS) throw refuse('请一行写一项服务');
  const items = lines.map((line, index): CatalogueItem => {
    const at = `第 ${index + 1} 行`;
    const [code, label, typeLabel, activityName, unit, price, ...rest] = line
      .normalize('NFKC')
      // A comma between digits parts thousands of a price.
      .split(/(?:[\s|、]|(?<!\d),|,(?!\d))+/)
      .filter(Boolean);
    const isWhole = activityName !== undefined && rest.length === 0 && (unit === undefined) === (price === undefined);
    if (code === undefined || label === undefined || !isWhole)
      throw refuse(`${at}请写成四段或六段，用空格隔开：编号 名称 服务类别 项目活动 单位 单价上限`);
    const priced = unit === undefined || price === undefined ? {} : { unit, priceFen: priceOf(price, at) };
    const type = SERVICE_TYPES.find((row) => row.label.replaceAll('、', '') === typeLabel || row.label === typeLabel);
    if (type === undefined) throw refuse(`${at}没有「${typeLabel}」这类服务`);
    const activity = programmeActivities(now).find((row) => row.label === activityName);
    if (activity === undefined && activityName !== NONE) throw refuse(`${at}没有「${activityName}」这项活动`);
    return { code, label, type: type.code, ...(activity === undefined ? {} : { activity: activity.code }), ...priced };
  });
  const twice = items.find(({ code }, index) => items.findIndex((one) => one.code === code) < index);
  if (twice !== undefined) throw refuse(`编号 ${twice.code} 写了两次`);
  return items;
}

/** @throws Invalid at `items` for what is no amount above nought. */
function priceOf(typed: string, at: string): number {
  const read = parseYuan(typed);
  if (read === undefined || read <= 0)
    throw invalid('common.check-fields', { items: `${at}的单价上限没有读懂，请写成元，例如 5000` });
  return read;
}

const publishInput = catalogues.inputOf('publish').omit({ reference: true });

/** Publishes the next version of the insurer's own catalogue. @throws Forbidden for all but insurers; Invalid at `items`. */
export async function publishCatalogue(ctx: Context, raw: z.input<typeof publishInput>): Promise<Catalogue> {
  const { actor } = ctx;
  if (!actsAs(actor, 'insurer') || actor.scope.insurerId === undefined) throw forbidden('common.not-allowed');
  const items = readItems(requireFields(publishInput, raw).items, ctx.now);
  const { insurerId } = actor.scope;
  const before = await catalogueInForce(insurerId);
  const edition = (before?.edition ?? 0) + 1;
  const also = async (): Promise<void> => {
    if (before !== undefined) await catalogues.step(ctx, 'replace', { reference: before.reference });
  };
  try {
    return await catalogues.make(ctx, 'publish', { insurerId, insurerIds: [insurerId], edition, items }, { also });
  } catch (error) {
    if (isDuplicateKey(error, 'one_edition')) throw conflict('common.changed-meanwhile');
    throw error;
  }
}

const written = ({ code, label, type, activity }: CatalogueItem, now: Date): string[] => [
  code,
  label,
  serviceTypeLabel(type),
  activity === undefined ? NONE : activityLabel(activity, now),
];

/** A catalogue as it is typed, one item a line: read again it is the same. */
const asTyped = (items: readonly CatalogueItem[], now: Date): string =>
  items
    .map((item) => [
      ...written(item, now).map((part) => part.replaceAll('、', '')),
      ...(item.priceFen === undefined ? [] : [item.unit ?? '', String(item.priceFen / 100)]),
    ])
    .map((parts) => parts.join(' '))
    .join('\n');

/** What is in force stands in the form of the next edition: whoever changes one line types no other. */
async function inForceAsTyped({ actor, now }: Context): Promise<Values> {
  const insurerId = actsAs(actor, 'insurer') ? actor.scope.insurerId : undefined;
  const before = insurerId === undefined ? undefined : await catalogueInForce(insurerId);
  if (before === undefined) return {};
  try {
    return { items: asTyped(before.items, now) };
  } catch {
    // One that cannot be read is written anew.
    return {};
  }
}

export const cataloguesInWords = putInWords(catalogues, {
  lead: '保险机构提供的事故预防服务。对应到项目活动的，才能使用预防服务额度。',
  quick: [
    ['全部', {}],
    ['现行', { isOpen: true }],
  ],
  none: '还没有服务目录。',
  meta: ({ insurerId }) => insurerName(insurerId),
  standing: ({ isOpen }) => ({
    holder: '',
    next: isOpen ? '申请服务时按这一版' : '已被新版代替，只供查看',
  }),
  facts: async ({ insurerId, edition, items }) => [
    { label: '保险机构', value: await insurerName(insurerId) },
    { label: '版次', value: `第 ${edition} 版` },
    { label: '服务项目', value: `${items.length} 项` },
  ],
  sections: async ({ now }, { items }) => [
    {
      title: '服务项目',
      entries: items.map((item) => {
        const [code, label, type, activity] = written(item, now);
        return {
          text: `${code} ${label}`,
          by: [
            type,
            item.activity === undefined ? '没有对应的项目活动，不能用额度' : activity,
            item.priceFen === undefined ? '' : `每${item.unit ?? ''}最多 ${yuanOf(item.priceFen)}`,
          ]
            .filter(Boolean)
            .join(' · '),
        };
      }),
    },
  ],
  making: {
    roles: ['insurer'],
    title: () => '发布新版目录',
    lead: () => '新版发布后代替现行的一版；已经申请的服务不受影响。',
    submit: '发布',
    fields: [
      {
        name: 'items',
        of: (_, { now }) => ({
          label: '服务项目，一行一项',
          kind: 'area',
          rows: 10,
          hint: `用空格隔开：编号 名称 服务类别 项目活动 单位 单价上限（元）。没有约定价钱的，后两段不写；有的，申请不能超过。例如：YH-01 现场隐患排查 隐患排查 隐患排查 次 6000。服务类别有${SERVICE_TYPES.map(({ label }) => label.replaceAll('、', '')).join('，')}；项目活动有${programmeActivities(
            now,
          )
            .map(({ label }) => label)
            .join('，')}，没有对应的写“${NONE}”。`,
        }),
      },
    ],
    opensWith: inForceAsTyped,
    run: publishCatalogue,
  },
  doers: ['insurer'],
  steps: { publish: 'made', replace: 'elsewhere' },
  place: { icon: 'list-check', group: 'reward', words: '预防服务 项目活动 目录', after: policies.path },
});
