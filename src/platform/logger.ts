import { type Logger, pino } from 'pino';

export type { Logger };

/** Keys whose values are personal data or secrets; cut from every log line at three depths. */
const PERSONAL = ['phone', 'name', 'password', 'code', 'token', 'cookie', 'authorization', 'text', 'address', 'secret'];
const paths = PERSONAL.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]).concat(
  'req.headers.cookie',
  'req.headers.authorization',
  'res.headers["set-cookie"]',
);

/** One JSON line an event, without personal data. */
export function createLogger(process: 'web' | 'worker' | 'bot' | 'start', level: string): Logger {
  return pino({ level, base: { process }, redact: { paths, censor: '[removed]' } });
}
