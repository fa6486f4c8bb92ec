/** `backup 文件`: everything but sessions, as of one moment, encrypted for BACKUP_RECIPIENT (age1…). People may go on working. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import mongoose from 'mongoose';
import { readBackupConfig } from '../src/config.ts';
import { takeBackup } from './backup/take.ts';
import { openStore } from './migrate.ts';

const file = process.argv[2];
if (file === undefined) {
  console.error('请在命令后面写备份文件的名称');
  process.exit(2);
}
const { recipient } = readBackupConfig('recipient');
await openStore();
try {
  const counts = await takeBackup(resolve(file), recipient, new Date());
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const { size } = await stat(file);
  console.log(`已备份 ${Object.keys(counts).length} 个集合、${rows} 行，文件 ${Math.ceil(size / 1_024)} KB：${file}`);
} finally {
  await mongoose.disconnect();
}
