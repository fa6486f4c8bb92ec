import { runNextExport } from '#domain/oversight';

/** Writes the spreadsheets people asked for, one after the other. */
export async function runExports(now: () => Date): Promise<void> {
  while (await runNextExport(now));
}
