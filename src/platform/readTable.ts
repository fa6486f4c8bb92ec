import { localDate } from '#kernel/dates';
import { clean, tidy } from '#kernel/text';
import { unpacksTo } from './zip.ts';

/** A column of a table people send; `width` and `example` are for the empty one they fill in. */
export interface TableColumn<C extends string = string> {
  code: C;
  label: string;
  isNeeded: boolean;
  width: number;
  example: string;
}
/** A row as it was sent: its number in the spreadsheet, and what stood under each known heading. */
export interface TableRow<C extends string> {
  number: number;
  cells: Partial<Record<C, string>>;
  /** Why it cannot be taken as it stands: a formula in it came to no value. */
  problem?: string;
}
/** What one sent as a table: its rows, or why it cannot be read. */
type Table<C extends string> = { rows: TableRow<C>[] } | { problem: string };

const ZIP = Buffer.from('PK');
const UNREADABLE = '文件读不出来，请用模板另存为 xlsx 再传';
const heading = (text: string): string => tidy(text).replace(/\s|[（(].*$/g, '');

/** A number as people write it, without what a computer adds in the sixteenth place. */
const plain = (value: number): string => String(Number(value.toPrecision(15)));

interface SheetCell {
  value: unknown;
  text: string;
  numFmt?: string;
}

/** What a cell came to: of a formula its value, of a link or of words in several scripts their text. */
function heldIn(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if ('result' in value) return heldIn(value.result);
  if ('richText' in value && Array.isArray(value.richText)) return value.richText.map(({ text }) => text).join('');
  return 'text' in value ? heldIn(value.text) : value;
}
/** `#DIV/0!` and its like, where a formula came to no value. */
const failureIn = (held: unknown): string | undefined =>
  typeof held === 'object' && held !== null && 'error' in held ? String(held.error) : undefined;

/** A cell as somebody would have typed it: a day as a day, 20% as 20, what a formula came to. */
function typed(held: unknown, { text, numFmt = '' }: SheetCell): string {
  // A spreadsheet keeps a day as midnight UTC.
  if (held instanceof Date) return localDate(held);
  if (typeof held === 'number') return plain(numFmt.includes('%') ? held * 100 : held);
  return tidy(clean(typeof held === 'string' ? held : text));
}

/**
 * Reads a spreadsheet: columns by their headings in whatever order, those that are not known left out, rows in which
 * nothing stands left out too.
 * @param columns Those there are, and what a row is called where there is none.
 */
export async function readTable<C extends string>(
  bytes: Buffer,
  { columns, what, one }: { columns: readonly TableColumn<C>[]; what: string; one: string },
  most: { rows: number; unpackedBytes: number },
): Promise<Table<C>> {
  if (!bytes.subarray(0, 2).equals(ZIP)) return { problem: UNREADABLE };
  if (!(await unpacksTo(bytes, most.unpackedBytes))) return { problem: UNREADABLE };
  const { default: ExcelJS } = await import('exceljs');
  const book = new ExcelJS.Workbook();
  try {
    await book.xlsx.load(bytes as unknown as ArrayBuffer);
  } catch {
    return { problem: UNREADABLE };
  }
  const [sheet] = book.worksheets;
  if (sheet === undefined) return { problem: UNREADABLE };
  const known = new Map<number, C>();
  sheet.getRow(1).eachCell((cell, at) => {
    const column = columns.find(({ label }) => heading(label) === heading(cell.text));
    if (column !== undefined) known.set(at, column.code);
  });
  const missing = columns.filter(({ code, isNeeded }) => isNeeded && ![...known.values()].includes(code));
  if (missing.length > 0) return { problem: `第 1 行缺少这些列：${missing.map(({ label }) => label).join('、')}` };
  const labelOf = (code: C): string => columns.find((column) => column.code === code)?.label ?? code;
  const rows: TableRow<C>[] = [];
  sheet.eachRow((row, number) => {
    if (number === 1) return;
    const cells: Partial<Record<C, string>> = {};
    const failed: string[] = [];
    for (const [at, code] of known) {
      const cell = row.getCell(at) as SheetCell;
      const held = heldIn(cell.value);
      const failure = failureIn(held);
      const text = failure ?? typed(held, cell);
      if (text !== '') cells[code] = text;
      if (failure !== undefined) failed.push(`${labelOf(code)}：公式没有算出结果（${failure}），请写上内容`);
    }
    const problem = failed.length === 0 ? {} : { problem: failed.join('；') };
    if (Object.keys(cells).length > 0) rows.push({ number, cells, ...problem });
  });
  if (rows.length === 0) return { problem: `表里没有${what}，请从第 2 行起一行写一${one}` };
  if (rows.length > most.rows) return { problem: `一张表最多 ${most.rows} 行，这张有 ${rows.length} 行，请分开传` };
  return { rows };
}
