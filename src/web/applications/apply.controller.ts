import type { Request, Response } from 'express';
import {
  type Application,
  applicationActionsFor,
  CONTENT_FIELDS,
  checkDraft,
  type Draft,
  describeContent,
  findCohortsTaking,
  findOwnOpen,
  getApplication,
  getCohortById,
  saveDraft,
  startApplication,
  submitApplication,
} from '#domain/applying';
import { findUsablePhotos } from '#domain/evidence';
import { getEnterprise } from '#domain/organisations';
import { SIZES } from '#domain/programme';
import type { PersonActor } from '#kernel/actor';
import { formatDay } from '#kernel/dates';
import { AppError, invalid } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { wordingOf } from '#kernel/wording';
import { type FormPage, showForm, submitForm } from '../forms.ts';
import { keepPhotos } from '../middleware/uploads.ts';
import { photosOf } from '../photos.ts';
import { contextOf, partOf, textOf, textsOf } from '../request.ts';
import { differences, presentFormPage } from './formPage.ts';
import { presentGrounds } from './presentApplication.ts';

async function startPage(req: Request): Promise<FormPage> {
  const { scope } = req.actor as PersonActor;
  const firm = await getEnterprise(scope.enterpriseId ?? '');
  const cohorts = await findCohortsTaking(req.now, firm.regionCode);
  const asked = typeof req.query['cohort'] === 'string' ? req.query['cohort'] : '';
  return {
    title: '申请参加项目',
    lead:
      cohorts.length === 0
        ? '您所在的地区现在没有接受申请的批次。有新批次时，园区或应急管理局会通知。'
        : '选一个批次，填一份申请，核对资格后提交。填到一半可以保存，换一台设备接着填。',
    back: { href: paths.applications, label: '返回申请' },
    action: paths.applications,
    submit: '开始填写',
    fields: [
      {
        name: 'cohort',
        label: '批次',
        kind: 'radios',
        options: cohorts.map((cohort) => ({
          code: cohort.reference,
          label: cohort.name,
          hint: `${formatDay(cohort.closesOn)}截止，共 ${cohort.capacity} 个名额，已批准 ${cohort.admittedCount} 家`,
        })),
      },
    ],
    values: { cohort: cohorts.find(({ reference }) => reference === asked)?.reference ?? cohorts[0]?.reference ?? '' },
  };
}

/** Choosing a cohort. Whoever has an application under way is taken to it. */
export async function showStart(req: Request, res: Response): Promise<void> {
  const open = await findOwnOpen(contextOf(req));
  if (open !== undefined) return res.goTo(paths.application(open.reference), '您的企业已有一份申请在办理。');
  const page = await startPage(req);
  if (page.fields[0]?.options?.length === 0) return res.page('applications/none', { ...page });
  showForm(res, page);
}

export async function postStart(req: Request, res: Response): Promise<void> {
  const sent = await submitForm(await startPage(req), req, res, ({ cohort = '' }) =>
    startApplication(contextOf(req), { cohort }),
  );
  if (sent !== undefined) res.goTo(paths.applicationForm(sent.done.reference));
}

/** The application, when the actor may still change it; else they are shown where it is. */
async function changeable(req: Request, res: Response): Promise<Application | undefined> {
  const ctx = contextOf(req);
  const application = await getApplication(ctx, partOf(req, 'reference'));
  if (applicationActionsFor(ctx.actor, application, ctx.now).some(({ action }) => action === 'save-draft')) {
    return application;
  }
  res.goTo(paths.application(application.reference), '这份申请已经提交，现在不能改。');
  return undefined;
}

export async function showApplyForm(req: Request, res: Response): Promise<void> {
  const application = await changeable(req, res);
  if (application === undefined) return;
  const page = await presentFormPage(application, await getCohortById(application.cohortId));
  res.page('applications/form', { ...page, differences: [] });
}

