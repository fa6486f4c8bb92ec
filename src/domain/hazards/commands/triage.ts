import { z } from 'zod';
import { closeDeadlines } from '#domain/deadlines';
import { getEnterprise } from '#domain/organisations';
import { runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { randomId } from '#kernel/ids';
import { atMost, chosenCode, lineField, reasonField, requireFields } from '#kernel/input';
import { findReference } from '#kernel/references';
import { tidyLines } from '#kernel/text';
import { inWorkingDays } from '#kernel/workingDays';
import { type Due, deskOf, judgesOf, takeStep } from '../change.ts';
import { isUnnamed, keepJoined, personBehind } from '../contact.ts';
import { firmOf, type Hazard, HazardModel, isFirmUnknown } from '../hazard.models.ts';
import { hazardClock, inHours } from '../hazardRules.ts';
import { shownAt } from '../hold.ts';
import { basisOf, isOpenMajor, judgedNone } from '../judging.ts';
import { looksMajor } from '../looks.ts';
import { placeOnReopening } from '../moving.ts';
import { areToldApart } from '../sameness.ts';
import { checkSeen, seenField } from '../seen.ts';
import { daysBeginAt } from '../unverified.ts';
import { referenceField } from './fields.ts';
import { rewardMajor, rewardReporter } from './rewardReporter.ts';

/** Takes the case on: from now on the firm checks whether it is true. */
export async function acceptHazard(ctx: Context, input: { reference: string }): Promise<Hazard> {
  return takeStep(ctx, input.reference, 'accept', async ({ hazard }, ctx) => ({
    event: 'accepted',
    due: await verifyDue(ctx, hazard),
  }));
}

/** The clock of checking: shorter when life is at risk. */
export async function verifyDue(ctx: Context, hazard: Hazard): Promise<Due> {
  const clock = hazardClock(ctx.now);
  const isPressing = hazard.isUrgent || hazard.isMajor;
  const at = isPressing ? inHours(ctx.now, clock.majorVerifyHours) : inWorkingDays(ctx.now, clock.verifyWorkingDays);
  return { kind: 'triage', title: '隐患待核实', at, owedBy: [judgesOf(hazard)] };
}

const criterionField = lineField('请选择判定标准').pipe(z.string().max(40)).optional();
const basisField = z
  .string({ error: '请写明判定依据' })
  .transform(tidyLines)
  .pipe(z.string().max(...atMost(300)));

export const verifyHazardInput = z.discriminatedUnion(
  'result',
  [
    z.object({
      result: z.literal('valid'),
      reference: referenceField,
      grade: z.enum(['general', 'major'], { error: '请选择隐患等级' }),
      criterionId: criterionField,
      majorBasis: basisField.optional(),
      notMajorReason: reasonField.optional(),
    }),
    z.object({ result: z.literal('not-valid'), reference: referenceField, reason: reasonField }),
    z.object({
      result: z.literal('duplicate'),
      reference: referenceField,
      duplicateOf: chosenCode('请填写原件编号'),
      /** Of what looks like a major hazard: why it is the same one. */
      reason: reasonField.optional(),
    }),
  ],
  { error: '请选择核实结果' },
);

/**
 * Says whether a report is true. True: it is graded, and the reporter's reward is proposed at once, for it never waits
 * for the fix (安委〔2024〕7号 及时实施奖励). Not true or known already: the reporter learns why.
 * What looks like a major hazard by the library is called a general one only with a reason, which the competent body reads;
 * those who run the firm merge it into an open major hazard alone.
 * @throws Invalid at `majorBasis`, `criterionId`, `notMajorReason`, `reason` or `duplicateOf`.
 */
export async function verifyHazard(ctx: Context, raw: z.input<typeof verifyHazardInput>): Promise<Hazard> {
  const input = requireFields(verifyHazardInput, raw);
  if (input.result === 'not-valid') {
    return takeStep(ctx, input.reference, 'verify-not-valid', async ({ hazard }, ctx) => ({
      event: 'verified-not-valid',
      // What looked like a major one and is said not to be there is read by the competent body, too.
      set: { notValidReason: input.reason, ...(await judgedNone(ctx, hazard, input.reason)) },
      facts: { reason: input.reason },
      due: 'none',
    }));
  }
  if (input.result === 'duplicate') return markDuplicate(ctx, input);
  const isMajor = input.grade === 'major';
  const basis = isMajor ? await basisOf(ctx, input) : undefined;
  return takeStep(ctx, input.reference, 'verify-valid', async ({ hazard }, ctx) => ({
    event: 'verified-valid',
    ...(isMajor || hazard.isMajor
      ? { set: { grade: 'major', isMajor: true, ...basis }, unset: ['notMajor'] }
      : { set: { grade: 'general', isMajor: false, ...(await judgedNone(ctx, hazard, input.notMajorReason)) } }),
    facts: { grade: input.grade, ...basis, ...given({ notMajorReason: isMajor ? undefined : input.notMajorReason }) },
    due: {
      kind: 'triage',
      title: '隐患待安排整改',
      at: inWorkingDays(ctx.now, hazardClock(ctx.now).planWorkingDays),
      owedBy: [deskOf(hazard)],
    },
    also: () => rewardReporter(ctx, hazard, isMajor || hazard.isMajor ? 'major' : 'general'),
  }));
}

async function markDuplicate(
  ctx: Context,
  input: { reference: string; duplicateOf: string; reason?: string | undefined },
): Promise<Hazard> {
  const unknown = invalid('hazards.unknown-duplicate', { duplicateOf: UNKNOWN_OTHER });
  const reference = otherIn(input.duplicateOf, input.reference);
  if (reference === undefined) throw unknown;
  return takeStep(ctx, input.reference, 'mark-duplicate', async ({ hazard }, ctx) => {
    const original = await otherOf(ctx, hazard, reference);
    if (original === undefined) throw unknown;
    // What was said to be another thing is not made the same by a press of a button.
    if (input.reason === undefined && areToldApart(hazard, original))
      throw invalid('hazards.told-apart', { reason: `已经写明和 ${reference} 不是同一件，要合并请写明理由` });
    const isIntoMajor = isOpenMajor(original);
    // Nobody in the firm lets what may be a major hazard end in a trifle, or in what is over.
    if (looksMajor(hazard) && !isIntoMajor && runsEnterprise(ctx.actor))
      throw invalid('hazards.merge-into-major', {
        duplicateOf: '这件可能是重大隐患，只能合并到已判为重大、还没办完的那一件；不是重大的，请到现场核实后写明理由',
      });
    const reason = input.reason === undefined ? {} : { reason: input.reason };
    return {
      event: 'marked-duplicate',
      set: {
        duplicateOf: reference,
        ...(await judgedNone(ctx, hazard, input.reason, 'reason', isIntoMajor ? reference : undefined)),
      },
      facts: { duplicateOf: reference, ...reason },
      due: 'none',
      also: () => followOriginal(hazard, original),
    };
  });
}

/**
 * Whoever reported it again follows the original from now on. Where it is about those who run the firm it counts one more, and
 * nobody reads what somebody else told: it might be the managers' own man who told it again.
 */
async function followOriginal(hazard: Hazard, original: Hazard): Promise<void> {
  const { personId } = hazard.reporter;
  if (hazard.aboutFirmId !== undefined) return joinUnnamed(original, undefined);
  if (personId) await HazardModel.updateOne({ _id: original._id }, { $addToSet: { endorserIds: personId } });
  if (isUnnamed(hazard)) await joinUnnamed(original, await personBehind(hazard._id));
}

const UNKNOWN_OTHER = '没有找到那一件，请核对编号';
/** The number of another case in what somebody typed. */
function otherIn(typed: string, own: string): string | undefined {
  const reference = findReference(typed, 'H');
  return reference === own ? undefined : reference;
}
/** Another case of the same firm that whoever sorts this one may know of, and that was merged into none itself. */
const otherOf = async (
  { now }: Context,
  { enterpriseId, aboutFirmId }: Hazard,
  reference: string,
): Promise<Hazard | undefined> =>
  (await HazardModel.findOne({
    reference,
    enterpriseId,
    aboutFirmId: aboutFirmId ?? { $exists: false },
    status: { $ne: 'duplicate' },
    ...shownAt(now),
  }).lean<Hazard>()) ?? undefined;

export const tellApartInput = z.object({ reference: referenceField, notSameAs: chosenCode('请填写那一件的编号') });

/**
 * Says of a case that it is not another one it sounds like. It stays said: the other is offered no more, and to merge the
 * two takes a reason from then on.
 * @throws Invalid at `notSameAs` for a case there is not.
 */
export async function tellApart(ctx: Context, raw: z.input<typeof tellApartInput>): Promise<Hazard> {
  const input = requireFields(tellApartInput, raw);
  const reference = otherIn(input.notSameAs, input.reference);
  const unknown = invalid('hazards.unknown-duplicate', { notSameAs: UNKNOWN_OTHER });
  if (reference === undefined) throw unknown;
  return takeStep(ctx, input.reference, 'tell-apart', async ({ hazard }, ctx) => {
    if ((await otherOf(ctx, hazard, reference)) === undefined) throw unknown;
    return {
      event: 'told-apart',
      set: { notSameAs: [...new Set([...(hazard.notSameAs ?? []), reference])] },
      facts: { notSameAs: reference },
    };
  });
}

/**
 * Whoever reported it again without a name follows the original without one. It counts one more and leaves a row whoever they
 * are, though they stand in it already, and though nobody knows them: else a firm would learn by merging whether its named
 * reporter told both.
 */
export async function joinUnnamed({ _id: hazardId }: Pick<Hazard, '_id'>, personId: string | undefined): Promise<void> {
  const { unnamedEndorsers = 1 } = await HazardModel.findOneAndUpdate(
    { _id: hazardId },
    { $inc: { unnamedEndorsers: 1, version: 1 } },
    { returnDocument: 'after' },
  )
    .lean<Hazard>()
    .orFail();
  await keepJoined(hazardId, unnamedEndorsers, personId === undefined ? { visitorId: randomId() } : { personId });
}

export const markMajorInput = z.object({
  reference: referenceField,
  criterionId: criterionField,
  majorBasis: basisField.optional(),
});

/** Marks a case as a major hazard: from now on only the competent body closes it (意见（十）). */
export async function markMajor(ctx: Context, raw: z.input<typeof markMajorInput>): Promise<Hazard> {
  const { reference, ...said } = requireFields(markMajorInput, raw);
  const basis = await basisOf(ctx, said);
  return takeStep(ctx, reference, 'mark-major', ({ hazard }, ctx) => ({
    event: 'marked-major',
    set: { isMajor: true, grade: 'major', ...basis },
    unset: ['notMajor', 'downgradeReason'],
    facts: basis,
    also: () => rewardMajor(ctx, hazard),
  }));
}

export const downgradeHazardInput = z.object({ reference: referenceField, seen: seenField, reason: reasonField });

/**
 * Takes the mark of a major hazard away; only the competent body may, with a reason.
 * @throws Conflict `hazards.changed-since-seen` where why it is one, or what is known of it, is not what was shown.
 */
export async function downgradeHazard(ctx: Context, raw: z.input<typeof downgradeHazardInput>): Promise<Hazard> {
  const { reference, seen, reason } = requireFields(downgradeHazardInput, raw);
  return takeStep(ctx, reference, 'downgrade', ({ hazard }) => {
    checkSeen(hazard, 'downgrade', seen);
    return {
      event: 'downgraded',
      set: { isMajor: false, grade: 'general', downgradeReason: reason },
      unset: ['majorBasis', 'criterion', 'extension'],
      facts: { reason },
      // More time is asked of the body for major ones alone.
      also: () => closeDeadlines(ctx, { kind: 'hazard', id: hazard._id }, 'hazard-extension'),
    };
  });
}

export const callBackHazardInput = z.object({ reference: referenceField, reason: reasonField });

/**
 * Takes back the judgement that something is no major hazard: it is checked again. Only the competent body may, within its
 * days; a case that was closed, or merged into another, is open again.
 */
export async function callBackHazard(ctx: Context, raw: z.input<typeof callBackHazardInput>): Promise<Hazard> {
  const { reference, reason } = requireFields(callBackHazardInput, raw);
  return takeStep(ctx, reference, 'call-back', async ({ hazard }, ctx) => ({
    event: 'called-back',
    set: {
      round: hazard.round + 1,
      ...daysBeginAt(hazard, ctx.now),
      ...(isFirmUnknown(hazard) ? {} : await placeOnReopening(ctx, hazard, await getEnterprise(firmOf(hazard)))),
    },
    unset: ['notMajor', 'grade', 'closedAt', 'extension', 'notValidReason', 'duplicateOf'],
    facts: { reason },
    due: await verifyDue(ctx, hazard),
  }));
}
