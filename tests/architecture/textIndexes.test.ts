import { readdirSync, readFileSync } from 'node:fs';
import mongoose from 'mongoose';
import { ofText } from '#platform/mongo';
import { loadModels } from '../../scripts/migrations/collections.ts';
import { useStores } from '../support/stores.ts';

await loadModels();
useStores();

/** Indexes of those rows alone that have a text there, by their model and field. */
const found = Object.values(mongoose.models).flatMap((model) =>
  model.schema.indexes().flatMap(([, { partialFilterExpression, name }]) =>
    Object.entries(partialFilterExpression ?? {})
      .filter(([, of]) => of?.$type === 'string')
      .map(([field]) => ({ model, field, name: String(name) })),
  ),
);
const SRC = new URL('../../src/', import.meta.url);
const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, text: readFileSync(new URL(path, SRC), 'utf8') }));

describe('an index of the rows alone that have a text there', () => {
  it('is taken for a question by `ofText`', async () => {
    expect(found.length).toBeGreaterThan(40);
    for (const { model, field, name } of found) {
      const plan = JSON.stringify(await model.collection.find({ [field]: ofText('x') }).explain('queryPlanner'));
      expect({ name, field, isTaken: plan.includes('IXSCAN') && plan.includes(name) }).toMatchObject({ isTaken: true });
    }
  });

  it('is asked by `ofText` alone, wherever a question begins with it', () => {
    const fields = [...new Set(found.map(({ field }) => field))].join('|');
    const asked = new RegExp(
      `\\b(\\w*[mM]odel)\\.(?:findOne|find|exists|updateOne|updateMany|deleteOne|countDocuments)\\(\\{\\s*(${fields})\\b(?!: ofText)`,
      'g',
    );
    // A variable is called as the model is, or as it begins: `InboxModel` of `InboxMessage`.
    const isOf = (variable: string, field: string) =>
      variable === 'model' ||
      found.some((one) => one.field === field && one.model.modelName.startsWith(variable.replace(/Model$/, '')));
    const wrong = sources.flatMap(({ path, text }) =>
      [...text.matchAll(asked)]
        .filter(([, variable = '', field = '']) => isOf(variable, field))
        .map(([said]) => `${path}: ${said}`),
    );
    expect(wrong).toEqual([]);
  });
});
