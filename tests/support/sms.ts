import { deliverNext, portalCarrier, reactToEvents, smsCarrier } from '#domain/notices';
import { type BoxedSms, readSmsBox, smsBox, useSms } from '#platform/sms';
import { type Clock, createClock } from './clock.ts';

/** Lets SMS of every test of the file go into the box; the suites' processes send none otherwise. */
export function useSmsBox(now: () => Date = createClock().now): void {
  beforeEach(() => useSms(smsBox(now)));
  afterEach(() => useSms(undefined));
}

/** Turns what happened into messages, and delivers what goes by SMS and into the portal. */
export async function deliverLetters(clock: Pick<Clock, 'now'> = createClock()): Promise<void> {
  while ((await reactToEvents(clock.now())) > 0);
  for (const carrier of [smsCarrier, portalCarrier]) while (await deliverNext(clock.now, carrier));
}

/** SMS to a number, the newest first. */
export const smsTo = async (phone: string): Promise<BoxedSms[]> =>
  (await readSmsBox()).filter(({ to }) => to === phone);

/** The code of the newest SMS of its kind to a number; delivers first. */
export async function codeSentTo(
  phone: string,
  template: BoxedSms['template'],
  clock?: Pick<Clock, 'now'>,
): Promise<string> {
  await deliverLetters(clock);
  return (await smsTo(phone)).find((sms) => sms.template === template)?.params['code'] ?? '';
}
