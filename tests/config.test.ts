import { readConfig } from '../src/config.ts';

const STORES = { MONGODB_URI: 'mongodb://127.0.0.1/anfa', REDIS_URL: 'redis://127.0.0.1' };
const PRODUCTION = {
  ...STORES,
  ANFA_MODE: 'production',
  SESSION_SECRET: 'k'.repeat(32),
  METRICS_TOKEN: 'm'.repeat(16),
  PUBLIC_URL: 'https://anfa.example.cn/',
};
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
    ['a short metrics token', { ...PRODUCTION, METRICS_TOKEN: 'short' }, 'METRICS_TOKEN'],
    ['an address without encryption', { ...PRODUCTION, PUBLIC_URL: 'http://anfa.example.cn' }, 'PUBLIC_URL'],
    ['an address that is none', { ...PRODUCTION, PUBLIC_URL: 'javascript:alert(1)' }, 'PUBLIC_URL'],
    ['a chat nobody knows', { ...PRODUCTION, BOT_PUPPETS: 'pigeon' }, 'BOT_PUPPETS'],
    ['WeCom without its secret', { ...PRODUCTION, BOT_PUPPETS: 'wecom', WECOM_BOT_ID: 'x' }, 'WECOM_BOT_SECRET'],
    ['a gateway without its token', { ...PRODUCTION, BOT_PUPPETS: 'service' }, 'PUPPET_SERVICE_ENDPOINT'],
    ['a port beyond the last', { ...PRODUCTION, PORT: '70000' }, 'PORT'],
  ])('with %s is refused, and the variable named', (_what, env, variable) => {
    expect(() => readConfig(env)).toThrow(new RegExp(`^configuration is wrong:\\n[\\s\\S]*${variable}`));
  });

  it('names everything that is wrong at once', () => {
    const env = { ...STORES, ANFA_MODE: 'production', PUBLIC_URL: 'http://anfa.example.cn' };
    expect(() => readConfig(env)).toThrow(/SESSION_SECRET[\s\S]*METRICS_TOKEN[\s\S]*PUBLIC_URL/);
  });

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
