import { z } from 'zod';
import { attachFiles, attachPhotos, findPairs, wordsOfPlaces } from '#domain/evidence';
import { placesShowing } from '#domain/hazards';
import type { Context } from '#kernel/context';
import { addDays, type LocalDate, localDate } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { dayField, idsField, optionalWords } from '#kernel/input';
import { tidy } from '#kernel/text';
import type { ItemEvidence, PlanItem } from './item.model.ts';

/** What proves a thing: a sentence, photos or documents, with the day up to which they are valid where there is one. */
export const proofFields = {
  note: optionalWords(1_000),
  photoIds: idsField,
  fileIds: idsField,
  expiresOn: z
    .string()
    .transform((day) => (day.trim() === '' ? undefined : day))
    .pipe(dayField('请填写有效期到哪一天，没有就不填').optional())
    .optional(),
};

export const evidenceFields = {
  ...proofFields,
  /** Evidence this takes the place of; what has lapsed is replaced in any case. */
  replaces: z
    .string()
    .transform(tidy)
    .transform((id) => (id === '' ? undefined : id))
    .optional(),
};
type Given = z.output<z.ZodObject<typeof proofFields>> & { replaces?: string | undefined };

/** True when nothing at all was given. */
export const isEmpty = ({ note, photoIds, fileIds }: Given): boolean =>
  note === undefined && photoIds.length === 0 && fileIds.length === 0;

/** The last day of the evidence in force that ends first, gone by or not; undefined when none of it ends. */
export const endsOn = (evidence: readonly ItemEvidence[]): LocalDate | undefined =>
  evidence
    .flatMap(({ isReplaced, expiresOn }) => (isReplaced || expiresOn === undefined ? [] : expiresOn))
    .toSorted()[0];

const isOver = (evidence: ItemEvidence, today: LocalDate): boolean =>
  evidence.expiresOn !== undefined && evidence.expiresOn < today;

/** What the evidence in force comes to: whether some has ended, and when the next does. */
export function lapseOf(evidence: readonly ItemEvidence[], today: LocalDate): Pick<PlanItem, 'isLapsed' | 'lapsesOn'> {
  const inForce = evidence.filter((one) => !one.isReplaced);
  const [next] = inForce
    .flatMap((one) => (one.expiresOn === undefined || isOver(one, today) ? [] : [addDays(one.expiresOn, 1)]))
    .toSorted();
  const isLapsed = inForce.some((one) => isOver(one, today));
  return { isLapsed, ...(next === undefined ? {} : { lapsesOn: next }) };
}

/**
 * Adds evidence to an item, inside its transaction: ties photos and documents to it, and replaces what has ended or was
 * named.
 * @throws Invalid at `photos`, `expiresOn` or `replaces`.
 */
export async function putEvidence(ctx: Context, item: PlanItem, given: Given): Promise<ItemEvidence[]> {
  const today = localDate(ctx.now);
  const { note, photoIds, expiresOn, replaces } = given;
  if (expiresOn !== undefined && expiresOn < today) {
    throw invalid('plans.already-expired', { expiresOn: '这份材料已经过期，请换一份有效的' });
  }
  const old = replaces === undefined ? undefined : item.evidence.find((one) => one._id === replaces && !one.isReplaced);
  if (replaces !== undefined && old === undefined) {
    throw invalid('common.check-fields', { replaces: '没有这份材料，请重新选择' });
  }
  const subject = { kind: 'plan-item', id: item._id };
  await attachPhotos(ctx, { photoIds, subject, proves: 'reviewed' });
  const files = await attachFiles(ctx, { fileIds: given.fileIds, subject });
  const { _id, reference, enterpriseId: firmId } = item;
  const seenBefore = await placesShowing(ctx, { _id, reference, firmId }, await findPairs(ctx, photoIds));
  const by = ctx.actor.kind === 'person' ? ctx.actor : { personId: '', name: '' };
  const fresh: ItemEvidence = {
    _id: newId(ctx.now),
    round: item.round,
    ...(note === undefined ? {} : { note }),
    photoIds: [...new Set(photoIds)],
    files: files.map(({ _id, fileName }) => ({ _id, fileName })),
    by: by.personId,
    byName: by.name,
    at: ctx.now,
    ...(expiresOn === undefined ? {} : { expiresOn }),
    isReplaced: false,
    ...(seenBefore.length > 0 ? { seenBefore } : {}),
  };
  const kept = item.evidence.map((one) => ({
    ...one,
    isReplaced: one.isReplaced || one === old || isOver(one, today),
  }));
  return [...kept, fresh];
}

/** Where photos of what is to be checked now were seen before, in words; empty where they were not. */
export const seenBeforeOf = (item: Pick<PlanItem, 'reference' | 'round' | 'evidence'>): string =>
  wordsOfPlaces(item, [
    ...new Set(
      item.evidence
        .filter(({ round, isReplaced }) => round === item.round && !isReplaced)
        .flatMap(({ seenBefore = [] }) => seenBefore),
    ),
  ]);

/** A photo that was seen before proves nothing by itself. @throws Invalid `plans.photo-seen-before` at `note`. */
export function explainSeenBefore(item: PlanItem, note: string | undefined): void {
  const seen = seenBeforeOf(item);
  if (seen === '' || (note ?? '').length >= 2) return;
  throw invalid('plans.photo-seen-before', { note: `证明照片和${seen}的照片相同，请到现场看过，写明为什么可以通过` });
}
