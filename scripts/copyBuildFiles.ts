/** Puts beside the compiled code what it reads at run time: templates, and the built styles and icons. */
import { cpSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
for (const folder of ['views', 'public']) {
  rmSync(join(root, 'dist', folder), { recursive: true, force: true });
  cpSync(join(root, folder), join(root, 'dist', folder), { recursive: true });
}
