import { chatRule, type Dialogue, type Heard, type InboxMessage } from '#domain/chat';
import { blind } from '#platform/sealing';
import type { Turn } from './conversation.ts';
import { understandable } from './words.ts';

/** How often in a row these words have come. */
export function hear({ heard }: Dialogue, { text = '' }: InboxMessage, now: Date): Heard {
  const mark = blind(understandable(text), 'chat-heard');
  const isSame = heard?.mark === mark && minutesBetween(heard.since, now) < chatRule(now).sameWordsMinutes;
  return isSame ? { ...heard, times: heard.times + 1 } : { mark, times: 1, since: now };
}

/** Somebody, or some machine, says the same over and over. A danger, a command and a number are answered every time. */
export const isTooOften = ({ times }: Heard, { ctx, message, intent, choice, isDanger }: Turn): boolean =>
  message.kind === 'text' && !intent && choice === undefined && !isDanger && times > chatRule(ctx.now).sameWordsAnswers;

const minutesBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 60_000;
