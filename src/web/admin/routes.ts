import type { Route } from '../router.ts';
import { postDismiss, postResend, showBot, showJournal } from './admin.controller.ts';

export const adminRoutes: readonly Route[] = [
  { method: 'get', path: '/admin/bot', access: ['administrator'], run: showBot },
  { method: 'post', path: '/admin/outbox/:id/resend', access: ['administrator'], run: postResend },
  { method: 'post', path: '/admin/outbox/:id/dismiss', access: ['administrator'], run: postDismiss },
  { method: 'get', path: '/admin/journal', access: ['administrator'], run: showJournal },
];
