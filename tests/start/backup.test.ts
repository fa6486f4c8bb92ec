import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import mongoose from 'mongoose';
import { openPhoto } from '#domain/evidence';
import { getHazard } from '#domain/hazards';
import { useSealingKeys } from '#platform/sealing';
import { bringBack } from '../../scripts/backup/bringBack.ts';
import { startMongo } from '../../scripts/start/stores.ts';
import { readStoreConfig } from '../../src/config.ts';
import { personContext } from '../support/contexts.ts';
import { aPhoto, buildHazard } from '../support/hazards.ts';
import { testMongoUri, useStores } from '../support/stores.ts';
import { buildWorld } from '../support/world.ts';

useStores();
const folder = mkdtempSync(join(tmpdir(), 'anfa-backup-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  code: number;
  said: string;
}
const program = (name: 'takeBackup' | 'restoreBackup', file: string, env: Record<string, string>): Promise<Ended> =>
  new Promise((resolve) => {
    const args = ['--import', 'tsx', `scripts/${name}.ts`, file];
    const own = { PATH: process.env['PATH'] ?? '', ANFA_MODE: 'test', ...env };
    const child = execFile(process.execPath, args, { env: own }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, said: stderr + stdout }),
    );
  });
const KEY = (fill: string) => Buffer.alloc(32, fill).toString('base64');

it('is taken while people work, and brought back whole into another replica set; a damaged one changes nothing', async () => {
  const identity = await generateIdentity();
  const recipient = await identityToRecipient(identity);
  const world = await buildWorld();
  const worker = personContext(world.actors.worker);
  const photoId = await aPhoto(worker);
  const anonymous = await buildHazard(world, { isAnonymous: true, text: '配电房门口堆了纸箱' });
  const { reference } = await buildHazard(world, { status: 'closed' });
  const uri = testMongoUri();
  const file = join(folder, 'anfa.age');

  let isOver = false;
  const others = (async () => {
    for (let n = 0; !isOver; n++) await buildHazard(world, { text: `${n} 号灯坏了` });
  })();
  const taken = await program('takeBackup', file, { MONGODB_URI: uri, BACKUP_RECIPIENT: recipient });
  isOver = true;
  await others;
  expect(taken).toMatchObject({ code: 0, said: expect.stringContaining('已备份') });
  // Nothing can be read off it.
  expect(readFileSync(file).includes('配电房')).toBe(false);
  expect(readFileSync(file).includes(world.phones.worker)).toBe(false);

  const elsewhere = await startMongo({
    folder: join(folder, 'elsewhere'),
    binaries: join(import.meta.dirname, '../../data/bin'),
    say: () => {},
    replicaSet: 'another',
  });
  const target = elsewhere.url.replace('/?', '/anfa_restored?');
  await mongoose.disconnect();
  await mongoose.connect(target);
  try {
    const damaged = readFileSync(file);
    damaged[damaged.length - 9] = (damaged[damaged.length - 9] as number) ^ 1;
    writeFileSync(join(folder, 'damaged.age'), damaged);
    writeFileSync(join(folder, 'cut.age'), readFileSync(file).subarray(0, damaged.length >> 1));
    const refused = [
      [join(folder, 'damaged.age'), identity, /不完整/],
      [join(folder, 'cut.age'), identity, /不完整/],
      [file, await generateIdentity(), /打不开/],
    ] as const;
    for (const [path, key, complaint] of refused) await expect(bringBack(path, key)).rejects.toThrow(complaint);
    const { sealingKeys } = readStoreConfig({ ANFA_MODE: 'test', MONGODB_URI: target });
    useSealingKeys(`new:${KEY('n')},blind:${KEY('b')}`);
    await expect(bringBack(file, identity)).rejects.toThrow(/SEALING_KEYS/);
    useSealingKeys(sealingKeys);
    expect(await mongoose.connection.db?.listCollections().toArray()).toEqual([]);

    const restored = await program('restoreBackup', file, { MONGODB_URI: target, BACKUP_IDENTITY: identity });
    expect(restored).toMatchObject({
      code: 0,
      said: expect.stringMatching(/已恢复[\s\S]*全部完整[\s\S]*看板数字全部相符/),
    });
    await expect(bringBack(file, identity)).rejects.toThrow(/已有数据/);
    const seen = await getHazard(personContext(world.actors.officer), reference);
    expect(seen).toMatchObject({ hazard: { reference, status: 'closed' } });
    expect(await getHazard(worker, anonymous.reference)).toMatchObject({ isOwn: true });
    const bytes: Buffer[] = [];
    for await (const chunk of (await openPhoto(photoId, 'full')).stream) bytes.push(chunk as Buffer);
    expect(Buffer.concat(bytes).length).toBeGreaterThan(50);
    expect(await mongoose.connection.collection('sessions').countDocuments()).toBe(0);
  } finally {
    await mongoose.disconnect();
    await mongoose.connect(uri);
    await elsewhere.stop();
  }
});
