import type { Role } from '#kernel/actor';
import { showPhoto } from '../photos.ts';
import type { Route } from '../router.ts';
import { postAct, showAct } from './act.controller.ts';
import { showCase } from './case.controller.ts';
import { showList, showMyReports } from './list.controller.ts';
import { postReport, showReport, showReported } from './report.controller.ts';
import { postClaim, postTrack, showTrack } from './track.controller.ts';

const SEES_LISTS: readonly Role[] = ['enterprise-manager', 'safety-officer', 'park-officer', 'regulator', 'adviser'];
const why = '看到危险的人不一定有账号，扫码或直接上报都不用登录';

export const hazardRoutes: readonly Route[] = [
  { method: 'get', path: '/report', access: 'public', why, run: showReport },
  { method: 'get', path: '/report/done', access: 'public', why, run: showReported },
  { method: 'get', path: '/l/:code', access: 'public', why, run: showReport },
  {
    method: 'post',
    path: '/report',
    access: 'public',
    why,
    limit: 'visitor-report',
    upload: { field: 'photos' },
    run: postReport,
  },
  { method: 'get', path: '/track', access: 'public', why: '凭查询码看进度', run: showTrack },
  { method: 'post', path: '/track', access: 'public', why: '凭查询码看进度', limit: 'code', run: postTrack },
  { method: 'post', path: '/track/claim', access: 'signed-in', limit: 'code', run: postClaim },
  { method: 'get', path: '/hazards', access: SEES_LISTS, run: showList },
  { method: 'get', path: '/my-reports', access: 'signed-in', run: showMyReports },
  { method: 'get', path: '/hazards/:reference', access: 'signed-in', run: showCase },
  { method: 'get', path: '/hazards/:reference/act/:action', access: 'signed-in', run: showAct },
  {
    method: 'post',
    path: '/hazards/:reference/act/:action',
    access: 'signed-in',
    upload: { field: 'photos' },
    run: postAct,
  },
  {
    method: 'get',
    path: '/photos/:id',
    access: 'public',
    why: '未登录的人上报时要看到自己刚传的照片；每张都按案件的权限再问一次',
    run: showPhoto,
  },
];
