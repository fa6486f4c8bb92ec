import type { DrawnNoun, Section } from '#domain/engine';
import type { Context } from '#kernel/context';
import { photosOf } from '../photos.ts';
import { presentEach } from '../unreadable.ts';
import { type Numbered, presentLine } from './line.ts';

/** Of a column as narrow as its number: 10.8 on two lines reads as two numbers. */
const presentCell = (text: string) => ({ text, isNumber: /^[\d.,%−-]{1,10}$/.test(text) });

/** A part of a noun's page as `nouns/show` draws it. */
export async function presentSection({ entries = [], shelves = [], sheet, ...section }: Section, ctx: Context) {
  const { text, progress, points = [], table } = section;
  const held = [entries, shelves, points, table?.rows ?? []].some((rows) => rows.length > 0);
  return {
    ...section,
    sheet: sheet === undefined ? undefined : { ...sheet, filter: JSON.stringify(sheet.filter) },
    isEmpty: !held && text === undefined && progress === undefined,
    table:
      table !== undefined && table.rows.length > 0
        ? { ...table, rows: table.rows.map((row) => row.map(presentCell)) }
        : undefined,
    entries: entries.map(({ photoIds = [], ...entry }) => ({
      ...entry,
      photos: photosOf(photoIds, section.title),
    })),
    shelves: await Promise.all(
      shelves.map(async ({ title, noun, rows }) => ({
        title: `${title}（${rows.length}）`,
        lines: await presentEach(ctx, noun.kind, rows as Numbered[], (row) =>
          presentLine(noun as DrawnNoun<Numbered>, row, ctx),
        ),
      })),
    ),
  };
}
