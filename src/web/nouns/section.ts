import type { DrawnNoun, Section } from '#domain/engine';
import { againOf } from '#domain/evidence';
import type { Context } from '#kernel/context';
import { photosOf } from '../photos.ts';
import { presentEach } from '../unreadable.ts';
import { type Numbered, presentLine } from './line.ts';

/** A number on two lines reads as two numbers; one that can be called is called by a tap. */
const presentCell = (text: string, head = '') => ({
  text,
  isNumber: /^[\d.,%−-]{1,10}$/.test(text),
  call: head.includes('电话') && /^\d[\d-]{2,15}$/.test(text) ? `tel:${text.replaceAll('-', '')}` : '',
});

/** More columns than a phone shows side by side: such a table is moved sideways, and no name in it stands upright. */
const WIDE_COLUMNS = 4;
/** A telephone is never broken, and takes the place of two. */
const columnsOf = (heads: readonly string[]): number =>
  heads.length + heads.filter((head) => head.includes('电话')).length;

const presentTable = ({ heads, rows }: NonNullable<Section['table']>) => ({
  heads,
  isWide: columnsOf(heads) > WIDE_COLUMNS,
  rows: rows.map((row) => row.map((text, at) => presentCell(text, heads[at]))),
});

/** A part of a noun's page as `nouns/show` draws it. */
export async function presentSection({ entries = [], shelves = [], sheet, ...section }: Section, ctx: Context) {
  const { text, progress, points = [], table } = section;
  const again = await againOf(entries.flatMap(({ photoIds = [] }) => photoIds));
  const held = [entries, shelves, points, table?.rows ?? []].some((rows) => rows.length > 0);
  return {
    ...section,
    sheet: sheet === undefined ? undefined : { ...sheet, filter: JSON.stringify(sheet.filter) },
    isEmpty: !held && text === undefined && progress === undefined,
    table: table !== undefined && table.rows.length > 0 ? presentTable(table) : undefined,
    entries: entries.map(({ photoIds = [], ...entry }) => ({
      ...entry,
      photos: photosOf(photoIds, section.title, again),
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
