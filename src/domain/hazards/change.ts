import { closeDeadlines, type Desk, desk, registerDeadline } from '#domain/deadlines';
import { claimStep, record } from '#domain/journal';
import { followCase } from '#domain/majors';
import { actsAs } from '#kernel/actor';
import { byTheHour, type Context, followingHidden } from '#kernel/context';
import { AppError, conflict, forbidden } from '#kernel/errors';
import { given } from '#kernel/given';
import { actionRow, nextStatus, openStatuses } from '#kernel/lifecycle';
import { reckoningOf } from '#kernel/workingDays';
import { inTransaction } from '#platform/mongo';
import { fixDueAt } from './agreed.ts';
import { endAlarm } from './alarm.model.ts';
import { caseOf } from './caseOf.ts';
import { isUnnamed } from './contact.ts';
import { APART, type Hazard, HazardModel, isJudgedByBody } from './hazard.models.ts';
import { extensionRule, hazardClock, inHours } from './hazardRules.ts';
import { type HeldActName, holdAct, waitsForHour } from './heldAct.model.ts';
import { type HazardAction, type HazardStatus, hazardLifecycle } from './lifecycle.ts';
import { mayHaveFile } from './looks.ts';
import {
  AS_REPORTER,
  can,
  hasUpheld,
  isInvolved,
  isReview,
  isToldApart,
  loadSeen,
  readsOnly,
  type SeenHazard,
} from './policy.ts';
import { tallyHazard } from './tally.ts';
import { joinedLately } from './voices.ts';

const OPEN: readonly HazardStatus[] = openStatuses(hazardLifecycle);

export const subjectOf = (hazard: Pick<Hazard, '_id' | 'reference'>) => ({
  kind: 'hazard',
  id: hazard._id,
  reference: hazard.reference,
});
/** Whose trails show it beside its own: those of a firm only where the firm has it. */
export const aboutOf = ({ enterpriseId }: Pick<Hazard, 'enterpriseId'>) =>
  enterpriseId === APART ? [] : [{ kind: 'enterprise', id: enterpriseId }];
/** Whoever has the case: the firm, or the competent body where it is about the firm's own managers. */
export const deskOf = ({ enterpriseId, bodyId }: Pick<Hazard, 'enterpriseId' | 'bodyId'>): Desk =>
  enterpriseId === APART ? desk.body(bodyId) : desk.firm(enterpriseId);

/** Whoever says whether it is true, and later whether it is done. */
export const judgesOf = (hazard: Pick<Hazard, 'enterpriseId' | 'bodyId' | 'outsideAt'>): Desk =>
  isJudgedByBody(hazard) ? desk.body(hazard.bodyId) : desk.firm(hazard.enterpriseId);

/** A clock that starts. */
export interface Due {
  kind: 'triage' | 'rectification' | 'closure';
  /** What falls due, in a few words. */
  title: string;
  at: Date;
  owedBy: Desk[];
  /** Who may not do it, by four eyes. */
  notBy?: string[];
}

/** What an action does to the case beside its status. */
export interface Change {
  set?: Partial<Hazard>;
  unset?: readonly (keyof Hazard)[];
  push?: { endorserIds: string };
  /** Joined without a name; `also` keeps who, sealed. */
  joinsUnnamed?: boolean;
  /** For the timeline and the notices; no names, no phones. */
  facts?: Record<string, unknown>;
  event: string;
  /** The clock of the status it enters; `none` when nothing is owed, absent when the clock runs on. */
  due?: Due | 'none';
  /** What it is taken with again at its full hour, where somebody without a name takes it in a calm case. */
  again?: Record<string, unknown>;
  /** Of words told apart: no trail but the case's own shows it. */
  isApart?: boolean;
  /** Work that belongs to the same transaction, e.g. proposing the reward. */
  also?(): Promise<void>;
}

const NEEDS_BODY: readonly HazardAction[] = [
  'approve-rectification',
  'verify-not-valid',
  'mark-duplicate',
  'downgrade',
];

