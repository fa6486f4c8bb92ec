import type { KnipConfig } from 'knip';

/**
 * What nobody uses: files, exports, types, dependencies. A domain module's `index.ts` is what it offers to others, so what
 * it names counts as used.
 */
const config: KnipConfig = {
  entry: [
    'src/server.ts',
    'jobs/worker.ts',
    'bots/bot.ts',
    'src/domain/*/index.ts',
    'scripts/*.ts',
    'bench/*.ts',
    'bench/processes/*.ts', // what a bench measures, each a process of its own
    'tests/**/*.test.ts',
    'tests/support/global{Setup,Teardown}.ts',
    'tests/support/setup.ts',
    'tests/support/killed*.ts', // programs of their own, killed by a test
  ],
  project: ['{src,jobs,bots,scripts,tests,bench}/**/*.{ts,js}'],
  ignoreExportsUsedInFile: true,
  // Read as files, not imported: styles, icons, what reads a QR in the browser, and the script put into pages under test.
  ignoreDependencies: ['@tabler/core', '@tabler/icons-sprite', 'axe-core', 'jsqr'],
};
export default config;
