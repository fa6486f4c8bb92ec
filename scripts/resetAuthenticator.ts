/** `authenticator 手机号`: turns off a lost authenticator, for the last administrator whom nobody else can help. */
import { randomUUID } from 'node:crypto';
import mongoose from 'mongoose';
import { findPeopleByPhone, resetTotp } from '#domain/identity';
import { systemContext } from '#kernel/context';
import { openStore } from './migrate.ts';

const phone = process.argv.at(-1) ?? '';
if (!/^1\d{10}$/.test(phone)) {
  console.error('请在命令后面写手机号');
  process.exit(2);
}
await openStore();
try {
  const ctx = systemContext(new Date(), 'installation', randomUUID());
  const [person] = await findPeopleByPhone(ctx, phone);
  if (person === undefined) throw new Error('没有这个手机号');
  await resetTotp(ctx, { personId: person._id });
  console.log(`${person.name}的动态码已停用，下次登录时重新设置。`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  await mongoose.disconnect();
}
