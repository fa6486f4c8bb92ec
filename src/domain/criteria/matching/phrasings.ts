import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../phrasings/', import.meta.url);

/** How workers say that a criterion is met, and what sounds alike and does not meet it. */
export interface Phrasing {
  id: string;
  yes: readonly string[];
  no: readonly string[];
}

/** Every line that was written, in the order of the files. */
export const readPhrasings = (folder: URL = FOLDER): Phrasing[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .toSorted()
    .flatMap((name) =>
      readFileSync(new URL(name, folder), 'utf8')
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line) as Phrasing),
    );
