import { defineRule } from '#kernel/rules';

export interface SignInRule {
  /** Wrong passwords in a row after which the account rests. */
  tries: number;
  lockMinutes: number;
  passwordMin: number;
}

/** How signing in is protected. */
export const SIGN_IN_RULE = defineRule<SignInRule>({
  key: 'sign-in',
  label: '登录保护',
  says: ({ tries, lockMinutes, passwordMin }) => [
    `密码至少 ${passwordMin} 位，连续输错 ${tries} 次停 ${lockMinutes} 分钟。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '个人信息保护法 第五十一条',
      source: '设计值；口令长度参照 GB/T 22239 身份鉴别要求',
      standing: 'reference',
      value: { tries: 5, lockMinutes: 15, passwordMin: 8 },
    },
  ],
});

export interface CodeRule {
  minutes: number;
  tries: number;
}

const spanOf = ({ minutes }: CodeRule): string => (minutes < 1_440 ? `${minutes} 分钟` : `${minutes / 1_440} 天`);

/** How long a one-time code lives and how often it may be tried. */
export const CODE_RULE = defineRule<Record<'invitation' | 'reset' | 'binding', CodeRule>>({
  key: 'one-time-codes',
  label: '一次性代码',
  says: ({ invitation, reset, binding }) => [
    `邀请码 ${spanOf(invitation)}有效，最多试 ${invitation.tries} 次。`,
    `重置码 ${spanOf(reset)}有效，最多试 ${reset.tries} 次。`,
    `绑定码 ${spanOf(binding)}有效，最多试 ${binding.tries} 次。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '个人信息保护法 第五十一条',
      source: '设计值：绑定码10分钟、5次；邀请码7天；重置码1天',
      standing: 'reference',
      value: {
        invitation: { minutes: 7 * 24 * 60, tries: 5 },
        reset: { minutes: 24 * 60, tries: 5 },
        binding: { minutes: 10, tries: 5 },
      },
    },
  ],
});
