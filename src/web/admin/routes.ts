import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { postDismiss, postResend, showBot, showJournal } from './admin.controller.ts';
import { postTryAgain, showAsides } from './asides.controller.ts';
import { postCalendar, showCalendar } from './calendar.controller.ts';

export const adminRoutes: readonly Route[] = [
  { method: 'get', path: paths.bot, access: ['administrator'], run: showBot },
  { method: 'post', path: paths.resendMessage.pattern, access: ['administrator'], run: postResend },
  { method: 'post', path: paths.dismissMessage.pattern, access: ['administrator'], run: postDismiss },
  { method: 'get', path: paths.journal, access: ['administrator'], run: showJournal },
  { method: 'get', path: paths.calendar, access: ['administrator'], run: showCalendar },
  {
    method: 'post',
    path: paths.calendar,
    access: ['administrator'],
    run: postCalendar,
    upload: { field: 'table', most: 1 },
  },
  { method: 'get', path: paths.asides, access: ['administrator'], run: showAsides },
  { method: 'post', path: paths.tryAgain.pattern, access: ['administrator'], run: postTryAgain },
];
