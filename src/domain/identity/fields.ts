import { z } from 'zod';
import { atMost } from '#kernel/input';
import { ruleVersion } from '#kernel/rules';
import { tidy } from '#kernel/text';
import { SIGN_IN_RULE } from './identityRules.ts';

const digits = (text: string): string => text.normalize('NFKC').replace(/[\s-]/g, '');

/** A mainland mobile number: eleven digits, however it was typed. */
export const phoneField = z
  .string({ error: '请填写手机号' })
  .transform((text) => digits(text).replace(/^(\+?86)(?=1\d{10}$)/, ''))
  .pipe(
    z
      .string()
      .min(1, '请填写手机号')
      .regex(/^1[3-9]\d{9}$/, '手机号应为11位数字，以1开头'),
  );

export const nameField = z
  .string({ error: '请填写姓名' })
  .transform(tidy)
  .pipe(
    z
      .string()
      .min(1, '请填写姓名')
      .max(...atMost(30, '姓名')),
  );

/** A password as typed when signing in: anything but nothing. */
export const typedPassword = z.string({ error: '请填写密码' }).min(1, '请填写密码').max(200, '密码太长');

/** The rule that is in force: a form and a command ask the same of everybody. */
const PASSWORD = { least: ruleVersion(SIGN_IN_RULE, '2026-1').value.passwordMin, most: 100 };
/** What is asked of a password, in a sentence for people. */
export const PASSWORD_HINT = `至少 ${PASSWORD.least} 位，不能全是数字。`;

/** A password somebody chooses. */
export const newPasswordField = z
  .string({ error: '请设置密码' })
  .min(PASSWORD.least, `密码至少${PASSWORD.least}位`)
  .max(...atMost(PASSWORD.most, '密码', '位'))
  .refine((text) => !/^(\d+|(.)\2+)$/.test(text), '密码不能全是数字或同一个字符');

/** A one-time code as typed: case, spaces, width and dashes do not matter. */
export const codeField = z
  .string({ error: '请填写代码' })
  .transform((text) => digits(text).toUpperCase())
  .pipe(z.string().min(1, '请填写代码').max(20, '代码不对'));
