import type { Request, Response } from 'express';
import { findUsablePhotos } from '#domain/evidence';
import { wasDone } from '#domain/journal';
import type { Context } from '#kernel/context';
import { AppError, type FieldErrors, invalid } from '#kernel/errors';
import type { FieldSpec, Option, Values } from '#kernel/fields';
import { parseYuan } from '#kernel/money';
import { paths } from '#kernel/paths';
import { wordingOf } from '#kernel/wording';
import type { Compared } from './compared.ts';
import { type KeptUploads, keepPhotos, keepSaid, keepUploads } from './middleware/uploads.ts';
import type { toJudge } from './photos.ts';
import { contextOf, summaryOf, textOf, textsOf } from './request.ts';

export type { FieldSpec, Option, Values };

/** Everything the `form` partial needs. */
export interface FormPage {
  title: string;
  lead?: string;
  back?: { href: string; label: string };
  action: string;
  submit: string;
  isDanger?: boolean;
  fields: readonly FieldSpec[];
  values?: Values;
  hidden?: readonly { name: string; value: string }[];
  facts?: readonly { label: string; value: string }[];
  links?: readonly { href: string; label: string }[];
  /** Photos handed in before, of which whoever takes the step writes why they may pass (`toJudge`). */
  known?: Awaited<ReturnType<typeof toJudge>>['known'];
  /** Before and after, where the step decides whether something was put right. */
  compared?: Compared;
  /** Photos stored by an earlier try. */
  keptPhotoIds?: readonly string[];
  /** Documents stored by an earlier try. */
  keptFiles?: readonly { id: string; name: string }[];
  /** Voice messages stored by an earlier try. */
  keptSounds?: readonly string[];
}

const INPUT_TYPES = {
  text: 'text',
  tel: 'text',
  password: 'password',
  date: 'date',
  number: 'text',
  yuan: 'text',
} as const;

