/** `npm run secrets -- 目录`: makes every secret that compose.yaml mounts, once; files that are there stay as they are. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';

const folder = argv[2] ?? 'secrets';
const key = (): string => randomBytes(32).toString('base64');
const word = (): string => randomBytes(24).toString('base64url');
const [mongo, redis] = [word(), word()];
const members = ['mongo1', 'mongo2', 'mongo3'].map((host) => `${host}:27017`).join(',');
const day = new Date().toISOString().slice(0, 10);

/** Two files that name one password stand side by side: they are made together or not at all. */
const TOGETHER: readonly Readonly<Record<string, string>>[] = [
  { session_secret: word() },
  { metrics_token: word() },
  { sealing_keys: `k${day}:${key()},blind:${key()}` },
  { mongo_keyfile: randomBytes(512).toString('base64') },
  { mongo_root_password: word() },
  {
    mongo_anfa_password: mongo,
    mongodb_uri: `mongodb://anfa:${mongo}@${members}/anfa?replicaSet=rs0&w=majority&authSource=admin`,
  },
  {
    redis_acl: `user default off\nuser anfa on >${redis} ~* &* +@all -@admin +info +config|get\n`,
    redis_url: `redis://anfa:${redis}@redis:6379/0`,
  },
];

mkdirSync(folder, { recursive: true, mode: 0o700 });
for (const files of TOGETHER) {
  const names = Object.keys(files);
  const known = names.filter((name) => existsSync(join(folder, name)));
  if (known.length > 0 && known.length < names.length) {
    console.error(
      `${folder} 里有 ${known.join('、')}，却没有同它配对的 ${names.filter((name) => !known.includes(name)).join('、')}`,
    );
    process.exitCode = 1;
    continue;
  }
  if (known.length > 0) continue;
  // Containers read them as users of their own; the folder keeps everybody else on the machine out.
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(folder, name), text, { mode: 0o444, flag: 'wx' });
  console.log(`已生成 ${names.join('、')}`);
}
