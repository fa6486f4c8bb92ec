/** Puts beside the compiled code what it reads at run time: templates, the built styles and icons, the phrasings of criteria. */
import { cpSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
for (const folder of ['views', 'public', 'src/domain/criteria/phrasings']) {
  rmSync(join(root, 'dist', folder), { recursive: true, force: true });
  cpSync(join(root, folder), join(root, 'dist', folder), { recursive: true });
}
const vectors = 'src/domain/criteria/matching/vectors.bin';
cpSync(join(root, vectors), join(root, 'dist', vectors));
