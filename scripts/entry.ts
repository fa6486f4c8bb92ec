/** Entry of the container image: `web`, `worker`, `bot`, `migrate`, `administrator`, `authenticator`, `budgets`, `rotate`, `backup`, `restore` or `journal`, one process each. */
const PROGRAMS = {
  web: '../src/server.ts',
  worker: '../jobs/worker.ts',
  bot: '../bots/bot.ts',
  migrate: './migrate.ts',
  administrator: './firstAdministrator.ts',
  authenticator: './resetAuthenticator.ts',
  budgets: './rebuildBudgets.ts',
  rotate: './rotateKeys.ts',
  backup: './takeBackup.ts',
  restore: './restoreBackup.ts',
  journal: './verifyJournal.ts',
} as const;

const name = process.argv[2] ?? 'web';
if (!(name in PROGRAMS)) {
  console.error(`unknown program ${name}: one of ${Object.keys(PROGRAMS).join(', ')}`);
  process.exit(2);
}
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
const file = new URL(PROGRAMS[name as keyof typeof PROGRAMS].replace(/\.ts$/, extension), import.meta.url);
process.argv.splice(1, 2, file.pathname);
await import(file.href);
