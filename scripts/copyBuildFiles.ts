/** Puts beside the compiled code what it reads at run time: templates, and the built styles and icons. */
import { cpSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
for (const folder of ['views', 'public', 'assets']) {
  const from = join(root, folder);
  if (existsSync(from)) cpSync(from, join(root, 'dist', folder), { recursive: true });
}
