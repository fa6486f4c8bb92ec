import type { Request, Response } from 'express';
import { readOr } from '#domain/aside';
import {
  acceptOffer,
  actorsOf,
  askPhoneChange,
  changePassword,
  confirmPhone,
  declineOffer,
  disableTotp,
  enableTotp,
  findBindingsOf,
  findOffersTo,
  findSessions,
  getPerson,
  issueBindingCode,
  PASSWORD_HINT,
  proposeTotp,
  reopenTotp,
  revokeOtherSessions,
  revokeSession,
  unbindChat,
} from '#domain/identity';
import { giveUpRole } from '#domain/leaving';
import { type PersonActor, roleLabel } from '#kernel/actor';
import { formatDateTime } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { type FormPage, formPages, presentForm, showForm, submitForm } from '../forms.ts';
import { placeOf } from '../middleware/page.ts';
import { qrImage } from '../qr.ts';
import { contextOf, partOf, textOf } from '../request.ts';

const CHANNELS: Readonly<Record<string, string>> = { webchat: '网页聊天', wecom: '企业微信', service: '微信' };
const me = (req: Request): string => (req.actor as PersonActor).personId;

/** The actor's own account: sessions, chats, password and authenticator. */
export async function showMe(req: Request, res: Response): Promise<void> {
  const [person, sessions, bindings, offers, roles] = await Promise.all([
    getPerson(me(req)),
    findSessions(me(req), req.now),
    findBindingsOf(me(req)),
    findOffersTo(me(req), req.now),
    actorsOf(me(req)),
  ]);
  const inPlace = async (of: PersonActor): Promise<string> =>
    [roleLabel(of.role), await placeOf(of)].filter((part) => part !== '').join('，');
  res.page('identity/me', {
    title: '账号与安全',
    name: person.name,
    phone: person.phone.replace(/^(\d{3})\d{4}(\d{4})$/, '$1****$2'),
    hasTotp: person.hasTotp,
    offers: await Promise.all(
      offers.map(async ({ _id, role, scope, byRole }) => ({
        id: _id,
        label: await inPlace({ ...(req.actor as PersonActor), role, scope }),
        by: byRole === undefined ? '用您的手机号申请的，不是您本人的，请选“不接受”。' : `${roleLabel(byRole)}邀请的。`,
      })),
    ),
    roles: await Promise.all(roles.map(async (one) => ({ id: one.grantId, label: await inPlace(one) }))),
    sessions: sessions.map(({ _id, session }) => ({
      key: _id,
      isThis: _id === req.sessionID,
      device: session.device ?? '其他设备',
      since: session.signedInAt === undefined ? '' : formatDateTime(new Date(session.signedInAt)),
    })),
    hasOthers: sessions.length > 1,
    bindings: await Promise.all(
      bindings.map(async ({ _id, channel, boundAt }) => ({
        id: _id,
        label: CHANNELS[channel] ?? channel,
        // One that cannot be read is taken off like any other.
        since: await readOr(
          contextOf(req),
          `binding:${_id}`,
          () => formatDateTime(boundAt),
          () => '',
        ),
      })),
    ),
  });
}

export async function postBindingCode(req: Request, res: Response): Promise<void> {
  const { code, expiresAt } = await issueBindingCode(contextOf(req));
  res.page('identity/code', {
    title: '绑定聊天账号',
    code,
    lead: '在聊天里给安发发“绑定”加下面的代码，就绑定好了。',
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
  lead: '要填密码和验证器上现在的动态码。验证器丢了的，请找系统管理员。',
  action: paths.totpOff,
  submit: '停用',
  isDanger: true,
  back: { href: paths.me, label: '返回账号与安全' },
  fields: [
    { name: 'password', label: '密码', kind: 'password', autocomplete: 'current-password' },
    { name: 'totp', label: '验证器上显示的 6 位数字', kind: 'number', autocomplete: 'one-time-code' },
  ],
};

/** A QR code for the authenticator app. The secret waits in the session until a first code shows that it works. */
export async function showTotp(req: Request, res: Response): Promise<void> {
  if ((await getPerson(me(req))).hasTotp) return showForm(res, offPage);
  const { secret, uri, kept } = await proposeTotp(contextOf(req), { sessionKey: req.sessionID });
  req.session.proposedTotp = kept;
  await drawTotp(res, presentForm(totpForm), { secret, uri }, 200);
}

async function drawTotp(
  res: Response,
  form: Record<string, unknown>,
  { secret, uri }: { secret: string; uri: string },
  status: number,
): Promise<void> {
  const qr = await qrImage(uri);
  res.page('identity/totp', { ...form, qr, secret: secret.replace(/(.{4})/g, '$1 ').trim() }, status);
}

export async function postTotp(req: Request, res: Response): Promise<void> {
  const kept = req.session.proposedTotp;
  if (kept === undefined) return res.goTo(paths.totp);
  const ctx = contextOf(req);
  const own = { sessionKey: req.sessionID, kept };
  const sent = await submitForm(
    totpForm,
    req,
    res,
    ({ totp = '' }) => enableTotp(ctx, { ...own, totp }),
    async (form, status) => drawTotp(res, form, await reopenTotp(ctx, own), status),
  );
  if (sent === undefined) return;
  delete req.session.proposedTotp;
  res.goTo(paths.me, '动态码已启用，下次登录要用。');
}

export const { post: postTotpOff } = formPages({
  page: () => offPage,
  run: (ctx, input) => disableTotp(ctx, input),
  next: () => [paths.me, '动态码已停用。'],
});

/** Takes a role that was offered, or does not. */
export async function postAnswerOffer(req: Request, res: Response): Promise<void> {
  const offerId = partOf(req, 'id');
  if (textOf(req, 'answer') !== 'accept') {
    await declineOffer(contextOf(req), { offerId });
    return res.goTo(paths.me, '没有接受，对方会看到邀请不在了。');
  }
  const { role } = await acceptOffer(contextOf(req), { offerId });
  res.goTo(paths.me, `已接受，您现在也是${roleLabel(role)}，可以在右上角换身份。`);
}

export async function postLeaveRole(req: Request, res: Response): Promise<void> {
  await giveUpRole(contextOf(req), { grantId: partOf(req, 'id') });
  res.goTo(paths.signIn, '已放弃这个身份，请重新登录。');
}

const phonePage: FormPage = {
  title: '换手机号',
  lead: '验证码发到新的手机号；换好后，原来的手机号会收到通知。',
  back: { href: paths.me, label: '返回账号与安全' },
  action: paths.phone,
  submit: '发验证码',
  fields: [
    { name: 'phone', label: '新的手机号', kind: 'tel', autocomplete: 'tel' },
    { name: 'password', label: '密码', kind: 'password', autocomplete: 'current-password' },
  ],
};
export const { show: showPhone, post: postPhone } = formPages({
  page: () => phonePage,
  run: (ctx, input) => askPhoneChange(ctx, input),
  next: () => [paths.phoneCode, '如果这个手机号能用，验证码马上发到。'],
});

const phoneCodePage: FormPage = {
  title: '填验证码',
  back: { href: paths.phone, label: '返回' },
  action: paths.phoneCode,
  submit: '换成这个手机号',
  fields: [{ name: 'code', label: '验证码', kind: 'text', autocomplete: 'one-time-code' }],
};
export const { show: showPhoneCode, post: postPhoneCode } = formPages({
  page: () => phoneCodePage,
  run: (ctx, input) => confirmPhone(ctx, input),
  next: () => [paths.me, '手机号已换，下次用新的登录。'],
});
