import type { Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
import { showPhoto } from '../photos.ts';
import type { Route } from '../router.ts';
import { showSound } from '../sounds.ts';
import { postAct, showAct } from './act.controller.ts';
import { showCase } from './case.controller.ts';
import { postConfirm, showConfirm } from './confirm.controller.ts';
import { showList, showMyReports } from './list.controller.ts';
import { postOwn, postTrackOwn } from './own.controller.ts';
import { postReport, showReport } from './report.controller.ts';
import { postAddToReported, postTakeBackReported, showAddToReported, showReported } from './reported.controller.ts';
import { postAnswer, postAsk, postTrackAnswer, showAnswer, showAsk } from './talk.controller.ts';
import { postClaim, postTrack, showTrack } from './track.controller.ts';

const SEES_LISTS: readonly Role[] = ['enterprise-manager', 'safety-officer', 'park-officer', 'regulator', 'adviser'];
const why = '看到危险的人不一定有账号，扫码或直接上报都不用登录';

export const hazardRoutes: readonly Route[] = [
  { method: 'get', path: paths.report, access: 'public', why, run: showReport },
  { method: 'get', path: paths.reported, access: 'public', why, run: showReported },
  { method: 'get', path: paths.addToReported, access: 'public', why, run: showAddToReported },
  {
    method: 'post',
    path: paths.addToReported,
    access: 'public',
    why,
    limit: 'visitor-report',
    upload: { field: 'photos' },
    run: postAddToReported,
  },
  { method: 'post', path: paths.takeBackReported, access: 'public', why, run: postTakeBackReported },
  { method: 'get', path: paths.poster.pattern, access: 'public', why, run: showReport },
  {
    method: 'post',
    path: paths.report,
    access: 'public',
    why,
    limit: 'visitor-report',
    upload: { field: 'photos' },
    run: postReport,
  },
  { method: 'get', path: paths.track, access: 'public', why: '凭查询码看进度', run: showTrack },
  { method: 'post', path: paths.track, access: 'public', why: '凭查询码看进度', limit: 'code', run: postTrack },
  { method: 'post', path: paths.claim, access: 'signed-in', limit: 'code', run: postClaim },
  {
    method: 'post',
    path: paths.trackAnswer,
    access: 'public',
    why: '凭查询码回答提问',
    limit: 'code',
    run: postTrackAnswer,
  },
  {
    method: 'post',
    path: paths.trackOwn.pattern,
    access: 'public',
    why: '凭查询码转交、回答回访、收回联系方式',
    limit: 'code',
    run: postTrackOwn,
  },
  { method: 'post', path: paths.ownCase.pattern, access: 'signed-in', run: postOwn },
  { method: 'get', path: paths.hazards, access: SEES_LISTS, run: showList },
  { method: 'get', path: paths.myReports, access: 'signed-in', run: showMyReports },
  { method: 'get', path: paths.hazard.pattern, access: 'signed-in', run: showCase },
  { method: 'get', path: paths.askReporter.pattern, access: SEES_LISTS, run: showAsk },
  { method: 'post', path: paths.askReporter.pattern, access: SEES_LISTS, run: postAsk },
  { method: 'get', path: paths.answerAsked.pattern, access: 'signed-in', run: showAnswer },
  { method: 'post', path: paths.answerAsked.pattern, access: 'signed-in', run: postAnswer },
  { method: 'get', path: paths.hazardAct.pattern, access: 'signed-in', run: showAct },
  {
    method: 'post',
    path: paths.hazardAct.pattern,
    access: 'signed-in',
    upload: { field: 'photos' },
    run: postAct,
  },
  { method: 'get', path: paths.confirm.pattern, access: ['regulator', 'park-officer'], run: showConfirm },
  {
    method: 'post',
    path: paths.confirm.pattern,
    access: ['regulator', 'park-officer'],
    upload: { field: 'photos' },
    run: postConfirm,
  },
  {
    method: 'get',
    path: paths.sound.pattern,
    access: 'signed-in',
    run: showSound,
  },
  {
    method: 'get',
    path: paths.photo.pattern,
    access: 'public',
    why: '未登录的人上报时要看到自己刚传的照片；每张都按案件的权限再问一次',
    run: showPhoto,
  },
];
