import type { Request, Response } from 'express';
import {
  changePassword,
  disableTotp,
  enableTotp,
  findBindingsOf,
  findSessions,
  getPerson,
  issueBindingCode,
  PASSWORD_HINT,
  proposeTotp,
  revokeOtherSessions,
  revokeSession,
  unbindChat,
} from '#domain/identity';
import type { PersonActor } from '#kernel/actor';
import { formatDateTime } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { type FormPage, formPages, presentForm, showForm, submitForm } from '../forms.ts';
import { qrImage } from '../qr.ts';
import { contextOf, textOf } from '../request.ts';

const CHANNELS: Readonly<Record<string, string>> = { webchat: '网页聊天', wecom: '企业微信', service: '微信' };
const me = (req: Request): string => (req.actor as PersonActor).personId;

/** The actor's own account: sessions, chats, password and authenticator. */
export async function showMe(req: Request, res: Response): Promise<void> {
  const [person, sessions, bindings] = await Promise.all([
    getPerson(me(req)),
    findSessions(me(req), req.now),
    findBindingsOf(me(req)),
  ]);
  res.page('identity/me', {
    title: '账号与安全',
    name: person.name,
    phone: person.phone.replace(/^(\d{3})\d{4}(\d{4})$/, '$1****$2'),
    hasTotp: person.hasTotp,
    sessions: sessions.map(({ _id, session }) => ({
      key: _id,
      isThis: _id === req.sessionID,
      device: session.device ?? '其他设备',
      since: session.signedInAt === undefined ? '' : formatDateTime(new Date(session.signedInAt)),
    })),
    hasOthers: sessions.length > 1,
    bindings: bindings.map((binding) => ({
      id: binding._id,
      label: CHANNELS[binding.channel] ?? binding.channel,
      since: formatDateTime(binding.boundAt),
    })),
  });
}

export async function postBindingCode(req: Request, res: Response): Promise<void> {
  const { code, expiresAt } = await issueBindingCode(contextOf(req));
  res.page('identity/code', {
    title: '绑定聊天账号',
    code,
    lead: '在微信里给安发发下面这 6 个数字，就绑定好了。',
    until: formatDateTime(expiresAt),
    note: '只能用一次。不要把它告诉别人。',
    back: { href: paths.me, label: '返回账号与安全' },
  });
}

export async function postUnbind(req: Request, res: Response): Promise<void> {
  const binding = (await findBindingsOf(me(req))).find((row) => row._id === textOf(req, 'bindingId'));
  if (binding !== undefined) {
    await unbindChat(contextOf(req), { channel: binding.channel, channelUserId: binding.channelUserId });
  }
  res.goTo(paths.me, '已解除绑定。');
}

export async function postRevoke(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const sessionKey = textOf(req, 'sessionKey');
  if (sessionKey === '') await revokeOtherSessions(ctx, { sessionKey: req.sessionID });
  else await revokeSession(ctx, { sessionKey });
  res.goTo(paths.me, '已退出那台设备。');
}

const passwordPage: FormPage = {
  title: '修改密码',
  lead: '修改后，其他设备上的登录都会退出。',
  back: { href: paths.me, label: '返回账号与安全' },
  action: paths.password,
  submit: '修改密码',
  fields: [
    { name: 'current', label: '现在的密码', kind: 'password', autocomplete: 'current-password' },
    {
      name: 'password',
      label: '新密码',
      kind: 'password',
      hint: PASSWORD_HINT,
      autocomplete: 'new-password',
    },
  ],
};
export const { show: showPassword, post: postPassword } = formPages({
  page: () => passwordPage,
  run: (ctx, input, { sessionID }) => changePassword(ctx, { ...input, sessionKey: sessionID }),
  next: () => [paths.me, '密码已修改。'],
});

const totpForm: FormPage = {
  title: '设置动态码',
  action: paths.totp,
  submit: '启用动态码',
  back: { href: paths.me, label: '返回账号与安全' },
  fields: [{ name: 'totp', label: '验证器上显示的 6 位数字', kind: 'number', autocomplete: 'one-time-code' }],
};
const offPage: FormPage = {
  title: '停用动态码',
  action: paths.totpOff,
  submit: '停用',
  isDanger: true,
  back: { href: paths.me, label: '返回账号与安全' },
  fields: [{ name: 'password', label: '密码', kind: 'password', autocomplete: 'current-password' }],
};

/** A QR code for the authenticator app. The secret waits in the session until a first code shows that it works. */
export async function showTotp(req: Request, res: Response): Promise<void> {
  if ((await getPerson(me(req))).hasTotp) return showForm(res, offPage);
  const { secret, uri } = await proposeTotp(contextOf(req));
  req.session.proposedTotp = secret;
  await drawTotp(res, presentForm(totpForm), secret, uri, 200);
}

async function drawTotp(
  res: Response,
  form: Record<string, unknown>,
  secret: string,
  uri: string,
  status: number,
): Promise<void> {
  const qr = await qrImage(uri);
  res.page('identity/totp', { ...form, qr, secret: secret.replace(/(.{4})/g, '$1 ').trim() }, status);
}

export async function postTotp(req: Request, res: Response): Promise<void> {
  const secret = req.session.proposedTotp;
  if (secret === undefined) return res.goTo(paths.totp);
  const sent = await submitForm(
    totpForm,
    req,
    res,
    ({ totp = '' }) => enableTotp(contextOf(req), { secret, totp }),
    (form, status) => drawTotp(res, form, secret, `otpauth://totp/anfa?secret=${secret}&issuer=anfa`, status),
  );
  if (sent === undefined) return;
  delete req.session.proposedTotp;
  delete req.session.mustEnrolTotp;
  res.goTo(paths.me, '动态码已启用，下次登录要用。');
}

export const { post: postTotpOff } = formPages({
  page: () => offPage,
  run: (ctx, { password = '' }) => disableTotp(ctx, { password }),
  next: () => [paths.me, '动态码已停用。'],
});
