import { bare } from '#kernel/text';
import { sentenceEncoder } from '#platform/encoder';
import type { Criterion } from '../criterion.model.ts';
import { libraryOn, replacedBy } from '../library.ts';
import { Library } from './evidence.ts';
import { likelihood, looksMajor } from './meets.ts';
import { readPhrasings } from './phrasings.ts';
import { type FirmTrade, isEverywhere, mayBeTrade } from './trades.ts';
import { keyOf, pack, readVectors } from './vectors.ts';

const SHOWN = 3;
const WORDS_SHOWN = 4;

/** Criteria a report may meet. A person judges; this only says where to look. */
export interface Suggestion {
  /** Up to three, the likeliest first. */
  criteria: readonly { criterion: Criterion; words: readonly string[] }[];
  /** Whether it looks as if the first is met; undefined where there is no encoder to tell. */
  looksMajor: boolean | undefined;
  likelihood: number;
}

/** What says nothing at the ends of a run of letters. */
const FILLING = /^[的了着是在和有就也都又]+|[的了着是在和有就也都又]+$/gu;

let built: { library: Library; of: string } | undefined;

/** The library of a day, built again when a version came or went. */
async function libraryFor(day: string): Promise<Library> {
  const criteria = (await libraryOn(day)).filter(({ isRepealed }) => !isRepealed);
  const of = criteria.map(({ id, version }) => `${id}.${version}`).join();
  if (built?.of === of) return built.library;
  const phrasings = readPhrasings();
  const vectors = readVectors();
  let library = new Library(criteria, phrasings, vectors);
  const missing = library.missing();
  const encoder = missing.length === 0 ? undefined : await sentenceEncoder();
  if (encoder !== undefined) {
    // What administrators wrote since: a few lines, worked out once a process.
    for (const text of missing) {
      const [vector] = await encoder.embed([text]);
      if (vector !== undefined) vectors.set(keyOf(text), pack(vector));
    }
    library = new Library(criteria, phrasings, vectors);
  }
  built = { library, of };
  return library;
}

/** Runs of letters that a report and the lines that led to a criterion have in common, the longest first. */
export function sharedWords(sentence: string, lines: readonly string[]): string[] {
  const letters = Array.from(bare(sentence));
  const others = lines.map(bare);
  const found: string[] = [];
  for (let at = 0; at < letters.length; at += 1) {
    let end = at + 2;
    const has = () => end <= letters.length && others.some((line) => line.includes(letters.slice(at, end).join('')));
    if (!has()) continue;
    while (has()) end += 1;
    found.push(
      letters
        .slice(at, end - 1)
        .join('')
        .replace(FILLING, ''),
    );
    at = end - 2;
  }
  return [...new Set(found.filter((words) => Array.from(words).length > 1))]
    .toSorted((a, b) => b.length - a.length)
    .slice(0, WORDS_SHOWN);
}

/** What the firm may do, by a standard in force; what happens everywhere stays, marked, though its standard was replaced. */
export const maySuggest = (criterion: Criterion, firm: FirmTrade): boolean =>
  mayBeTrade(firm, criterion.industry) && (isEverywhere(criterion.industry) || replacedBy(criterion) === '');

/**
 * Up to three criteria that a report may meet, with the words that led to them. The encoder works off the
 * event loop, the comparing (about 25 ms) on it.
 * @param firm Whose it is: trades it cannot be in are left out, never what happens everywhere.
 */
export const suggestCriteria = async (day: string, text: string, firm: FirmTrade = {}): Promise<Suggestion> =>
  suggestFrom(await libraryFor(day), text, firm);

/** The same from a library at hand. */
export async function suggestFrom(library: Library, text: string, firm: FirmTrade = {}): Promise<Suggestion> {
  const [vector] = (await (await sentenceEncoder())?.embed([text])) ?? [];
  const ranked = library.ask(text, vector).filter(({ criterion }) => maySuggest(criterion, firm));
  const [first] = ranked;
  const likely = first === undefined ? 0 : likelihood(first.features);
  return {
    criteria: ranked.slice(0, SHOWN).map(({ criterion, lines }) => ({
      criterion,
      words: sharedWords(text, [...lines, ...criterion.keywords]),
    })),
    looksMajor: vector === undefined ? undefined : first !== undefined && looksMajor(first.score, likely),
    likelihood: likely,
  };
}
