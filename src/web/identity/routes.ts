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
  { method: 'get', path: '/sign-in', access: 'public', why, run: showSignIn },
  { method: 'post', path: '/sign-in', access: 'public', why, limit: 'sign-in', run: postSignIn(site) },
  { method: 'post', path: '/sign-out', access: 'public', why: '会话已失效的人也能退出', run: postSignOut },
  { method: 'get', path: '/invitation', access: 'public', why, run: showSetPassword('invitation') },
  {
    method: 'post',
    path: '/invitation',
    access: 'public',
    why,
    limit: 'code',
    run: postSetPassword('invitation', site),
  },
  { method: 'get', path: '/reset', access: 'public', why, run: showSetPassword('reset') },
  { method: 'post', path: '/reset', access: 'public', why, limit: 'code', run: postSetPassword('reset', site) },
  { method: 'get', path: '/join', access: 'public', why, run: showJoin },
  { method: 'get', path: '/join/:code', access: 'public', why, run: showJoin },
  { method: 'post', path: '/join', access: 'public', why, limit: 'code', run: postJoin },
  { method: 'get', path: '/demo', access: 'public', why: '只在演示环境打开', run: showDemo(site) },
  { method: 'post', path: '/demo', access: 'public', why: '只在演示环境打开', run: postDemo(site) },
  { method: 'post', path: '/switch-role', access: 'signed-in', run: postSwitchRole },
  { method: 'get', path: '/me', access: 'signed-in', run: showMe },
  { method: 'post', path: '/me/bindings', access: 'signed-in', run: postBindingCode },
  { method: 'post', path: '/me/bindings/remove', access: 'signed-in', run: postUnbind },
  { method: 'post', path: '/me/sessions', access: 'signed-in', run: postRevoke },
  { method: 'get', path: '/me/password', access: 'signed-in', run: showPassword },
  { method: 'post', path: '/me/password', access: 'signed-in', limit: 'sign-in', run: postPassword },
  { method: 'get', path: '/me/totp', access: 'signed-in', run: showTotp },
  { method: 'post', path: '/me/totp', access: 'signed-in', limit: 'code', run: postTotp },
  { method: 'post', path: '/me/totp/off', access: 'signed-in', limit: 'code', run: postTotpOff },
];
