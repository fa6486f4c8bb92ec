import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aliyunSms, signedHeaders } from '#platform/aliyunSms';

const templates = { invitation: 'SMS_1', reset: 'SMS_2', phone: 'SMS_3', alarm: 'SMS_4' };

test('a call is signed as the provider documents it', () => {
  const call = {
    host: 'ecs.cn-shanghai.aliyuncs.com',
    action: 'RunInstances',
    version: '2014-05-26',
    date: '2023-10-26T10:22:32Z',
    nonce: '3156853299f313e23d1673dc12e1703d',
    query: { ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd', RegionId: 'cn-shanghai' },
  };
  const { authorization } = signedHeaders(call, { keyId: 'YourAccessKeyId', keySecret: 'YourAccessKeySecret' });
  expect(authorization).toMatch(/Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0$/);
});

test('an SMS is sent by its template, and a refusal says neither number nor words', async () => {
  const asked: URL[] = [];
  const answers = ['OK', 'isv.BUSINESS_LIMIT_CONTROL'];
  const server = createServer((req, res) => {
    asked.push(new URL(req.url ?? '', 'http://provider'));
    res.end(JSON.stringify({ Code: answers.shift() }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sender = aliyunSms(
    { keyId: 'id', keySecret: 'secret', signName: '安发', templates },
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  );
  const sms = { to: '13800000000', template: 'reset', params: { code: 'ABCD2345', minutes: '10' } } as const;
  await sender.send(sms);
  expect(Object.fromEntries(asked[0]?.searchParams ?? [])).toEqual({
    PhoneNumbers: '13800000000',
    SignName: '安发',
    TemplateCode: 'SMS_2',
    TemplateParam: '{"code":"ABCD2345","minutes":"10"}',
  });
  const refused = await sender.send(sms).catch((error: Error) => error);
  expect(String(refused)).toBe('Sms.isv.BUSINESS_LIMIT_CONTROL: sms refused');
  server.closeAllConnections();
  server.close();
});
