import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { AliyunSmsAccount } from '#platform/aliyunSms';
import { parseSealingKeys } from '#platform/sealing';
import { SMS_LETTERS, type SmsLetter } from '#platform/sms';

/** Values the demo uses for secrets; production refuses to start with any of them. */
const DEMO_SECRETS = ['demo-session-secret-not-for-production', 'demo-metrics-token'] as const;
/** Known to everybody, so production refuses it: it protects nothing but demo rows. */
const DEMO_SEALING_KEYS = ['demo', 'blind'].map((id) => `${id}:${Buffer.alloc(32, id).toString('base64')}`).join(',');
/** Session secrets shorter than this can be guessed; production refuses them. */
const SESSION_SECRET_LENGTH = 32;

const flag = z
  .enum(['true', 'false', '1', '0', ''])
  .default('')
  .transform((v) => v === 'true' || v === '1');
const secret = (demo: string) => z.string().min(16).default(demo);

/** What every program needs that opens the store, the ones run by hand too. */
const stores = {
  /** `demo` shows the list of demo people and relaxes TOTP; `production` refuses demo secrets. */
  ANFA_MODE: z.enum(['demo', 'test', 'production']).default('production'),
  /** A replica set (one node will do): transactions need it. */
  MONGODB_URI: z.string().regex(/^mongodb(\+srv)?:\/\//, 'MONGODB_URI 应以 mongodb:// 开头'),
  /** `id:base64,…,blind:base64`: what contacts and authenticator secrets are sealed with (`#platform/sealing`). */
  SEALING_KEYS: z
    .string()
    .default(DEMO_SEALING_KEYS)
    .superRefine((text, check) => {
      try {
        parseSealingKeys(text);
      } catch (error) {
        check.addIssue({ code: 'custom', message: (error as Error).message });
      }
    }),
};

const environment = z.object({
  ...stores,
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().default('0.0.0.0'),
  /** Public address, for QR codes and links in messages. */
  PUBLIC_URL: z
    .string()
    .url()
    .regex(/^https?:/, 'must begin with https:// or http://')
    .default('http://localhost:3000'),
  REDIS_URL: z.string().regex(/^rediss?:\/\//, 'REDIS_URL 应以 redis:// 开头'),
  SESSION_SECRET: secret(DEMO_SECRETS[0]),
  /** Bearer token for /metrics from anywhere but loopback. */
  METRICS_TOKEN: secret(DEMO_SECRETS[1]),
  /** Images this runs beside and of, as `compose.yaml` names them: each by its digest, so that what was tried is what runs. */
  IMAGES: z.string().optional(),
  /** Proxies in front of us whose X-Forwarded-* headers are believed. */
  TRUST_PROXY: z.coerce.number().int().min(0).max(3).default(0),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  /** Comma-separated: webchat, wecom, service. webchat is always on. */
  BOT_PUPPETS: z.string().default('webchat'),
  WECOM_BOT_ID: z.string().optional(),
  WECOM_BOT_SECRET: z.string().optional(),
  WECOM_WS_URL: z.string().url().optional(),
  PUPPET_SERVICE_ENDPOINT: z.string().optional(),
  PUPPET_SERVICE_TOKEN: z.string().optional(),
  PUPPET_SERVICE_NO_TLS: flag,
  /** Alibaba Cloud SMS: all four or none. Without it codes go to bound chats and sealed slips only. */
  SMS_ACCESS_KEY_ID: z.string().optional(),
  SMS_ACCESS_KEY_SECRET: z.string().optional(),
  SMS_SIGN_NAME: z.string().optional(),
  /** `letter:template,…`, one template of the provider for each of `SMS_LETTERS`. */
  SMS_TEMPLATES: z.string().optional(),
  /** How long the portal goes on listening after it was told to stop, for a load balancer to notice. */
  DRAIN_SECONDS: z.coerce.number().min(0).max(60).default(0),
  /** Folder of the sentence encoder (`npm run encoder` fetches it); without it the chat understands by letters alone. */
  ENCODER_DIR: z.string().optional(),
  /** File outside the database to which the worker adds a line a night: what the journal was (`npm run journal:verify`). */
  ANCHOR_LOG: z.string().optional(),
  /** Health port of worker and bot; 0 picks a free one. */
  HEALTH_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
});

export interface Config {
  mode: 'demo' | 'test' | 'production';
  isDemo: boolean;
  port: number;
  host: string;
  publicUrl: string;
  mongodbUri: string;
  sealingKeys: string;
  redisUrl: string;
  sessionSecret: string;
  metricsToken: string;
  trustProxy: number;
  logLevel: string;
  healthPort: number;
  drainSeconds: number;
  encoderFolder: string | undefined;
  /** Where the worker writes what the journal was each day; only into its own log without it. */
  anchorLog: string | undefined;
  /** Regulators and administrators must have an authenticator: everywhere but in the demo and in tests. */
  requireTotp: boolean;
  /** Absent where SMS reach nobody; the demo keeps them in a box of its own. */
  sms?: AliyunSmsAccount;
  bot: {
    puppets: ('webchat' | 'wecom' | 'service')[];
    wecom?: { botId: string; secret: string; wsUrl?: string };
    service?: { endpoint: string; token: string; noTls: boolean };
  };
}

const HERE = ['localhost', '127.0.0.1', '[::1]'];
/** A network of one's own: a phone beside the laptop may look at the demo. */
const OWN_NETWORK = /^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)[\d.]+$|\.local$/;

/** The demo lets everybody sign in as everybody: it must not be reached from the world. */
function demoFaults(e: z.output<typeof environment>): string[] {
  const { hostname } = new URL(e.PUBLIC_URL);
  const isNear = HERE.includes(hostname) || OWN_NETWORK.test(hostname);
  return isNear ? [] : ['PUBLIC_URL: the demo is refused on a public address; use production'];
}

const DEMO_KEYS_REFUSED = 'SEALING_KEYS: set it; the demo keys are refused in production';

/** The account SMS are sent by. @throws Error naming what is missing of a half-written one. */
function smsOf(e: z.output<typeof environment>): AliyunSmsAccount | undefined {
  const names = ['SMS_ACCESS_KEY_ID', 'SMS_ACCESS_KEY_SECRET', 'SMS_SIGN_NAME', 'SMS_TEMPLATES'] as const;
  const missing = names.filter((name) => !e[name]);
  if (missing.length === names.length) return undefined;
  if (missing.length > 0)
    throw new Error(`configuration is wrong:\n  set ${missing.join(', ')} too, or no SMS_ at all`);
  const named = Object.fromEntries((e.SMS_TEMPLATES ?? '').split(',').map((part) => part.trim().split(':')));
  const unnamed = SMS_LETTERS.filter((letter) => !named[letter]);
  if (unnamed.length > 0)
    throw new Error(`configuration is wrong:\n  SMS_TEMPLATES: no template for ${unnamed.join(', ')}`);
  return {
    keyId: e.SMS_ACCESS_KEY_ID as string,
    keySecret: e.SMS_ACCESS_KEY_SECRET as string,
    signName: e.SMS_SIGN_NAME as string,
    templates: named as Record<SmsLetter, string>,
  };
}

/** What production must not start with, each with the name of its variable. */
function productionFaults(e: z.output<typeof environment>): string[] {
  const faults: string[] = [];
  if (e.SEALING_KEYS === DEMO_SEALING_KEYS) faults.push(DEMO_KEYS_REFUSED);
  for (const name of ['SESSION_SECRET', 'METRICS_TOKEN'] as const) {
    if (e[name].startsWith('demo')) faults.push(`${name}: set it; a demo secret is refused in production`);
  }
  if (e.SESSION_SECRET.length < SESSION_SECRET_LENGTH) {
    faults.push(`SESSION_SECRET: at least ${SESSION_SECRET_LENGTH} characters in production`);
  }
  const { protocol, hostname } = new URL(e.PUBLIC_URL);
  const isHere = HERE.includes(hostname);
  // Passwords and session cookies must not travel in the open; a trial on the machine itself never leaves it.
  if (protocol !== 'https:' && !isHere) faults.push('PUBLIC_URL: must begin with https:// in production');
  for (const image of (e.IMAGES ?? '').split(/\s+/).filter(Boolean)) {
    if (!/@sha256:[0-9a-f]{64}$/.test(image))
      faults.push(`IMAGES: ${image} is not named by its digest (name:tag@sha256:…)`);
  }
  return faults;
}

/** `X_FILE=/run/secrets/x` says where the value of `X` lies, for every variable of `shape`. */
function withFiles(env: NodeJS.ProcessEnv, shape: object): NodeJS.ProcessEnv {
  const read = { ...env };
  for (const name of Object.keys(shape)) {
    const file = env[`${name}_FILE`];
    if (file === undefined || file === '') continue;
    if (env[name]) throw new Error(`configuration is wrong:\n  ${name}: set it or ${name}_FILE, not both`);
    try {
      read[name] = readFileSync(file, 'utf8').trim();
    } catch {
      throw new Error(`configuration is wrong:\n  ${name}_FILE: the file cannot be read`);
    }
  }
  return read;
}

function readAs<S extends z.ZodObject>(schema: S, env: NodeJS.ProcessEnv): z.output<S> {
  const parsed = schema.safeParse(withFiles(env, schema.shape));
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((i) => `  ${i.path.join('.')}: ${i.message}`);
  throw new Error(`configuration is wrong:\n${lines.join('\n')}`);
}

/** Where the rows lie and what opens the sealed ones, for programs run by hand. @throws Error as `readConfig` does. */
export function readStoreConfig(env: NodeJS.ProcessEnv = process.env): Pick<Config, 'mongodbUri' | 'sealingKeys'> {
  const e = readAs(z.object(stores), env);
  if (e.ANFA_MODE === 'production' && e.SEALING_KEYS === DEMO_SEALING_KEYS) {
    throw new Error(`configuration is wrong:\n  ${DEMO_KEYS_REFUSED}`);
  }
  return { mongodbUri: e.MONGODB_URI, sealingKeys: e.SEALING_KEYS };
}

const backup = {
  recipient: z.object({ BACKUP_RECIPIENT: z.string().regex(/^age1\S+$/, '应以 age1 开头') }),
  identity: z.object({ BACKUP_IDENTITY: z.string().regex(/^AGE-SECRET-KEY-1\S+$/, '应以 AGE-SECRET-KEY-1 开头') }),
};

/**
 * What backups are encrypted with: taking one needs only the recipient, so that whoever holds the server cannot open those
 * taken before; the identity lies elsewhere and is brought for a restore. @throws Error as `readConfig` does.
 */
export function readBackupConfig<W extends keyof typeof backup>(what: W, env = process.env): Record<W, string> {
  const [value] = Object.values(readAs(backup[what] as z.ZodObject, env));
  return { [what]: value } as Record<W, string>;
}

/**
 * Reads the environment once, for the process roots only.
 * @throws Error naming every wrong variable; the process must not start.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const e = readAs(environment, env);
  if (e.ANFA_MODE !== 'test') {
    const faults = e.ANFA_MODE === 'demo' ? demoFaults(e) : productionFaults(e);
    if (faults.length > 0) throw new Error(`configuration is wrong:\n${faults.map((f) => `  ${f}`).join('\n')}`);
  }
  const puppets = [...new Set(['webchat', ...e.BOT_PUPPETS.split(',').map((p) => p.trim())])].filter(Boolean);
  const known = ['webchat', 'wecom', 'service'] as const;
  const unknown = puppets.filter((p) => !(known as readonly string[]).includes(p));
  if (unknown.length > 0) throw new Error(`configuration is wrong:\n  BOT_PUPPETS: unknown ${unknown.join(', ')}`);
  const sms = smsOf(e);
  const config: Config = {
    mode: e.ANFA_MODE,
    isDemo: e.ANFA_MODE === 'demo',
    port: e.PORT,
    host: e.HOST,
    publicUrl: e.PUBLIC_URL.replace(/\/$/, ''),
    mongodbUri: e.MONGODB_URI,
    sealingKeys: e.SEALING_KEYS,
    redisUrl: e.REDIS_URL,
    sessionSecret: e.SESSION_SECRET,
    metricsToken: e.METRICS_TOKEN,
    trustProxy: e.TRUST_PROXY,
    logLevel: e.LOG_LEVEL,
    healthPort: e.HEALTH_PORT,
    drainSeconds: e.DRAIN_SECONDS,
    encoderFolder: e.ENCODER_DIR || undefined,
    anchorLog: e.ANCHOR_LOG || undefined,
    requireTotp: e.ANFA_MODE === 'production',
    ...(sms === undefined ? {} : { sms }),
    bot: { puppets: puppets as Config['bot']['puppets'] },
  };
  if (puppets.includes('wecom')) {
    if (!e.WECOM_BOT_ID || !e.WECOM_BOT_SECRET) {
      throw new Error('configuration is wrong:\n  BOT_PUPPETS names wecom: set WECOM_BOT_ID and WECOM_BOT_SECRET');
    }
    config.bot.wecom = {
      botId: e.WECOM_BOT_ID,
      secret: e.WECOM_BOT_SECRET,
      ...(e.WECOM_WS_URL ? { wsUrl: e.WECOM_WS_URL } : {}),
    };
  }
  if (puppets.includes('service')) {
    if (!e.PUPPET_SERVICE_ENDPOINT || !e.PUPPET_SERVICE_TOKEN) {
      throw new Error('configuration is wrong:\n  BOT_PUPPETS names service: set PUPPET_SERVICE_ENDPOINT and _TOKEN');
    }
    config.bot.service = {
      endpoint: e.PUPPET_SERVICE_ENDPOINT,
      token: e.PUPPET_SERVICE_TOKEN,
      noTls: e.PUPPET_SERVICE_NO_TLS,
    };
  }
  return config;
}
