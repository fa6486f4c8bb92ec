import { z } from 'zod';
import { creditCodeField } from '#domain/organisations';
import { atMost, dayField, emptyIsMissing, lineField, namedField, referenceOf, wordsField } from '#kernel/input';
import { CONDITION_KINDS, type ConditionKind } from './conditions.ts';

export const policyReference = referenceOf('Z');

const KINDS = CONDITION_KINDS.map((kind) => kind.code) as [ConditionKind, ...ConditionKind[]];

/** A number however it was typed: full width, with thousands commas. */
const decimal = (ask: string) =>
  z.preprocess(
    (raw) => (typeof raw === 'string' ? raw.normalize('NFKC').replace(/[\s,]/g, '') : raw),
    z
      .union([z.number(), z.string().regex(/^-?\d{1,12}(\.\d{1,4})?$/, ask)], { error: ask })
      .transform(Number)
      .refine((n) => Number.isFinite(n), ask),
  );
const whole = (ask: string, min: number, max: number) =>
  decimal(ask).refine((n) => Number.isInteger(n) && n >= min && n <= max, ask);

const day = dayField;

/** Fields of the basics of a policy. */
export const supportBasics = z.object({
  name: namedField('请填写政策名称', 60),
  offer: wordsField('请写明给什么支持', 1_000),
  regionCode: z.string({ error: '请选择适用地区' }).regex(/^45(\d{2}){0,2}$/, '请选择适用地区'),
  opensOn: day('请填写开始日期'),
  closesOn: day('请填写截止日期'),
  quota: whole('名额请填 1 到 1000 的整数', 1, 1_000),
});

/** Fields of one condition. */
export const conditionInput = z.object({
  reference: policyReference,
  label: wordsField('请写明比什么', 60),
  kind: z.enum(KINDS, { error: '请选择怎么比' }),
  points: z.preprocess(emptyIsMissing, whole('分值请填 1 到 100 的整数', 1, 100).optional()),
  unit: lineField('请填写单位')
    .pipe(z.string().max(...atMost(10, '单位')))
    .optional(),
  zeroAt: z.preprocess(emptyIsMissing, decimal('请填写得 0 分的数值').optional()),
  fullAt: z.preprocess(emptyIsMissing, decimal('请填写得满分的数值').optional()),
});

/** Fields of one candidate: chosen by name in the system, or typed. */
export const candidateFields = {
  name: namedField('请填写企业名称', 60),
  creditCode: creditCodeField,
};
