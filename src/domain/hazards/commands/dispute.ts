import { z } from 'zod';
import { closeDeadlines, desk, registerDeadline } from '#domain/deadlines';
import { record } from '#domain/journal';
import { followCase } from '#domain/majors';
import { personIn } from '#kernel/actor';
import { byTheHour, type Context, followingHidden, systemContext } from '#kernel/context';
import { conflict, forbidden, invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { lineField, optionalWords, reasonField, requireFields } from '#kernel/input';
import { bigrams } from '#kernel/text';
import { inWorkingDays } from '#kernel/workingDays';
import { inTransaction } from '#platform/mongo';
import { bodiesAbove } from '../above.ts';
import { saidApart } from '../apart.ts';
import { caseOf } from '../caseOf.ts';
import { aboutOf, dueSubjectOf, subjectOf, takeStep, WORDS_CLOCK } from '../change.ts';
import { competentDesk } from '../competent.ts';
import { isUnnamed, joinedBehind, personBehind } from '../contact.ts';
import { APART, firmOf, type Hazard, HazardModel, isFirmUnknown } from '../hazard.models.ts';
import { disputeRule } from '../hazardRules.ts';
import { holdAct, type Speaker, waitsForHour } from '../heldAct.model.ts';
import { loadOwn } from '../own.ts';
import { isToldApart, loadSeen } from '../policy.ts';
import { checkSeen, seenField } from '../seen.ts';
import { tallyHazard } from '../tally.ts';
import { voiceIn } from '../voices.ts';
import { referenceField } from './fields.ts';
import { reportHazard } from './reportHazard.ts';
import { joinUnnamed } from './triage.ts';

/** For who is not signed in: it shows that they reported it. */
const queryCode = lineField('请填写查询码').optional();
export const disputeClosingInput = z.object({ reference: referenceField, queryCode, reason: reasonField });

interface Speaking extends Speaker {
  hazard: Hazard;
  isHidden: boolean;
}

/** Whoever reported or joined, by their account or by number and code. @throws Forbidden for anybody else. */
async function speakerOf(ctx: Context, reference: string, code: string | undefined): Promise<Speaking> {
  if (code !== undefined) {
    const hazard = await loadOwn(ctx, { reference, queryCode: code });
    return {
      hazard,
      isOwn: true,
      isHidden: isUnnamed(hazard),
      ...(hazard.isAnonymous ? { voice: voiceIn(hazard) } : {}),
    };
  }
  const { hazard, isOwn, hasJoined, voice } = await loadSeen(ctx, reference);
  if (!isOwn && !hasJoined) throw forbidden('common.not-allowed');
  return {
    hazard,
    isOwn,
    isHidden: voice !== undefined || (isOwn && isUnnamed(hazard)),
    ...(voice === undefined ? {} : { voice }),
  };
}

/**
 * 还没有: says of a closed major hazard that it is not solved. The closing stands; within its days somebody of the competent
 * body looks again who did not close it. Upheld, it may be said once more, to the level above; then no more. Said without a name
 * of a calm case it is done at the next full hour.
 * @throws Invalid at `reason`, `queryCode`; Forbidden for who neither reported nor joined; Conflict
 * `hazards.not-closed-major`, `hazards.disputed`, `hazards.disputes-over`.
 */
export async function disputeClosing(at: Context, raw: z.input<typeof disputeClosingInput>): Promise<Hazard> {
  const { reference, queryCode: code, reason } = requireFields(disputeClosingInput, raw);
  return inTransaction(async () => {
    const speaking = await speakerOf(at, reference, code);
    const { hazard, voice, isHidden } = speaking;
    if (!hazard.isMajor || hazard.status !== 'closed' || hazard.succeededBy !== undefined)
      throw conflict('hazards.not-closed-major');
    if (hazard.dispute !== undefined) throw conflict('hazards.disputed');
    const { times, workingDays } = disputeRule(at.now);
    const upheld = hazard.upheld ?? [];
    if (upheld.length >= times) throw conflict('hazards.disputes-over', { params: { times } });
    if (waitsForHour(at, hazard, isHidden)) {
      const input = { reference, reason, ...given({ queryCode: code }) };
      await holdAct(at, hazard, speaking, { act: 'dispute', actor: at.actor, input });
      return hazard;
    }
    const above = upheld.length === 0 ? [] : await bodiesAbove(hazard);
    const ctx = isHidden || isUnnamed(hazard) ? byTheHour(at) : at;
    const { words, apart } = saidApart(hazard, reason, !speaking.isOwn && voice !== undefined);
    const after = await HazardModel.findOneAndUpdate(
      { _id: hazard._id, version: hazard.version },
      {
        $set: {
          ...apart,
          dispute: { reason: words, at: ctx.now, ...(above.length === 0 ? {} : { isAbove: true }) },
          closingAnswer: 'not-yet',
          updatedAt: ctx.now,
        },
        $inc: { version: 1 },
      },
      { returnDocument: 'after' },
    ).lean<Hazard>();
    if (after === null) throw conflict('common.changed-meanwhile');
    await registerDeadline(ctx, {
      key: `dispute:${after._id}:${after.version}`,
      kind: 'hazard-dispute',
      subject: dueSubjectOf(after),
      title: '重大隐患销号有异议，待另一人复核',
      dueAt: inWorkingDays(ctx.now, workingDays),
      owedBy: above.length === 0 ? [competentDesk(after)] : above.map(desk.body),
      notBy: [...(after.review === undefined ? [] : [after.review.by]), ...upheld.map(({ by }) => by)],
      isUrgent: true,
      ladder: 'hazard-closure',
    });
    await followCase(
      isHidden ? followingHidden(ctx, 'majors') : systemContext(ctx.now, 'majors', ctx.requestId),
      caseOf(after),
      'dispute',
    );
    await record(ctx, {
      name: 'hazards.disputed',
      subject: subjectOf(after),
      about: aboutOf(after),
      facts: { reason: words, ...(voice === undefined ? {} : { voice }) },
      hideActor: isHidden,
    });
    return after;
  });
}

export const answerClosingInput = z.object({
  reference: referenceField,
  queryCode,
  answer: z.enum(['solved', 'not-yet'], { error: '请选择解决了没有' }),
  words: optionalWords(500),
});

/**
 * 已解决/还没有: what whoever reported says once a major hazard was closed. Said again it changes nothing.
 * @throws Invalid at `answer`, at `words` where it is not solved and nothing was said.
 */
export async function answerClosing(at: Context, raw: z.input<typeof answerClosingInput>): Promise<Hazard> {
  const { reference, queryCode: code, answer, words } = requireFields(answerClosingInput, raw);
  const own = { reference, ...(code === undefined ? {} : { queryCode: code }) };
  if (answer === 'not-yet') {
    if (words === undefined) throw invalid('common.check-fields', { words: '请写一句现在是什么样' });
    return disputeClosing(at, { ...own, reason: words });
  }
  return inTransaction(async () => {
    const { hazard, voice, isHidden } = await speakerOf(at, reference, code);
    if (!hazard.isMajor || hazard.status !== 'closed') throw conflict('hazards.not-closed-major');
    if (hazard.closingAnswer !== undefined) return hazard;
    const ctx = isHidden || isUnnamed(hazard) ? byTheHour(at) : at;
    const after = await HazardModel.findOneAndUpdate(
      { _id: hazard._id, version: hazard.version },
      { $set: { closingAnswer: 'solved', updatedAt: ctx.now }, $inc: { version: 1 } },
      { returnDocument: 'after' },
    ).lean<Hazard>();
    if (after === null) throw conflict('common.changed-meanwhile');
    const facts = voice === undefined ? {} : { voice };
    await record(ctx, {
      ...{ name: 'hazards.found-solved', subject: subjectOf(after), about: aboutOf(after), facts },
      hideActor: isHidden,
    });
    return after;
  });
}

/** May whoever reported be asked whether it is solved? Not once it was looked at again as often as it may be. */
export const asksClosing = ({ isMajor, status, closingAnswer, upheld = [] }: Hazard, now: Date): boolean =>
  isMajor && status === 'closed' && closingAnswer === undefined && upheld.length < disputeRule(now).times;

const reviewed = z.object({ reference: referenceField, seen: seenField, reason: reasonField });
export const upholdClosingInput = reviewed;
export const admitUnsolvedInput = reviewed;

/** Another person of the body has looked: the closing was right. @throws Forbidden for who closed it, Invalid at `reason` */
export async function upholdClosing(ctx: Context, raw: z.input<typeof reviewed>): Promise<Hazard> {
  const { reference, seen, reason } = requireFields(reviewed, raw);
  return takeStep(ctx, reference, 'uphold', ({ hazard }, ctx) => {
    checkSeen(hazard, 'uphold', seen);
    return {
      event: 'closing-upheld',
      set: { upheld: [...(hazard.upheld ?? []), { by: personIn(ctx.actor), at: ctx.now }] },
      // Whoever reported is asked once more.
      unset: ['dispute', 'closingAnswer'],
      facts: { reason },
      also: () => closeDeadlines(ctx, { kind: 'hazard', id: hazard._id }, 'hazard-dispute'),
    };
  });
}

/** What somebody made of words in another tongue is not owed once more; what was added and waits still, is. */
async function keepChinese(ctx: Context, hazard: Hazard, reference: string): Promise<void> {
  const { inChinese, awaitsWords } = hazard;
  // What was told apart is known by its Chinese words alone, and says nothing of who wrote them.
  if (inChinese === undefined || isToldApart(hazard)) return;
  const next = await HazardModel.findOne({ reference }).lean<Hazard>().orFail();
  const { modifiedCount } = await HazardModel.updateOne(
    { _id: next._id, version: next.version, inChinese: { $exists: false } },
    {
      $set: { inChinese, grams: bigrams(`${next.text} ${inChinese.text} ${next.placeText}`) },
      ...(awaitsWords ? {} : { $unset: { awaitsWords: 1 } }),
      $inc: { version: 1 },
    },
  );
  if (modifiedCount > 0 && !awaitsWords) await closeDeadlines(ctx, { kind: 'hazard', id: next._id }, WORDS_CLOCK);
}

/**
 * What goes on as a new case was judged a major hazard already: it stays one, by the same clause, which no firm takes back;
 * and whoever reported or joined the old one follows it. Done again it changes nothing.
 */
async function keepJudgement(ctx: Context, before: Hazard, reference: string): Promise<void> {
  const next = await HazardModel.findOne({ reference }).lean<Hazard>().orFail();
  if (next.isMajor) return;
  const { majorBasis, criterion, reporter, endorserIds } = before;
  const judged = { isMajor: true, grade: 'major', ...given({ majorBasis, criterion }) } as const;
  const followers = [...(reporter.personId === undefined ? [] : [reporter.personId]), ...endorserIds];
  const after = await HazardModel.findOneAndUpdate(
    { _id: next._id, version: next.version },
    { $set: judged, $addToSet: { endorserIds: { $each: followers } }, $inc: { version: 1 } },
    { returnDocument: 'after' },
  ).lean<Hazard>();
  if (after === null) throw conflict('common.changed-meanwhile');
  await tallyHazard(next, after);
  await record(ctx, {
    ...{ name: 'hazards.marked-major', subject: subjectOf(after), about: aboutOf(after) },
    facts: { action: 'mark-major', status: after.status, ...given({ majorBasis }) },
  });
  await followCase(ctx, caseOf(after), 'mark-major');
  if (isUnnamed(before)) await joinUnnamed(next, await personBehind(before._id));
  for (const personId of await joinedBehind(before)) await joinUnnamed(next, personId);
}

/**
 * Another person of the body has looked: it is not solved. What is closed stays as it is, with all that was counted of it; a
 * new case is opened at the same point, judged a major one as it was. @throws Forbidden for who closed it, Invalid at `reason`
 */
export async function admitUnsolved(ctx: Context, raw: z.input<typeof reviewed>): Promise<Hazard> {
  const { reference, seen, reason } = requireFields(reviewed, raw);
  return takeStep(ctx, reference, 'admit', async ({ hazard }, ctx) => {
    checkSeen(hazard, 'admit', seen);
    const { text, placeText, locationId, category, aboutFirmId, version, _id } = hazard;
    const next = await reportHazard(
      { ...ctx, onceKey: `unsolved:${_id}:${version}` },
      {
        ...(isFirmUnknown(hazard) ? {} : { enterpriseId: firmOf(hazard) }),
        ...{ text, placeText, category, isClaimedMajor: true },
        ...(locationId === undefined ? {} : { locationId }),
        isAboutManagers: aboutFirmId !== undefined && hazard.enterpriseId === APART,
      },
    );
    await keepChinese(ctx, hazard, next.reference);
    await keepJudgement(ctx, hazard, next.reference);
    return {
      event: 'found-unsolved',
      set: { succeededBy: next.reference },
      unset: ['dispute'],
      facts: { reason, succeededBy: next.reference },
      also: () => closeDeadlines(ctx, { kind: 'hazard', id: _id }, 'hazard-dispute'),
    };
  });
}
