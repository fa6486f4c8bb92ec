import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import {
  acceptInvitation,
  actorsOf,
  findDemoPeople,
  noteDevice,
  PASSWORD_HINT,
  type Person,
  requestReset,
  resetPassword,
  type SignInFrom,
  signIn,
  switchRole,
} from '#domain/identity';
import { roleLabel } from '#kernel/actor';
import { formatDateTime } from '#kernel/dates';
import { AppError, notFound } from '#kernel/errors';
import { networkOf } from '#kernel/network';
import { paths } from '#kernel/paths';
import { readSmsBox } from '#platform/sms';
import { renderText } from '#platform/texts';
import { type FormPage, formPages, presentForm, showForm, submitForm } from '../forms.ts';
import { placeOf as nameOfPlace } from '../middleware/page.ts';
import { contextOf, textOf } from '../request.ts';
import type { Site } from '../site.ts';
import { evenly } from './evenly.ts';

/** Where somebody wanted to go before we asked who they are; only inside the portal. */
const wantedPath = (next: unknown): string =>
  typeof next === 'string' && /^\/(?![/\\])[\w\-/.?=&%]*$/.test(next) ? next : paths.home;

const signInPage = (next: string): FormPage => ({
  title: '登录',
  action: paths.signIn,
  submit: '登录',
  hidden: [{ name: 'next', value: next }],
  fields: [
    { name: 'phone', label: '手机号', kind: 'tel', autocomplete: 'username' },
    { name: 'password', label: '密码', kind: 'password', autocomplete: 'current-password' },
  ],
  links: [
    { href: paths.invitation, label: '第一次登录？用邀请码设置密码' },
    { href: paths.reset, label: '忘了密码' },
    { href: paths.report, label: '不登录，直接上报隐患' },
  ],
});

const totpPage = (page: FormPage): FormPage => ({
  ...page,
  lead: '请打开手机上的身份验证器，填写 6 位动态码，并再输一次密码。',
  fields: [...page.fields, { name: 'totp', label: '动态码', kind: 'number', autocomplete: 'one-time-code' }],
});

export function showSignIn(req: Request, res: Response): void {
  if (req.actor.kind === 'person') res.goTo(paths.home);
  else showForm(res, signInPage(wantedPath(req.query['next'])));
}

/** The browser in a few words, for the list of sessions. */
function deviceOf(req: Request): string {
  const agent = req.get('user-agent') ?? '';
  const where = /MicroMessenger/i.test(agent)
    ? '微信'
    : /iPhone|iPad/.test(agent)
      ? '苹果手机'
      : /Android/.test(agent)
        ? '安卓手机'
        : /Windows/.test(agent)
          ? 'Windows 电脑'
          : /Mac OS/.test(agent)
            ? '苹果电脑'
            : '其他设备';
  const browser = /Edg\//.test(agent)
    ? 'Edge'
    : /Firefox\//.test(agent)
      ? 'Firefox'
      : /Chrome\//.test(agent)
        ? 'Chrome'
        : '';
  return [where, browser].filter((part) => part !== '').join(' · ');
}

/** Names this browser to the accounts that were signed in from it; for those it knows it says nothing. */
const DEVICE_COOKIE = 'anfa-device';
const DEVICE_DAYS = 400; // the longest a browser keeps a cookie

export const deviceIdOf = (req: Request): string | undefined =>
  new RegExp(`(?:^|; )${DEVICE_COOKIE}=([\\w-]{43})(?:;|$)`).exec(req.headers.cookie ?? '')?.[1];

/** Remembers the browser with the account, and gives it a name of its own when it has none. */
async function rememberDevice(req: Request, personId: string): Promise<void> {
  const deviceId = deviceIdOf(req) ?? randomBytes(32).toString('base64url');
  req.res?.cookie(DEVICE_COOKIE, deviceId, {
    httpOnly: true,
    sameSite: 'lax',
    secure: req.secure,
    maxAge: DEVICE_DAYS * 86_400_000,
  });
  await noteDevice(contextOf(req), { personId, deviceId, label: deviceOf(req) });
}

/** Starts a fresh session for a person: what somebody planted in the old one is gone. */
export async function beginSession(
  req: Request,
  { personId, grantId }: { personId: string; grantId: string },
): Promise<void> {
  await new Promise<void>((resolve, reject) =>
    req.session.regenerate((error: unknown) => (error ? reject(error) : resolve())),
  );
  Object.assign(req.session, { personId, grantId, device: deviceOf(req), signedInAt: req.now });
  await rememberDevice(req, personId);
}

/** Where a code is typed. */
const fromOf = (req: Request): string => `${networkOf(req.ip)}:${req.sessionID}`;

/** Where a sign-in comes from. */
const placeOf = (req: Request): SignInFrom => {
  const deviceId = deviceIdOf(req);
  return { network: networkOf(req.ip), browser: req.sessionID, ...(deviceId === undefined ? {} : { deviceId }) };
};

export const postSignIn =
  (site: Site) =>
  async (req: Request, res: Response): Promise<void> => {
    const next = wantedPath(textOf(req, 'next'));
    const asksTotp = textOf(req, 'totp') !== '' || textOf(req, 'asksTotp') === '1';
    const plain = signInPage(next);
    const page = asksTotp
      ? { ...totpPage(plain), hidden: [...(plain.hidden ?? []), { name: 'asksTotp', value: '1' }] }
      : plain;
    const sent = await submitForm(page, req, res, (input) =>
      signIn(contextOf(req), input, { requireTotp: site.requireTotp }, placeOf(req)),
    );
    if (sent === undefined) return;
    const result = sent.done;
    if (result.needsTotp) {
      const again = { ...totpPage(plain), hidden: [...(plain.hidden ?? []), { name: 'asksTotp', value: '1' }] };
      return res.page('pages/form', presentForm({ ...again, values: { phone: textOf(req, 'phone') } }));
    }
    await beginSession(req, result);
    res.goTo(result.mustEnrolTotp ? paths.totp : next);
  };

