import type { Request, Response } from 'express';
import {
  acceptHazard,
  actionsFor,
  approveRectification,
  closeMajor,
  downgradeHazard,
  endorseHazard,
  fixOnSpot,
  getHazard,
  type HazardAction,
  hazardLifecycle,
  markMajor,
  planRectification,
  reopenHazard,
  requestClosure,
  returnClosure,
  returnRectification,
  type SeenHazard,
  submitRectification,
  urgeRectification,
  verifyHazard,
} from '#domain/hazards';
import { findPeople } from '#domain/identity';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { conflict, invalid, notFound } from '#kernel/errors';
import { actionRow, statusRow } from '#kernel/lifecycle';
import { parseYuan } from '#kernel/money';
import { type FieldSpec, type FormPage, showForm, submitForm } from '../forms.ts';
import { keepPhotos } from '../middleware/uploads.ts';
import { contextOf, partOf, textOf } from '../visit.ts';
import { ACT_FORMS, type ActField } from './actForms.ts';

type Input = Record<string, unknown> & { reference: string };
type Command = (ctx: Context, input: never) => Promise<unknown>;

/** Action → command. A new action without a row does not compile. */
const COMMANDS: Readonly<Record<HazardAction, Command>> = {
  accept: acceptHazard,
  'verify-valid': (ctx, input: Input) => verifyHazard(ctx, { ...input, result: 'valid' } as never),
  'verify-not-valid': (ctx, input: Input) => verifyHazard(ctx, { ...input, result: 'not-valid' } as never),
  'mark-duplicate': (ctx, input: Input) => verifyHazard(ctx, { ...input, result: 'duplicate' } as never),
  'plan-rectification': planRectification,
  'fix-on-spot': fixOnSpot,
  'submit-rectification': submitRectification,
  'approve-rectification': approveRectification,
  'return-rectification': returnRectification,
  'request-closure': requestClosure,
  'close-major': closeMajor,
  'return-closure': returnClosure,
  reopen: reopenHazard,
  urge: urgeRectification,
  endorse: endorseHazard,
  'mark-major': markMajor,
  downgrade: downgradeHazard,
};

function actionOf(req: Request): HazardAction {
  const action = hazardLifecycle.actions.find((row) => row.action === partOf(req, 'action'))?.action;
  if (action === undefined) throw notFound('common.not-found');
  return action;
}

async function fieldSpec(field: ActField, seen: SeenHazard, now: Date): Promise<FieldSpec> {
  if (field.kind === 'yuan') return { ...field, kind: 'number' };
  if (field.kind === 'date') return { ...field, kind: 'date', min: localDate(now) };
  if (field.kind !== 'person') return { ...field, kind: field.kind };
  const people = await findPeople({ enterpriseId: seen.hazard.enterpriseId });
  const options = people.map((person) => ({ value: person._id, label: person.name }));
  return { ...field, kind: 'select', options: [{ value: '', label: '请选择' }, ...options] };
}

async function actPage(seen: SeenHazard, action: HazardAction, now: Date): Promise<FormPage> {
  const { lead, submit, fields } = ACT_FORMS[action];
  const { hazard } = seen;
  return {
    title: actionRow(hazardLifecycle, action).label,
    lead,
    submit,
    back: { href: `/hazards/${hazard.reference}`, label: `返回 ${hazard.reference}` },
    action: `/hazards/${hazard.reference}/act/${action}`,
    facts: [
      { label: '编号', value: hazard.reference },
      { label: '隐患', value: hazard.text },
      { label: '地点', value: hazard.placeText },
    ],
    fields: await Promise.all(fields.map((field) => fieldSpec(field, seen, now))),
    values: action === 'plan-rectification' && hazard.rectification ? planValues(hazard.rectification) : {},
  };
}

const planValues = (plan: {
  ownerId: string;
  measure: string;
  fundFen: number;
  dueOn: string;
  contingency: string;
}) => ({
  ownerId: plan.ownerId,
  measure: plan.measure,
  fundFen: String(plan.fundFen / 100),
  dueOn: plan.dueOn,
  contingency: plan.contingency,
});

/** The page that asks what a step needs. Somebody who may not take it now is told so by the state of the case. */
export async function showAct(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const action = actionOf(req);
  const seen = await getHazard(ctx, partOf(req, 'reference'));
  if (!actionsFor(ctx.actor, seen).some((row) => row.action === action)) {
    const { label } = statusRow(hazardLifecycle, seen.hazard.status);
    return res.goTo(`/hazards/${seen.hazard.reference}`, `现在是「${label}」，这一步已经不用做，或者不归您做。`);
  }
  showForm(res, await actPage(seen, action, ctx.now));
}

/** What the fields of a form come to as the command's input. */
async function inputOf(req: Request, fields: readonly ActField[]): Promise<{ input: Input; photoIds: string[] }> {
  const input: Input = { reference: partOf(req, 'reference') };
  let photoIds: string[] = [];
  const problems: Record<string, string> = {};
  for (const { kind, name } of fields) {
    const text = textOf(req, name);
    if (kind === 'photos') {
      const kept = await keepPhotos(req);
      photoIds = kept.photoIds;
      input['photoIds'] = photoIds;
      if (kept.problem !== undefined) problems[name] = kept.problem;
    } else if (kind === 'yuan') {
      const amount = parseYuan(text);
      if (amount === undefined) problems[name] = '请填写金额，例如 500；不花钱就填 0';
      else input[name] = amount;
    } else if (text !== '') input[name] = text;
  }
  return Object.keys(problems).length === 0 ? { input, photoIds } : { input: { ...input, problems }, photoIds };
}

/** Takes a step. */
export async function postAct(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const action = actionOf(req);
  const seen = await getHazard(ctx, partOf(req, 'reference'));
  const { said, fields } = ACT_FORMS[action];
  const { reference, status } = seen.hazard;
  const { input, photoIds } = await inputOf(req, fields);
  const page: FormPage = { ...(await actPage(seen, action, ctx.now)), keptPhotoIds: photoIds };
  const done = await submitForm(page, req, res, async () => {
    if (!actionRow(hazardLifecycle, action).from.includes(status)) {
      throw conflict('hazard.not-in-this-status', {
        params: { status: statusRow(hazardLifecycle, status).label, action: page.title },
      });
    }
    const { problems, ...rest } = input;
    try {
      await COMMANDS[action](ctx, rest as never);
    } catch (error) {
      throw withPhotoField(error, problems as Record<string, string> | undefined);
    }
    return true;
  });
  if (done) res.goTo(`/hazards/${reference}`, said);
}

/** The command speaks of `photoIds`, the form of `photos`; what could not be read is added to what it says. */
function withPhotoField(error: unknown, problems: Record<string, string> = {}): unknown {
  const fields = (error as { fields?: Record<string, string> }).fields;
  if (fields === undefined || (error as { kind?: string }).kind !== 'Invalid') return error;
  const { photoIds, ...others } = fields;
  return invalid('common.check-fields', {
    ...others,
    ...(photoIds === undefined ? {} : { photos: photoIds }),
    ...problems,
  });
}
