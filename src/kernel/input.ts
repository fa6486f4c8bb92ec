import { z } from 'zod';
import { readDay } from './dates.ts';
import { invalid } from './errors.ts';
import { ID } from './ids.ts';
import { findReference, type ReferenceLetter } from './references.ts';
import { defineRule, ruleVersion } from './rules.ts';
import { phoneDigits, tidy, tidyLines, tidyName } from './text.ts';

/** Parses a command's input. @throws Invalid `common.check-fields` with a sentence at each field. */
export function requireFields<T extends z.ZodType>(schema: T, raw: unknown): z.output<T> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) fields[String(issue.path[0] ?? '')] ??= issue.message;
  throw invalid('common.check-fields', fields);
}

/** A number of this kind however it was typed: `h2026-31` is `H2026-0031`. */
export const referenceOf = (letter: ReferenceLetter) =>
  z
    .string({ error: '请填写编号' })
    .transform((text) => findReference(text, letter) ?? '')
    .pipe(z.string().min(1, `编号应像 ${letter}2026-0001`));

/** The most characters of a text and the sentence for more: `z.string().max(...atMost(300))`. */
export const atMost = (max: number, what = '', unit = '个字') => [max, `${what}请不要超过${max}${unit}`] as const;

/** Words a person must write; `ask` is the sentence when they are missing. */
export const wordsField = (ask: string, max = 1_000) =>
  z
    .string({ error: ask })
    .transform(tidyLines)
    .pipe(
      z
        .string()
        .min(2, ask)
        .max(...atMost(max)),
    );

/** Words a person may leave out; empty is left out. */
export const optionalWords = (max = 500) =>
  z
    .string()
    .transform(tidyLines)
    .pipe(z.string().max(...atMost(max)))
    .transform((text) => (text === '' ? undefined : text))
    .optional();

export const reasonField = wordsField('请写明理由', 500);

/** A telephone number of whatever kind, however it was pasted; `ask` is said where none stands there. */
export const callField = (ask: string) =>
  z
    .string({ error: ask })
    .transform(phoneDigits)
    .pipe(z.string().regex(/^\d{3,13}(转\d{1,6})?$/, ask));

/** Ids of photos or documents, none when left out. How many there may be is asked where they are attached. */
export const idsField = z.array(z.string().regex(ID)).default([]);

/** The id of something chosen from a list. */
export const chosenId = (ask: string) => z.string({ error: ask }).regex(ID, ask);

/** For a field that may be left empty, before it is asked what stands there: `z.preprocess(emptyIsMissing, …)`. */
export const emptyIsMissing = (raw: unknown) => (typeof raw === 'string' && raw.trim() === '' ? undefined : raw);

/** A text of one line that may be anything, empty too: a code chosen, a number looked up later. */
export const lineField = (ask: string) => z.string({ error: ask }).transform(tidy);

/** What was chosen from a list, by its code. */
export const chosenCode = (ask: string) => lineField(ask).pipe(z.string().min(1, ask));

/** Lines that mean one thing each, counted as they were typed: empty ones stay where they are. */
export const rowsField = (ask: string, max: number, tooLong: string) =>
  z
    .string({ error: ask })
    .transform((text) =>
      text
        .split(/\r\n?|\n/)
        .map(tidy)
        .join('\n'),
    )
    .pipe(z.string().max(max, tooLong));

/** Answers by the code of what is asked, as typed. */
export const answersField = (...most: Parameters<z.ZodString['max']>) =>
  z
    .record(
      z.string(),
      z
        .string()
        .transform(tidyLines)
        .pipe(z.string().max(...most)),
    )
    .default({});

/** A name that may be left out. */
export const optionalName = (max: number) =>
  z
    .string()
    .transform(tidyName)
    .pipe(z.string().max(...atMost(max)))
    .transform((text) => (text === '' ? undefined : text))
    .optional();

/** A name that must be written: brackets and dots in one way, so that it is found again. */
export const namedField = (ask: string, max: number) =>
  z
    .string({ error: ask })
    .transform(tidyName)
    .pipe(
      z
        .string()
        .min(2, ask)
        .max(...atMost(max)),
    );

const DAYS_RULE = defineRule<{ earliest: number; latest: number }>({
  key: 'days',
  label: '日期',
  says: ({ earliest, latest }) => [`填写的日期在 ${earliest} 年到 ${latest} 年之间。`],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十六）',
      source: '设计值',
      standing: 'reference',
      value: { earliest: 1949, latest: 2056 },
    },
  ],
});
const { earliest, latest } = ruleVersion(DAYS_RULE, '2026-1').value;
const isNear = (day: string): boolean => Number(day.slice(0, 4)) >= earliest && Number(day.slice(0, 4)) <= latest;

/**
 * A calendar day however it was typed: `2026-12-10`, `2026/12/10`, `2026年12月10日`; not in a year far away. `ask` is said
 * where nothing stands there.
 */
export const dayField = (ask: string) =>
  z.string({ error: ask }).transform((text, { addIssue }) => {
    const day = readDay(text);
    if (day !== undefined && isNear(day)) return day;
    const unread = text.trim() === '' ? ask : '没有这个日期，请写成 2026-12-10 这样';
    const message = day === undefined ? unread : `日期应在 ${earliest} 年到 ${latest} 年之间，请核对年份`;
    addIssue({ code: 'custom', message });
    return z.NEVER;
  });

/**
 * A whole number as people type it: `1,000`, `１０人`, `3 次`. `ask` is said where nothing stands there, and where it is below
 * `least` or above `most`.
 */
export const countField = (
  ask: string,
  { least = 0, most, tooMany = ask }: { least?: number; most: number; tooMany?: string },
) =>
  z
    .string({ error: ask })
    .transform((typed) =>
      typed
        .normalize('NFKC')
        .replace(/\s/g, '')
        .replace(/(人|次|个|小时)$/, ''),
    )
    // Commas part thousands or nothing: 「1,00」 may be meant for 1.00.
    .pipe(
      z
        .string()
        .min(1, ask)
        .regex(/^(\d+|\d{1,3}(,\d{3})+)$/, '请填写整数，例如 120'),
    )
    .transform((typed) => Number(typed.replaceAll(',', '')))
    .pipe(z.number().min(least, ask).max(most, tooMany));

/** Money in whole fen, nought allowed. */
export const fenField = (ask: string) =>
  z.number({ error: ask }).int(ask).min(0, '金额不能是负数').max(100_000_000_000, '金额太大，请核对');
