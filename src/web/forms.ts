import type { Request, Response } from 'express';
import { AppError, type FieldErrors } from '#kernel/errors';
import { wordingOf } from '#kernel/wording';
import { summaryOf, textsOf } from './visit.ts';

export interface Option {
  value: string;
  label: string;
  hint?: string;
}

/**
 * How one field is asked. `name` is the command's own field name. Of `checks`, any number of options may be ticked;
 * `uploads` takes photos and documents alike.
 */
export interface FieldSpec {
  name: string;
  label: string;
  kind:
    | 'text'
    | 'tel'
    | 'password'
    | 'date'
    | 'number'
    | 'area'
    | 'select'
    | 'radios'
    | 'check'
    | 'checks'
    | 'photos'
    | 'uploads';
  hint?: string;
  options?: readonly Option[];
  /** Suggestions under a text field. */
  list?: readonly string[];
  autocomplete?: string;
  rows?: number;
  min?: string;
}

/** What stands in the fields, by name; the ticked options of `checks` are joined by commas. */
export type Values = Readonly<Record<string, string>>;

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
  /** Photos stored by an earlier try. */
  keptPhotoIds?: readonly string[];
  /** Documents stored by an earlier try. */
  keptFiles?: readonly { id: string; name: string }[];
}

const INPUT_TYPES = { text: 'text', tel: 'text', password: 'password', date: 'date', number: 'text' } as const;

function presentField(spec: FieldSpec, page: FormPage, errors: FieldErrors) {
  const { kind, name, options = [] } = spec;
  const value = page.values?.[name] ?? '';
  const error = errors[name];
  const describedBy = [spec.hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');
  return {
    ...spec,
    error,
    value,
    describedBy,
    rows: spec.rows ?? 3,
    type: kind in INPUT_TYPES ? INPUT_TYPES[kind as keyof typeof INPUT_TYPES] : '',
    inputmode: kind === 'number' ? 'decimal' : kind === 'tel' ? 'tel' : '',
    isText: kind in INPUT_TYPES,
    isArea: kind === 'area',
    isSelect: kind === 'select',
    isRadios: kind === 'radios' || kind === 'checks',
    choiceType: kind === 'checks' ? 'checkbox' : 'radio',
    isCheck: kind === 'check',
    isChecked: value === '1',
    isPhotos: kind === 'photos' || kind === 'uploads',
    accept: kind === 'uploads' ? 'image/*,.pdf,.docx,.xlsx,.pptx' : 'image/*',
    keptFiles: kind === 'uploads' ? (page.keptFiles ?? []) : [],
    kept: (page.keptPhotoIds ?? []).map((id) => ({ id, thumb: `/photos/${id}?size=thumb` })),
    options: options.map((option, index) => ({
      ...option,
      id: index === 0 ? `${name}-first` : `${name}-${index}`,
      isChosen: kind === 'checks' ? value.split(',').includes(option.value) : option.value === value,
    })),
  };
}

/** The model of a form: for the generic form page, or for a page that has a form among other things. */
export function presentForm(page: FormPage, errors: FieldErrors = {}, sentence?: string): Record<string, unknown> {
  const known = page.fields.map((field) => field.name);
  const summary = summaryOf(errors).map((row) => {
    const spec = page.fields.find((field) => field.name === row.field);
    const target = spec?.kind === 'radios' || spec?.kind === 'checks' ? `${row.field}-first` : row.field;
    return { sentence: row.sentence, field: known.includes(row.field) ? target : 'main' };
  });
  return {
    ...page,
    errors: summary.length === 0 && sentence !== undefined ? [{ field: 'main', sentence }] : summary,
    fields: page.fields.map((spec) => presentField(spec, page, errors)),
    isMultipart: page.fields.some((field) => field.kind === 'photos' || field.kind === 'uploads'),
  };
}

/** Draws a page that is nothing but a form. */
export function showForm(res: Response, page: FormPage): void {
  res.page('pages/form', presentForm(page));
}

/** Text of every field of a form as it was typed. Passwords are not sent back. */
export function typedValues(req: Request, fields: readonly FieldSpec[]): Values {
  const body = (req.body ?? {}) as Record<string, unknown>;
  return Object.fromEntries(
    fields
      .filter((field) => field.kind !== 'password')
      .map(({ name, kind }) => [
        name,
        kind === 'checks' ? textsOf(req, name).join(',') : typeof body[name] === 'string' ? body[name] : '',
      ]),
  );
}

/**
 * Runs what a form asks for. A refusal the person can mend brings the same page back, with everything they typed and a
 * sentence at the field; every other error goes on to the error page.
 */
export async function submitForm<T>(
  page: FormPage,
  req: Request,
  res: Response,
  work: () => Promise<T>,
  draw: (model: Record<string, unknown>, status: number) => void = (model, status) =>
    res.page('pages/form', model, status),
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const isMendable =
      error instanceof AppError && ['Invalid', 'Conflict', 'Forbidden', 'TooMany'].includes(error.kind);
    if (!isMendable) throw error;
    const typed: FormPage = { ...page, values: { ...page.values, ...typedValues(req, page.fields) } };
    draw(presentForm(typed, error.fields, wordingOf(error)), error.status);
    return undefined;
  }
}
