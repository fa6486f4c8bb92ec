import { localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

const LAW = '个人信息保护法 第五十一条';
const minutesInWords = (minutes: number): string => (minutes < 1_440 ? `${minutes} 分钟` : `${minutes / 1_440} 天`);

/** How tries that fail slow down whoever makes them. */
export interface SlowRule {
  /** Wrong ones in a row that cost nothing. */
  free: number;
  /** What the next one waits; each further one twice as long, up to the longest. */
  firstSeconds: number;
  longestSeconds: number;
  /** Without a further try they are forgotten after this. */
  forgetMinutes: number;
}

interface SignInRule extends SlowRule {
  /** Wrong ones that cost nothing, of all unknown browsers in one network for one number. */
  freeTogether: number;
  /** Wrong codes of an authenticator in so many minutes, whoever brings them: only who knows the password gets that far. */
  totpTries: number;
  totpMinutes: number;
}

/** How signing in is protected: no account is ever locked, since whoever knows a number could lock its holder out. */
const SIGN_IN_RULE = defineRule<SignInRule>({
  key: 'sign-in',
  label: '登录保护',
  says: ({ free, freeTogether, firstSeconds, longestSeconds, totpTries, totpMinutes }) => [
    `同一个浏览器连续输错 ${free} 次（同一个网络里的新浏览器合计 ${freeTogether} 次）后，每次要多等一会儿：${firstSeconds} 秒起，一次比一次长，最长 ${longestSeconds / 60} 分钟。`,
    '账号不会被锁：用过的设备照常登录，别处输错不影响本人。',
    `动态码 ${totpMinutes} 分钟内最多试 ${totpTries} 次。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: LAW,
      source: '设计值；参照 GB/T 22239 身份鉴别要求',
      standing: 'reference',
      value: {
        free: 5,
        freeTogether: 50,
        firstSeconds: 5,
        longestSeconds: 900,
        forgetMinutes: 60,
        totpTries: 10,
        totpMinutes: 5,
      },
    },
  ],
});

interface PasswordRule {
  /** Any password has so many characters. */
  least: number;
  /** From here on length alone is enough. */
  long: number;
  /** What a shorter one must reach, 0–4, as zxcvbn counts. */
  score: number;
  most: number;
}

/** What is asked of a password. */
export const PASSWORD_RULE = defineRule<PasswordRule>({
  key: 'passwords',
  label: '密码',
  says: ({ least, long }) => [
    `密码至少 ${long} 位；够复杂的可以短到 ${least} 位。全是数字、同一个字符、泄露过和常见的密码不能用。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: LAW,
      source: '设计值；口令长度参照 GB/T 22239 身份鉴别要求，常见密码名单随系统提供',
      standing: 'reference',
      value: { least: 8, long: 10, score: 3, most: 100 },
    },
  ],
});

interface SessionRule {
  /** How long one sign-in lasts, whatever is done meanwhile. */
  hours: number;
  /** The same for whoever holds a role that needs an authenticator. */
  authenticatorHours: number;
  /** Browsers a person is known by. */
  devices: number;
}

