import type { Request, Response } from 'express';
import { askToJoin } from '#domain/identity';
import { enterpriseName, findTeamByCode } from '#domain/organisations';
import { paths } from '#kernel/paths';
import { hasSms } from '#platform/sms';
import { type FormPage, showForm, submitForm } from '../forms.ts';
import { contextOf, partOf } from '../request.ts';
import { evenly } from './evenly.ts';

async function joinPage(code: string): Promise<FormPage> {
  const team = code === '' ? undefined : await findTeamByCode(code);
  const place = team === undefined ? undefined : `${await enterpriseName(team.enterpriseId)} ${team.name}`;
  return {
    title: '加入班组',
    lead: place === undefined ? '班组码印在班组的二维码下面，也可以问班组长。' : `您正在加入：${place}`,
    action: paths.join,
    submit: '下一步',
    fields: [
      { name: 'teamCode', label: '班组码', kind: 'text' },
      { name: 'name', label: '姓名', kind: 'text', autocomplete: 'name' },
      { name: 'phone', label: '手机号', kind: 'tel', hint: '以后用它登录。', autocomplete: 'username' },
    ],
    values: { teamCode: team?.code ?? code },
    links: [{ href: paths.signIn, label: '已经有账号，去登录' }],
  };
}

export async function showJoin(req: Request, res: Response): Promise<void> {
  showForm(res, await joinPage(partOf(req, 'code')));
}

/** Whoever asks is answered alike, whether the number is known or not; the next step goes to the number itself. */
export async function postJoin(req: Request, res: Response): Promise<void> {
  const sent = await submitForm(await joinPage(''), req, res, (input) => evenly(askToJoin(contextOf(req), input)));
  if (sent === undefined) return;
  res.goTo(paths.invitation, hasSms() ? SENT : '已记下。请向安全管理员领密封纸条，在这里填上面的邀请码。');
}

/** What is said of a number after somebody asked to join, or registered, with it. */
export const SENT = '下一步已发到这个手机号。收到邀请码的，填在这里；已有账号的，请登录后到“账号与安全”接受。';
