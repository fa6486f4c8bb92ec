import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { findRegion } from '#domain/organisations';
import { dayField, namedField } from '#kernel/input';
import type { Cohort, CohortStatus } from './cohort.model.ts';
import { mayRunCohorts } from './policy.ts';

const MOST_PLACES = 100_000;
const content = {
  name: namedField('请填写批次名称', 40),
  closesOn: dayField('请选择截止日期'),
  capacity: z
    .union([z.number(), z.string()], { error: '请填写名额' })
    .transform((typed) => Number(typeof typed === 'string' ? typed.normalize('NFKC').trim() || Number.NaN : typed))
    .pipe(
      z
        .number({ error: '请填写名额，例如 24' })
        .int('名额应为整数')
        .min(1, '名额至少一家')
        .max(MOST_PLACES, '名额太大'),
    ),
};

/** An invitation of a region to apply, with its days and places; it is public, and nobody is written to about it. */
export const cohortActs = defineActs<Cohort, CohortStatus>()({
  'open-cohort': {
    label: '开放批次',
    from: [],
    to: 'open',
    may: mayRunCohorts,
    needs: {
      ...content,
      regionCode: z.string({ error: '请选择范围' }).refine((code) => findRegion(code) !== undefined, '请选择范围'),
      opensOn: dayField('请选择开始日期'),
    },
    event: 'programme.cohort-opened',
    done: '已开放批次',
    said: '批次已开放。',
    told: [],
  },
  'change-cohort': {
    label: '修改批次',
    from: ['open'],
    to: 'stay',
    may: mayRunCohorts,
    needs: content,
    event: 'programme.cohort-changed',
    done: '已修改批次',
    said: '已修改。',
    told: [],
  },
  'close-cohort': {
    label: '截止申请',
    from: ['open'],
    to: 'closed',
    may: mayRunCohorts,
    needs: {},
    event: 'programme.cohort-closed',
    done: '已截止申请',
    said: '已截止。',
    told: [],
  },
  'reopen-cohort': {
    label: '重新接受申请',
    from: ['closed'],
    to: 'open',
    may: mayRunCohorts,
    needs: {},
    event: 'programme.cohort-reopened',
    done: '重新接受申请',
    said: '已重新开放。',
    told: [],
  },
});
export type CohortAction = keyof typeof cohortActs;
