import { appendFile, readFile } from 'node:fs/promises';

/** Where anchors of the journal are kept outside the database: a file, and whatever hears each line. */
interface AnchorLog {
  file?: string | undefined;
  say?: (line: string) => void;
}
let log: AnchorLog = {};

/** Says where they go; called once by the root of a process. */
export function useAnchorLog(to: AnchorLog): void {
  log = to;
}

/** What was written so far, the oldest first; nothing where there is no file. */
export async function anchorLines(file: string | undefined = log.file): Promise<string[]> {
  if (file === undefined) return [];
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').filter((line) => line !== '');
}

/** Whether there is a file, from which it can be read what was said before. */
export const keepsAnchorLines = (): boolean => log.file !== undefined;

/** Adds a line, on disk before this returns. */
export async function addAnchorLine(line: string): Promise<void> {
  if (log.file !== undefined) await appendFile(log.file, `${line}\n`, { mode: 0o600, flush: true });
  log.say?.(line);
}
