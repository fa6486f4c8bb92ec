import { type AliyunSmsAccount, aliyunSms } from './aliyunSms.ts';
import { type SmsSender, smsBox } from './sms.ts';

/** Who carries SMS: the provider that is configured; in the demo the box everybody may look into; else nobody. */
export function smsSender({ sms, isDemo }: { sms?: AliyunSmsAccount; isDemo: boolean }): SmsSender | undefined {
  if (sms !== undefined) return aliyunSms(sms);
  return isDemo ? smsBox(() => new Date()) : undefined;
}
