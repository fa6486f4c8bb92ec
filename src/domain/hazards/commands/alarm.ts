import { z } from 'zod';
import { attachOwnPhotos, attachOwnSounds } from '#domain/evidence';
import { isWorkerOf } from '#domain/identity';
import { getEnterprise, getLocation } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { forbidden, invalid } from '#kernel/errors';
import { ID } from '#kernel/ids';
import { atMost, chosenId, idsField, lineField, optionalWords, requireFields } from '#kernel/input';
import { tidy } from '#kernel/text';
import { tongueOf } from '#kernel/tongue';
import { inTransaction } from '#platform/mongo';
import { startAlarm } from '../alarm.model.ts';
import { addTold, foundBy, MORE_APART, namesSpeaker, toldOf } from '../apart.ts';
import { deskOf, takeStep } from '../change.ts';
import { whoseOf } from '../competent.ts';
import { isUnnamed, settleWorker } from '../contact.ts';
import { type Hazard, HazardModel, isFirmUnknown, LONGEST_ALARM, NO_PLACE, VOICE_ALONE } from '../hazard.models.ts';
import { hazardClock, inHours } from '../hazardRules.ts';
import { judgedNone } from '../judging.ts';
import { asReporter } from '../own.ts';
import { daysBeginAt } from '../unverified.ts';
import { referenceField } from './fields.ts';

export const addToAlarmInput = z.object({
  reference: referenceField,
  text: optionalWords(LONGEST_ALARM),
  placeText: z
    .string()
    .transform(tidy)
    .pipe(z.string().max(...atMost(100, '地点')))
    .optional(),
  locationId: z.string().regex(ID).optional(),
  photoIds: idsField,
  soundIds: idsField,
  /** For who is not signed in: it shows that they reported it. */
  queryCode: lineField('请填写查询码').optional(),
  /** The place told before was wrong: this one stands in its stead, and the words say which it was. */
  isPlaceCorrected: z.boolean().default(false),
});

/**
 * What whoever raised an alarm tells after it was filed: the place, more words, photos. Whoever has the case is told.
 * @throws Invalid with `fields`, when nothing is told or it is too long, at `queryCode` for a wrong one; Forbidden for
 * anybody else.
 */
export async function addToAlarm(at: Context, raw: z.input<typeof addToAlarmInput>): Promise<Hazard> {
  const { text, placeText, locationId, photoIds, soundIds, isPlaceCorrected, ...own } = requireFields(
    addToAlarmInput,
    raw,
  );
  if (!text && !placeText && locationId === undefined && photoIds.length + soundIds.length === 0) {
    throw invalid('common.check-fields', { text: '请写明在哪里、现在怎么样，或加照片' });
  }
  const { ctx: reporter, reference } = await asReporter(at, own);
  return takeStep(reporter, reference, 'add', async ({ hazard }, ctx) => {
    const location = locationId === undefined ? undefined : await getLocation(locationId);
    if (location !== undefined && location.enterpriseId !== hazard.enterpriseId) {
      throw invalid('common.check-fields', { locationId: '这个地点不在这家企业里，请重新选择' });
    }
    const isPlaceApart = location === undefined && namesSpeaker(hazard, placeText);
    const isTextApart = namesSpeaker(hazard, text);
    const told = location?.name ?? ((!isPlaceApart && placeText) || undefined);
    const open = isTextApart ? undefined : text;
    const apart = [isPlaceApart ? placeText : '', isTextApart ? text : ''].filter((part) => part).join('；');
    const isFirstPlace = told !== undefined && hazard.placeText === NO_PLACE;
    const isCorrected = told !== undefined && isPlaceCorrected && !isFirstPlace && hazard.placeText !== told;
    // A second place is told beside the first: nobody has been sent away from there yet.
    const second = isCorrected ? `地点更正：原来说的是${hazard.placeText}` : isFirstPlace ? undefined : told;
    const words = [hazard.text, open, second].filter((part) => part).join('；');
    const tooMany = words.length + toldOf(hazard).length + apart.length - LONGEST_ALARM;
    if (tooMany > 0) {
      const sentence = `写得太多了，请分开说：这一件一共记 ${LONGEST_ALARM} 字，这次多了 ${tooMany} 字，没有加上`;
      throw invalid('common.check-fields', { text: sentence });
    }
    const subject = { kind: 'hazard', id: hazard._id };
    const photos = await attachOwnPhotos(ctx, { photoIds, subject });
    const sounds = await attachOwnSounds(ctx, { soundIds, subject });
    const isMoreApart = apart !== '' || (sounds.length > 0 && isUnnamed(hazard));
    const isPlaceSet = isFirstPlace || isCorrected;
    const place = isPlaceSet ? told : hazard.placeText;
    return {
      event: 'added',
      facts: {
        added: [told, open, isMoreApart ? MORE_APART : sounds.length === 0 ? '' : VOICE_ALONE]
          .filter((part) => part)
          .join('；'),
        photoCount: photos.length,
      },
      set: {
        ...{ text: words, placeText: place },
        ...foundBy(words, [hazard.inChinese?.text, place].filter((part) => part !== undefined).join(' ')),
        ...(apart === '' ? {} : addTold(hazard, apart)),
        ...(location !== undefined && isPlaceSet ? { locationId: location._id } : {}),
        ...((text && tongueOf(text) !== undefined) || isMoreApart || sounds.length > 0
          ? { awaitsWords: true as const }
          : {}),
        ...(sounds.length === 0 ? {} : { soundIds: [...(hazard.soundIds ?? []), ...sounds] }),
        photoIds: [...hazard.photoIds, ...photos.map((photo) => photo._id)],
        dhashes: [...hazard.dhashes, ...photos.map((photo) => photo.dhash)],
      },
      // A place of the firm's list is no longer the right one.
      unset: isCorrected && location === undefined ? ['locationId'] : [],
    };
  });
}

