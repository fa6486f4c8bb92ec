import { deliverNext } from '#domain/notices';
import { sendingKey } from './puppets/webchat.ts';
import { type Rounds, startRounds } from './rounds.ts';
import type { ChatLine } from './wechaty.ts';

export interface DeliveryOptions {
  lines: readonly ChatLine[];
  now: () => Date;
  onError: (error: unknown) => void;
}

const PAUSE_MS = 1_000;
/** Our own chat page knows the key of each line and shows a repeated one once. */
const REPEATABLE: readonly string[] = ['webchat'];

/** Sends what is due, each network by itself, so that a slow one holds up nobody else. */
export function startDelivery({ lines, now, onError }: DeliveryOptions): Rounds[] {
  return lines.map((line) => {
    const carrier = {
      channel: line.channel,
      isRepeatable: REPEATABLE.includes(line.channel),
      say: (channelUserId: string, text: string, key: string) =>
        sendingKey.run(key, () => line.say(channelUserId, text)),
    };
    const round = async (): Promise<boolean> => line.isLoggedIn() && deliverNext(now, carrier);
    return startRounds(round, { pauseMs: PAUSE_MS, onError });
  });
}
