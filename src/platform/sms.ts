import mongoose from 'mongoose';

/** Every letter that may go out by SMS; a provider approves each as a template of its own. */
export const SMS_LETTERS = ['invitation', 'reset', 'phone', 'alarm'] as const;
export type SmsLetter = (typeof SMS_LETTERS)[number];

export interface Sms {
  /** A mainland mobile number, eleven digits. */
  to: string;
  template: SmsLetter;
  /** What the template leaves open. */
  params: Readonly<Record<string, string>>;
}

/** Whoever carries SMS: a provider, or the box of the demo and the suites. */
export interface SmsSender {
  /** @throws Error with a code of the provider and neither number nor words, when it was not taken. */
  send(sms: Sms): Promise<void>;
}

let sender: SmsSender | undefined;

/** Takes the sender of this process, or none; its root calls it before anything is read or written. */
export function useSms(next: SmsSender | undefined): void {
  sender = next;
}

/** Whether SMS reach people here at all. */
export const hasSms = (): boolean => sender !== undefined;

/** Hands one SMS to the provider. @throws Error when it was not taken, or there is no provider. */
export async function sendSms(sms: Sms): Promise<void> {
  if (sender === undefined) throw new Error('no-sms-sender');
  await sender.send(sms);
}

/** An SMS as the box keeps it. */
export interface BoxedSms extends Sms {
  at: Date;
}
const KEPT_MS = 86_400_000;
const SHOWN = 50;
const box = () => mongoose.connection.collection<BoxedSms>('smsBox');

/** Puts SMS into the store instead of onto phones: for the demo and the suites, where every phone is made up. */
export const smsBox = (now: () => Date): SmsSender => ({
  send: async (sms) => {
    await box().deleteMany({ at: { $lt: new Date(now().getTime() - KEPT_MS) } });
    await box().insertOne({ ...sms, at: now() });
  },
});

/** What lies in the box, the newest first. */
export const readSmsBox = (): Promise<BoxedSms[]> =>
  box()
    .find({}, { projection: { _id: 0 } })
    .sort({ at: -1, _id: -1 })
    .limit(SHOWN)
    .toArray() as Promise<BoxedSms[]>;
