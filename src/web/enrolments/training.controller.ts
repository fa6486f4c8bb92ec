import type { Request } from 'express';
import { findPeople } from '#domain/identity';
import { getEnrolment } from '#domain/programme';
import { findTrainings, MODULES, mayKeepTrainings, moduleLabel, recordTraining, voidTraining } from '#domain/stages';
import { roleLabel } from '#kernel/actor';
import { formatDay, localDate } from '#kernel/dates';
import { forbidden, notFound } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { type FormPage, formPages } from '../forms.ts';
import { contextOf, partOf } from '../request.ts';

async function newPage(req: Request): Promise<FormPage> {
  const ctx = contextOf(req);
  const enrolment = await getEnrolment(ctx, partOf(req, 'reference'));
  if (!mayKeepTrainings(ctx, enrolment)) throw forbidden('common.not-allowed');
  const { enterpriseId, reference, name } = enrolment;
  const people = await findPeople({ enterpriseId });
  return {
    title: '登记培训',
    lead: '管理人员和员工都要有人参加，两边分开计数。',
    back: { href: paths.enrolment(reference), label: `返回 ${name}` },
    action: paths.newTraining(reference),
    submit: '登记',
    fields: [
      {
        name: 'module',
        label: '培训内容',
        kind: 'select',
        none: '请选择',
        options: MODULES,
      },
      { name: 'heldOn', label: '哪一天', kind: 'date' },
      { name: 'hours', label: '学时', kind: 'number', hint: '两天的课一般是 16 学时。' },
      ...(people.length === 0
        ? []
        : [
            {
              name: 'personIds',
              label: '参加的人（有账号的）',
              kind: 'checks' as const,
              options: people.map((person) => {
                const grant = person.grants.find((row) => row.scope.enterpriseId === enterpriseId);
                return { code: person._id, label: `${person.name}（${grant ? roleLabel(grant.role) : ''}）` };
              }),
            },
          ]),
      { name: 'managers', label: '其他管理人员（没有账号的）', kind: 'area', hint: '一行写一个人。' },
      { name: 'workers', label: '其他员工（没有账号的）', kind: 'area', hint: '一行写一个人。' },
      { name: 'note', label: '说明（可以不填）', kind: 'area' },
      { name: 'photos', label: '照片（可以不放）', kind: 'photos', hint: '例如签到表、课堂。' },
    ],
    values: { heldOn: localDate(ctx.now) },
  };
}

export const { show: showNewTraining, post: postNewTraining } = formPages({
  page: newPage,
  run: recordTraining,
  next: (_training, { reference }) => [`${paths.enrolment(reference)}#trainings`, '已登记。'],
});

async function voidPage(req: Request): Promise<FormPage> {
  const ctx = contextOf(req);
  const reference = partOf(req, 'reference');
  const training = (await findTrainings(ctx, reference)).find((row) => row._id === partOf(req, 'id'));
  if (training === undefined) throw notFound('common.not-found');
  return {
    title: '作废一次培训',
    lead: '作废后还看得到，但不再计数。',
    back: { href: paths.enrolment(reference), label: `返回 ${reference}` },
    action: paths.voidTraining(reference, training._id),
    submit: '作废',
    isDanger: true,
    facts: [
      { label: '培训', value: moduleLabel(training.module) },
      { label: '日期', value: formatDay(training.heldOn) },
    ],
    fields: [{ name: 'reason', label: '理由', kind: 'area' }],
  };
}

export const { show: showVoid, post: postVoid } = formPages({
  page: voidPage,
  run: (ctx, input) => voidTraining(ctx, { ...input, trainingId: input.id }),
  next: (_training, { reference }) => [`${paths.enrolment(reference)}#trainings`, '已作废。'],
});
