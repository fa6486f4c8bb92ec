import { z } from 'zod';
import { atMost } from '#kernel/input';
import { phoneDigits, tidyName } from '#kernel/text';
import { passwordFault } from './passwordStrength.ts';

/** A mainland mobile number: eleven digits, however it was typed. */
export const phoneField = z
  .string({ error: '请填写手机号' })
  .transform(phoneDigits)
  .pipe(
    z
      .string()
      .min(1, '请填写手机号')
      .regex(/^1[3-9]\d{9}$/, '手机号应为11位数字，以1开头'),
  );

export const nameField = z
  .string({ error: '请填写姓名' })
  .transform(tidyName)
  .pipe(
    z
      .string()
      .min(1, '请填写姓名')
      .max(...atMost(30, '姓名')),
  );

/** A password as typed when signing in: anything but nothing. */
export const typedPassword = z.string({ error: '请填写密码' }).min(1, '请填写密码').max(200, '密码太长');

/** A password somebody chooses. */
export const newPasswordField = z.string({ error: '请设置密码' }).check(({ value, issues }) => {
  const message = value === '' ? '请设置密码' : passwordFault(value);
  if (message !== undefined) issues.push({ code: 'custom', message, input: value });
});

/** A one-time code as typed: case, spaces, width and dashes do not matter. */
export const codeField = z
  .string({ error: '请填写代码' })
  .transform((text) => phoneDigits(text).toUpperCase())
  .pipe(z.string().min(1, '请填写代码').max(20, '代码不对'));
