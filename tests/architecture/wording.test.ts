import { NOUNS } from '#domain/nouns';
import { WORDING } from '#kernel/wording';
import { EVENT_NAMES } from '../../src/web/admin/eventNames.ts';
import { filesUnder, testWhole } from './sources.ts';

const THROWN = /\b(?:invalid|forbidden|notFound|conflict|unavailable|tooMany)\(\s*'([a-z-]+\.[a-z-]+)'/g;
const CONSTRUCTED = /new AppError\(\s*'\w+',\s*'([a-z-]+\.[a-z-]+)'/g;

const sources = ['src', 'jobs', 'bots'].flatMap((folder) => filesUnder(folder, '.ts'));
const spoken = sources.filter(({ path }) => path !== 'src/kernel/wording.ts');
const thrown = new Set(
  spoken.flatMap(({ text }) => [...text.matchAll(THROWN), ...text.matchAll(CONSTRUCTED)].map((m) => m[1] ?? '')),
);

describe('wording', () => {
  test('exists for every error code', () => {
    expect(thrown.size).toBeGreaterThan(3);
    expect([...thrown].filter((code) => !(code in WORDING)).toSorted()).toEqual([]);
  });

  testWhole('is kept only for codes the program knows', () => {
    // Lifecycles build their code from the noun: `${noun}.not-in-this-status`.
    const isSpoken = (code: string) =>
      spoken.some(({ text }) => text.includes(`'${code}'`) || text.includes(`}.${code.split('.')[1]}\``));
    const unused = Object.keys(WORDING).filter((code) => !isSpoken(code));
    expect(unused).toEqual([]);
  });
});

/** Events whose noun says what they are called. */
const saidByNouns = new Set(
  NOUNS.flatMap(({ events }) => Object.keys(events).filter((name) => events[name]?.done !== undefined)),
);

describe('the journal', () => {
  test('has a name for every event the domain records', () => {
    const domain = sources.filter(({ path }) => path.startsWith('src/domain/'));
    const found = (pattern: RegExp): Set<string> =>
      new Set(domain.flatMap(({ text }) => [...text.matchAll(pattern)].map((m) => m[1] ?? '')));
    const families = new Set([
      ...domain.map(({ path }) => path.split('/')[2] ?? ''),
      ...[...found(/name: '([a-z]+\.[a-z-]+)'/g)].map((name) => name.split('.')[0] ?? ''),
    ]);
    const names = [...found(/'([a-z]+\.[a-z-]+)'/g)].filter((name) => families.has(name.split('.')[0] ?? ''));
    // Errors are spelled alike and have sentences of their own.
    const events = names.filter((name) => !(name in WORDING));
    expect(events.length).toBeGreaterThan(150);
    // An act is recorded with its action, and called what its lifecycle says of it.
    const said = domain.flatMap(({ text }) => [...text.matchAll(/\bevent: (.*)/g)].map((m) => m[1] ?? ''));
    const acts = new Set(said.flatMap((line) => [...line.matchAll(/'([a-z.-]+)'/g)].map((m) => m[1] ?? '')));
    const isAct = (name: string): boolean => acts.has(name) || acts.has(name.split('.')[1] ?? '');
    const isNamed = (name: string): boolean => name in EVENT_NAMES || saidByNouns.has(name);
    expect(events.filter((name) => !isNamed(name) && !isAct(name)).toSorted()).toEqual([]);
  });

  test('calls no event otherwise than its noun does', () => {
    expect(saidByNouns.size).toBeGreaterThan(50);
    expect(Object.keys(EVENT_NAMES).filter((name) => saidByNouns.has(name))).toEqual([]);
  });
});

describe('the domain', () => {
  test('takes the time from its caller', () => {
    const domain = sources.filter(({ path }) => path.startsWith('src/domain/'));
    expect(domain.length).toBeGreaterThan(10);
    const asking = domain.filter(({ text }) => /new Date\(\s*\)|Date\.now\(/.test(text)).map(({ path }) => path);
    expect(asking).toEqual([]);
  });
});
