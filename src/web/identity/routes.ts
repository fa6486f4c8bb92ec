import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import type { Site } from '../site.ts';
import { postJoin, showJoin } from './join.controller.ts';
import {
  postBindingCode,
  postPassword,
  postRevoke,
  postTotp,
  postTotpOff,
  postUnbind,
  showMe,
  showPassword,
  showTotp,
} from './me.controller.ts';
import {
  postDemo,
  postSetPassword,
  postSignIn,
  postSignOut,
  postSwitchRole,
  showDemo,
  showSetPassword,
  showSignIn,
} from './signIn.controller.ts';

const why = '还没有登录的人才用得到';

export const identityRoutes = (site: Site): Route[] => [
  { method: 'get', path: paths.signIn, access: 'public', why, run: showSignIn },
  { method: 'post', path: paths.signIn, access: 'public', why, limit: 'sign-in', run: postSignIn(site) },
  { method: 'post', path: paths.signOut, access: 'public', why: '会话已失效的人也能退出', run: postSignOut },
  { method: 'get', path: paths.invitation, access: 'public', why, run: showSetPassword('invitation') },
  {
    method: 'post',
    path: paths.invitation,
    access: 'public',
    why,
    limit: 'code',
    run: postSetPassword('invitation', site),
  },
  { method: 'get', path: paths.reset, access: 'public', why, run: showSetPassword('reset') },
  { method: 'post', path: paths.reset, access: 'public', why, limit: 'code', run: postSetPassword('reset', site) },
  { method: 'get', path: paths.join, access: 'public', why, run: showJoin },
  { method: 'get', path: paths.joinTeam.pattern, access: 'public', why, run: showJoin },
  { method: 'post', path: paths.join, access: 'public', why, limit: 'code', run: postJoin },
  { method: 'get', path: paths.demo, access: 'public', why: '只在演示环境打开', run: showDemo(site) },
  { method: 'post', path: paths.demo, access: 'public', why: '只在演示环境打开', run: postDemo(site) },
  { method: 'post', path: paths.switchRole, access: 'signed-in', run: postSwitchRole },
  { method: 'get', path: paths.me, access: 'signed-in', run: showMe },
  { method: 'post', path: paths.bindings, access: 'signed-in', run: postBindingCode },
  { method: 'post', path: paths.removeBinding, access: 'signed-in', run: postUnbind },
  { method: 'post', path: paths.sessions, access: 'signed-in', run: postRevoke },
  { method: 'get', path: paths.password, access: 'signed-in', run: showPassword },
  { method: 'post', path: paths.password, access: 'signed-in', limit: 'sign-in', run: postPassword },
  { method: 'get', path: paths.totp, access: 'signed-in', run: showTotp },
  { method: 'post', path: paths.totp, access: 'signed-in', limit: 'code', run: postTotp },
  { method: 'post', path: paths.totpOff, access: 'signed-in', limit: 'code', run: postTotpOff },
];
