/** Redis channels between the page and the bot. Wake-ups only: everything they speak of lies in MongoDB. */

/** Somebody wrote in a web chat. */
export const WEB_CHAT_WROTE = 'chat:wrote';

const ANSWERED = 'chat:answered:';
/** A line was added to this chat. */
export const webChatAnswered = (chatId: string): string => `${ANSWERED}${chatId}`;
/** Every chat's lines, as a pattern. */
export const ALL_WEB_CHATS_ANSWERED = `${ANSWERED}*`;
/** The chat a wake-up speaks of. */
export const chatOfWakeUp = (channel: string): string => channel.slice(ANSWERED.length);
