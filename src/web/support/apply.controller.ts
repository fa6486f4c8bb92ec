import type { Request, Response } from 'express';
import {
  applyForSupport,
  getSupportPolicy,
  inForce,
  isOpenToFirms,
  ownApplication,
  ownCell,
  type SupportPolicy,
  withdrawFromSupport,
} from '#domain/support';
import type { Context } from '#kernel/context';
import { formatDay } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { type FormPage, showForm, submitForm } from '../forms.ts';
import { contextOf, partOf } from '../request.ts';
import { answerField } from './compare.controller.ts';
import { presentContent } from './presentSupport.ts';

async function applyPage(ctx: Context, policy: SupportPolicy): Promise<FormPage> {
  const { content } = inForce(policy);
  const own = await ownApplication(ctx, policy);
  const values = Object.entries(own?.values ?? {}).map(([code, value]) => [ownCell(code), String(value)]);
  return {
    title: own === undefined ? '申请这项支持' : '修改申请',
    lead: `请照实填写，部门会核对，改了您填的内容会留下记录。${formatDay(content.closesOn)}（含当天）之前可以修改或撤回。`,
    back: { href: paths.supportPolicy(policy.reference), label: `返回 ${policy.reference}` },
    action: paths.applyForSupport(policy.reference),
    submit: own === undefined ? '提交申请' : '保存修改',
    facts: presentContent(content),
    fields: content.conditions.map((condition) => answerField(ownCell(condition.code), condition)),
    values: Object.fromEntries(values),
  };
}

export async function showApply(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const policy = await getSupportPolicy(ctx, partOf(req, 'reference'));
  if (!isOpenToFirms(ctx, policy)) return res.goTo(paths.supportPolicy(policy.reference), '现在不在申请时间内。');
  showForm(res, await applyPage(ctx, policy));
}

export async function postApply(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const policy = await getSupportPolicy(ctx, partOf(req, 'reference'));
  const page = await applyPage(ctx, policy);
  const sent = await submitForm(page, req, res, (input) => {
    const cells = Object.fromEntries(page.fields.map(({ name }) => [name, input[name] ?? '']));
    return applyForSupport(ctx, { ...input, cells });
  });
  if (sent !== undefined) res.goTo(paths.supportPolicy(policy.reference), '申请已提交，比较结果会通知本企业。');
}

export async function postWithdraw(req: Request, res: Response): Promise<void> {
  const reference = partOf(req, 'reference');
  await withdrawFromSupport(contextOf(req), { reference });
  res.goTo(paths.supportPolicy(reference), '申请已撤回。');
}
