import { z } from 'zod';
import { record } from '#domain/journal';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { conflict, forbidden, invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { atMost, dayField, lineField, requireFields, wordsField } from '#kernel/input';
import { tidy } from '#kernel/text';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { type Criterion, CriterionModel } from './criterion.model.ts';
import { findCriterionVersions, libraryOn } from './library.ts';

const flag = z.union([z.boolean(), z.literal('1').transform(() => true)]).default(false);
const versionFields = {
  source: wordsField('请填写标准的全称', 120),
  sourceDate: dayField('请选择标准的日期'),
  article: wordsField('请填写条款，例如：第三条第（一）项', 60),
  industry: wordsField('请填写行业', 20),
  text: wordsField('请写明这一条说的是什么', 300),
  keywords: z
    .string()
    .transform((text) => [
      ...new Set(
        tidy(text)
          .split(/[\s、，,；;]+/)
          .filter(Boolean),
      ),
    ])
    .pipe(z.array(z.string().max(...atMost(20, '每个词'))).max(...atMost(30, '', '个词')))
    .default([]),
  isChecked: flag,
  from: dayField('请选择从哪天起施行'),
  note: wordsField('请写一句改了什么', 200),
};

export const addCriterionInput = z.object({
  id: z
    .string({ error: '请填写编号' })
    .transform(tidy)
    .pipe(z.string().regex(/^[A-Z]{2,6}(-[A-Za-z0-9.]{1,10}){1,3}$/, '编号应像 FIRE-25-6.1：大写字母、年份、条款')),
  ...versionFields,
});
export const supersedeCriterionInput = z.object({
  id: lineField('页面过期了，请重新打开'),
  /** The version on the page the new one was made from. */
  basedOn: z.coerce.number({ error: '页面过期了，请重新打开' }).int(),
  ...versionFields,
  isRepealed: flag,
});

/** The library is a rule of the whole region and tells nothing of any firm: administrators keep it, and nobody else. */
export const mayKeepCriteria = (ctx: Context): boolean => actsAs(ctx.actor, 'administrator');

type Made = Omit<Criterion, 'madeByName'>;

async function make(ctx: Context, { id, ...version }: Made, changed: 'added' | 'superseded'): Promise<Criterion> {
  if (!mayKeepCriteria(ctx) || ctx.actor.kind !== 'person') throw forbidden('common.not-allowed');
  const { personId: madeBy, name: madeByName } = ctx.actor;
  try {
    await inTransaction(async () => {
      const row = { _id: newId(ctx.now), criterionId: id, ...version, madeBy, madeByName, createdAt: ctx.now };
      await CriterionModel.create([row]);
      await record(ctx, {
        name: `criteria.${changed}`,
        subject: { kind: 'criterion', id },
        facts: { version: version.version, from: version.from, source: version.source, isRepealed: version.isRepealed },
      });
    });
  } catch (error) {
    if (isDuplicateKey(error, 'one_version')) throw conflict('common.changed-meanwhile');
    throw error;
  }
  return { id, ...version, madeByName };
}

/**
 * Adds a criterion that the library does not have yet.
 * @throws Forbidden, Invalid at a field, `id` when there is one of that id.
 */
export async function addCriterion(ctx: Context, raw: z.input<typeof addCriterionInput>): Promise<Criterion> {
  if (!mayKeepCriteria(ctx)) throw forbidden('common.not-allowed');
  const input = requireFields(addCriterionInput, raw);
  const taken = (await libraryOn('9999-12-31')).some(({ id }) => id === input.id);
  if (taken) throw invalid('common.check-fields', { id: '已经有这个编号，请到那一条里做新版本' });
  return make(ctx, { ...input, version: 1, isRepealed: false }, 'added');
}

/**
 * Makes the next version of a criterion: other words, another source, or repealed from a day on. Earlier ones stay, and
 * what was judged by them stands. The past is not rewritten: a version counts from today at the earliest.
 * @throws Forbidden, NotFound, Invalid at a field, Conflict when somebody made a version meanwhile.
 */
export async function supersedeCriterion(
  ctx: Context,
  raw: z.input<typeof supersedeCriterionInput>,
): Promise<Criterion> {
  if (!mayKeepCriteria(ctx)) throw forbidden('common.not-allowed');
  const { basedOn, ...input } = requireFields(supersedeCriterionInput, raw);
  const [latest] = await findCriterionVersions(input.id);
  if (latest?.version !== basedOn) throw conflict('common.changed-meanwhile');
  if (input.from < localDate(ctx.now)) {
    throw invalid('common.check-fields', { from: '已经判过的不改，请选今天或以后的日期' });
  }
  if (input.from < latest.from) {
    throw invalid('common.check-fields', { from: '不能早于上一版开始的日期' });
  }
  return make(ctx, { ...input, version: basedOn + 1 }, 'superseded');
}
