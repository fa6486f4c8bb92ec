import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { postRegister, showEnrol, showRegister } from './enrol.controller.ts';

const why = '想参加项目的企业还没有账号';

export const enrolRoutes: readonly Route[] = [
  { method: 'get', path: paths.enrol, access: 'public', why, run: showEnrol },
  { method: 'get', path: paths.register, access: 'public', why, run: showRegister },
  { method: 'post', path: paths.register, access: 'public', why, limit: 'register', run: postRegister },
];
