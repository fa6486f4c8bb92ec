import { z } from 'zod';
import { type LocalDate, MINUTE_MS } from './dates.ts';
import { invalid } from './errors.ts';

/** A time of the day as people write it: `8:30`, `08：30`, `8点30`, `20时`. */
export const clockField = (ask: string) =>
  z.string({ error: ask }).transform((typed, { addIssue }) => {
    const [, hour = '', minute = ''] =
      /^(\d{1,2})(?:[:点时.](\d{1,2})?分?)?$/.exec(typed.normalize('NFKC').trim()) ?? [];
    if (hour !== '' && Number(hour) < 24 && Number(minute) < 60)
      return `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
    addIssue({ code: 'custom', message: typed.trim() === '' ? ask : '请写成 08:30 这样的时间' });
    return z.NEVER;
  });

/** A moment somebody claims. @throws Invalid at `<name>Time` for one that has yet to come. */
export function claimed(now: Date, name: string, day: LocalDate, time: string): Date {
  const at = new Date(`${day}T${time}:00.000+08:00`);
  // Clocks on a wall are not exact.
  if (at.getTime() > now.getTime() + MINUTE_MS)
    throw invalid('common.check-fields', { [`${name}Time`]: '这个时间还没有到，请核对日期和时间' });
  return at;
}
