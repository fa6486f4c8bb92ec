import { z } from 'zod';
import { desk } from '#domain/deadlines';
import { attachFiles, attachPhotos, findPairs, findShownBefore, judgeAgain, wordsOfPlaces } from '#domain/evidence';
import { deskPeople, getPerson } from '#domain/identity';
import { checkControlled, checkWhole, peekFileOf } from '#domain/majors';
import { getEnterprise } from '#domain/organisations';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { endOfLocalDay, localDate } from '#kernel/dates';
import { conflict, invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { ID } from '#kernel/ids';
import { atMost, dayField, idsField, optionalWords, reasonField, requireFields } from '#kernel/input';
import { bigrams, tidy } from '#kernel/text';
import { inWorkingDays } from '#kernel/workingDays';
import { agreedOn, lastDayToPlan } from '../agreed.ts';
import { saidApart } from '../apart.ts';
import { type Due, deskOf, judgesOf, takeStep } from '../change.ts';
import { actsInPlace, competentDesk } from '../competent.ts';
import { type Fix, firmOf, type Hazard, isFirmUnknown, type Treatment } from '../hazard.models.ts';
import { endOfDays, hazardClock, isOnPaper } from '../hazardRules.ts';
import type { HazardAction } from '../lifecycle.ts';
import { placeOnReopening } from '../moving.ts';
import { loadSeen } from '../policy.ts';
import { checkSeen, seenField } from '../seen.ts';
import { placesShowing } from '../shownBefore.ts';
import { daysBeginAt } from '../unverified.ts';
import { disputeClosing } from './dispute.ts';
import { noteField, referenceField } from './fields.ts';
import { verifyDue } from './triage.ts';

const words = (what: string) =>
  z
    .string({ error: what })
    .transform(tidy)
    .pipe(
      z
        .string()
        .min(2, what)
        .max(...atMost(1_000)),
    );

const planWords = optionalWords(1_000);
const TREATMENT = {
  goal: '请写明治理的目标和任务',
  supplies: '请写明物资怎么落实',
  crew: '请写明负责治理的机构和人员',
  stages: '请写明分几步、每一步的要求',
} as const;

export const planRectificationInput = z.object({
  reference: referenceField,
  ownerId: z.string({ error: '请选择谁来整改' }).regex(ID, '请选择谁来整改'),
  measure: words('请写明怎么改'),
  fundFen: z
    .number({ error: '请填写预算，不花钱就填 0' })
    .int()
    .min(0, '预算不能是负数')
    .max(100_000_000_000, '预算太大，请核对'),
  dueOn: dayField('请选择完成日期'),
  contingency: words('请写明改完之前怎么保证安全'),
  /** Of a major hazard: the rest of its treatment plan. */
  goal: planWords,
  supplies: planWords,
  crew: planWords,
  stages: planWords,
  /** How often it had been arranged when the person was asked: who was slower is told, and takes nothing away. */
  afterRound: z.coerce.number().int().min(0).optional(),
});

/** The rest of the plan of a major hazard. @throws Invalid at each part that is missing. */
function treatmentOf(
  { isMajor }: Hazard,
  said: Partial<Record<keyof Treatment, string | undefined>>,
): Treatment | undefined {
  if (!isMajor) return undefined;
  const missing = Object.entries(TREATMENT).filter(([part]) => said[part as keyof Treatment] === undefined);
  if (missing.length > 0) throw invalid('hazards.treatment-needed', Object.fromEntries(missing));
  return said as Treatment;
}

/**
 * Arranges the fix by the five elements 责任、措施、资金、时限、预案 (安委〔2024〕7号). Arranging again moves the due day.
 * A major hazard has a whole treatment plan of six parts, and people are safe and it is reported before (暂行规定第十五条).
 * @throws Invalid at `ownerId` for somebody outside the firm, at `dueOn` for a day gone by, or of a major hazard one
 * later than the rule or the body gives; Conflict when somebody else
 * arranged it while the person was asked.
 */
export async function planRectification(ctx: Context, raw: z.input<typeof planRectificationInput>): Promise<Hazard> {
  const { reference, afterRound, goal, supplies, crew, stages, ...plan } = requireFields(planRectificationInput, raw);
  if (plan.dueOn < localDate(ctx.now)) throw invalid('hazards.due-in-past', { dueOn: '整改期限不能早于今天' });
  return takeStep(ctx, reference, 'plan-rectification', async ({ hazard }, ctx) => {
    if (afterRound !== undefined && afterRound !== (hazard.rectification?.round ?? 0))
      throw conflict('hazards.arranged-meanwhile', { params: { owner: hazard.rectification?.ownerName ?? '' } });
    if (hazard.isMajor) await checkControlled(hazard._id);
    const treatment = treatmentOf(hazard, { goal, supplies, crew, stages });
    // Checked anew after it was called back, it is arranged for the first time.
    const last = lastDayToPlan(hazard, ctx.now);
    if (hazard.isMajor && plan.dueOn > last)
      throw invalid('hazards.treatment-too-long', { dueOn: `重大隐患最晚 ${last} 改完，更长的要由监管部门同意` });
    const before = hazard.isMajor && hazard.status === 'rectifying' ? hazard.rectification : undefined;
    if (before !== undefined && plan.dueOn > before.dueOn)
      throw invalid('hazards.extension-needed', {
        dueOn: `重大隐患的期限不能自己往后改，现在是 ${before.dueOn}，要延期请申请`,
      });
    // Late by an earlier day than the one set since, it stays so however it is arranged.
    const first = before !== undefined && agreedOn(before) < plan.dueOn ? { agreedOn: agreedOn(before) } : {};
    const owner = await getPerson(plan.ownerId).catch(() => undefined);
    // Where it is about those who run the firm, none of them puts it right.
    const mayOwn = ({ role, scope }: NonNullable<typeof owner>['grants'][number]): boolean =>
      scope.enterpriseId === firmOf(hazard) && (hazard.aboutFirmId === undefined || role === 'worker');
    const isHere = owner?.status === 'active' && owner.grants.some(mayOwn);
    if (!owner || !isHere) throw invalid('hazards.owner-not-here', { ownerId: '整改责任人不在本企业，请重新选择' });
    const round = (hazard.rectification?.round ?? 0) + 1;
    const plannedBy = personIn(ctx.actor);
    return {
      event: 'rectification-planned',
      set: {
        rectification: {
          ...plan,
          ...first,
          ...given({ givenOn: hazard.rectification?.givenOn }),
          ownerName: owner.name,
          plannedBy,
          round,
          ...given({ treatment }),
        },
        personGrams: [...new Set([...hazard.personGrams, ...bigrams(owner.name)])],
      },
      facts: { dueOn: plan.dueOn, round },
      due: {
        kind: 'rectification',
        title: '隐患整改',
        at: endOfLocalDay(plan.dueOn),
        owedBy: [desk.member(firmOf(hazard), plan.ownerId)],
      },
    };
  });
}

const AFTERWARDS = {
  seen: '请至少放一张整改后的照片',
  onPaper: '请至少放一份证件、预案、记录等文件，或者一张照片',
};
const AT_PLACE = {
  seen: '请至少放一张现场核查的照片',
  onPaper: '请至少放一份核查时看过的文件，或者一张照片',
};

export const fixInput = z.object({
  reference: referenceField,
  text: words('请写一句做了什么'),
  photoIds: idsField,
  fileIds: idsField,
  /** The day they say it was done; when they said so stands beside it. */
  claimedOn: dayField('请核对完成日期').optional(),
});

/**
 * Ties what is shown to the case: photos, or papers in their place where there is nothing to see.
 * @throws Invalid at `photoIds` for neither, or for papers alone where there is something to see.
 */
async function show(
  ctx: Context,
  hazard: Hazard,
  { photoIds, fileIds }: { photoIds: string[]; fileIds: string[] },
  { seen, onPaper }: { seen: string; onPaper: string },
): Promise<Pick<Fix, 'photoIds' | 'fileIds'>> {
  const isPaper = isOnPaper(hazard, ctx.now);
  if (photoIds.length === 0 && (!isPaper || fileIds.length === 0))
    throw invalid('common.check-fields', { photoIds: isPaper ? onPaper : seen });
  const subject = { kind: 'hazard', id: hazard._id };
  await attachPhotos(ctx, { photoIds, subject, proves: 'reviewed' });
  await attachFiles(ctx, { fileIds, subject });
  return { photoIds, ...(fileIds.length === 0 ? {} : { fileIds }) };
}

/** Puts it right on the spot, with a photo; somebody else still looks at it. @throws Invalid at `text`, `photoIds` */
export const fixOnSpot = (ctx: Context, raw: z.input<typeof fixInput>): Promise<Hazard> =>
  submit(ctx, raw, 'fix-on-spot');

/** Hands the finished fix over for acceptance. @throws Invalid at `text`, `photoIds` */
export const submitRectification = (ctx: Context, raw: z.input<typeof fixInput>): Promise<Hazard> =>
  submit(ctx, raw, 'submit-rectification');

async function submit(
  ctx: Context,
  raw: z.input<typeof fixInput>,
  action: Extract<HazardAction, 'fix-on-spot' | 'submit-rectification'>,
): Promise<Hazard> {
  const { reference, text, photoIds, fileIds, claimedOn } = requireFields(fixInput, raw);
  if (claimedOn !== undefined && claimedOn > localDate(ctx.now))
    throw invalid('common.check-fields', { claimedOn: '完成日期不能晚于今天' });
  return takeStep(ctx, reference, action, async ({ hazard }, ctx) => {
    const kept = await show(ctx, hazard, { photoIds, fileIds }, AFTERWARDS);
    const seenBefore = await placesShowing(ctx, { ...hazard, firmId: firmOf(hazard) }, await findPairs(ctx, photoIds));
    const by = ctx.actor.kind === 'person' ? ctx.actor : { personId: '', name: '' };
    const fix: Fix = {
      text,
      ...kept,
      by: by.personId,
      byName: by.name,
      at: ctx.now,
      ...(claimedOn === undefined ? {} : { claimedOn }),
      isOnSpot: action === 'fix-on-spot',
      ...(seenBefore.length > 0 ? { seenBefore } : {}),
    };
    return {
      event: action === 'fix-on-spot' ? 'fixed-on-spot' : 'rectification-submitted',
      set: { fix },
      unset: ['returnReason', 'extension'],
      facts: {
        ...(claimedOn === undefined ? {} : { claimedOn }),
        photoCount: photoIds.length,
        ...(fileIds.length > 0 ? { fileCount: fileIds.length } : {}),
        ...(seenBefore.length > 0 ? { seenBefore } : {}),
      },
      due: {
        kind: 'triage',
        title: '隐患整改待验收',
        at: inWorkingDays(ctx.now, hazardClock(ctx.now).approveWorkingDays),
        owedBy: [judgesOf(hazard)],
        notBy: [by.personId],
      },
    };
  });
}

/** A photo that was seen before proves nothing by itself: whoever lets it pass writes down why. @throws Invalid at `note` */
function explainSeenBefore(hazard: Hazard, note: string | undefined): void {
  const { seenBefore } = hazard.fix ?? {};
  if (seenBefore === undefined || (note ?? '').length >= 2) return;
  throw invalid('hazards.photo-seen-before', {
    note: `整改后的照片和${wordsOfPlaces(hazard, seenBefore)}的照片相同，请到现场看过，写明为什么可以通过`,
  });
}

/**
 * Photos of the check on site are of that visit, never the firm's own; the same picture sent once more is named, and needs
 * a written reason. @returns where it was seen. @throws Invalid at `photoIds`, `note`
 */
async function shownBefore(
  ctx: Context,
  hazard: Hazard,
  photoIds: readonly string[],
  note: string | undefined,
): Promise<string[] | undefined> {
  const seen = await placesShowing(ctx, { ...hazard, firmId: firmOf(hazard) }, await findShownBefore(ctx, photoIds));
  if (seen.length === 0) return undefined;
  if ((note ?? '').length < 2)
    throw invalid('hazards.photo-seen-before', {
      note: `现场的照片和${wordsOfPlaces(hazard, seen)}的照片相同，请放这次拍的，或者写明为什么可以用`,
    });
  return seen;
}

/**
 * The firm's photos of how people were kept safe and how the treatment went on, which stand in its file: closing finds them
 * good. @throws Invalid `evidence.judged-before` at `note`
 */
async function explainFile(ctx: Context, hazard: Hazard, note = ''): Promise<void> {
  const { photoIds = [] } = (await peekFileOf(hazard._id)) ?? {};
  await judgeAgain(ctx, { photoIds, step: '销号', field: 'note', reason: note });
}

const noted = z.object({ reference: referenceField, seen: seenField, note: noteField });
const reasoned = z.object({ reference: referenceField, seen: seenField, reason: reasonField });
export const approveRectificationInput = noted;
export const returnRectificationInput = reasoned;
export const requestClosureInput = noted;
export const closeMajorInput = noted.extend({
  visitedOn: dayField('请选择到现场核查的日期'),
  photoIds: idsField,
  fileIds: idsField,
});
export const returnClosureInput = reasoned;
export const reopenHazardInput = reasoned;

const factsOf = (note: string | undefined) => (note ? { note } : {});

/**
 * Finds the fix good and closes a general hazard. Never whoever fixed it.
 * @throws Forbidden `hazards.same-person`, Invalid `hazards.photo-seen-before` at `note`.
 */
export async function approveRectification(ctx: Context, raw: z.input<typeof noted>): Promise<Hazard> {
  const { reference, seen, note } = requireFields(noted, raw);
  return takeStep(ctx, reference, 'approve-rectification', ({ hazard }, ctx) => {
    checkSeen(hazard, 'approve-rectification', seen);
    explainSeenBefore(hazard, note);
    return { event: 'rectification-approved', set: { closedAt: ctx.now }, facts: factsOf(note), due: 'none' };
  });
}

/** The clock of doing it again: the day agreed on, or three working days when that has gone by. */
async function againDue(ctx: Context, hazard: Hazard): Promise<Due> {
  const agreed = hazard.rectification === undefined ? undefined : endOfLocalDay(hazard.rectification.dueOn);
  const at =
    agreed !== undefined && agreed > ctx.now ? agreed : inWorkingDays(ctx.now, hazardClock(ctx.now).planWorkingDays);
  const ownerId = hazard.rectification?.ownerId ?? (hazard.aboutFirmId === undefined ? hazard.fix?.by : undefined);
  // Whoever has left meanwhile does nothing again.
  const isHere = ownerId !== undefined && (await deskPeople(desk.member(firmOf(hazard), ownerId))).length > 0;
  return {
    kind: 'rectification',
    title: '隐患退回重改',
    at,
    owedBy: isHere ? [desk.member(firmOf(hazard), ownerId)] : [deskOf(hazard)],
  };
}

/** Sends the fix back with a reason. @throws Invalid at `reason` */
export async function returnRectification(ctx: Context, raw: z.input<typeof reasoned>): Promise<Hazard> {
  const { reference, seen, reason } = requireFields(reasoned, raw);
  return takeStep(ctx, reference, 'return-rectification', async ({ hazard }, ctx) => {
    checkSeen(hazard, 'return-rectification', seen);
    return {
      event: 'rectification-returned',
      set: { returnReason: reason },
      facts: { reason },
      due: await againDue(ctx, hazard),
    };
  });
}

/** Asks the competent body to close a major hazard whose file is whole (意见（十）). @throws Conflict `majors.not-whole` */
export async function requestClosure(ctx: Context, raw: z.input<typeof noted>): Promise<Hazard> {
  const { reference, seen, note } = requireFields(noted, raw);
  return takeStep(ctx, reference, 'request-closure', async ({ hazard }, ctx) => {
    checkSeen(hazard, 'request-closure', seen);
    await checkWhole(hazard._id);
    return {
      event: 'closure-requested',
      facts: factsOf(note),
      due: {
        kind: 'closure',
        title: '重大隐患待销号审核',
        at: endOfDays(ctx.now, hazardClock(ctx.now).closureReview),
        owedBy: [competentDesk(hazard)],
      },
    };
  });
}

/** Whoever closes from above in place of the competent one says why. @throws Invalid at `note` */
function explainInPlace(ctx: Context, hazard: Hazard, note: string | undefined): { inPlace?: true } {
  if (!actsInPlace(ctx.actor, hazard)) return {};
  if ((note ?? '').length < 2)
    throw invalid('hazards.closed-in-place', { note: '这件由别的单位负责销号，您代为销号，请写明理由' });
  return { inPlace: true };
}

/**
 * The competent body closes a major hazard after its own check on site, with a photo of it (意见（十）监管部门审核把关销号); a body above it may in its
 * place, with a reason (代为销号). Never whoever reported or fixed it or runs the firm.
 * @throws Invalid at `note`, `visitedOn`, `photoIds`, Forbidden `hazards.reviewer-involved`.
 */
export async function closeMajor(ctx: Context, raw: z.input<typeof closeMajorInput>): Promise<Hazard> {
  const { reference, seen, note, visitedOn, photoIds, fileIds } = requireFields(closeMajorInput, raw);
  return takeStep(ctx, reference, 'close-major', async ({ hazard }, ctx) => {
    checkSeen(hazard, 'close-major', seen);
    explainSeenBefore(hazard, note);
    const handedIn = hazard.fix === undefined ? visitedOn : localDate(hazard.fix.at);
    if (visitedOn > localDate(ctx.now) || visitedOn < handedIn)
      throw invalid('common.check-fields', { visitedOn: '到现场的日期应在整改提交以后、今天以前' });
    const seenBefore = await shownBefore(ctx, hazard, photoIds, note);
    await explainFile(ctx, hazard, note);
    const facts = { ...factsOf(note), ...explainInPlace(ctx, hazard, note), visitedOn, ...given({ seenBefore }) };
    const kept = await show(ctx, hazard, { photoIds, fileIds }, AT_PLACE);
    const { personId: by, name: byName } = ctx.actor.kind === 'person' ? ctx.actor : { personId: '', name: '' };
    const review = { visitedOn, ...kept, by, byName, at: ctx.now, ...given({ note, seenBefore }) };
    return { event: 'major-closed', set: { closedAt: ctx.now, review }, unset: ['closingAnswer'], facts, due: 'none' };
  });
}

/** The competent body refuses to close a major hazard; the firm goes on. @throws Invalid at `reason` */
export async function returnClosure(ctx: Context, raw: z.input<typeof reasoned>): Promise<Hazard> {
  const { reference, seen, reason } = requireFields(reasoned, raw);
  return takeStep(ctx, reference, 'return-closure', async ({ hazard }, ctx) => {
    checkSeen(hazard, 'return-closure', seen);
    return {
      event: 'closure-returned',
      set: { returnReason: reason },
      facts: { reason },
      due: await againDue(ctx, hazard),
    };
  });
}

/**
 * 还没有: whoever reported or joined says that it is not solved; the firm checks again. The closing of a major hazard stands
 * until somebody else of the body has looked (`disputeClosing`). @throws Invalid at `reason`
 */
export async function reopenHazard(ctx: Context, raw: z.input<typeof reasoned>): Promise<Hazard> {
  const { reference, reason } = requireFields(reasoned, raw);
  const { hazard } = await loadSeen(ctx, reference);
  if (hazard.isMajor && hazard.status === 'closed') return disputeClosing(ctx, { reference, reason });
  return takeStep(ctx, reference, 'reopen', async ({ hazard, isOwn, voice }, ctx) => {
    const { words, apart } = saidApart(hazard, reason, !isOwn && voice !== undefined);
    return {
      event: 'reopened',
      set: {
        ...apart,
        ...(words === reason ? {} : { awaitsWords: true as const }),
        round: hazard.round + 1,
        ...daysBeginAt(hazard, ctx.now),
        ...(isFirmUnknown(hazard) ? {} : await placeOnReopening(ctx, hazard, await getEnterprise(firmOf(hazard)))),
      },
      unset: ['closedAt', 'notValidReason', 'closingAnswer'],
      facts: { reason: words, round: hazard.round + 1 },
      again: { reason },
      due: await verifyDue(ctx, hazard),
    };
  });
}