const MANY = ['highRiskLines', 'weakIndicators'];
const typedDraft = (req: Request): Draft =>
  Object.fromEntries(
    CONTENT_FIELDS.map(({ name }) => [name, MANY.includes(name) ? textsOf(req, name).join(',') : textOf(req, name)]),
  );

/** Keeps what was typed, whatever it is, and goes on to the check when asked. */
export async function postApplyForm(req: Request, res: Response): Promise<void> {
  const application = await changeable(req, res);
  if (application === undefined) return;
  const ctx = contextOf(req);
  const { reference } = application;
  const typed = typedDraft(req);
  const { photoIds, problem } = await keepPhotos(req);
  try {
    if (problem !== undefined) throw invalid('common.check-fields', { photos: problem });
    await saveDraft(ctx, { reference, version: textOf(req, 'version'), draft: typed, photoIds });
  } catch (error) {
    if (!(error instanceof AppError) || !['Conflict', 'Invalid'].includes(error.kind)) throw error;
    const fresh = await getApplication(ctx, reference);
    const cohort = await getCohortById(fresh.cohortId);
    const keptPhotoIds = await findUsablePhotos(ctx, photoIds);
    const sentence = wordingOf(error) ?? '';
    const page = await presentFormPage(fresh, cohort, { typed, keptPhotoIds, errors: error.fields, sentence });
    return res.page(
      'applications/form',
      { ...page, differences: error.kind === 'Conflict' ? differences(fresh.draft as Draft, typed) : [] },
      error.status,
    );
  }
  if (textOf(req, 'step') === 'check') return res.goTo(paths.applicationCheck(reference));
  res.goTo(paths.applicationForm(reference), '已保存。可以换一台设备登录后接着填。');
}

/** The form again, with a sentence at each field that cannot be sent. */
async function backToForm(res: Response, application: Application, error: AppError): Promise<void> {
  const cohort = await getCohortById(application.cohortId);
  const sentence = wordingOf(error) ?? '';
  const page = await presentFormPage(application, cohort, { errors: error.fields, sentence });
  res.page('applications/form', { ...page, differences: [] }, error.status);
}

async function drawCheck(res: Response, application: Application, refused?: AppError): Promise<void> {
  const { content, assessment, cohort, firm } = await checkDraft(application);
  const { reference, version, status } = application;
  res.page(
    'applications/check',
    {
      title: '核对资格',
      back: { href: paths.applicationForm(reference), label: '返回修改' },
      errors: refused === undefined ? [] : [{ field: 'main', sentence: wordingOf(refused) ?? '' }],
      reference,
      version,
      cohort: cohort.name,
      isEligible: assessment.isEligible,
      size: SIZES.find((row) => row.code === assessment.size)?.label ?? '',
      grounds: presentGrounds(assessment.grounds),
      flags: assessment.flags,
      wouldChange: assessment.wouldChange,
      isUnchecked: firm.status === 'registered',
      content: await describeContent(content, cohort.ruleVersion),
      licence: photosOf(application.licencePhotoIds ?? [], '营业执照'),
      submit: status === 'returned' ? '重新提交' : '提交申请',
    },
    refused?.status ?? 200,
  );
}

/** The three answers, before anything is sent. What cannot be read leads back to the form. */
export async function showCheck(req: Request, res: Response): Promise<void> {
  const application = await changeable(req, res);
  if (application === undefined) return;
  try {
    await drawCheck(res, application);
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'Invalid') throw error;
    await backToForm(res, application, error);
  }
}

export async function postSubmit(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const reference = partOf(req, 'reference');
  try {
    await submitApplication(ctx, { reference, version: Number(textOf(req, 'version')) });
  } catch (error) {
    if (!(error instanceof AppError) || !['Conflict', 'Invalid'].includes(error.kind)) throw error;
    const application = await changeable(req, res);
    if (application === undefined) return;
    if (error.kind === 'Invalid') return backToForm(res, application, error);
    return drawCheck(res, application, error);
  }
  res.goTo(paths.application(reference), '已提交。办理进度和结果会发消息告诉您。');
}
