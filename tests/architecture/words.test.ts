import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DrawnNoun, drawnOf, putInWords, type Question } from '#domain/engine';
import { type Filing, filings, filingsInWords, returnFiling } from '#domain/filings';
import type { JournalEvent } from '#domain/journal';
import { NOUNS } from '#domain/nouns';
import { sheetsOf } from '#domain/oversight';
import { ROLES } from '#kernel/actor';
import { publicFolder, readAssets } from '../../src/web/assets.ts';
import { shelfOf } from '../../src/web/firms/lines.ts';
import { entriesWith, navigationOf } from '../../src/web/navigation.ts';
import { presentTrail } from '../../src/web/presentTrail.ts';
import { everyRoute } from '../support/pageRoutes.ts';

const { words } = filingsInWords;
const drawn = filingsInWords as DrawnNoun;
type Words = Parameters<typeof putInWords<typeof filings>>[1];

/** What a noun says in words is enough to draw every page of it; what it leaves out does not start. */
describe('a noun that is put in words', () => {
  it('says how each filter of its list is asked for', () => {
    const { choices: _, ...without } = words;
    expect(() => putInWords(filings, without)).toThrow('has a filter kind without choices');
  });

  it('says which of its steps makes one', () => {
    const { steps } = words as Words;
    expect(() => putInWords(filings, { ...words, steps: { ...steps, file: 'elsewhere' } })).toThrow(
      'no step makes a work-filing',
    );
  });

  it('asks in the form of each step for exactly what the step needs, or does not start', () => {
    const { steps, making } = words as Words & Required<Pick<Words, 'making'>>;
    const asking = (fields: readonly Question<Filing>[]) => () =>
      putInWords(filings, { ...words, steps: { ...steps, return: { run: returnFiling, fields } } });
    const reason: Question<Filing> = { name: 'reason', label: '要补充什么', kind: 'area' };
    expect(asking([reason])).not.toThrow();
    expect(asking([])).toThrow('the form of return of a work-filing does not ask for reason');
    // In words of the row, or not asked of this one: the question stands all the same.
    expect(asking([{ name: 'reason', of: () => undefined }])).not.toThrow();
    // What the step does not read would be typed for nothing.
    expect(asking([reason, { name: 'note', label: '备注', kind: 'area' }])).toThrow('asks for note, which');
    const without = making.fields?.filter(({ name }) => name !== 'photos') ?? [];
    expect(() => putInWords(filings, { ...words, making: { ...making, fields: without } })).toThrow(
      'the form of file of a work-filing does not ask for photoIds',
    );
  });

  it('has its pages, its tab, its place and its sheet from its words alone', () => {
    const routes = everyRoute().map(({ path }) => path);
    const sheets = sheetsOf(NOUNS);
    for (const noun of drawnOf(NOUNS)) {
      expect(routes).toEqual(expect.arrayContaining([noun.path, `${noun.path}/:reference`]));
      expect(shelfOf(noun).map(({ path }) => path)).toEqual(noun.words.tab === undefined ? [] : [noun.path]);
      expect(entriesWith([noun]).map(({ path }) => path)).toContain(noun.path);
      const { sheet } = noun.words;
      if (sheet !== undefined) expect(sheets.get(sheet.kind)?.columns).toBe(sheet.columns);
    }
  });

  it('lies in a group and under a tab that there are, or the portal does not start', () => {
    const misplaced = { ...drawn, words: { ...drawn.words, tab: 'cows', place: { icon: 'tool', group: 'cows' } } };
    expect(() => entriesWith([misplaced])).toThrow('cows, which is no group');
    expect(() => shelfOf(misplaced)).toThrow('no such tab');
    // Its tab would show those of every firm.
    expect(() => shelfOf({ ...drawn, filters: {} })).toThrow('nobody can ask for every work-filing of a firm');
  });
});

describe('the sheets', () => {
  it('hold every noun, or say why one has none', () => {
    const { words: _, ...cow } = { ...drawn, kind: 'cow' };
    expect(() => sheetsOf([...NOUNS, cow])).toThrow('every cow');
    expect(() => sheetsOf(NOUNS.filter(({ kind }) => kind !== 'hazard'))).not.toThrow();
    expect(() => sheetsOf([...NOUNS, drawn])).toThrow('two sheets are of one kind');
  });
});

const sprite = readFileSync(join(publicFolder, 'build', readAssets().sprite), 'utf8');

it('draws every icon of a timeline from the sprite', () => {
  const event = { _id: 'x', seq: 2, about: [], actor: { kind: 'system' }, door: 'clock', at: new Date() };
  const drawn = NOUNS.flatMap(({ kind, lifecycle }) =>
    lifecycle.actions.flatMap(({ action }) =>
      presentTrail([
        { ...event, name: 'x.y', subject: { kind, id: 'x' }, facts: { action } } as unknown as JournalEvent,
      ]),
    ),
  );
  expect(drawn.length).toBeGreaterThan(50);
  expect(drawn.map(({ icon }) => icon).filter((icon) => !sprite.includes(`id="${icon}"`))).toEqual([]);
});

it('draws every icon of the navigation from the sprite', () => {
  const navigation = navigationOf(everyRoute());
  const entries = ROLES.flatMap(({ code }) => navigation.groupsOf(code).flatMap(({ entries: own }) => own));
  expect(entries.filter(({ icon }) => !sprite.includes(`id="${icon}"`)).map(({ icon }) => icon)).toEqual([]);
});
