import type { Request, Response } from 'express';
import {
  addCriterion,
  type Criterion,
  findCriteria,
  findCriterionVersions,
  findShelves,
  mayKeepCriteria,
  replacedBy,
  supersedeCriterion,
  versionOn,
} from '#domain/criteria';
import { localDate } from '#kernel/dates';
import type { FieldSpec } from '#kernel/fields';
import { paths } from '#kernel/paths';
import { type FormPage, formPages } from '../forms.ts';
import { choicesOf } from '../listAddress.ts';
import { contextOf, partOf } from '../request.ts';
import { formatYearDay, OFFICIAL_TEXT_DECIDES, presentCriterion, presentTags } from './presentCriterion.ts';

const asked = (req: Request, name: string): string | undefined => {
  const value = req.query[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
};
const named = (rows: readonly string[]) => rows.map((label) => ({ code: label, label }));

/** The library by trade, standard and words, each standard's criteria in their order. */
export async function showCriteria(req: Request, res: Response): Promise<void> {
  const today = localDate(req.now);
  const filter = { industry: asked(req, 'industry'), source: asked(req, 'source'), q: asked(req, 'q') };
  const [found, { industries, sources }] = await Promise.all([findCriteria(today, filter), findShelves(today)]);
  const isAsked = Object.values(filter).some(Boolean);
  const shown = new Map<string, Criterion[]>();
  for (const one of found) shown.set(one.source, [...(shown.get(one.source) ?? []), one]);
  res.page('criteria/index', {
    title: '重大隐患判定标准',
    decides: OFFICIAL_TEXT_DECIDES,
    add: mayKeepCriteria(contextOf(req)) ? paths.newCriterion : '',
    industries: choicesOf('全部行业', named(industries), filter.industry),
    sources: choicesOf('全部标准', named(sources), filter.source),
    q: filter.q ?? '',
    count: found.length,
    groups: [...shown].map(([source, criteria]) => ({
      source,
      dated: formatYearDay((criteria[0] as Criterion).sourceDate),
      count: criteria.length,
      replaced: replacedBy(criteria[0] as Criterion),
      isOpen: isAsked,
      rows: criteria.map(presentCriterion),
    })),
  });
}

/** One criterion: the version of today, and every other beside it. */
export async function showCriterion(req: Request, res: Response): Promise<void> {
  const versions = await findCriterionVersions(partOf(req, 'id'));
  const today = versionOn(versions, localDate(req.now));
  const asking = Number(asked(req, 'version'));
  const shown = versions.find(({ version }) => version === asking) ?? today ?? (versions[0] as Criterion);
  res.page('criteria/show', {
    title: shown.id,
    back: { href: paths.criteria, label: '返回判定标准' },
    lead: OFFICIAL_TEXT_DECIDES,
    text: shown.text,
    tags: presentTags(shown),
    facts: [
      { label: '标准', value: shown.source },
      { label: '标准日期', value: formatYearDay(shown.sourceDate) },
      { label: '条款', value: shown.article },
      { label: '行业', value: shown.industry },
      { label: '从哪天起', value: formatYearDay(shown.from) },
      { label: '常见说法', value: shown.keywords.join('、') },
    ].filter(({ value }) => value !== ''),
    change: mayKeepCriteria(contextOf(req)) ? paths.newCriterionVersion(shown.id) : '',
    versions: versions.map((one) => ({
      href: `${paths.criterion(one.id)}?version=${one.version}`,
      version: one.version,
      isShown: one === shown,
      isCurrent: one === today,
      note: one.note || '随平台提供',
      made: [one.madeByName, `${formatYearDay(one.from)}起`].filter(Boolean).join('，'),
    })),
  });
}

const FIELDS: readonly FieldSpec[] = [
  { name: 'text', label: '这一条说的是什么', kind: 'area', hint: '用自己的话写成一句，不要改变原意。' },
  { name: 'source', label: '标准的全称（文号）', kind: 'text' },
  { name: 'sourceDate', label: '标准的日期', kind: 'date' },
  { name: 'article', label: '条款', kind: 'text', hint: '例如：第三条第（一）项' },
  { name: 'industry', label: '行业', kind: 'text', hint: '照标准里的叫法，例如：粉尘涉爆' },
  { name: 'keywords', label: '常见说法（可以不填）', kind: 'text', hint: '用顿号隔开。' },
  { name: 'isChecked', label: '已经和正式发布的原文核对过', kind: 'check' },
  { name: 'from', label: '从哪天起按这一版', kind: 'date' },
];
const NOTE: FieldSpec = { name: 'note', label: '改了什么', kind: 'text' };

export const { show: showNewCriterion, post: postNewCriterion } = formPages({
  page: (): FormPage => ({
    title: '添加判定标准',
    lead: OFFICIAL_TEXT_DECIDES,
    back: { href: paths.criteria, label: '返回判定标准' },
    action: paths.newCriterion,
    submit: '添加',
    fields: [
      { name: 'id', label: '编号', kind: 'text', hint: '例如：FIRE-25-6.1' },
      ...FIELDS,
      { ...NOTE, label: '为什么添加' },
    ],
  }),
  run: addCriterion,
  next: ({ id }) => [paths.criterion(id), '已添加。'],
});

export const { show: showNewVersion, post: postNewVersion } = formPages({
  page: async (req): Promise<FormPage> => {
    const [latest] = await findCriterionVersions(partOf(req, 'id'));
    const { id, version, text, source, sourceDate, article, industry, keywords } = latest as Criterion;
    return {
      title: `${id}：新版本`,
      lead: '已经按前面版本判过的不变。',
      back: { href: paths.criterion(id), label: `返回 ${id}` },
      action: paths.newCriterionVersion(id),
      submit: `发布第 ${version + 1} 版`,
      fields: [...FIELDS, { name: 'isRepealed', label: '从那天起废止，不再使用', kind: 'check' }, NOTE],
      values: {
        ...{ text, source, sourceDate, article, industry },
        keywords: keywords.join('、'),
      },
      hidden: [{ name: 'basedOn', value: String(version) }],
    };
  },
  run: supersedeCriterion,
  next: ({ id, version }) => [paths.criterion(id), `已发布第 ${version} 版。`],
});
