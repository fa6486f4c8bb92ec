import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { forbidden, options } from './layerRules.ts';

const root = resolve(import.meta.dirname, '../..');
const folders = ['src', 'jobs', 'bots', 'scripts'].filter((folder) => existsSync(resolve(root, folder)));

async function look(base: string, roots: string[]): Promise<ICruiseResult> {
  const { output } = await cruise(roots, {
    ...options,
    baseDir: base,
    ruleSet: { forbidden },
    validate: true,
  } as never);
  return output as ICruiseResult;
}

const broken = (result: ICruiseResult) => result.summary.violations.map((v) => `${v.rule.name}: ${v.from} → ${v.to}`);

describe('the layers', () => {
  test('import one way only', async () => {
    const result = await look(root, folders);
    expect(result.summary.totalCruised).toBeGreaterThan(30);
    const subpaths = result.modules.flatMap((m) => m.dependencies).filter((d) => d.module.startsWith('#'));
    expect(subpaths.length).toBeGreaterThan(10);
    expect(broken(result)).toEqual([]);
    expect(subpaths.filter((d) => d.couldNotResolve).map((d) => d.module)).toEqual([]);
  });

  test('are seen through: a forbidden import is caught', async () => {
    const base = resolve(root, 'data/layers-check');
    for (const folder of ['src/kernel', 'src/domain/journal', 'src/domain/hazards']) {
      mkdirSync(resolve(base, folder), { recursive: true });
    }
    writeFileSync(
      resolve(base, 'src/kernel/a.ts'),
      "import type { B } from '../domain/journal/index.ts';\nexport type A = B;\n",
    );
    writeFileSync(
      resolve(base, 'src/domain/journal/index.ts'),
      "export type { C as B } from '../hazards/c.model.ts';\n",
    );
    writeFileSync(resolve(base, 'src/domain/hazards/c.model.ts'), 'export type C = string;\n');
    try {
      const names = (await look(base, ['src'])).summary.violations.map((v) => v.rule.name);
      expect(new Set(names)).toEqual(
        new Set(['kernel-is-alone', 'domain-order-journal', 'only-the-index-from-another-module']),
      );
    } finally {
      rmSync(base, { recursive: true, force: true });
    }
  });
});