export const takeBackInput = z.object({
  reference: referenceField,
  /** For who is not signed in: it shows that they reported it. */
  queryCode: lineField('请填写查询码').optional(),
});

/**
 * The alarm was none: whoever raised it says so, and everybody who was told is told again. Once, for it ends the case; what
 * was told stays in the journal. @throws Invalid at `queryCode` for a wrong one; Forbidden for anybody else, and where others
 * stand behind it by now; Conflict once it is checked or ended.
 */
export async function takeBackAlarm(at: Context, raw: z.input<typeof takeBackInput>): Promise<Hazard> {
  const { ctx, reference } = await asReporter(at, requireFields(takeBackInput, raw));
  return takeStep(ctx, reference, 'take-back', async ({ hazard }, ctx) => {
    // Somebody else told the same: their report lives on in this one.
    if ((await HazardModel.exists({ duplicateOf: reference })) !== null) throw forbidden('hazards.not-theirs-alone');
    const reason = '上报人说是误报';
    // Looking like a major hazard, it is read by the competent body all the same.
    const set = { notValidReason: reason, ...(await judgedNone(ctx, hazard, reason)) };
    return { event: 'taken-back', set, facts: { reason }, due: 'none' };
  });
}

export const findFirmInput = z.object({ reference: referenceField, enterpriseId: chosenId('请选择企业') });

/**
 * Gives a case that was told before anybody knew the firm (企业待查明) to its firm: by the body that has it, or by whoever
 * reported it. From now on the firm has to take it on, and the minutes of an urgent one count anew. @throws Invalid at `enterpriseId`
 */
export async function findFirm(at: Context, raw: z.input<typeof findFirmInput>): Promise<Hazard> {
  const { reference, enterpriseId } = requireFields(findFirmInput, raw);
  return takeStep(at, reference, 'find-firm', async ({ hazard }, ctx) => {
    const { isAboutManagers = false } = hazard;
    const clock = hazardClock(ctx.now);
    const whose = await whoseOf(await getEnterprise(enterpriseId), hazard, localDate(ctx.now), isAboutManagers);
    return {
      event: 'firm-found',
      // The days after which it may be taken outside begin with a firm to answer for it.
      set: { ...whose, ...daysBeginAt(whose, ctx.now) },
      // Whoever had it until now hears too what becomes of it.
      facts: { bodyId: hazard.bodyId },
      again: { enterpriseId },
      unset: [
        'isAboutManagers',
        ...(whose.parkId === undefined ? (['parkId'] as const) : []),
        ...(whose.competence === undefined ? (['competence'] as const) : []),
      ],
      due: {
        kind: 'triage',
        title: '隐患待受理',
        at: inHours(ctx.now, hazard.isUrgent ? clock.urgentAcceptHours : clock.acceptHours),
        owedBy: [deskOf(whose)],
      },
      also: async () => {
        if (hazard.isUrgent) await startAlarm(at.now, hazard);
        await settleWorker(hazard._id, (personId) => isWorkerOf(personId, enterpriseId));
      },
    };
  });
}

/**
 * Which firm it is and what else there is to tell, said in one breath: both or neither. Of a firm that was found out
 * meanwhile the rest is taken all the same.
 * @param more Of `addToAlarm`; nothing but the firm where it holds nothing. @throws what either of the two does.
 */
export const tellMore = (
  ctx: Context,
  enterpriseId: string | undefined,
  more: z.input<typeof addToAlarmInput>,
): Promise<Hazard | undefined> =>
  inTransaction(async () => {
    const { reference, text, placeText, locationId, photoIds = [], soundIds = [] } = more;
    const before = await HazardModel.findOne({ reference }).lean<Hazard>();
    const isUnknown = enterpriseId !== undefined && before !== null && isFirmUnknown(before);
    const found = isUnknown ? await findFirm(ctx, { reference, enterpriseId }) : undefined;
    const isMore = Boolean(text || placeText || locationId) || photoIds.length + soundIds.length > 0;
    if (isMore || enterpriseId === undefined) return addToAlarm(ctx, more);
    return found ?? before ?? undefined;
  });
