import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** Files under `folder` (relative to the root) whose name ends with `ending`; none where the folder is missing. */
export function filesUnder(folder: string, ending: string): { path: string; text: string }[] {
  let names: string[];
  try {
    names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith(ending))
    .map((name) => ({ path: `${folder}/${name}`, text: readFileSync(join(root, folder, name), 'utf8') }));
}

/** A test of the finished whole; waits for the web to stand, because wording and views are used there. */
export const testWhole = existsSync(join(root, 'src/server.ts')) ? test : test.skip;
