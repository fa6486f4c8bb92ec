import type { z } from 'zod';
import { attachFiles, attachPhotos } from '#domain/evidence';
import { getPark, ownPark, regionPathOf } from '#domain/organisations';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { conflict, forbidden, invalid } from '#kernel/errors';
import { requireFields } from '#kernel/input';
import { isDuplicateKey } from '#platform/mongo';
import { CONDITIONS, type ConditionCode } from '../grade.rules.ts';
import { type Condition, ConditionModel, type ConditionStatus } from './condition.model.ts';
import { conditions } from './condition.ts';

type Given<A extends keyof typeof conditions.acts> = z.input<ReturnType<typeof conditions.inputOf<A>>>;
const handInInput = conditions.inputOf('hand-in').omit({ reference: true });

/** @throws Invalid at `until` for evidence that has run out already. */
function checkUntil(ctx: Context, until: string | undefined): void {
  if (until !== undefined && until < localDate(ctx.now))
    throw invalid('common.check-fields', { until: '材料已经过期了，请换新的' });
}

/**
 * Hands in what shows one of the twelve for the officer's own park, which must be a chemical one.
 * @throws Forbidden, Invalid with fields, Conflict where the park has handed it in before.
 */
export async function handInCondition(ctx: Context, raw: z.input<typeof handInInput>): Promise<Condition> {
  const { actor, parkId } = ownPark(ctx);
  const { code, evidence, until, photoIds, fileIds } = requireFields(handInInput, raw);
  checkUntil(ctx, until);
  const { regionCode, isChemical } = await getPark(parkId);
  if (!isChemical) throw forbidden('grades.not-chemical');
  const draft = {
    ...{ parkId, regionPath: regionPathOf(regionCode), code, oneOf: `${parkId}/${code}`, evidence },
    ...{ photoIds, fileIds, handedInBy: personIn(actor) },
    ...(until === undefined ? {} : { until }),
  };
  try {
    return await conditions.make(ctx, 'hand-in', draft, {
      facts: { code },
      also: (row) => attachFiles(ctx, { fileIds, subject: conditions.subjectOf(row) }),
    });
  } catch (error) {
    if (isDuplicateKey(error, 'one_condition')) throw conflict('conditions.handed-in-before');
    throw error;
  }
}

/** Hands in anew. @throws Invalid with fields */
export const renewCondition = (ctx: Context, raw: Given<'renew'>): Promise<Condition> =>
  conditions.step(ctx, 'renew', raw, ({ code }, { evidence, until, photoIds, fileIds }) => {
    checkUntil(ctx, until);
    return {
      set: { evidence, photoIds, fileIds, handedInBy: personIn(ctx.actor), ...(until === undefined ? {} : { until }) },
      unset: [...(until === undefined ? (['until'] as const) : []), 'checkedBy', 'note'],
      facts: { code },
      also: async (after) => {
        const subject = conditions.subjectOf(after);
        await attachPhotos(ctx, { photoIds, subject, proves: 'there' });
        await attachFiles(ctx, { fileIds, subject });
      },
    };
  });

/** Another person says whether it is so. @throws Invalid at `verdict`, and at `note` where it is not wholly met. */
export const checkCondition = (ctx: Context, raw: Given<'check'>): Promise<Condition> =>
  conditions.step(ctx, 'check', raw, ({ code }, { verdict, note }) => {
    if (verdict !== 'met' && note === undefined) throw invalid('common.check-fields', { note: '请写明差在哪里' });
    return {
      to: verdict,
      set: { checkedBy: personIn(ctx.actor), ...(note === undefined ? {} : { note }) },
      facts: { code, verdict },
    };
  });

/** Those whose evidence ran out. */
export const findConditionsOver = (now: Date, limit: number, without: readonly string[]): Promise<Condition[]> =>
  ConditionModel.find({
    status: { $in: ['met', 'partly'] },
    until: { $lt: localDate(now) },
    _id: { $nin: [...without] },
  })
    .limit(limit)
    .lean<Condition[]>();

/** Notes that the evidence ran out; false when it was renewed meanwhile. */
export async function lapseCondition(ctx: Context, { reference }: Pick<Condition, 'reference'>): Promise<boolean> {
  const row = await conditions.peek(reference);
  if (row === undefined || !isOver(row, ctx.now) || !conditions.can(ctx.actor, 'lapse', row)) return false;
  await conditions.step(ctx, 'lapse', { reference });
  return true;
}

const isOver = ({ until }: Condition, now: Date): boolean => until !== undefined && until < localDate(now);

/** One of the twelve as it stands in a park. */
interface ConditionStanding {
  code: ConditionCode;
  label: string;
  status: ConditionStatus | 'absent';
  reference?: string;
}

/** How each of the twelve stands by the rows of a park, in their order; absent where nothing was handed in. Expired is not met. */
export function conditionStandings(rows: readonly Condition[], now: Date): ConditionStanding[] {
  return CONDITIONS.map(({ code, label }) => {
    const row = rows.find((one) => one.code === code);
    if (row === undefined) return { code, label, status: 'absent' as const };
    const isLapsed = isOver(row, now) && (row.status === 'met' || row.status === 'partly');
    return { code, label, status: isLapsed ? ('lapsed' as const) : row.status, reference: row.reference };
  });
}
