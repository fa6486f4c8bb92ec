import type { Request, Response } from 'express';
import { findConfirmed, hazardLifecycle, readConfirmation, takeConfirmed } from '#domain/hazards';
import { hasAuthenticator } from '#domain/identity';
import { actionRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { type FieldSpec, type FormPage, presentForm, submitForm } from '../forms.ts';
import { contextOf, partOf } from '../request.ts';
import { formFor } from './act.controller.ts';
import { ACT_FORMS } from './actForms.ts';

/** What a step asked for in a chat needs, and that it is really its person who takes it. */
async function confirmPage(req: Request): Promise<{ page: FormPage; more: Record<string, unknown>; said: string }> {
  const ctx = contextOf(req);
  const code = partOf(req, 'code');
  const { reference, action } = await readConfirmation(ctx, code);
  const { fields, facts, hidden, values, more } = await formFor(ctx, reference, action);
  const again: FieldSpec[] = [
    { name: 'password', label: '您的登录密码', kind: 'password', hint: '再确认一次是您本人。' },
    ...((await hasAuthenticator(ctx)) ? [{ name: 'totp', label: '动态码', kind: 'text' as const }] : []),
  ];
  const { lead, submit, said } = ACT_FORMS[action];
  const page: FormPage = {
    title: actionRow(hazardLifecycle, action).label,
    lead: `${lead}这一步是您在聊天里要办的，链接只能用一次。`,
    submit,
    back: { href: paths.hazard(reference), label: `返回 ${reference}` },
    action: paths.confirm(code),
    fields: [...fields, ...again],
    facts,
    hidden,
    values,
  };
  return { page, more, said };
}

/** A link pressed again by its person, or sent twice, leads to the case it has done its step in. */
async function wasTaken(req: Request, res: Response): Promise<boolean> {
  const reference = await findConfirmed(contextOf(req), partOf(req, 'code'));
  if (reference === undefined) return false;
  res.goTo(paths.hazard(reference), '这一步已经办好了，没有重复办。');
  return true;
}

/** The page a link from a chat leads to. */
export async function showConfirm(req: Request, res: Response): Promise<void> {
  if (await wasTaken(req, res)) return;
  const { page, more } = await confirmPage(req);
  res.page('hazards/act', { ...presentForm(page), ...more });
}

export async function postConfirm(req: Request, res: Response): Promise<void> {
  if (await wasTaken(req, res)) return;
  const { page, more, said } = await confirmPage(req);
  const sent = await submitForm(
    page,
    req,
    res,
    (input) => takeConfirmed(contextOf(req), input),
    (model, status) => res.page('hazards/act', { ...model, ...more }, status),
  );
  if (sent !== undefined) res.goTo(page.back?.href ?? paths.home, said);
}
