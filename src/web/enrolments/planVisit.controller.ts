import type { Request } from 'express';
import { getEnrolment } from '#domain/programme';
import { partIn, planVisit } from '#domain/stages';
import { formatDay, localDate } from '#kernel/dates';
import { forbidden } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { type FormPage, formPages } from '../forms.ts';
import { contextOf, partOf } from '../request.ts';

async function planPage(req: Request): Promise<FormPage> {
  const enrolment = await getEnrolment(contextOf(req), partOf(req, 'reference'));
  if (partIn(req.actor, enrolment) !== 'adviser') throw forbidden('common.not-allowed');
  return {
    title: '约定入企辅导',
    lead: '入企辅导是上门帮企业，不是执法检查，看到的问题不作为处罚依据。企业会收到日期和内容，到期前会提醒双方。',
    back: { href: paths.enrolment(enrolment.reference), label: `返回 ${enrolment.name}` },
    action: paths.newVisit(enrolment.reference),
    submit: '约定',
    fields: [
      { name: 'plannedOn', label: '哪一天', kind: 'date', min: localDate(req.now) },
      { name: 'purpose', label: '做什么', kind: 'area', hint: '例如：看 5S 进展，和改进小组一起定下个月的事。' },
    ],
  };
}

export const { show: showPlanVisit, post: postPlanVisit } = formPages({
  page: planPage,
  run: planVisit,
  next: ({ plannedOn }, { reference }) => [
    `${paths.enrolment(reference)}#visits`,
    `已约定 ${formatDay(plannedOn)}，企业会收到通知。`,
  ],
});
