import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { SmsLetter, SmsSender } from './sms.ts';

export interface AliyunSmsAccount {
  keyId: string;
  keySecret: string;
  /** The signature the provider approved, e.g. `安发`. */
  signName: string;
  /** The provider's number of each letter's template. */
  templates: Readonly<Record<SmsLetter, string>>;
}

const ENDPOINT = 'https://dysmsapi.aliyuncs.com';
const TIMEOUT_MS = 8_000;

/** Sends by Alibaba Cloud's SMS service (`SendSms`, version 2017-05-25). Nothing of an SMS is logged or kept. */
export const aliyunSms = (
  { keyId, keySecret, signName, templates }: AliyunSmsAccount,
  endpoint = ENDPOINT,
): SmsSender => ({
  send: async ({ to, template, params }) => {
    const query = {
      PhoneNumbers: to,
      SignName: signName,
      TemplateCode: templates[template],
      TemplateParam: JSON.stringify(params),
    };
    const call = {
      host: new URL(endpoint).host,
      action: 'SendSms',
      version: '2017-05-25',
      date: new Date().toISOString().replace(/\.\d+/, ''),
      nonce: randomUUID(),
      query,
    };
    const answer = await fetch(`${endpoint}/?${canonicalQuery(query)}`, {
      method: 'POST',
      headers: signedHeaders(call, { keyId, keySecret }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { Code } = (await answer.json().catch(() => ({}))) as { Code?: string };
    if (Code !== 'OK') throw Object.assign(new Error('sms refused'), { name: `Sms.${Code ?? answer.status}` });
  },
});

export interface Call {
  host: string;
  action: string;
  version: string;
  /** UTC to the second, `2026-11-24T02:00:00Z`. */
  date: string;
  nonce: string;
  query: Readonly<Record<string, string>>;
}

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
const canonicalQuery = (query: Call['query']): string =>
  Object.entries(query)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Headers of a call without a body, signed the way the provider documents (`ACS3-HMAC-SHA256`). */
export function signedHeaders(
  { host, action, version, date, nonce, query }: Call,
  { keyId, keySecret }: { keyId: string; keySecret: string },
): Record<string, string> {
  const headers = {
    host,
    'x-acs-action': action,
    'x-acs-content-sha256': sha256(''),
    'x-acs-date': date,
    'x-acs-signature-nonce': nonce,
    'x-acs-version': version,
  };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const request = ['POST', '/', canonicalQuery(query), lines.join(''), names, sha256('')].join('\n');
  const signature = createHmac('sha256', keySecret)
    .update(`ACS3-HMAC-SHA256\n${sha256(request)}`)
    .digest('hex');
  const authorization = `ACS3-HMAC-SHA256 Credential=${keyId},SignedHeaders=${names},Signature=${signature}`;
  return { ...headers, authorization };
}
