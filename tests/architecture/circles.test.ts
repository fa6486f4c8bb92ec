import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { options } from './layerRules.ts';

const root = resolve(import.meta.dirname, '../..');
const folders = ['src', 'jobs', 'bots', 'scripts'].filter((folder) => existsSync(resolve(root, folder)));

/** Circles among the files under `roots`, one a line; an import of types alone counts as well. */
async function circles(base: string, roots: string[]): Promise<string[]> {
  const { output } = await cruise(roots, {
    ...options,
    baseDir: base,
    ruleSet: { forbidden: [{ name: 'no-circle', severity: 'error', from: {}, to: { circular: true } }] },
    validate: true,
  } as never);
  const { violations } = (output as ICruiseResult).summary;
  return violations.map(({ from, cycle = [] }) => [from, ...cycle.map(({ name }) => name)].join(' → ')).toSorted();
}

describe('files', () => {
  test('never import one another in a circle', async () => {
    expect(await circles(root, folders)).toEqual([]);
  });

  test('that do are caught, over three files and by types alone', async () => {
    const base = resolve(root, 'data/circles-check');
    mkdirSync(resolve(base, 'bots'), { recursive: true });
    const file = (name: string, text: string): void => writeFileSync(resolve(base, 'bots', `${name}.ts`), text);
    file('a', "import { b } from './b.ts';\nexport const a = () => b;\n");
    file('b', "import { c } from './c.ts';\nexport const b = () => c;\n");
    file('c', "import type { a } from './a.ts';\nexport const c = (x: typeof a) => x;\n");
    file('d', "import { a } from './a.ts';\nexport const d = a;\n");
    try {
      expect(await circles(base, ['bots'])).toEqual(['bots/a.ts → bots/b.ts → bots/c.ts → bots/a.ts']);
    } finally {
      rmSync(base, { recursive: true, force: true });
    }
  });
});
