import { spawn } from 'node:child_process';
import { Agent, get } from 'node:http';

/** What a client asks for: `count` times, over so many connections that stay open. */
export interface Load {
  url: string;
  cookie?: string;
  count: number;
  connections: number;
}
export interface LoadResult {
  seconds: number;
  /** Of one answer. */
  bytes: number;
}

/** Asks from a process of its own, so that the asking costs the asked nothing. @throws Error for any answer but 200. */
export async function load(wish: Load): Promise<LoadResult> {
  const child = spawn(process.execPath, ['--import', 'tsx', import.meta.filename, JSON.stringify(wish)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += String(chunk);
  });
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0) throw new Error('the client failed');
  return JSON.parse(said) as LoadResult;
}

/** Asks from this process. @throws Error for any answer but 200. */
export async function ask({ url, cookie, count, connections }: Load): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let left = count;
  let bytes = 0;
  const one = (): Promise<void> =>
    new Promise((done, fail) => {
      get(url, { agent, headers: cookie === undefined ? {} : { cookie } }, (res) => {
        let length = 0;
        res.on('data', (chunk: Buffer) => {
          length += chunk.length;
        });
        res.on('end', () => {
          bytes = length;
          if (res.statusCode === 200) done();
          else fail(new Error(`${url} answered ${res.statusCode}`));
        });
      }).on('error', fail);
    });
  const began = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (left-- > 0) await one();
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  agent.destroy();
  return { seconds, bytes };
}

if (process.argv[1] === import.meta.filename) {
  console.log(JSON.stringify(await ask(JSON.parse(process.argv[2] ?? '{}') as Load)));
}