function presentField(spec: FieldSpec, page: FormPage, errors: FieldErrors) {
  const { kind, name, none } = spec;
  const options = [...(none === undefined ? [] : [{ code: '', label: none }]), ...(spec.options ?? [])];
  const value = page.values?.[name] ?? '';
  const error = errors[name];
  const isPhotos = kind === 'photos' || kind === 'uploads';
  const describedBy = [(spec.hint || isPhotos) && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');
  return {
    ...spec,
    error,
    value,
    describedBy,
    rows: spec.rows ?? 3,
    type: kind in INPUT_TYPES ? INPUT_TYPES[kind as keyof typeof INPUT_TYPES] : '',
    inputmode: kind === 'number' || kind === 'yuan' ? 'decimal' : kind === 'tel' ? 'tel' : '',
    isText: kind in INPUT_TYPES,
    isArea: kind === 'area',
    isSelect: kind === 'select',
    isRadios: kind === 'radios' || kind === 'checks',
    choiceType: kind === 'checks' ? 'checkbox' : 'radio',
    isCheck: kind === 'check',
    isChecked: value === '1',
    isPhotos,
    // Asked only where one of them was handed in before.
    ...(isPhotos && errors['photoReason'] !== undefined && page.known === undefined
      ? { asksWhy: { error: errors['photoReason'], value: page.values?.['photoReason'] ?? '' } }
      : {}),
    isSheet: kind === 'sheet',
    accept:
      kind === 'uploads'
        ? 'image/*,.pdf,.docx,.xlsx,.pptx'
        : kind === 'sheet'
          ? (spec.accept ?? '.xlsx,.csv')
          : 'image/*',
    keptFiles: kind === 'uploads' ? (page.keptFiles ?? []) : [],
    keptSounds: page.keptSounds ?? [],
    kept: (page.keptPhotoIds ?? []).map((id) => ({ id, thumb: `${paths.photo(id)}?size=thumb` })),
    options: options.map((option: Option, index) => ({
      ...option,
      id: index === 0 ? `${name}-first` : `${name}-${index}`,
      isChosen: kind === 'checks' ? value.split(',').includes(option.code) : option.code === value,
    })),
  };
}

/** Places and people, which have a name, as options. */
export const optionsOf = (rows: readonly { _id: string; name: string }[]): Option[] =>
  rows.map(({ _id, name }) => ({ code: _id, label: name }));

/** A form of so many fields, or of so many that want sentences, is not filled in at one go: it is kept while it is filled in. */
const LONG = 5;
const LONG_AREAS = 2;
const isLong = ({ fields }: FormPage): boolean =>
  fields.length >= LONG || fields.filter(({ kind }) => kind === 'area').length >= LONG_AREAS;

/** The model of a form: for the generic form page, or for a page that has a form among other things. */
export function presentForm(page: FormPage, errors: FieldErrors = {}, sentence?: string): Record<string, unknown> {
  const known = page.fields.map((field) => field.name);
  const takesPhotos = page.fields.some(({ kind }) => kind === 'photos' || kind === 'uploads');
  const summary = summaryOf(errors).map((row) => {
    const spec = page.fields.find((field) => field.name === row.field);
    const target = spec?.kind === 'radios' || spec?.kind === 'checks' ? `${row.field}-first` : row.field;
    const isThere = known.includes(row.field) || (row.field === 'photoReason' && takesPhotos);
    return { sentence: row.sentence, field: isThere ? target : 'main' };
  });
  return {
    ...page,
    errors: summary.length === 0 && sentence !== undefined ? [{ field: 'main', sentence }] : summary,
    fields: page.fields.map((spec) => presentField(spec, page, errors)),
    isLong: isLong(page),
    isMultipart: page.fields.some(
      (field) => field.kind === 'photos' || field.kind === 'uploads' || field.kind === 'sheet',
    ),
  };
}

/** Draws a page that is nothing but a form. */
export function showForm(res: Response, page: FormPage): void {
  res.page('pages/form', presentForm(page));
}

/** Text of every field of a form as it was typed. Passwords are not sent back. */
const typedValues = (req: Request, fields: readonly FieldSpec[]): Values =>
  Object.fromEntries(
    fields
      .filter((field) => field.kind !== 'password')
      .map(({ name, kind }) => [name, kind === 'checks' ? textsOf(req, name).join(',') : textOf(req, name)]),
  );

/**
 * What a command is given of a form: what stands in its fields, what it sends unseen, and the parts of its path. Any
 * value, for every command reads its input by a schema of its own.
 */
// biome-ignore lint/suspicious/noExplicitAny: the command's schema says what it is, and refuses what it is not
export type Input = any;

/**
 * Reads a form by its fields, in the one way there is: a text as it was typed, left out when it is empty; a tick as true
 * or false; `checks` as a list; money as fen; photos and documents stored, as their ids.
 * @returns the command's input, with a sentence at each field that could not be read and the uploads that are kept.
 */
async function readForm(req: Request, { fields, hidden = [] }: Pick<FormPage, 'fields' | 'hidden'>) {
  const input: Record<string, unknown> = {};
  const problems: Record<string, string> = {};
  let kept: KeptUploads = { photoIds: [], files: [] };
  for (const { name } of hidden) input[name] = textOf(req, name);
  for (const { kind, name, takesSounds } of fields) {
    const text = textOf(req, name);
    if (kind === 'photos' || kind === 'uploads') {
      kept = await (kind === 'uploads' ? keepUploads : takesSounds ? keepSaid : keepPhotos)(req);
      input['photoIds'] = kept.photoIds;
      if (takesSounds) input['soundIds'] = kept.soundIds ?? [];
      if (kind === 'uploads') input['fileIds'] = kept.files.map((file) => file.id);
      if (kept.problem !== undefined) problems[name] = kept.problem;
    } else if (kind === 'yuan') {
      // What is no amount is no number: every schema refuses it, in its own words; one that asks for none takes an empty one.
      const fen = parseYuan(text);
      if (fen === undefined && text.trim() !== '') problems[name] = '金额请写成 1,234.50 这样，最多两位小数';
      if (text.trim() !== '') input[name] = fen ?? Number.NaN;
    } else if (kind === 'checks') input[name] = textsOf(req, name);
    else if (kind === 'check') input[name] = text === '1';
    else if (text !== '') input[name] = text;
  }
  return { input: { ...input, ...req.params } as Input, problems, kept };
}

/** The command speaks of `photoIds`, the form of `photos`; what could not be read is added to what it says. */
function withProblems(error: unknown, problems: FieldErrors): unknown {
  if (!(error instanceof AppError) || error.kind !== 'Invalid') return error;
  const { photoIds, ...others } = error.fields;
  const fields = { ...others, ...(photoIds === undefined ? {} : { photos: photoIds }), ...problems };
  return invalid(error.code, fields, error.params);
}

const MENDABLE = ['Invalid', 'Conflict', 'Forbidden', 'TooMany'];

/**
 * Reads a form and runs what it asks for. A refusal the person can mend brings the same page back, with everything they
 * typed and a sentence at the field; every other error goes on to the error page. What could not be read brings it back
 * too: nothing that was sent is left out in silence.
 *
 * @param draw draws the page that comes back; a page that is nothing but the form when absent.
 * @returns what the work came to; undefined when it was refused.
 */
export async function submitForm<T>(
  page: FormPage,
  req: Request,
  res: Response,
  work: (input: Input) => Promise<T>,
  draw: (model: Record<string, unknown>, status: number) => void | Promise<void> = (model, status) =>
    res.page('pages/form', model, status),
): Promise<{ done: T } | undefined> {
  const { input, problems, kept } = await readForm(req, page);
  try {
    if (kept.problem !== undefined) throw invalid('common.check-fields', problems);
    return { done: await work(input) };
  } catch (failed) {
    const error = withProblems(failed, problems);
    if (!(error instanceof AppError) || !MENDABLE.includes(error.kind)) throw error;
    if (await wasDone(contextOf(req))) {
      res.goTo(page.back?.href ?? paths.home, '刚才已经办好了，没有重复办。');
      return undefined;
    }
    const typed: FormPage = {
      ...page,
      values: { ...page.values, ...typedValues(req, page.fields), photoReason: textOf(req, 'photoReason') },
      keptPhotoIds: await findUsablePhotos(contextOf(req), kept.photoIds),
      keptFiles: kept.files,
      keptSounds: kept.soundIds ?? [],
    };
    await draw(presentForm(typed, error.fields, wordingOf(error)), error.status);
    return undefined;
  }
}

/** A form on a page of its own. */
export interface FormPages<T> {
  /** What is asked; read again when it is sent. @throws what keeps this person from being asked. */
  page: (req: Request) => FormPage | Promise<FormPage>;
  /** What sending it does. */
  run: (ctx: Context, input: Input, req: Request) => Promise<T>;
  /** Where the person goes afterwards, and what is said there. */
  next: (
    done: T,
    path: Record<'reference' | 'id' | 'month' | 'kind' | 'round', string>,
  ) => readonly [address: string, said?: string];
}

/** The two handlers of a form on a page of its own: `show` asks, `post` does it. */
export const formPages = <T>({ page, run, next }: FormPages<T>) => ({
  show: async (req: Request, res: Response): Promise<void> => showForm(res, await page(req)),
  post: async (req: Request, res: Response): Promise<void> => {
    const sent = await submitForm(await page(req), req, res, (input) => run(contextOf(req), input, req));
    if (sent !== undefined) res.goTo(...next(sent.done, req.params as never));
  },
});
