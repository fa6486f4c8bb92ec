import type { Route } from '../router.ts';
import type { Site } from '../site.ts';
import { postMessage, showChat, showChatPhoto, streamChat } from './chat.controller.ts';

const why = '没有账号的人也能用聊天上报';

export const chatRoutes = (site: Site): readonly Route[] => [
  { method: 'get', path: '/chat', access: 'public', why, run: showChat },
  { method: 'get', path: '/chat/events', access: 'public', why, run: streamChat(site) },
  {
    method: 'post',
    path: '/chat/messages',
    access: 'public',
    why,
    limit: 'chat',
    upload: { field: 'photo', most: 1 },
    run: postMessage(site),
  },
  { method: 'get', path: '/chat/photos/:id', access: 'public', why, run: showChatPhoto },
];
