import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, readStoreConfig } from '../src/config.ts';

const STORES = { MONGODB_URI: 'mongodb://127.0.0.1/anfa', REDIS_URL: 'redis://127.0.0.1' };
const PRODUCTION = {
  ...STORES,
  ANFA_MODE: 'production',
  SESSION_SECRET: 'k'.repeat(32),
  METRICS_TOKEN: 'm'.repeat(16),
  SEALING_KEYS: ['one', 'blind'].map((id) => `${id}:${randomBytes(32).toString('base64')}`).join(','),
  PUBLIC_URL: 'https://anfa.example.cn/',
};
const IMAGE = `valkey/valkey:8.1-bookworm@sha256:${'0a'.repeat(32)}`;
const without = (name: keyof typeof PRODUCTION) => ({ ...PRODUCTION, [name]: undefined });

describe('the environment', () => {
  it('is production unless it says otherwise, and complete production is taken', () => {
    expect(readConfig(without('ANFA_MODE'))).toMatchObject({ mode: 'production', isDemo: false });
    expect(readConfig(PRODUCTION)).toMatchObject({ publicUrl: 'https://anfa.example.cn', requireTotp: true });
  });

  it.each([
    ['no database', without('MONGODB_URI'), 'MONGODB_URI'],
    ['something else than a database', { ...PRODUCTION, MONGODB_URI: 'postgres://x' }, 'MONGODB_URI'],
    ['no Redis', without('REDIS_URL'), 'REDIS_URL'],
    ['no session secret', without('SESSION_SECRET'), 'SESSION_SECRET'],
    [
      'the demo session secret',
      { ...PRODUCTION, SESSION_SECRET: 'demo-session-secret-not-for-production' },
      'SESSION_SECRET',
    ],
    ['a session secret easily guessed', { ...PRODUCTION, SESSION_SECRET: 'k'.repeat(31) }, 'SESSION_SECRET'],
    ['no metrics token', without('METRICS_TOKEN'), 'METRICS_TOKEN'],
    ['no sealing keys', without('SEALING_KEYS'), 'SEALING_KEYS'],
    ['sealing keys that are none', { ...PRODUCTION, SEALING_KEYS: 'hunter2' }, 'SEALING_KEYS'],
    ['a secret and its file', { ...PRODUCTION, SESSION_SECRET_FILE: '/dev/null' }, 'SESSION_SECRET'],
    [
      'a file that is not there',
      { ...without('SESSION_SECRET'), SESSION_SECRET_FILE: '/nowhere/x' },
      'SESSION_SECRET_FILE',
    ],
    ['a short metrics token', { ...PRODUCTION, METRICS_TOKEN: 'short' }, 'METRICS_TOKEN'],
    ['an address without encryption', { ...PRODUCTION, PUBLIC_URL: 'http://anfa.example.cn' }, 'PUBLIC_URL'],
    ['an address that is none', { ...PRODUCTION, PUBLIC_URL: 'javascript:alert(1)' }, 'PUBLIC_URL'],
    ['a chat nobody knows', { ...PRODUCTION, BOT_PUPPETS: 'pigeon' }, 'BOT_PUPPETS'],
    ['WeCom without its secret', { ...PRODUCTION, BOT_PUPPETS: 'wecom', WECOM_BOT_ID: 'x' }, 'WECOM_BOT_SECRET'],
    ['a gateway without its token', { ...PRODUCTION, BOT_PUPPETS: 'service' }, 'PUPPET_SERVICE_ENDPOINT'],
    ['an SMS account without its secret', { ...PRODUCTION, SMS_ACCESS_KEY_ID: 'x' }, 'SMS_ACCESS_KEY_SECRET'],
    [
      'an SMS account without a template for every letter',
      {
        ...PRODUCTION,
        SMS_ACCESS_KEY_ID: 'x',
        SMS_ACCESS_KEY_SECRET: 'x',
        SMS_SIGN_NAME: '安发',
        SMS_TEMPLATES: 'invitation:SMS_1,reset:SMS_2,phone:SMS_3',
      },
      'SMS_TEMPLATES: no template for alarm',
    ],
    [
      'an image that is not named by its digest',
      { ...PRODUCTION, IMAGES: `${IMAGE} mongo:7.0.24` },
      'IMAGES: mongo:7.0.24',
    ],
    ['a port beyond the last', { ...PRODUCTION, PORT: '70000' }, 'PORT'],
  ])('with %s is refused, and the variable named', (_what, env, variable) => {
    expect(() => readConfig(env)).toThrow(new RegExp(`^configuration is wrong:\\n[\\s\\S]*${variable}`));
  });

  it('of images each named by its digest is taken, and compose names all of them', () => {
    expect(readConfig({ ...PRODUCTION, IMAGES: `${IMAGE} ${IMAGE}` }).mode).toBe('production');
    const compose = readFileSync('compose.yaml', 'utf8');
    const used = new Set([...compose.matchAll(/image: \$\{(\w+):\?/g)].map(([, name]) => name));
    const told = /IMAGES: (.+)/.exec(compose)?.[1] ?? '';
    expect([...used].toSorted()).toEqual([...told.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name).toSorted());
    expect(compose).not.toMatch(/image: (?!\$\{)/);
  });

  it('names everything that is wrong at once', () => {
    const env = { ...STORES, ANFA_MODE: 'production', PUBLIC_URL: 'http://anfa.example.cn' };
    expect(() => readConfig(env)).toThrow(/SESSION_SECRET[\s\S]*METRICS_TOKEN[\s\S]*PUBLIC_URL/);
  });

  it('takes every secret from a file that its variable names', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'anfa-')), 'secret');
    writeFileSync(file, `${'f'.repeat(40)}\n`);
    const env = { ...without('SESSION_SECRET'), SESSION_SECRET_FILE: file };
    expect(readConfig(env).sessionSecret).toBe('f'.repeat(40));
    expect(readStoreConfig({ ...without('MONGODB_URI'), MONGODB_URI: PRODUCTION.MONGODB_URI })).toEqual({
      mongodbUri: PRODUCTION.MONGODB_URI,
      sealingKeys: PRODUCTION.SEALING_KEYS,
    });
    expect(() => readStoreConfig(without('SEALING_KEYS'))).toThrow(/SEALING_KEYS/);
  });

  it.each(['https://anfa.example.cn', 'http://8.8.8.8', 'http://172.32.0.1', 'http://10.evil.example'])(
    'of the demo is refused on the public address %s',
    (address) => {
      expect(() => readConfig({ ...STORES, ANFA_MODE: 'demo', PUBLIC_URL: address })).toThrow(/PUBLIC_URL/);
    },
  );
  it.each(['http://localhost:3000', 'http://192.168.1.20:3000', 'http://laptop.local'])(
    'of the demo is taken on %s',
    (address) => {
      expect(readConfig({ ...STORES, ANFA_MODE: 'demo', PUBLIC_URL: address }).isDemo).toBe(true);
    },
  );

  it('never repeats a secret in its complaint', () => {
    const env = { ...PRODUCTION, SESSION_SECRET: 'hunter2-hunter2-hunter2' };
    expect(() => readConfig(env)).toThrow(expect.not.objectContaining({ message: expect.stringContaining('hunter2') }));
  });

  it('of the demo needs no secrets and no authenticator, and answers webchat', () => {
    expect(readConfig({ ...STORES, ANFA_MODE: 'demo' })).toMatchObject({
      isDemo: true,
      requireTotp: false,
      bot: { puppets: ['webchat'] },
    });
  });
});