/** Why a person who sees the case may not take this step. */
function refusal(seen: SeenHazard, action: HazardAction, { actor, now }: Context) {
  const { hazard } = seen;
  const personId = actor.kind === 'person' ? actor.personId : undefined;
  const isInvolvedBody = actsAs(actor, 'regulator', 'park-officer') && isInvolved(seen, personId);
  if (NEEDS_BODY.includes(action) && hazard.isMajor && !isInvolvedBody) return forbidden('hazards.major-needs-body');
  if ((isReview(action) && isInvolved(seen, personId)) || (NEEDS_BODY.includes(action) && isInvolvedBody))
    return forbidden('hazards.reviewer-involved');
  if (action === 'request-closure' && !hazard.isMajor) return forbidden('hazards.not-major');
  if (action === 'mark-major' && hazard.isMajor) return conflict('hazards.already-major');
  if (action === 'take-back' && seen.isOwn && hazard.isUrgent) return forbidden('hazards.not-theirs-alone');
  if (action === 'endorse' && seen.isOwn) return conflict('hazards.own-report');
  if (action === 'endorse' && seen.hasJoined) return conflict('hazards.already-endorsed');
  if (action === 'uphold' || action === 'admit') {
    const hasDecided = personId !== undefined && (hazard.review?.by === personId || hasUpheld(hazard, personId));
    if (hasDecided) return forbidden('hazards.same-person');
    const { isAbove: _, ...rest } = hazard.dispute ?? { reason: '', at: now };
    if (hazard.dispute?.isAbove && can(actor, action, { ...seen, hazard: { ...hazard, dispute: rest } }))
      return forbidden('hazards.needs-level-above');
  }
  // It would be theirs, but for who was faster.
  const dispute = { reason: '', at: now };
  if (hazard.dispute === undefined && can(actor, action, { ...seen, hazard: { ...hazard, dispute } }))
    return conflict('hazards.no-dispute');
  const extension = { dueOn: '', reason: '', askedBy: '', at: now };
  if (hazard.extension === undefined && can(actor, action, { ...seen, hazard: { ...hazard, extension } }))
    return conflict('hazards.no-extension-asked');
  // Or for the day.
  if (action === 'ask-extension' && can(actor, action, { ...seen, mayExtend: true }))
    return conflict('hazards.extension-too-late', { params: { days: extensionRule(now).leadWorkingDays } });
  if (action === 'set-date' && can(actor, action, { ...seen, maySetDate: true })) return conflict('hazards.not-late');
  const differs = actionRow(hazardLifecycle, action).differsFrom !== undefined || action === 'return-rectification';
  const isFixer = personId !== undefined && (hazard.fix?.by === personId || hazard.rectification?.ownerId === personId);
  if (differs && isFixer) return forbidden('hazards.same-person');
  return forbidden('common.not-allowed');
}

/** Whether a step is theirs now, and the status it leads to. @throws Forbidden, Conflict in the wrong status. */
export function checkMay(ctx: Context, seen: SeenHazard, action: HazardAction): HazardStatus {
  if (readsOnly(ctx.actor, seen.hazard)) throw forbidden('hazards.other-park');
  const status = nextStatus(hazardLifecycle, action, seen.hazard.status);
  if (!can(ctx.actor, action, seen)) throw refusal(seen, action, ctx);
  return status;
}

/**
 * The six beats every step of a case shares: load, authorise, guard by the lifecycle, change by compare-and-set, record
 * the event, all in one transaction; deadlines of the step left are closed and those of the step entered opened. A case
 * without a name is changed by the hour, and so is any by somebody without one: `decide` takes its time from the context
 * it is given. What they do of a calm case is held until the next full hour where it leads on (`again`).
 *
 * @throws NotFound out of scope, Conflict in the wrong status or when somebody was faster, Forbidden otherwise.
 */
export async function takeStep(
  at: Context,
  reference: string,
  action: HazardAction,
  decide: (seen: SeenHazard, ctx: Context) => Promise<Change> | Change,
  isNameless = false,
): Promise<Hazard> {
  let refused: Hazard | undefined;
  let hidden = isNameless;
  const step = async (): Promise<Hazard> => {
    const seen = await loadSeen(at, reference);
    const { hazard } = seen;
    // Nothing of an act without a name tells more than the hour, in whatever case. What somebody does in their work they
    // do by name, whether they stand in the case without one or not: otherwise it would tell which of them does.
    const voice = AS_REPORTER.includes(action) ? seen.voice : undefined;
    const hideActor =
      isNameless || voice !== undefined || (isUnnamed(hazard) && seen.isOwn && AS_REPORTER.includes(action));
    hidden = hideActor || seen.voice !== undefined;
    const ctx = isUnnamed(hazard) || hideActor ? byTheHour(at) : at;
    if (!(await claimStep(at, action, subjectOf(hazard)))) return hazard;
    refused = hazard;
    const status = checkMay(ctx, seen, action);
    refused = undefined;
    const change = await decide(seen, ctx);
    if (change.again !== undefined && waitsForHour(at, hazard, hideActor)) {
      const input = { reference, ...change.again };
      await holdAct(at, hazard, seen, { act: action as HeldActName, actor: at.actor, input });
      return hazard;
    }
    const isOpen = OPEN.includes(status);
    // The firm's own due date; while the competent body looks at the closure, nothing is late at the firm.
    const isFirms = change.due !== undefined && change.due !== 'none' && change.due.kind !== 'closure';
    // A major hazard is late from the day agreed on, to whatever day its clock runs.
    const agreed = fixDueAt({ ...hazard, ...change.set, status });
    const dueAt = agreed ?? (isFirms ? (change.due as Due).at : undefined);
    const clearsDue = change.due !== undefined && dueAt === undefined;
    const unset = [...(change.unset ?? []), ...(clearsDue ? (['dueAt', 'isDueReckoned'] as const) : [])];
    const update = {
      $set: {
        ...change.set,
        status,
        isOpen,
        updatedAt: ctx.now,
        ...(dueAt === undefined ? {} : dueFields(dueAt)),
        ...(change.joinsUnnamed ? { joinedLately: joinedLately(hazard, ctx.now) } : {}),
      },
      $inc: { version: 1, ...(change.joinsUnnamed ? { unnamedEndorsers: 1 } : {}) },
      ...(change.push === undefined ? {} : { $addToSet: change.push }),
      ...(unset.length === 0 ? {} : { $unset: Object.fromEntries(unset.map((key) => [key, 1])) }),
    };
    const after = await HazardModel.findOneAndUpdate({ _id: hazard._id, version: hazard.version }, update, {
      returnDocument: 'after',
    }).lean<Hazard>();
    if (after === null) throw conflict('common.changed-meanwhile');
    await tallyHazard(hazard, after);
    if (hazard.isUrgent && status !== 'reported') await endAlarm(hazard._id);
    if (change.due !== undefined) {
      await closeDeadlines(ctx, { kind: 'hazard', id: hazard._id });
      if (change.due !== 'none') await openDeadline(ctx, after, change.due);
    }
    // It runs beside the clock of the step: begun anew with that one, or with what was added.
    if (isOpen && (change.due !== undefined || !hazard.awaitsWords)) await openWordsClock(ctx, after);
    await record(ctx, {
      name: `hazards.${change.event}`,
      subject: subjectOf(after),
      about: change.isApart ? [] : aboutOf(after),
      facts: { action, status, ...(voice === undefined ? {} : { voice }), ...change.facts },
      hideActor,
    });
    await change.also?.();
    // What somebody does without a name leaves none in the file either.
    if (mayHaveFile(hazard) || mayHaveFile(after))
      await followCase(hideActor ? followingHidden(ctx, 'majors') : ctx, caseOf(after), action);
    return after;
  };
  try {
    return await inTransaction(step);
  } catch (error) {
    const isRefusal = error instanceof AppError && error.kind === 'Forbidden';
    if (isRefusal && refused !== undefined)
      await recordRefusal(hidden ? byTheHour(at) : at, refused, action, error.code, hidden);
    throw error;
  }
}

