import type { Request, Response } from 'express';
import { joinTeam, PASSWORD_HINT } from '#domain/identity';
import { enterpriseName, findTeamByCode } from '#domain/organisations';
import { paths } from '#kernel/paths';
import { type FormPage, showForm, submitForm } from '../forms.ts';
import { contextOf, partOf } from '../request.ts';
import { beginSession } from './signIn.controller.ts';

async function joinPage(code: string): Promise<FormPage> {
  const team = code === '' ? undefined : await findTeamByCode(code);
  const place = team === undefined ? undefined : `${await enterpriseName(team.enterpriseId)} ${team.name}`;
  return {
    title: '加入班组',
    lead: place === undefined ? '班组码印在班组的二维码下面，也可以问班组长。' : `您正在加入：${place}`,
    action: paths.join,
    submit: '加入',
    fields: [
      { name: 'teamCode', label: '班组码', kind: 'text' },
      { name: 'name', label: '姓名', kind: 'text', autocomplete: 'name' },
      { name: 'phone', label: '手机号', kind: 'tel', hint: '以后用它登录。', autocomplete: 'username' },
      {
        name: 'password',
        label: '设置密码',
        kind: 'password',
        hint: PASSWORD_HINT,
        autocomplete: 'new-password',
      },
    ],
    values: { teamCode: team?.code ?? code },
    links: [{ href: paths.signIn, label: '已经有账号，去登录' }],
  };
}

export async function showJoin(req: Request, res: Response): Promise<void> {
  showForm(res, await joinPage(partOf(req, 'code')));
}

export async function postJoin(req: Request, res: Response): Promise<void> {
  const sent = await submitForm(await joinPage(''), req, res, (input) => joinTeam(contextOf(req), input));
  if (sent === undefined) return;
  await beginSession(req, sent.done);
  res.goTo(paths.home, '欢迎加入。看到危险，随时上报。');
}
