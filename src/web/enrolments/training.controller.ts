import type { Request, Response } from 'express';
import { findPeople } from '#domain/identity';
import { getEnrolment } from '#domain/programme';
import { findTrainings, MODULES, mayKeepTrainings, moduleLabel, recordTraining, voidTraining } from '#domain/stages';
import { roleLabel } from '#kernel/actor';
import { formatDay, localDate } from '#kernel/dates';
import { AppError, forbidden, invalid, notFound } from '#kernel/errors';
import { type FormPage, showForm, submitForm } from '../forms.ts';
import { keepPhotos } from '../middleware/uploads.ts';
import { contextOf, partOf, textOf, textsOf } from '../visit.ts';

async function newPage(req: Request): Promise<FormPage> {
  const ctx = contextOf(req);
  const enrolment = await getEnrolment(ctx, partOf(req, 'reference'));
  if (!mayKeepTrainings(ctx, enrolment)) throw forbidden('common.not-allowed');
  const { enterpriseId, reference, name } = enrolment;
  const people = await findPeople({ enterpriseId });
  return {
    title: '登记培训',
    lead: '管理人员和员工都要有人参加，两边分开计数。',
    back: { href: `/enrolments/${reference}`, label: `返回 ${name}` },
    action: `/enrolments/${reference}/trainings/new`,
    submit: '登记',
    fields: [
      {
        name: 'module',
        label: '培训内容',
        kind: 'select',
        options: [{ value: '', label: '请选择' }, ...MODULES.map((row) => ({ value: row.code, label: row.label }))],
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
                return { value: person._id, label: `${person.name}（${grant ? roleLabel(grant.role) : ''}）` };
              }),
            },
          ]),
      { name: 'managers', label: '其他管理人员（没有账号的）', kind: 'area', hint: '一行写一个人。' },
      { name: 'workers', label: '其他员工（没有账号的）', kind: 'area', hint: '一行写一个人。' },
      { name: 'note', label: '说明（可以不填）', kind: 'area' },
      { name: 'photos', label: '照片（可以不放）', kind: 'photos', hint: '例如签到表、课堂。最多 9 张。' },
    ],
    values: { heldOn: localDate(ctx.now) },
  };
}

export const showNewTraining = async (req: Request, res: Response): Promise<void> => showForm(res, await newPage(req));

export async function postNewTraining(req: Request, res: Response): Promise<void> {
  const page = await newPage(req);
  const kept = await keepPhotos(req);
  const reference = partOf(req, 'reference');
  const text = (name: string) => textOf(req, name);
  const done = await submitForm({ ...page, keptPhotoIds: kept.photoIds }, req, res, async () => {
    const input = {
      reference,
      module: text('module') as never,
      heldOn: text('heldOn'),
      hours: text('hours').normalize('NFKC').trim() === '' ? undefined : text('hours').normalize('NFKC').trim(),
      personIds: textsOf(req, 'personIds'),
      managers: text('managers'),
      workers: text('workers'),
      note: text('note'),
      photoIds: kept.photoIds,
    };
    try {
      return await recordTraining(contextOf(req), input);
    } catch (error) {
      const photos = error instanceof AppError ? error.fields['photoIds'] : undefined;
      throw photos === undefined ? error : invalid('common.check-fields', { photos });
    }
  });
  if (done) res.goTo(`/enrolments/${reference}#trainings`, kept.problem ?? '已登记。');
}

async function voidPage(req: Request): Promise<FormPage> {
  const ctx = contextOf(req);
  const reference = partOf(req, 'reference');
  const training = (await findTrainings(ctx, reference)).find((row) => row._id === partOf(req, 'id'));
  if (training === undefined) throw notFound('common.not-found');
  return {
    title: '作废一次培训',
    lead: '作废后还看得到，但不再计数。',
    back: { href: `/enrolments/${reference}`, label: `返回 ${reference}` },
    action: `/enrolments/${reference}/trainings/${training._id}/void`,
    submit: '作废',
    isDanger: true,
    facts: [
      { label: '培训', value: moduleLabel(training.module) },
      { label: '日期', value: formatDay(training.heldOn) },
    ],
    fields: [{ name: 'reason', label: '理由', kind: 'area' }],
  };
}

export const showVoid = async (req: Request, res: Response): Promise<void> => showForm(res, await voidPage(req));

export async function postVoid(req: Request, res: Response): Promise<void> {
  const reference = partOf(req, 'reference');
  const done = await submitForm(await voidPage(req), req, res, async () => {
    await voidTraining(contextOf(req), { reference, trainingId: partOf(req, 'id'), reason: textOf(req, 'reason') });
    return true;
  });
  if (done) res.goTo(`/enrolments/${reference}#trainings`, '已作废。');
}
