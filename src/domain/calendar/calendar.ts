import { z } from 'zod';
import { readEach } from '#domain/aside';
import { record } from '#domain/journal';
import { actsAs } from '#kernel/actor';
import { type Context, systemContext } from '#kernel/context';
import { isLocalDate, localDate } from '#kernel/dates';
import { conflict, forbidden, invalid } from '#kernel/errors';
import { requireFields, rowsField, wordsField } from '#kernel/input';
import { usePublished } from '#kernel/workingDays';
import { afterCommit, inTransaction, isDuplicateKey } from '#platform/mongo';
import { type CalendarYear, CalendarYearModel } from './calendar.model.ts';
import { readRows } from './rows.ts';

const ask = '请填写年份，例如 2027';
export const publishYearInput = z.object({
  year: z
    .string({ error: ask })
    .transform((text) => Number(text.normalize('NFKC').replace(/[\s年]/g, '')))
    .pipe(z.number(ask).int(ask).min(2_025, ask).max(2_056, ask)),
  source: wordsField('请写明通知的名称和文号', 120),
  rows: rowsField('请填写或上传日期表', 20_000, '日期表太长').pipe(z.string().min(1, '请填写或上传日期表')),
});

function asOffice({ actor }: Context): string {
  if (!actsAs(actor, 'administrator') || actor.kind !== 'person') throw forbidden('common.not-allowed');
  return actor.personId;
}

/** The last version of each year. */
async function latest(ctx: Context): Promise<CalendarYear[]> {
  const found = await CalendarYearModel.find().sort({ year: 1, version: -1 }).lean<CalendarYear[]>();
  const rows = (await readEach(ctx, 'calendar-year', found, asKept, () => undefined)).filter(
    (row) => row !== undefined,
  );
  return rows.filter((row, index) => rows[index - 1]?.year !== row.year);
}

/** What is kept of a year, as far as anything is reckoned by it. */
const keptYear = z.object({
  year: z.number().int(),
  days: z.array(z.object({ day: z.string().refine(isLocalDate), isOff: z.boolean() })),
  publishedAt: z.date(),
});
const isKept = (row: CalendarYear): boolean => keptYear.safeParse(row).success;
/** A row as it was written. @throws Error for one that is not: no working day could be reckoned by it. */
function asKept(row: CalendarYear): CalendarYear {
  if (!isKept(row)) throw new Error(`calendar year ${row._id} is not as it was written`);
  return row;
}

/** Lets this process reckon by what is published; a version that cannot be read leaves the one before in force, and is told. */
export async function readCalendar(ctx: Context): Promise<void> {
  const years = await latest(ctx);
  usePublished(
    years.map(({ year, days }) => ({
      year,
      off: days.filter(({ isOff }) => isOff).map(({ day }) => day),
      worked: days.filter(({ isOff }) => !isOff).map(({ day }) => day),
    })),
  );
}

/** What every process asks again, so that all reckon by the same table soon after it was published. */
const ASKED_EVERY_MS = 5_000;

/** Reads the calendar now and again and again for as long as the process lives. @throws when the store is away. */
export async function followCalendar(now: () => Date): Promise<void> {
  const read = (): Promise<void> => readCalendar(systemContext(now(), 'calendar', 'calendar'));
  await read();
  setInterval(() => void read().catch(() => {}), ASKED_EVERY_MS).unref();
}

/**
 * Publishes the holidays and make-up days of a year, this one or a later one; again for the same year corrects it. What is
 * open and reckoned in working days is reckoned again by the clock.
 * @throws Forbidden; Invalid at `rows` with a sentence for each row; Conflict when somebody published it meanwhile.
 */
export async function publishYear(ctx: Context, raw: z.input<typeof publishYearInput>): Promise<CalendarYear> {
  const publishedBy = asOffice(ctx);
  const { year, source, rows } = requireFields(publishYearInput, raw);
  if (year < Number(localDate(ctx.now).slice(0, 4)))
    throw invalid('common.check-fields', { year: '过去的年份不能再改' });
  const { days, problems } = readRows(rows, year);
  if (problems.length > 0) throw invalid('common.check-fields', { rows: problems.join('；') });
  const publish = async (): Promise<CalendarYear> => {
    const before = await CalendarYearModel.findOne({ year }).sort({ version: -1 }).lean<CalendarYear>();
    const version = (before?.version ?? 0) + 1;
    const row: CalendarYear = {
      _id: `${year}:${version}`,
      year,
      version,
      days,
      source,
      publishedBy,
      publishedAt: ctx.now,
    };
    await CalendarYearModel.create([row]);
    await record(ctx, {
      name: 'calendar.published',
      subject: { kind: 'calendar', id: String(year) },
      facts: { year, version, source, days: days.map(({ day, isOff }) => `${day} ${isOff ? '休' : '班'}`) },
    });
    await afterCommit(() => readCalendar(ctx));
    return row;
  };
  try {
    return await inTransaction(publish);
  } catch (error) {
    throw isDuplicateKey(error) ? conflict('common.changed-meanwhile') : error;
  }
}

/** Every year published here, the last version of each. @throws Forbidden */
export function getCalendar(ctx: Context): Promise<CalendarYear[]> {
  asOffice(ctx);
  return latest(ctx);
}

/** Years whose table is not applied yet to what is open; `isSettled` when every process has it for certain. */
export async function findUnapplied(now: Date): Promise<(CalendarYear & { isSettled: boolean })[]> {
  const rows = await CalendarYearModel.find({ appliedAt: { $exists: false } }).lean<CalendarYear[]>();
  return rows
    .filter(isKept)
    .map((row) => ({ ...row, isSettled: now.getTime() - row.publishedAt.getTime() > 12 * ASKED_EVERY_MS }));
}

export async function noteApplied(id: string, now: Date): Promise<void> {
  await CalendarYearModel.updateOne({ _id: id }, { $set: { appliedAt: now } });
}
