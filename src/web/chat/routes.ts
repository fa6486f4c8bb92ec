import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import type { Site } from '../site.ts';
import { playChatSound, postMessage, showChat, showChatPhoto, streamChat } from './chat.controller.ts';

const why = '没有账号的人也能用聊天上报';

export const chatRoutes = (site: Site): readonly Route[] => [
  { method: 'get', path: paths.chat, access: 'public', why, run: showChat(site) },
  { method: 'get', path: paths.chatEvents, access: 'public', why, run: streamChat(site) },
  {
    method: 'post',
    path: paths.chatMessages,
    access: 'public',
    why,
    limit: 'chat',
    upload: { field: 'photo', most: 1 },
    run: postMessage(site),
  },
  { method: 'get', path: paths.chatSound.pattern, access: 'public', why, run: playChatSound },
  { method: 'get', path: paths.chatPhoto.pattern, access: 'public', why, run: showChatPhoto },
];