/** Keeps that somebody tried what is not theirs to do: it belongs to the case's trail (意见（十）). */
async function recordRefusal(
  ctx: Context,
  hazard: Hazard,
  action: HazardAction,
  code: string,
  isHidden: boolean,
): Promise<void> {
  await inTransaction(async () => {
    await record(ctx, {
      name: 'hazards.step-refused',
      subject: subjectOf(hazard),
      about: aboutOf(hazard),
      facts: { action, code },
      hideActor: isHidden || hazard.isAnonymous,
    });
  });
}

/** What a case shows of when it falls due, and whether holidays published later move it. */
export const dueFields = (at: Date): Required<Pick<Hazard, 'dueAt' | 'isDueReckoned'>> => ({
  dueAt: at,
  isDueReckoned: reckoningOf(at) !== undefined,
});

/** What a deadline of a case is about, and whose it is. */
export const dueSubjectOf = (hazard: Hazard) => ({
  ...subjectOf(hazard),
  ...(hazard.enterpriseId === APART ? {} : { enterpriseId: hazard.enterpriseId }),
  bodyId: hazard.bodyId,
  ...(hazard.parkId === undefined ? {} : { parkId: hazard.parkId }),
});

/** Until what was told in another tongue, or by voice, is written down in Chinese: beside the clock of the step, and left by no step but that one. */
export const WORDS_CLOCK = 'hazard-words';
export async function openWordsClock(ctx: Context, hazard: Hazard): Promise<void> {
  if (hazard.awaitsWords !== true) return;
  const isApart = isToldApart(hazard);
  const { enterpriseId: _, ...apart } = dueSubjectOf(hazard);
  await registerDeadline(ctx, {
    key: `${WORDS_CLOCK}:${hazard._id}`,
    kind: WORDS_CLOCK,
    // Nothing of the firm's own tells that there is something to write down.
    subject: isApart ? apart : dueSubjectOf(hazard),
    title: isApart ? '原话要写成中文' : hazard.soundIds === undefined ? '不是中文，要转写' : '语音，要转写',
    dueAt: inHours(ctx.now, hazardClock(ctx.now).wordsHours),
    owedBy: [isApart ? desk.body(hazard.bodyId) : deskOf(hazard)],
    isUrgent: hazard.isUrgent,
    ...given({ heldUntil: hazard.heldUntil }),
    ladder: isApart ? 'hazard-words' : 'hazard-triage',
  });
}

/** Registers what falls due next for a case. A reopened case counts its rounds, so each has its own deadline. */
export async function openDeadline(ctx: Context, hazard: Hazard, due: Due): Promise<void> {
  await registerDeadline(ctx, {
    key: `${hazard.status}:${hazard._id}:${hazard.round}:${hazard.version}`,
    kind: `hazard-${hazard.status}`,
    subject: dueSubjectOf(hazard),
    title: due.title,
    dueAt: due.at,
    owedBy: due.owedBy,
    notBy: due.notBy ?? [],
    isUrgent: hazard.isUrgent,
    isCalling: hazard.isUrgent && hazard.status === 'reported',
    ladder: `hazard-${due.kind}`,
    ...given({ heldUntil: hazard.heldUntil }),
  });
}