export async function postSignOut(req: Request, res: Response): Promise<void> {
  await new Promise<void>((resolve, reject) =>
    req.session.destroy((error: unknown) => (error ? reject(error) : resolve())),
  );
  res.clearCookie('anfa');
  res.redirect(303, paths.home);
}

const codePage = (kind: 'invitation' | 'reset'): FormPage => ({
  title: kind === 'invitation' ? '用邀请码设置密码' : '重新设置密码',
  lead:
    kind === 'invitation'
      ? '邀请码在短信里，或在交给您的密封纸条里。已有账号的，密码填原来的；没收到邀请码的，登录后到“账号与安全”接受。'
      : '重置码在您的手机短信或绑定的聊天里。',
  back: { href: paths.signIn, label: '返回登录' },
  action: `/${kind}`,
  submit: kind === 'invitation' ? '接受邀请并登录' : '设置密码并登录',
  fields: [
    { name: 'phone', label: '手机号', kind: 'tel', autocomplete: 'username' },
    { name: 'code', label: kind === 'invitation' ? '邀请码' : '重置码', kind: 'text', autocomplete: 'one-time-code' },
    {
      name: 'password',
      label: kind === 'invitation' ? '密码' : '新密码',
      kind: 'password',
      hint: PASSWORD_HINT,
      autocomplete: kind === 'invitation' ? 'current-password' : 'new-password',
    },
  ],
  links: kind === 'reset' ? [{ href: paths.askReset, label: '还没有重置码，发一个给我' }] : [],
});

export const showSetPassword =
  (kind: 'invitation' | 'reset') =>
  (_req: Request, res: Response): void =>
    showForm(res, codePage(kind));

export const postSetPassword =
  (kind: 'invitation' | 'reset', site: Site) =>
  async (req: Request, res: Response): Promise<void> => {
    const sent = await submitForm(codePage(kind), req, res, async (input) => {
      await (kind === 'invitation' ? acceptInvitation : resetPassword)(contextOf(req), input, fromOf(req));
      return input;
    });
    if (sent === undefined) return;
    // The password is used at once, so that a person with an authenticator is still asked for it.
    const result = await signIn(contextOf(req), sent.done, { requireTotp: site.requireTotp }, placeOf(req));
    if (result.needsTotp) return res.goTo(paths.signIn, '办好了，请登录。');
    await beginSession(req, result);
    res.goTo(result.mustEnrolTotp ? paths.totp : paths.home, kind === 'reset' ? '密码已设置。' : '已接受邀请。');
  };

const askResetPage: FormPage = {
  title: '取重置码',
  lead: '重置码只发给本人：发到手机短信，或您绑定的聊天。',
  back: { href: paths.reset, label: '返回' },
  action: paths.askReset,
  submit: '发给我',
  fields: [{ name: 'phone', label: '手机号', kind: 'tel', autocomplete: 'username' }],
};
/** Whoever asks is answered alike, whether the number is known, reached, or neither. */
export const { show: showAskReset, post: postAskReset } = formPages({
  page: () => askResetPage,
  run: (ctx, input) => evenly(requestReset(ctx, input)),
  next: () => [
    paths.reset,
    '如果这个手机号有账号，重置码马上发到它的短信或绑定的聊天。收不到的，请找系统管理员当面办理。',
  ],
});

export async function postSwitchRole(req: Request, res: Response): Promise<void> {
  const next = await switchRole(contextOf(req), { grantId: textOf(req, 'grantId') });
  req.session.grantId = next.grantId;
  res.goTo(
    wantedPath(textOf(req, 'next')),
    `已换成：${[roleLabel(next.role), await nameOfPlace(next)].filter((part) => part !== '').join('，')}`,
  );
}

async function demoRow(person: Person) {
  const actors = await actorsOf(person._id);
  const roles = await Promise.all(
    actors.map(async (actor) => `${roleLabel(actor.role)}（${(await nameOfPlace(actor)) || '全区'}）`),
  );
  return { id: person._id, name: person.name, roles: roles.join('，') };
}

/** Everybody of the demo world, to sign in as. Only in demo mode. */
export const showDemo =
  (site: Site) =>
  async (_req: Request, res: Response): Promise<void> => {
    if (!site.isDemo) throw notFound('common.not-found');
    const people = await Promise.all((await findDemoPeople()).map(demoRow));
    res.page('identity/demo', { title: '演示身份', people });
  };

export const postDemo =
  (site: Site) =>
  async (req: Request, res: Response): Promise<void> => {
    const person = site.isDemo
      ? (await findDemoPeople()).find((row) => row._id === textOf(req, 'personId'))
      : undefined;
    const grantId = person?.lastGrantId ?? person?.grants[0]?._id;
    if (person === undefined || grantId === undefined) throw new AppError('NotFound', 'common.not-found');
    await beginSession(req, { personId: person._id, grantId });
    res.goTo(paths.home, `您现在是 ${person.name}。`);
  };

/** SMS of the demo, which go to no phone. Only in demo mode. */
export const showDemoSms =
  (site: Site) =>
  async (_req: Request, res: Response): Promise<void> => {
    if (!site.isDemo) throw notFound('common.not-found');
    const messages = await readSmsBox();
    res.page('identity/demoSms', {
      title: '演示短信',
      back: { href: paths.demo, label: '返回演示身份' },
      messages: messages.map(({ to, template, params, at }) => ({
        to,
        when: formatDateTime(at),
        text: renderText('sms', template, params),
      })),
    });
  };
