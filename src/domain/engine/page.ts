import type { JournalEvent } from '#domain/journal';
import type { Actor, Role } from '#kernel/actor';
import type { Context } from '#kernel/context';
import type { Option, Values } from '#kernel/fields';
import type { ActionRow } from '#kernel/lifecycle';
import type { ReferenceLetter } from '#kernel/references';
import type { Page } from '#platform/page';
import type { Cell } from './cell.ts';
import { checkQuestions, type Question } from './question.ts';
import type { RegisteredNoun } from './register.ts';
import type { Fact, Link, Section, Tag } from './section.ts';
import type { Sight } from './sight.ts';

/** Who has it now and what comes next, with what was said about it last. */
export interface Standing {
  /** Nobody any more when empty. */
  holder: string;
  next: string;
  said?: readonly Fact[];
  links?: readonly Link[];
}

/** What is said where a list is empty, and the way on. */
interface None {
  text: string;
  link?: Link;
}

/** A form: what is asked, in which words, and the command that is given it. */
interface Asking<T> {
  /** Under the title: what happens next. */
  lead?(row: T): string;
  /** On the button; the label of the step when absent. */
  submit?: string;
  isDanger?: boolean;
  /** All the step needs, and nothing else. A step without is one press of a button. */
  fields?: readonly Question<T>[];
  /** What stands in the fields at first. */
  values?(row: T, now: Date): Values;
  /** Asked on the page of the row itself: little to ask, and often. */
  isAskedThere?: boolean;
  /** Photos it has already, which stay unless they are taken away. */
  photoIds?(row: T): readonly string[];
  /** What is sent unseen, by the name of what the step needs: the print of what the person saw. */
  unseen?: readonly { name: string; of(row: T): string }[];
  run(ctx: Context, input: never): Promise<unknown>;
}

/** How one is made: one form, or one for each of its sorts. */
export interface Making extends Pick<Asking<string>, 'lead' | 'submit' | 'fields' | 'values'> {
  /** Whom its page is open to. */
  roles: readonly Role[];
  /** Whether this person may make one now; whoever the page is open to when absent. */
  may?(ctx: Context): Promise<boolean>;
  /** What stands in the fields at first because it is in force: a next version is written over the one before. */
  opensWith?(ctx: Context): Promise<Values>;
  title(sort: string): string;
  /** Sorts of it, each with questions of its own, and what the page is called that asks for the sort. */
  sorts?: { title: string; of: readonly Option[] };
  run(ctx: Context, input: never): Promise<{ reference: string }>;
}

/** How a step is asked for; `made` is the form that makes one, `elsewhere` no form of its own. */
export type Step<T> = Asking<T> | 'made' | 'elsewhere';

export interface Column<T> {
  header: string;
  /** In characters. */
  width: number;
  cell(row: T, now: Date): Cell | Promise<Cell>;
}

/**
 * A noun in the words people read. List, page, forms of its steps, line on the firm's page, place in the navigation and
 * sheet are drawn from it.
 */
export interface NounWords<T, A extends string = string, F extends object = object> {
  /** Under the heading of the list. */
  lead?: string;
  /** Filters one press away; the first is everything. */
  quick: readonly (readonly [label: string, filter: Partial<F>])[];
  /** What filters of codes may ask for, by their key; `status` and flags and ids need no row. */
  choices?: Readonly<Record<string, readonly { code: string; label: string }[]>>;
  /** Other lists, one press away. */
  besides?: readonly Link[] | ((ctx: Context) => readonly Link[] | Promise<readonly Link[]>);
  /** Said to whoever may make one, where there is none yet; a function says it to everybody, with a way on. */
  none: string | ((ctx: Context, mayMake: boolean) => None | Promise<None>);
  /** The small line under what it is. */
  meta(row: T, ctx: Context): string | Promise<string>;
  /** Beside the status. */
  tags?(row: T, now: Date): readonly Tag[];
  standing(row: T, ctx: Context): Standing | Promise<Standing>;
  /** What is known of it; a fact without value is left out. */
  facts(row: T, ctx: Context): readonly Fact[] | Promise<readonly Fact[]>;
  /** Which of it is repeated above a form; all of it when absent. */
  brief?(row: T): readonly Fact[] | Promise<readonly Fact[]>;
  /** Parts of its page beside what is known of it, in their order. */
  sections?(ctx: Context, row: T): Promise<readonly Section[]>;
  /** What it is a part of, where its page leads back to; its list when absent. */
  partOf?(row: T): Link | Promise<Link>;
  /** Photos that are shown with it; all it has when absent. */
  photoIds?(row: T): readonly string[];
  /** Ways on beside its steps. */
  links?(ctx: Context, row: T): Promise<readonly Link[]>;
  /** What an event adds to its title on the timeline. */
  detailOf?(text: (key: string) => string, event: JournalEvent): readonly string[];
  /** Who somebody is called on the timeline whose name is not kept. */
  unnamed?: string;
  /** Absent where it is made elsewhere, or by the clock. */
  making?: Making;
  /** Whom its list is open to; whoever may see one when absent. */
  listed?: readonly Role[];
  /** Whom the forms of its steps are open to; whose each is, the step itself decides. */
  doers: readonly Role[];
  steps: Readonly<Record<A, Step<T>>>;
  /** Tab of the firm's page it lies under; absent where it is not a firm's. */
  tab?: string;
  /** Its place in the navigation: after the place with that address, or at the end of its group. */
  place: { icon: string; group: string; words?: string; after?: string };
  /** Absent where nobody takes it away as a sheet; the register of sheets says why. */
  sheet?: { kind: string; name: string; columns: readonly Column<T>[] };
}

