import type { z } from 'zod';
import { type InputOf, placeOf } from '#domain/engine';
import { attachPhotos } from '#domain/evidence';
import { getEnterprise, ownEnterprise } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { daysBetween } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { requireFields } from '#kernel/input';
import type { filingActs } from './filing.acts.ts';
import type { Filing, FilingContent } from './filing.model.ts';
import { type FilingKind, filingClock, hotWorkLevels, isFiledLate, PROJECT_TYPES, workTypes } from './filing.rules.ts';
import { filings } from './filing.ts';

type Content = Omit<InputOf<typeof filingActs, 'refile'>, 'photoIds'>;
type Given<A extends keyof typeof filingActs> = z.input<ReturnType<typeof filings.inputOf<A>>>;

/**
 * What a kind asks for beside what all of them do.
 * @returns only what the kind knows, so that nothing typed for another kind stays.
 * @throws Invalid with a sentence at each field.
 */
function contentOf(ctx: Context, kind: FilingKind, typed: Content): FilingContent {
  const { type, guardianName, level, hours, ticketNumber, contractorName, contractorCode, headcount, ...always } =
    typed;
  const errors: Record<string, string> = {};
  const { mostDays } = filingClock(ctx.now);
  const days = daysBetween(typed.startsOn, typed.endsOn) + 1;
  if (days < 1) errors['endsOn'] = '结束日期不能早于开始日期';
  else if (days > mostDays[kind]) errors['endsOn'] = `一次最多报 ${mostDays[kind]} 天，更久的请到期再报`;
  const types = kind === 'special-work' ? workTypes(ctx.now) : kind === 'construction' ? PROJECT_TYPES : [];
  if (types.length > 0 && !types.some((row) => row.code === type)) errors['type'] = '请选择种类';
  if (kind === 'special-work' && guardianName === undefined) errors['guardianName'] = '请填写现场监护人';
  const isHot = kind === 'special-work' && type === 'hot-work';
  if (isHot) Object.assign(errors, hotWorkErrors(ctx.now, { level, hours, ticketNumber }));
  if (kind === 'outsourcing' && contractorName === undefined) errors['contractorName'] = '请填写外包单位名称';
  if (kind === 'outsourcing' && contractorCode === undefined) {
    errors['contractorCode'] = '请填写外包单位的统一社会信用代码';
  }
  if (Object.keys(errors).length > 0) throw invalid('common.check-fields', errors);
  return {
    ...always,
    ...(type === undefined || types.length === 0 ? {} : { type }),
    ...(guardianName === undefined ? {} : { guardianName }),
    ...(isHot && level !== undefined ? { level } : {}),
    ...(isHot && hours !== undefined ? { hours } : {}),
    ...(kind === 'special-work' && ticketNumber !== undefined ? { ticketNumber } : {}),
    ...(contractorName === undefined ? {} : { contractorName }),
    ...(contractorCode === undefined ? {} : { contractorCode }),
    ...(headcount === undefined ? {} : { headcount }),
  };
}

/** What hot work says of its ticket: level, hours it holds, number (GB 30871). */
function hotWorkErrors(
  now: Date,
  { level, hours, ticketNumber }: Pick<Content, 'level' | 'hours' | 'ticketNumber'>,
): Record<string, string> {
  const row = hotWorkLevels(now).find(({ code }) => code === level);
  const isLong = row !== undefined && hours !== undefined && hours > row.mostHours;
  return {
    ...(row === undefined ? { level: '请选择动火级别' } : {}),
    ...(hours === undefined ? { hours: '请填写作业票有效多少小时' } : {}),
    ...(isLong ? { hours: `${row.label}动火一张票最长 ${row.mostHours} 小时，更久的请另开一张` } : {}),
    ...(ticketNumber === undefined ? { ticketNumber: '请填写作业票编号' } : {}),
  };
}

export const fileWorkInput = filings.inputOf('file').omit({ reference: true });

/**
 * Reports special work, outsourcing or building to the competent body and the park (意见（四）). Work that has begun is
 * taken in and marked as told late: a late word is worth more than none.
 * @throws Forbidden for anybody who does not run a firm, Invalid with fields.
 */
export async function fileWork(ctx: Context, raw: z.input<typeof fileWorkInput>): Promise<Filing> {
  const { actor, enterpriseId } = ownEnterprise(ctx);
  const { kind, photoIds, ...typed } = requireFields(fileWorkInput, raw);
  const content = contentOf(ctx, kind, typed);
  const isLate = isFiledLate(content.startsOn, ctx.now);
  const place = placeOf(await getEnterprise(enterpriseId));
  const by = { filedBy: actor.personId, filedByName: actor.name };
  const facts = { kind, isLate, startsOn: content.startsOn };
  return filings.make(ctx, 'file', { ...place, kind, ...content, isLate, ...by, photoIds }, { facts });
}

/** What only some kinds or tellings have: what a new telling leaves out goes away. */
const SOMETIMES = [
  'type',
  'guardianName',
  'level',
  'hours',
  'ticketNumber',
  'contractorName',
  'contractorCode',
  'headcount',
] as const;

/** Files again with what was missing. Whether it was told late stays as it was. @throws Invalid with fields. */
export const refileWork = (ctx: Context, raw: Given<'refile'>): Promise<Filing> =>
  filings.step(ctx, 'refile', raw, async (filing, { photoIds, ...typed }) => {
    const content = contentOf(ctx, filing.kind, typed);
    const kept = [...new Set([...filing.photoIds, ...photoIds])];
    await attachPhotos(ctx, { photoIds: kept, subject: filings.subjectOf(filing), proves: 'there' });
    const changed = (Object.keys(content) as (keyof FilingContent)[]).filter((key) => content[key] !== filing[key]);
    const gone = SOMETIMES.filter((key) => content[key] === undefined);
    return { set: { ...content, photoIds: kept }, unset: ['reason', ...gone], facts: { changed } };
  });

/** The competent body takes note; the firm sees that somebody has read it. */
export const acknowledgeFiling = (ctx: Context, raw: Given<'acknowledge'>): Promise<Filing> =>
  filings.step(ctx, 'acknowledge', raw, () => ({
    set: { acknowledgedAt: ctx.now, ...(ctx.actor.kind === 'person' ? { acknowledgedBy: ctx.actor.personId } : {}) },
  }));

/** The competent body asks for what is missing. @throws Invalid at `reason` */
export const returnFiling = (ctx: Context, raw: Given<'return'>): Promise<Filing> =>
  filings.step(ctx, 'return', raw, (_, { reason }) => ({ set: { reason }, facts: { reason } }));

/** The work does not take place. @throws Invalid at `reason` */
export const cancelFiling = (ctx: Context, raw: Given<'cancel'>): Promise<Filing> =>
  filings.step(ctx, 'cancel', raw, (_, { reason }) => ({ set: { reason }, facts: { reason } }));

/** The firm says that the work is over. */
export const finishFiling = (ctx: Context, raw: Given<'finish'>): Promise<Filing> =>
  filings.step(ctx, 'finish', raw, () => ({ set: { finishedAt: ctx.now } }));
