/**
 * Builds `public/build`: Tabler purged to what the views use with our colours after it, the icons in one sprite, and what reads
 * a QR where the browser cannot.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PurgeCSS } from 'purgecss';

const root = resolve(import.meta.dirname, '..');
const inRoot = (file: string): string => join(root, file);
const target = inRoot('public/build');
const TABLER = 'node_modules/@tabler/core/dist/css/tabler.min.css';
const SPRITE = 'node_modules/@tabler/icons-sprite/dist/tabler-sprite.svg';
const SCANNER = 'node_modules/jsqr/dist/jsQR.js';
const OWN = 'assets/styles/anfa.css';

const files = (folder: string, extension: string): string[] =>
  readdirSync(inRoot(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension))
    .map((name) => inRoot(join(folder, name)))
    .sort();

const views = files('views', '.hbs');
/** Nouns are put in words in their own folders. */
const sources = [...views, ...files('src/web', '.ts'), ...files('src/domain', '.words.ts')];
const read = (file: string): string => readFileSync(file, 'utf8');
const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** What the result depends on; the same again means that nothing has to be built. */
const inputs = hash([...sources, inRoot(OWN), inRoot('package-lock.json'), import.meta.filename].map(read).join('\0'));
const manifestFile = join(target, 'manifest.json');

function isFresh(): boolean {
  if (!existsSync(manifestFile)) return false;
  return (JSON.parse(read(manifestFile)) as { inputs?: string }).inputs === inputs;
}

async function styles(): Promise<string> {
  const [purged] = await new PurgeCSS().purge({
    content: sources,
    css: [inRoot(TABLER)],
    safelist: { standard: ['html', 'body', 'svg'] },
    variables: false,
  });
  if (purged === undefined) throw new Error('no styles came out');
  return `${purged.css}\n${read(inRoot(OWN))}`;
}

/** Icons named in views or presenters: `name="flag"`, `icon: 'flag'`. */
function sprite(): string {
  const all = read(inRoot(SPRITE));
  const names = new Set(
    sources.flatMap((file) =>
      [...read(file).matchAll(/(?:icon\s*name=|icon: |icon=)['"]([a-z0-9-]+)['"]/g)].map((m) => m[1]),
    ),
  );
  const symbols = [...names].sort().map((name) => {
    const found = new RegExp(`<symbol[^>]*id="tabler-${name}"[^>]*>[\\s\\S]*?</symbol>`).exec(all);
    if (!found) throw new Error(`there is no icon ${name}`);
    return found[0].replace(/<symbol[^>]*>/, `<symbol id="${name}" viewBox="0 0 24 24">`);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`;
}

if (!isFresh()) {
  const css = await styles();
  const icons = sprite();
  const scanner = read(inRoot(SCANNER));
  const manifest = {
    css: `anfa.${hash(css)}.css`,
    sprite: `icons.${hash(icons)}.svg`,
    scanner: `scanner.${hash(scanner)}.js`,
    inputs,
  };
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, manifest.css), css);
  writeFileSync(join(target, manifest.sprite), icons);
  writeFileSync(join(target, manifest.scanner), scanner);
  writeFileSync(manifestFile, JSON.stringify(manifest));
}