/** A noun whose pages are drawn from its words. */
export interface DrawnNoun<T = unknown> extends RegisteredNoun<T> {
  /** Absent where it is called by the number of something else. */
  letter?: ReferenceLetter | undefined;
  path: string;
  sees: Sight;
  filters: object;
  acts: Readonly<Record<string, { label: string; said: string; needs: object; judgesPhotos?: true }>>;
  find(ctx: Context, filter: object): Promise<Page<T>>;
  get(ctx: Context, reference: string): Promise<T>;
  actionsFor(actor: Actor, row: T): readonly ActionRow<string, string>[];
  trail(ctx: Context, reference: string): Promise<JournalEvent[]>;
  words: NounWords<T>;
}

// biome-ignore lint/suspicious/noExplicitAny: whatever its rows and filters are
type Defined = Omit<DrawnNoun<any>, 'words'> & { find(ctx: Context, filter?: any): Promise<Page<any>> };
type RowOf<N extends Defined> = Awaited<ReturnType<N['get']>>;
type FilterOf<N extends Defined> = Omit<NonNullable<Parameters<N['find']>[1]>, 'after' | 'limit'>;

/** What a filter is asked by: a flag, an id, a year, or one of some codes. */
export type FilterKind = 'flag' | 'id' | 'year' | readonly { code: string }[];
/** @throws Error for a filter that nothing says how to ask for. */
export function filterKinds({ kind, filters, lifecycle, words }: DrawnNoun): [key: string, asked: FilterKind][] {
  return Object.keys(filters).map((key) => {
    const codes = key === 'status' ? lifecycle.statuses : words.choices?.[key];
    const asked =
      codes ?? (/^is[A-Z]/.test(key) ? 'flag' : key.endsWith('Id') ? 'id' : key === 'year' ? 'year' : undefined);
    if (asked === undefined) throw new Error(`the list of ${kind} has a filter ${key} without choices`);
    return [key, asked];
  });
}

/** @throws Error for a form that is not that of its step. */
function checkForms({ kind, acts, words }: DrawnNoun): void {
  const { making, steps } = words;
  const isMade = Object.values(steps).includes('made');
  if (isMade !== (making !== undefined)) throw new Error(`no step makes a ${kind}, or nothing asks for it`);
  for (const [action, step] of Object.entries(steps)) {
    const asking = step === 'made' ? making : step;
    if (typeof asking !== 'object') continue;
    const sorted = making?.sorts === undefined ? [] : ['kind'];
    const unseen = 'unseen' in asking ? (asking.unseen ?? []).map(({ name }) => name) : [];
    checkQuestions(`${action} of a ${kind}`, Object.keys(acts[action]?.needs ?? {}), asking.fields ?? [], [
      ...(step === 'made' ? sorted : []),
      ...unseen,
    ]);
  }
}

/**
 * Puts a noun in words. A step without a row does not compile.
 * @throws Error for a filter without choices, a form that does not ask for exactly what its step needs, or a form that
 * makes one without a step: the process must not start.
 */
export function putInWords<const N extends Defined>(
  noun: N,
  words: NounWords<RowOf<N>, keyof N['acts'] & string, FilterOf<N>>,
): N & { words: NounWords<RowOf<N>> } {
  const drawn = { ...noun, words };
  filterKinds(drawn as unknown as DrawnNoun);
  checkForms(drawn as unknown as DrawnNoun);
  return drawn as unknown as N & { words: NounWords<RowOf<N>> };
}

/** Those of the list whose pages are drawn from their words. */
export const drawnOf = (nouns: readonly RegisteredNoun[]): DrawnNoun[] =>
  nouns.filter((noun): noun is DrawnNoun => 'words' in noun);
