import { setAside } from '#domain/aside';
import type { Context } from '#kernel/context';
import { AppError, invalid } from '#kernel/errors';
import { wordingOf } from '#kernel/wording';
import { isStoreFailure } from '#platform/mongo';
import { readTable, type TableColumn, type TableRow } from '#platform/readTable';

/** What came of a table: how many rows were entered, stood there already, and which were not taken and why. */
export interface RowsAnswer {
  entered: number;
  there: number;
  refused: { number: number; why: string }[];
}
/** What a packed file may come to: forty kilobytes can be forty megabytes. */
const UNPACKED_PER_ROW = 32 * 1024;
const NOT_OURS = '这一行出了意外没有登记，已告诉管理员；可以单独登记，或过后再传一次';

/** Each with the heading of its column: a row has two dates. */
const sentencesOf = (error: AppError, columns: readonly TableColumn[]): string =>
  Object.entries(error.fields)
    .map(([field, sentence]) =>
      [columns.find(({ code }) => code === field)?.label, sentence].filter(Boolean).join('：'),
    )
    .join('；') ||
  (wordingOf(error) ?? '');

/**
 * Reads a small table and enters it row by row, each in an act of its own: what cannot be taken is said and stops no
 * other row; what stands there already is not entered twice, so the same table may be sent again once it is mended.
 * @param enter Enters a row, or says that it stands there already.
 * @throws Invalid at `table` for what is no table; what the store throws.
 */
export async function enterRows<C extends string>(
  ctx: Context,
  bytes: Buffer,
  table: { columns: readonly TableColumn<C>[]; what: string; one: string; mostRows: number },
  enter: (ctx: Context, cells: TableRow<C>['cells']) => Promise<'entered' | 'there'>,
): Promise<RowsAnswer> {
  const { columns, mostRows } = table;
  const read = await readTable(bytes, table, { rows: mostRows, unpackedBytes: mostRows * UNPACKED_PER_ROW });
  if ('problem' in read) throw invalid('common.check-fields', { table: read.problem });
  const answer: RowsAnswer = { entered: 0, there: 0, refused: [] };
  for (const { number, cells, problem } of read.rows) {
    if (problem !== undefined) {
      answer.refused.push({ number, why: problem });
      continue;
    }
    const { onceKey } = ctx;
    const by: Context = onceKey === undefined ? ctx : { ...ctx, onceKey: `${onceKey}:${number}` };
    try {
      answer[await enter(by, cells)] += 1;
    } catch (error) {
      if (isStoreFailure(error) || (error instanceof AppError && error.kind === 'Unavailable')) throw error;
      if (error instanceof AppError) answer.refused.push({ number, why: sentencesOf(error, columns) });
      else {
        await setAside(ctx, 'tables', `${ctx.requestId}:${number}`, error);
        answer.refused.push({ number, why: NOT_OURS });
      }
    }
  }
  return answer;
}
