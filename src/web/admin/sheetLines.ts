import { readFile } from 'node:fs/promises';
import type { Request } from 'express';
import { localDate } from '#kernel/dates';

/** A table of days is small: what is larger is something else. */
const MOST_BYTES = 1024 * 1024;
const ZIP = Buffer.from('PK');

/** The lines of a spreadsheet or CSV sent with a form, cells apart by tabs; a sentence where it is neither. */
export async function linesOfSheet(req: Request): Promise<{ lines?: string; problem?: string }> {
  const [sent] = Array.isArray(req.files) ? req.files : [];
  if (sent === undefined) return {};
  if (sent.size === 0) return { problem: '文件是空的，里面没有内容' };
  if (sent.size > MOST_BYTES) return { problem: '文件太大，不像一张日期表' };
  const lines = await readFile(sent.path)
    .then(linesOf)
    .catch(() => undefined);
  return lines === undefined ? { problem: '文件读不出来，请另存为 xlsx 或 csv 再传，或直接粘贴在上面' } : { lines };
}

async function linesOf(bytes: Buffer): Promise<string> {
  if (!bytes.subarray(0, 2).equals(ZIP)) return csvText(bytes).replaceAll('"', '');
  const { default: ExcelJS } = await import('exceljs');
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(bytes as unknown as ArrayBuffer);
  const lines: string[] = [];
  book.worksheets[0]?.eachRow({ includeEmpty: true }, (row) => {
    const cells = (row.values as unknown[]).slice(1).map((value, index) => {
      // A spreadsheet keeps a day as midnight UTC.
      return value instanceof Date ? localDate(value) : row.getCell(index + 1).text;
    });
    lines.push(cells.join('\t'));
  });
  return lines.join('\n');
}

/** Chinese spreadsheets write CSV as GB 18030 where nobody chose UTF-8. */
function csvText(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030', { fatal: true }).decode(bytes);
  }
}
