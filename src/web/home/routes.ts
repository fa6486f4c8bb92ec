import type { Route } from '../router.ts';
import { showHome } from './home.controller.ts';

export const homeRoutes: readonly Route[] = [
  { method: 'get', path: '/', access: 'public', why: '第一次来的人先看到安发是什么', run: showHome },
  {
    method: 'get',
    path: '/enrol',
    access: 'public',
    why: '想参加项目的企业还没有账号',
    run: (_req, res) => res.page('home/enrol', { title: '报名参加项目' }),
  },
];
