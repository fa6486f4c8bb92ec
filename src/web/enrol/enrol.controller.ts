import type { Request, Response } from 'express';
import { findCohortsTaking } from '#domain/applying';
import { registerFirm } from '#domain/identity';
import { REGIONS, regionName, SECTORS } from '#domain/organisations';
import { appliesForEnterprise } from '#kernel/actor';
import { formatDay } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { hasSms } from '#platform/sms';
import { type FormPage, showForm, submitForm } from '../forms.ts';
import { evenly } from '../identity/evenly.ts';
import { SENT } from '../identity/join.controller.ts';
import { contextOf } from '../request.ts';

/** Who may take part, what cohorts there are, and where to begin. */
export async function showEnrol(req: Request, res: Response): Promise<void> {
  const cohorts = await findCohortsTaking(req.now);
  res.page('enrol/index', {
    title: '报名参加项目',
    cohorts: cohorts.map((cohort) => ({
      name: cohort.name,
      meta: `${regionName(cohort.regionCode)}的企业 · ${formatDay(cohort.closesOn)}截止 · 还有 ${Math.max(0, cohort.capacity - cohort.admittedCount)} 个名额`,
    })),
    mayApply: appliesForEnterprise(req.actor),
    isSignedIn: req.actor.kind === 'person',
  });
}

const COUNTIES = REGIONS.filter((region) => region.level === 'county').map(({ code }) => ({
  code,
  label: regionName(code),
}));

const registerPage: FormPage = {
  title: '注册企业',
  lead: '企业还没有在安发里的，从这里注册，用手机号收邀请码，再设密码，就能申请。批准之前只能填申请；批准时会核对营业执照和您的身份。',
  back: { href: paths.enrol, label: '返回报名' },
  action: paths.register,
  submit: '下一步',
  fields: [
    { name: 'firmName', label: '企业全称', kind: 'text', hint: '和营业执照一致。', autocomplete: 'organization' },
    { name: 'creditCode', label: '统一社会信用代码', kind: 'text', hint: '18 位，营业执照上有。' },
    {
      name: 'regionCode',
      label: '所在县（市、区）',
      kind: 'select',
      none: '请选择',
      options: COUNTIES,
    },
    {
      name: 'sector',
      label: '行业门类',
      kind: 'select',
      none: '请选择',
      options: SECTORS,
    },
    { name: 'name', label: '您的姓名', kind: 'text', autocomplete: 'name' },
    { name: 'phone', label: '手机号', kind: 'tel', hint: '以后用它登录。', autocomplete: 'tel' },
  ],
  links: [
    { href: paths.signIn, label: '已经有账号，去登录' },
    { href: paths.invitation, label: '我有邀请码' },
  ],
};

export const showRegister = (_req: Request, res: Response): void => showForm(res, registerPage);

/** As with joining a team: nothing is said of the number, and the next step goes to it. */
export async function postRegister(req: Request, res: Response): Promise<void> {
  const sent = await submitForm(registerPage, req, res, (input) => evenly(registerFirm(contextOf(req), input)));
  if (sent === undefined) return;
  const onPaper = '已记下。请带上营业执照，到所在县（市、区）应急管理局领密封纸条，在这里填上面的邀请码。';
  res.goTo(paths.invitation, hasSms() ? SENT : onPaper);
}
