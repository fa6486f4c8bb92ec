/** `administrator 姓名 手机号`: invites the first administrator of a new installation and prints their one-time code. */
import { randomUUID } from 'node:crypto';
import mongoose from 'mongoose';
import { firstAdministratorInput, inviteFirstAdministrator } from '#domain/identity';
import { systemContext } from '#kernel/context';
import { formatDateTime } from '#kernel/dates';
import { AppError } from '#kernel/errors';
import { wordingOf } from '#kernel/wording';
import { openStore } from './migrate.ts';

const [name, phone] = process.argv.slice(-2);
const parsed = firstAdministratorInput.safeParse({ name, phone });
if (!parsed.success) {
  console.error(parsed.error.issues.map((one) => one.message).join('\n'));
  process.exit(2);
}
await openStore();
try {
  const ctx = systemContext(new Date(), 'installation', randomUUID());
  const { code, expiresAt } = await inviteFirstAdministrator(ctx, parsed.data);
  console.log(`邀请码 ${code}，${formatDateTime(expiresAt)} 前有效。打开安发，选“第一次登录”，填手机号和邀请码。`);
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  console.error(wordingOf(error));
  process.exitCode = 1;
} finally {
  await mongoose.disconnect();
}
