import { runNextExport } from '#domain/oversight';

/** Writes the spreadsheets people asked for, one after the other. */
export async function runExports(now: () => Date, _jobId: string, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted && (await runNextExport(now)));
}
