/**
 * `restore 文件`: brings a backup back into an empty store of whatever replica set, opened with BACKUP_IDENTITY; then
 * migrates it to this release, checks the journal and counts the boards anew.
 */
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import mongoose from 'mongoose';
import { verifyJournal } from '#domain/journal';
import { recountBoards } from '#domain/tallies';
import { systemContext } from '#kernel/context';
import { formatDateTime } from '#kernel/dates';
import { readBackupConfig } from '../src/config.ts';
import { bringBack, CannotRestore } from './backup/bringBack.ts';
import { migrate, openStore } from './migrate.ts';

const file = process.argv[2];
if (file === undefined) {
  console.error('请在命令后面写备份文件的名称');
  process.exit(2);
}
const { identity } = readBackupConfig('identity');
await openStore();
try {
  const { takenAt, counts } = await bringBack(resolve(file), identity);
  const rows = [...counts.values()].reduce((sum, count) => sum + count, 0);
  console.log(`已恢复 ${formatDateTime(takenAt)} 的备份：${counts.size} 个集合、${rows} 行`);
  const ran = await migrate();
  if (ran.length > 0) console.log(`已升级：${ran.join('、')}`);
  const ctx = systemContext(new Date(), 'restore', randomUUID());
  const { events, faultCount, missing } = await verifyJournal(ctx.now);
  const isSound = faultCount === 0 && missing === 0;
  console.log(`操作记录 ${events} 条，${isSound ? '全部完整' : `${faultCount} 处对不上，少了 ${missing} 条`}`);
  const { boards } = await recountBoards(ctx);
  const wrong = boards.reduce((sum, board) => sum + board.wrong, 0);
  console.log(`看板数字${wrong === 0 ? '全部相符' : `改正了 ${wrong} 格`}`);
  if (!isSound) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof CannotRestore)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await mongoose.disconnect();
}