/** How long somebody stays signed in. */
const SESSION_RULE = defineRule<SessionRule>({
  key: 'sessions',
  label: '登录时长',
  says: ({ hours, authenticatorHours, devices }) => [
    `登录一次最长 ${hours / 24} 天；监管人员和系统管理员最长 ${authenticatorHours} 小时。到时要重新登录。`,
    `每个账号记住最近 ${devices} 台设备，新设备登录会通知本人。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: LAW,
      source: '设计值',
      standing: 'reference',
      value: { hours: 7 * 24, authenticatorHours: 12, devices: 20 },
    },
  ],
});

export interface CodeRule {
  minutes: number;
  /** Wrong ones from one place in that time: guessing wears out whoever guesses, not the code. */
  tries: number;
  /** Wrong ones from all places together: of one code, or of binding codes in one chat network. */
  together: number;
}

const saysOf = (what: string, { minutes, tries, together }: CodeRule): string =>
  `${what} ${minutesInWords(minutes)}有效，同一处最多试 ${tries} 次，合计最多错 ${together} 次。`;

/** How long a one-time code lives and how often it may be tried. */
export const CODE_RULE = defineRule<Record<'invitation' | 'reset' | 'phone' | 'binding', CodeRule>>({
  key: 'one-time-codes',
  label: '一次性代码',
  says: ({ invitation, reset, phone, binding }) => [
    saysOf('邀请码', invitation),
    saysOf('重置码', reset),
    saysOf('换手机号的验证码', phone),
    `绑定码 ${minutesInWords(binding.minutes)}有效，同一处最多试 ${binding.tries} 次；合计错满 ${binding.together} 次以后，一处只看第一次。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: LAW,
      source: '设计值',
      standing: 'reference',
      value: {
        // Of 31^8 codes, ten thousand wrong ones are one in eighty million; fewer would let anybody wear a code out.
        invitation: { minutes: 7 * 24 * 60, tries: 5, together: 10_000 },
        reset: { minutes: 24 * 60, tries: 5, together: 10_000 },
        phone: { minutes: 10, tries: 5, together: 20 },
        binding: { minutes: 10, tries: 5, together: 300 },
      },
    },
  ],
});

interface RecoveryRule {
  /** After a reset that somebody else asked for, anonymous reports are hidden from the account for so long. */
  hideDays: number;
  /** How long the competent bodies see that reset. */
  keepDays: number;
  /** Codes one number may be asked for in a day, to recover an account, to join a team or to register a firm. */
  ownPerDay: number;
}

/** How an account is recovered without anybody getting into it on the way. */
const RECOVERY_RULE = defineRule<RecoveryRule>({
  key: 'recovery',
  label: '找回账号',
  says: ({ hideDays, keepDays, ownPerDay }) => [
    `由别人申请重置密码后，这个账号 ${hideDays} 天内看不到以前的匿名上报和消息，监管部门会看到这次重置，名单保留 ${keepDays} 天。`,
    `本人自己找回、加入班组或注册企业，同一个手机号一天各最多 ${ownPerDay} 次。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）',
      source: '设计值：保护匿名上报的员工',
      standing: 'reference',
      value: { hideDays: 30, keepDays: 365, ownPerDay: 5 },
    },
  ],
});

interface RegistrationRule {
  /** Without an application that is looked at. */
  idleDays: number;
  /** While nobody has brought back the code that went to the number. */
  takeMinutes: number;
}

/** How long a registration nobody has proved keeps a credit code to itself. */
const REGISTRATION_RULE = defineRule<RegistrationRule>({
  key: 'registration',
  label: '企业自行登记',
  says: ({ idleDays, takeMinutes }) => [
    `自行登记后 ${idleDays} 天没有提交申请，或申请已撤回、没有批准的，别人可以用同一个统一社会信用代码重新登记。`,
    `登记后 ${takeMinutes} 分钟还没有人用邀请码的，可以重新登记。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十四）',
      source: '设计值：没有人核实过的登记不能长期占住代码',
      standing: 'reference',
      value: { idleDays: 14, takeMinutes: 10 },
    },
  ],
});

const on = (now: Date) => localDate(now);
export const signInRule = (now: Date): SignInRule => ruleOn(SIGN_IN_RULE, on(now)).value;
export const recoveryRule = (now: Date): RecoveryRule => ruleOn(RECOVERY_RULE, on(now)).value;
export const registrationRule = (now: Date) => ruleOn(REGISTRATION_RULE, on(now)).value;
export const sessionRule = (now: Date): SessionRule => ruleOn(SESSION_RULE, on(now)).value;
/** The longest any sign-in lasts, in hours. */
export const sessionHours = (): number => Math.max(...SESSION_RULE.versions.map(({ value }) => value.hours));
