import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import mongoose from 'mongoose';
import { NOUNS } from '#domain/nouns';
import { WORDING } from '#kernel/wording';
import { pageRoutes } from '../support/pageRoutes.ts';

const isNoun = ({ schema }: mongoose.Model<unknown>): boolean =>
  ['reference', 'status', 'isOpen'].every((path) => schema.path(path) !== undefined);

/** What everything outside a noun's folder reads of the one list must be there for each. */
describe('the list of nouns', () => {
  it('has every collection of things with a number, a status and work still owed', () => {
    const kept = Object.values(mongoose.models).filter(isNoun);
    expect(kept.length).toBeGreaterThan(9);
    const listed = NOUNS.map(({ collection }) => collection);
    expect(kept.map(({ collection }) => collection.name).filter((name) => !listed.includes(name))).toEqual([]);
  });

  it.each(NOUNS.map((noun) => [noun.kind, noun] as const))('says all of %s that others ask', (_, noun) => {
    expect(Object.values(mongoose.models).map(({ collection }) => collection.name)).toContain(noun.collection);
    expect(noun.name).toMatch(/^[\u4e00-\u9fff]{2,8}$/);
    const folder = noun.pathOf('X2026-0001').split('/').slice(0, 2).join('/');
    expect(pageRoutes().map(({ path }) => path.split('/').slice(0, 2).join('/'))).toContain(folder);
    const templates = Object.values(noun.events).flatMap(({ told }) => told.map(({ template }) => template));
    const missing = templates.filter(
      (name) => !existsSync(resolve(import.meta.dirname, `../../views/notices/${name}.hbs`)),
    );
    expect(missing).toEqual([]);
    expect(Object.keys(WORDING)).toContain(`${noun.kind}.not-in-this-status`);
    const statuses = noun.lifecycle.statuses.map(({ code }) => code);
    const named = Object.values(noun.events).flatMap(({ told }) => told.flatMap(({ whileIn = [] }) => whileIn));
    expect(named.filter((status) => !statuses.includes(status))).toEqual([]);
  });
});
