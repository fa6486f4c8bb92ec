import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const publicFolder = fileURLToPath(new URL('../../public/', import.meta.url));

interface Assets {
  css: string;
  sprite: string;
  /** What reads a QR where the browser cannot. */
  scanner: string;
}

/** Names of what was built. @throws Error when they have not been built. */
export function readAssets(): Assets {
  const file = `${publicFolder}build/manifest.json`;
  if (!existsSync(file)) throw new Error('styles and icons are not built: run `npm run assets`');
  const { css, sprite, scanner } = JSON.parse(readFileSync(file, 'utf8')) as Assets;
  return { css, sprite, scanner };
}
