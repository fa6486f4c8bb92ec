import { z } from 'zod';
import { attachPhotos } from '#domain/evidence';
import { record, takeReference } from '#domain/journal';
import { getEnterprise, isCreditCode, tidyCreditCode } from '#domain/organisations';
import { runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { daysBetween } from '#kernel/dates';
import { forbidden, invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { dayField, optionalWords, referenceOf, requireFields, wordsField } from '#kernel/input';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { filingKind, setClocks, stepFiling } from './change.ts';
import { type Filing, type FilingContent, FilingModel } from './filing.model.ts';
import { FILING_KINDS, type FilingKind, filingClock, isFiledLate, PROJECT_TYPES, workTypes } from './filingRules.ts';

const kinds = FILING_KINDS.map((row) => row.code) as [FilingKind, ...FilingKind[]];
const people = '请填写人数（1 到 10000）';

const contentInput = {
  type: optionalWords(40),
  what: wordsField('请写明做什么', 200),
  placeText: wordsField('请写明在哪里', 100),
  startsOn: dayField('请选择开始日期'),
  endsOn: dayField('请选择结束日期'),
  responsibleName: wordsField('请填写负责人姓名', 30),
  guardianName: optionalWords(30),
  contractorName: optionalWords(60),
  contractorCode: optionalWords(40).transform((typed) => (typed === undefined ? undefined : tidyCreditCode(typed))),
  headcount: z
    .string()
    .transform((typed) => typed.normalize('NFKC').trim())
    .transform((typed) => (typed === '' ? undefined : Number(typed)))
    .pipe(z.number({ error: people }).int(people).min(1, people).max(10_000, people).optional())
    .optional(),
  measures: wordsField('请写明安全措施，例如：清理可燃物、通风检测、专人监护', 2_000),
  photoIds: z
    .array(z.string().regex(/^[0-9a-f]{24}$/))
    .max(9, '最多 9 张照片')
    .default([]),
};

export const fileWorkInput = z.object({ kind: z.enum(kinds, { error: '请选择报备哪一类' }), ...contentInput });
type Content = Omit<z.output<typeof fileWorkInput>, 'kind' | 'photoIds'>;

/**
 * What a kind asks for beside what all of them do.
 * @returns only what the kind knows, so that nothing typed for another kind stays.
 * @throws Invalid with a sentence at each field.
 */
function contentOf(ctx: Context, kind: FilingKind, typed: Content): FilingContent {
  const { type, guardianName, contractorName, contractorCode, headcount, ...always } = typed;
  const errors: Record<string, string> = {};
  const { mostDays } = filingClock(ctx.now);
  const days = daysBetween(typed.startsOn, typed.endsOn) + 1;
  if (days < 1) errors['endsOn'] = '结束日期不能早于开始日期';
  else if (days > mostDays[kind]) errors['endsOn'] = `一次最多报 ${mostDays[kind]} 天，更久的请到期再报`;
  const types = kind === 'special-work' ? workTypes(ctx.now) : kind === 'construction' ? PROJECT_TYPES : [];
  if (types.length > 0 && !types.some((row) => row.code === type)) errors['type'] = '请选择种类';
  if (kind === 'special-work' && guardianName === undefined) errors['guardianName'] = '请填写现场监护人';
  if (kind === 'outsourcing' && contractorName === undefined) errors['contractorName'] = '请填写外包单位名称';
  if (contractorCode !== undefined && !isCreditCode(contractorCode)) {
    errors['contractorCode'] = '统一社会信用代码不对，请对照外包单位的营业执照';
  } else if (kind === 'outsourcing' && contractorCode === undefined) {
    errors['contractorCode'] = '请填写外包单位的统一社会信用代码';
  }
  if (Object.keys(errors).length > 0) throw invalid('common.check-fields', errors);
  return {
    ...always,
    ...(type === undefined || types.length === 0 ? {} : { type }),
    ...(guardianName === undefined ? {} : { guardianName }),
    ...(contractorName === undefined ? {} : { contractorName }),
    ...(contractorCode === undefined ? {} : { contractorCode }),
    ...(headcount === undefined ? {} : { headcount }),
  };
}

/**
 * Reports special work, outsourcing or building to the competent body and the park (意见（四）). Work that has begun is
 * taken in and marked as told late: a late word is worth more than none. A repeat of the same act (`ctx.onceKey`)
 * returns the first one.
 * @throws Forbidden for anybody who does not run a firm, Invalid with fields.
 */
export async function fileWork(ctx: Context, raw: z.input<typeof fileWorkInput>): Promise<Filing> {
  const { actor } = ctx;
  if (!runsEnterprise(actor) || actor.scope.enterpriseId === undefined) throw forbidden('common.not-allowed');
  const { kind, photoIds, ...typed } = requireFields(fileWorkInput, raw);
  const content = contentOf(ctx, kind, typed);
  const earlier = await findOnce(ctx);
  if (earlier !== undefined) return earlier;
  const { _id: enterpriseId, regionCode, parkId, bodyId, sector } = await getEnterprise(actor.scope.enterpriseId);
  const filing: Filing = {
    _id: newId(ctx.now),
    reference: await takeReference('W', ctx.now),
    kind,
    enterpriseId,
    regionPath: [regionCode.slice(0, 2), regionCode.slice(0, 4), regionCode],
    ...(parkId === undefined ? {} : { parkId }),
    bodyId,
    sector,
    ...content,
    isLate: isFiledLate(content.startsOn, ctx.now),
    photoIds: [...new Set(photoIds)],
    status: 'filed',
    isOpen: true,
    filedBy: actor.personId,
    filedByName: actor.name,
    ...(ctx.onceKey === undefined ? {} : { onceKey: ctx.onceKey }),
    version: 0,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
  try {
    await inTransaction(async () => {
      // Before its photos: the second of two equal forms must meet the first one here, not its photos in use.
      await FilingModel.create([filing]);
      await attachPhotos(ctx, { photoIds: filing.photoIds, subject: { kind: filingKind.kind, id: filing._id } });
      await setClocks(ctx, filing);
      await record(ctx, {
        name: 'works.filed',
        subject: { kind: filingKind.kind, id: filing._id, reference: filing.reference },
        about: filingKind.about(filing),
        facts: { action: 'file', status: filing.status, kind, isLate: filing.isLate, startsOn: filing.startsOn },
      });
    });
  } catch (error) {
    const first = isDuplicateKey(error, 'once') ? await findOnce(ctx) : undefined;
    if (first !== undefined) return first;
    throw error;
  }
  return filing;
}

async function findOnce({ onceKey }: Context): Promise<Filing | undefined> {
  if (onceKey === undefined) return undefined;
  return (await FilingModel.findOne({ onceKey }).lean<Filing>()) ?? undefined;
}

export const refileWorkInput = z.object({ reference: referenceOf('W'), ...contentInput });

/** What only some kinds or tellings have: what a new telling leaves out goes away. */
const SOMETIMES = ['type', 'guardianName', 'contractorName', 'contractorCode', 'headcount'] as const;

/** Files again with what was missing. Whether it was told late stays as it was. @throws Invalid with fields. */
export async function refileWork(ctx: Context, raw: z.input<typeof refileWorkInput>): Promise<Filing> {
  const { reference, photoIds, ...typed } = requireFields(refileWorkInput, raw);
  return stepFiling(ctx, reference, 'refile', async (filing) => {
    const content = contentOf(ctx, filing.kind, typed);
    const kept = [...new Set([...filing.photoIds, ...photoIds])];
    await attachPhotos(ctx, { photoIds: kept, subject: { kind: filingKind.kind, id: filing._id } });
    const changed = (Object.keys(content) as (keyof FilingContent)[]).filter((key) => content[key] !== filing[key]);
    return {
      event: 'works.refiled',
      set: { ...content, photoIds: kept },
      unset: ['reason', ...SOMETIMES.filter((key) => content[key] === undefined)],
      facts: { changed },
    };
  });
}
