import { readdirSync } from 'node:fs';
import mongoose from 'mongoose';

const domain = new URL('../../src/domain/', import.meta.url);

/** Loads every domain module, so that mongoose knows every model. Works from the sources and from `dist`. */
export async function loadModels(): Promise<void> {
  const folders = readdirSync(domain, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  for (const { name } of folders) {
    if (!readdirSync(new URL(`${name}/`, domain)).includes(`index.${extension}`)) continue;
    await import(new URL(`${name}/index.${extension}`, domain).href);
  }
}

/** Creates the collections of all loaded models and brings their indexes to what the schemas say. */
export async function ensureCollections(): Promise<void> {
  await Promise.all(
    Object.values(mongoose.models).map(async (model) => {
      await model.createCollection();
      await model.syncIndexes();
    }),
  );
}
