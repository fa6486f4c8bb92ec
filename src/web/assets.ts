import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const publicFolder = fileURLToPath(new URL('../../public/', import.meta.url));

/** Names of the built style sheet and icon sprite. @throws Error when they have not been built. */
export function readAssets(): { css: string; sprite: string } {
  const file = `${publicFolder}build/manifest.json`;
  if (!existsSync(file)) throw new Error('styles and icons are not built: run `npm run assets`');
  const { css, sprite } = JSON.parse(readFileSync(file, 'utf8')) as { css: string; sprite: string };
  return { css, sprite };
}
