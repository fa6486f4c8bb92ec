import { addDays, atLocalHour, localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

interface ChatRule {
  /** How long an unfinished conversation is kept. */
  draftDays: number;
  /** How long a web chat's lines are kept. */
  historyDays: number;
  /** How long it is remembered that a message was answered; its words are forgotten at once. */
  answeredDays: number;
  /** Time one process has to answer a message before another may. */
  leaseSeconds: number;
  /** Tries to answer a message before it is set aside for a person to look at. */
  maxAttempts: number;
  firstRetrySeconds: number;
  /** A message a network hands over later than this is history, not a question. */
  staleMinutes: number;
  /** Longest text of one message that is kept. */
  maxCharacters: number;
  /** The same words again within so many minutes are answered so often. */
  sameWordsMinutes: number;
  sameWordsAnswers: number;
  /** Whatever is said so soon after an alarm belongs to it. */
  alarmMinutes: number;
  /** How long the one bot process holds its place without a sign of life. */
  botLeaseSeconds: number;
}

/** How the chat keeps and answers messages. */
export const CHAT_RULE = defineRule<ChatRule>({
  key: 'chat',
  label: '聊天',
  says: ({ draftDays, historyDays, answeredDays, maxCharacters, sameWordsMinutes, sameWordsAnswers, alarmMinutes }) => [
    `没说完的内容保留 ${draftDays} 天，网页聊天记录保留 ${historyDays} 天，一条消息最多 ${maxCharacters} 字。`,
    `${sameWordsMinutes} 分钟内一样的话最多答 ${sameWordsAnswers} 次。`,
    `紧急上报后 ${alarmMinutes} 分钟内说的话、发的照片，都加到同一件。`,
    `发给机器人的话答复后就删掉，只记着答过，${answeredDays} 天后也删掉。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）',
      source: '设计值：草稿保留 7 天',
      standing: 'reference',
      value: {
        draftDays: 7,
        historyDays: 30,
        answeredDays: 7,
        leaseSeconds: 20,
        maxAttempts: 5,
        firstRetrySeconds: 2,
        staleMinutes: 1_440,
        maxCharacters: 2_000,
        sameWordsMinutes: 10,
        sameWordsAnswers: 2,
        alarmMinutes: 120,
        botLeaseSeconds: 12,
      },
    },
  ],
});

export const chatRule = (now: Date): ChatRule => ruleOn(CHAT_RULE, localDate(now)).value;

/** The end of the day so many days from now: when somebody spoke would be told by when it goes. */
export const inDays = (now: Date, days: number): Date => atLocalHour(addDays(localDate(now), days + 1), 0);

/** When a draft touched at `now` is thrown away. */
export const draftExpiry = (now: Date): Date => inDays(now, chatRule(now).draftDays);
