import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DrawnNoun, drawnOf, putInWords } from '#domain/engine';
import { filings, filingsInWords } from '#domain/filings';
import { NOUNS } from '#domain/nouns';
import { sheetsOf } from '#domain/oversight';
import { ROLES } from '#kernel/actor';
import { publicFolder, readAssets } from '../../src/web/assets.ts';
import { shelfOf } from '../../src/web/firms/lines.ts';
import { entriesWith, navigationOf } from '../../src/web/navigation.ts';
import { everyRoute } from '../support/pageRoutes.ts';

const { words } = filingsInWords;
const drawn = filingsInWords as DrawnNoun;

/** What a noun says in words is enough to draw every page of it; what it leaves out does not start. */
describe('a noun that is put in words', () => {
  it('says how each filter of its list is asked for', () => {
    const { choices: _, ...without } = words;
    expect(() => putInWords(filings, without)).toThrow('has a filter kind without choices');
  });

  it('says which of its steps makes one', () => {
    const { steps } = words as Parameters<typeof putInWords<typeof filings>>[1];
    expect(() => putInWords(filings, { ...words, steps: { ...steps, file: 'elsewhere' } })).toThrow(
      'no step makes a work-filing',
    );
  });

  it('has its pages, its tab, its place and its sheet from its words alone', () => {
    const routes = everyRoute().map(({ path }) => path);
    const sheets = sheetsOf(NOUNS);
    for (const noun of drawnOf(NOUNS)) {
      expect(routes).toEqual(expect.arrayContaining([noun.path, `${noun.path}/:reference`]));
      expect(shelfOf(noun).path).toBe(noun.path);
      expect(entriesWith([noun]).map(({ path }) => path)).toContain(noun.path);
      expect(sheets.get(noun.words.sheet.kind)?.columns).toBe(noun.words.sheet.columns);
    }
  });

  it('lies in a group and under a tab that there are, or the portal does not start', () => {
    const misplaced = { ...drawn, words: { ...drawn.words, tab: 'cows', place: { icon: 'tool', group: 'cows' } } };
    expect(() => entriesWith([misplaced])).toThrow('cows, which is no group');
    expect(() => shelfOf(misplaced)).toThrow('no such tab');
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

it('draws every icon of the navigation from the sprite', () => {
  const sprite = readFileSync(join(publicFolder, 'build', readAssets().sprite), 'utf8');
  const navigation = navigationOf(everyRoute());
  const entries = ROLES.flatMap(({ code }) => navigation.groupsOf(code).flatMap(({ entries: own }) => own));
  expect(entries.filter(({ icon }) => !sprite.includes(`id="${icon}"`)).map(({ icon }) => icon)).toEqual([]);
});
