import type { LocalDate } from '#kernel/dates';
import { notFound } from '#kernel/errors';
import { bare } from '#kernel/text';
import { findAtOnce } from '#platform/mongo';
import { remember } from '#platform/remembered';
import rows from './criteria.json' with { type: 'json' };
import { type Criterion, CriterionModel, type MadeCriterion } from './criterion.model.ts';

/** Version 1 of everything that came with the library, in the order of the standards. */
export const BUILT_IN: readonly Criterion[] = rows.map(({ verified, sourceDate, ...row }) => ({
  ...row,
  version: 1,
  sourceDate,
  isChecked: verified,
  from: sourceDate,
  isRepealed: false,
  note: '',
  madeByName: '',
}));

/** What administrators made, all under one word: the whole of it is smaller than one page. */
const ALL = 'all';
const made = remember<Criterion[]>(async (_ids, session) => {
  const find = { filter: {}, sort: { _id: 1 as const }, limit: 5_000 };
  const found = await findAtOnce<MadeCriterion>(CriterionModel.collection.name, find, session);
  return new Map([
    [ALL, found.map(({ _id, criterionId, madeBy, createdAt, ...row }) => ({ id: criterionId, ...row }))],
  ]);
});

/** Every version of every criterion: those that came with the library first, then the others as they were made. */
const allVersions = async (): Promise<Criterion[]> => [...BUILT_IN, ...((await made(ALL)) ?? [])];

/** Versions of one criterion, the newest first. @throws NotFound. */
export async function findCriterionVersions(id: string): Promise<Criterion[]> {
  const found = (await allVersions()).filter((one) => one.id === id);
  if (found.length === 0) throw notFound('common.not-found');
  return found.toReversed();
}

/** The version that counts on a day: the highest of those begun by then; undefined before the first. */
export const versionOn = (versions: readonly Criterion[], day: LocalDate): Criterion | undefined =>
  versions
    .filter(({ from }) => from <= day)
    .reduce<Criterion | undefined>(
      (best, one) => (best === undefined || one.version > best.version ? one : best),
      undefined,
    );

/** The standard that has taken the place of a criterion's source, as the source's name says; empty for one in force. */
export const replacedBy = ({ source }: Pick<Criterion, 'source'>): string =>
  /已被\s*(.+?)\s*代替/.exec(source)?.[1] ?? '';

/** Every criterion in the version of a day, with those repealed by then. */
export async function libraryOn(day: LocalDate): Promise<Criterion[]> {
  const versions = new Map<string, Criterion[]>();
  for (const one of await allVersions()) versions.set(one.id, [...(versions.get(one.id) ?? []), one]);
  return [...versions.values()].flatMap((of) => versionOn(of, day) ?? []);
}

export interface CriteriaFilter {
  industry?: string | undefined;
  source?: string | undefined;
  /** Words that must all stand in text, article, source, keywords or id. */
  q?: string | undefined;
}

/** Criteria in the version of a day, narrowed. */
export async function findCriteria(day: LocalDate, { industry, source, q = '' }: CriteriaFilter): Promise<Criterion[]> {
  const words = q.split(/\s+/).map(bare).filter(Boolean);
  // Signs alone stand in no text that is searched: nothing is found by them, rather than everything.
  if (words.length === 0 && q.trim() !== '') return [];
  return (await libraryOn(day)).filter((one) => {
    if ((industry !== undefined && one.industry !== industry) || (source !== undefined && one.source !== source)) {
      return false;
    }
    const letters = bare([one.id, one.article, one.source, one.industry, one.text, ...one.keywords].join(' '));
    return words.every((word) => letters.includes(word));
  });
}

/** Trades and standards there are criteria of, in the order of the library. */
export async function findShelves(day: LocalDate): Promise<{ industries: string[]; sources: string[] }> {
  const all = await libraryOn(day);
  const distinct = (of: (one: Criterion) => string) => [...new Set(all.map(of))];
  return { industries: distinct(({ industry }) => industry), sources: distinct(({ source }) => source) };
}

/** How a case names what it was judged by: the clause first, then what it says. */
export const clauseOf = ({ source, article, id, version, text }: Criterion): string =>
  `《${source}》${article}（${id} 第${version}版）：${text}`;
