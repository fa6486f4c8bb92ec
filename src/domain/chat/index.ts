export type { BotStatus, ChannelStatus, Listening } from './botStatus.model.ts';
export { type ChatMessage, chatMark, openLine, type StoredLine, sealLine } from './chatMessage.model.ts';
export { CHAT_RULE, chatRule } from './chatRules.ts';
export { type BotLease, beat, leaveBotLease, takeBotLease } from './commands/botLease.ts';
export { type AfterMessage, finishMessage, giveBackMessage } from './commands/finishMessage.ts';
export { type ArrivedMessage, putFile, receiveMessage } from './commands/receiveMessage.ts';
export { type TakenMessage, takeNextMessage } from './commands/takeNextMessage.ts';
export { writeToBot, writeToPerson } from './commands/webChat.ts';
export { type Dialogue, type DialogueState, dialogueId, type Heard, openTalk, sealTalk } from './dialogue.model.ts';
export {
  type Channel,
  type GeoPoint,
  type InboxMessage,
  type MessageContent,
  type MessageKind,
  messageKey,
  SENDER,
  sealMessage,
} from './inbox.model.ts';
export { mattersHead } from './matters.ts';
export {
  type BotHealth,
  countInbox,
  findChatLines,
  findDialogue,
  findUntakenLines,
  getBotHealth,
  isPhotoInChat,
  isSoundInChat,
} from './queries.ts';
export { ALL_WEB_CHATS_ANSWERED, chatOfWakeUp, WEB_CHAT_WROTE, webChatAnswered } from './wakeUps.ts';
