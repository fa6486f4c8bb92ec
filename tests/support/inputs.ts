import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { z } from 'zod';

const domain = resolve(import.meta.dirname, '../../src/domain');
const modules = readdirSync(domain, { withFileTypes: true }).filter((entry) => entry.isDirectory());

const isSchema = (value: unknown): value is z.ZodType =>
  typeof value === 'object' && value !== null && 'safeParse' in value;

/** A noun of the engine keeps what its steps are given with the steps. */
type Keeper = { kind: string; acts: object; inputOf(action: string): z.ZodType };
const isKeeper = (value: unknown): value is Keeper =>
  typeof value === 'object' && value !== null && 'inputOf' in value && 'acts' in value;

/** What every command of the domain is given, by its name. */
export async function inputs(): Promise<[string, z.ZodType][]> {
  const found: [string, z.ZodType][] = [];
  // One after the other: jest links modules of one graph only so.
  for (const { name } of modules) {
    const index = (await import(pathToFileURL(resolve(domain, name, 'index.ts')).href)) as Record<string, unknown>;
    found.push(...Object.entries(index).filter((entry): entry is [string, z.ZodType] => isSchema(entry[1])));
    for (const noun of Object.values(index).filter(isKeeper))
      found.push(
        ...Object.keys(noun.acts).map((act): [string, z.ZodType] => [`${noun.kind} ${act}`, noun.inputOf(act)]),
      );
  }
  return found;
}
