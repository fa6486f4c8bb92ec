import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Headers of Standard Webhooks. */
export interface Signed {
  id: string;
  /** Seconds since 1970, when it was sent. */
  timestamp: string;
  /** `v1,` and base64, several with blanks between them. */
  signature: string;
}

const PREFIX = 'whsec_';
const BYTES = 32;

/** A new key as the standard writes one: `whsec_` and base64. */
export const makeKey = (): string => PREFIX + randomBytes(BYTES).toString('base64');

const isSame = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** `v1,…` of a message under one key (Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`). */
export function signatureOf(key: string, { id, timestamp }: Omit<Signed, 'signature'>, body: string): string {
  const secret = Buffer.from(key.slice(PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

/**
 * Whether a message is signed by any of the keys, and was sent just now. The time is ours to give: the library of the
 * standard reads the clock of the machine by itself.
 * @param toleranceSeconds Of when it was sent, before and after; never of when what it tells of happened, or what waited
 * while a line was down would be lost.
 */
export function refusalOf(
  keys: readonly string[],
  signed: Signed,
  body: string,
  { now, toleranceSeconds }: { now: Date; toleranceSeconds: number },
): 'bad-signature' | 'stale' | undefined {
  const given = signed.signature.split(' ');
  if (!keys.some((key) => given.some((one) => isSame(one, signatureOf(key, signed, body))))) return 'bad-signature';
  const age = Math.abs(now.getTime() / 1_000 - Number(signed.timestamp));
  return age <= toleranceSeconds ? undefined : 'stale';
}
