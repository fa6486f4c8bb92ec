import type { QueryFilter } from 'mongoose';
import { holdsPowerOn, isBodyOver } from '#domain/competence';
import { asKnownTo as asKnownBy } from '#domain/engine';
import { hasHandIn } from '#domain/majors';
import { type Actor, actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import { type Context, readOnce } from '#kernel/context';
import { type LocalDate, localDate } from '#kernel/dates';
import { notFound } from '#kernel/errors';
import { type ActionRow, actionRow } from '#kernel/lifecycle';
import { isTooFar } from './agreed.ts';
import { isOnTheirDesk, isParks } from './competent.ts';
import { hazardsBehind, isUnnamed, standingIn, standingsOnce } from './contact.ts';
import { APART, firmOf, type Hazard, HazardModel, isFirmUnknown, isJudgedByBody } from './hazard.models.ts';
import { callableUntil, disputeRule, mayStillAsk } from './hazardRules.ts';
import { isHeld, shownAt } from './hold.ts';
import { type HazardAction, type HazardStatus, hazardLifecycle } from './lifecycle.ts';
import { CHANGING } from './moving.ts';
import { countJoined, voiceIn } from './voices.ts';

/** A case as one person sees it: with what decides which steps are theirs. */
export interface SeenHazard {
  hazard: Hazard;
  /** They reported it, by name or anonymously. */
  isOwn: boolean;
  /** They joined it, by name or without. */
  hasJoined: boolean;
  /** What they are called in it, where they stand without a name. */
  voice?: string;
  /** The park it lies in was given the power over it by the day the case came to it (意见（二）); else it only assists. */
  parkSupervises: boolean;
  /** Nobody but whoever reported it knows of it yet. */
  isHeld?: boolean;
  /** It was judged no major hazard so lately that the competent body may call it back. */
  isCallable: boolean;
  /** Its closing was looked at again as often as it may be. */
  isHeardOut?: boolean;
  /** More time may still be asked for: the last day for that is not over. */
  mayExtend?: boolean;
  /** Its fix was due by now, or is due later than a firm may set it: the body may set the day. */
  maySetDate?: boolean;
  /** They run the firm it is about or did while it was there, or acted for it in the case; looked at where a body decides. */
  hasHand?: boolean;
  /** Their body is the superior of the one that has it. */
  isFromAbove?: boolean;
}

const NOTHING: QueryFilter<Hazard> = { _id: { $in: [] } };

/**
 * What an actor may see, as a filter every list starts from. Firms see their own, parks their park, competent bodies
 * their region and sectors; a worker sees what they reported, joined or have to fix. Insurers and administrators see
 * no cases: neither insuring nor running the system needs them. What is held yet nobody sees but whoever reported it.
 */
export async function visibleTo({ actor, now }: Pick<Context, 'actor' | 'now'>): Promise<QueryFilter<Hazard>> {
  const whose = await withinScope(actor);
  return actsAs(actor, 'worker') ? whose : { ...whose, ...shownAt(now) };
}

async function withinScope(actor: Actor): Promise<QueryFilter<Hazard>> {
  if (actor.kind !== 'person') return NOTHING;
  const { scope } = actor;
  switch (actor.role) {
    case 'worker': {
      return {
        $or: [
          { 'reporter.personId': actor.personId },
          { endorserIds: actor.personId },
          { 'rectification.ownerId': actor.personId },
          { _id: { $in: await unnamedOf(actor) } },
        ],
      };
    }
    case 'enterprise-manager':
    case 'safety-officer':
      return scope.enterpriseId === undefined ? NOTHING : { enterpriseId: scope.enterpriseId };
    case 'adviser':
      return { enterpriseId: { $in: [...(scope.enterpriseIds ?? [])] } };
    case 'park-officer':
      // Its own, and what it still reads of firms that have moved.
      return scope.parkId === undefined
        ? NOTHING
        : {
            $or: [{ parkId: scope.parkId }, { 'formerParks.parkId': scope.parkId }, { laterParkIds: scope.parkId }],
          };
    case 'regulator':
      if (scope.regionCode === undefined) return NOTHING;
      if (scope.sectors === undefined) return { regionPath: scope.regionCode };
      // What it is competent for by its matter lies in any sector.
      return {
        $or: [
          { regionPath: scope.regionCode, sector: { $in: [...scope.sectors] } },
          { bodyId: scope.bodyId ?? '', regionPath: scope.regionCode },
        ],
      };
    default:
      return NOTHING;
  }
}

/** Cases without a name that they stand behind; none while their account hides them from whoever holds it now. */
export const unnamedOf = async ({ personId, hidesSince }: PersonActor): Promise<string[]> =>
  hidesSince === undefined ? hazardsBehind({ personId }) : [];

/**
 * May the actor open it: who may see it in their lists, and whoever reported it, in whatever role they act now. Where they
 * stand in it as no more than that, it is in 我的上报 alone.
 */
export const mayOpen = (actor: Actor, seen: SeenHazard): boolean =>
  actor.kind === 'person' && (canSee(actor, seen) || seen.isOwn);

/** The same question of one case. A test holds the two together for every role. */
export function canSee(actor: Actor, { hazard, isOwn, hasJoined, isHeld: isHeldYet }: SeenHazard): boolean {
  if (actor.kind !== 'person' || (isHeldYet && actor.role !== 'worker')) return false;
  const { scope, personId } = actor;
  switch (actor.role) {
    case 'worker':
      return isOwn || hasJoined || hazard.rectification?.ownerId === personId;
    case 'enterprise-manager':
    case 'safety-officer':
      return scope.enterpriseId === hazard.enterpriseId;
    case 'adviser':
      return scope.enterpriseIds?.includes(hazard.enterpriseId) ?? false;
    case 'park-officer':
      return (
        scope.parkId !== undefined &&
        (scope.parkId === hazard.parkId ||
          (hazard.formerParks?.some((left) => left.parkId === scope.parkId) ?? false) ||
          (hazard.laterParkIds?.includes(scope.parkId) ?? false))
      );
    case 'regulator':
      return (
        scope.regionCode !== undefined &&
        hazard.regionPath.includes(scope.regionCode) &&
        (scope.sectors === undefined || scope.sectors.includes(hazard.sector) || scope.bodyId === hazard.bodyId)
      );
    default:
      return false;
  }
}

/** True for officers of a park that reads the case without having it. */
export const readsOnly = (actor: Actor, hazard: Pick<Hazard, 'parkId'>): boolean =>
  actsAs(actor, 'park-officer') && actor.scope.parkId !== hazard.parkId;

/** The case, or a part of one, as the actor may know it: to a park the firm has left it stands as it stood that day. */
export const asKnownTo = <T extends Partial<Hazard>>(actor: Actor, hazard: T): T =>
  asKnownBy(actor, hazard, CHANGING as readonly (keyof T & string)[]);

/** Steps that decide whether a major hazard is closed. */
export const isReview = (action: HazardAction): boolean =>
  ['close-major', 'return-closure', 'call-back', 'uphold', 'admit'].includes(action);

/**
 * Reported or joined, wrote it down, had a hand in it for the firm at any time, or runs the firm or has run it since:
 * whoever did decides nothing about its closing.
 */
export const isInvolved = (seen: SeenHazard, personId: string | undefined): boolean => {
  const { reporter, rectification, fix } = seen.hazard;
  const hands = [reporter.recordedBy, rectification?.plannedBy, rectification?.ownerId, fix?.by];
  return seen.isOwn || seen.hasJoined || seen.hasHand === true || (personId !== undefined && hands.includes(personId));
};

/** The park that was given the power, its own competent body, or a superior one of that. */
const isCompetent = (actor: PersonActor, seen: SeenHazard): boolean =>
  (actor.role === 'park-officer' && isParks(seen.hazard) && actor.scope.parkId === seen.hazard.parkId) ||
  isCompetentBody(actor, seen);

const isCompetentBody = (actor: PersonActor, { hazard, isFromAbove = false }: SeenHazard): boolean =>
  actor.role === 'regulator' && (actor.scope.bodyId === hazard.bodyId || isFromAbove);

type HowTold = Pick<Hazard, 'soundIds' | 'told' | 'toldByJoined' | 'reporter'>;

/** Its reporter told it apart: what it says at all is what the body has written down. */
export const isReportedApart = (hazard: HowTold): boolean =>
  ((hazard.soundIds ?? []).length > 0 || hazard.told !== undefined) && isUnnamed(hazard);

/**
 * Told without a name by voice, in another tongue, or with the wish for other words: that would name the speaker, so the
 * competent body alone hears and reads it and writes it down, and the firm gets these words and nothing else of it. The same of
 * what somebody adds who joined without a name, whoever reported.
 */
export const isToldApart = (hazard: HowTold): boolean => hazard.toldByJoined !== undefined || isReportedApart(hazard);

/** What a case says, in Chinese where somebody has put it into it. */
export const wordsOf = (hazard: HowTold & Pick<Hazard, 'text' | 'inChinese'>): string =>
  isReportedApart(hazard) ? hazard.text : (hazard.inChinese?.text ?? hazard.text);

/** May the actor listen to a voice of the case, and read what its reporter told apart? Whoever spoke and the body; of a report by name also whoever has it. */
export function mayHear(actor: Actor, seen: SeenHazard): boolean {
  if (seen.isOwn) return true;
  if (actor.kind !== 'person' || !canSee(actor, seen)) return false;
  if (isReportedApart(seen.hazard)) return isCompetentBody(actor, seen);
  return runsEnterprise(actor) || isCompetent(actor, seen);
}

/** May the actor read what those told apart who joined? The competent body alone: not whoever reported, either. */
export const mayReadJoined = (actor: Actor, seen: SeenHazard): boolean =>
  actor.kind === 'person' && canSee(actor, seen) && isCompetentBody(actor, seen);

/** May the actor read whatever was told apart of a case: know that there was something to write down at all? */
export const readsApart = (actor: Actor, seen: SeenHazard): boolean =>
  (!isReportedApart(seen.hazard) || mayHear(actor, seen)) &&
  (seen.hazard.toldByJoined === undefined || mayReadJoined(actor, seen));

/**
 * May the actor learn from a case which others there are: whoever sorts it or watches over it, not whoever reported or joined it.
 * An employer has their own man report something alike, to be told the number of the report they look for.
 */
export const mayKnowOthers = (actor: Actor, seen: SeenHazard): boolean =>
  !actsAs(actor, 'worker') && canSee(actor, seen);

/** Has looked at the closing again already, and upheld it. */
export const hasUpheld = ({ upheld = [] }: Hazard, personId: string | undefined): boolean =>
  upheld.some(({ by }) => by === personId);

/** Whether the person's part in things allows the action, whatever the status. */
function mayEver(actor: PersonActor, action: HazardAction, seen: SeenHazard): boolean {
  const { hazard, isOwn, hasJoined } = seen;
  // Where it is about those who run the firm, the competent body does what they would.
  const isFirm = hazard.enterpriseId === APART ? isCompetentBody(actor, seen) : runsEnterprise(actor);
  const isJudge = isJudgedByBody(hazard) ? isCompetentBody(actor, seen) : isFirm;
  const isItsPark = actor.role === 'park-officer' && !readsOnly(actor, hazard);
  const isSupervisor = actor.role === 'regulator' || (isItsPark && seen.parkSupervises);
  switch (action) {
    case 'verify-valid':
      // Whose hazard it is comes before whether it is one.
      return isJudge && !isFirmUnknown(hazard);
    case 'find-firm':
      return isFirmUnknown(hazard) && (isCompetentBody(actor, seen) || isOwn);
    case 'add':
      return isOwn && hazard.isUrgent;
    case 'put-into-chinese':
      // What the firm wrote is read in place of what was told: the competent body may put it right.
      return hazard.awaitsWords === true
        ? (!isToldApart(hazard) && (isFirm || isJudge)) ||
            ((hazard.soundIds ?? hazard.told ?? hazard.toldByJoined) !== undefined && isCompetentBody(actor, seen))
        : hazard.inChinese !== undefined &&
            (isToldApart(hazard) ? isCompetentBody(actor, seen) : isCompetent(actor, seen));
    case 'take-back':
      return isOwn && isTheirsAlone(hazard);
    case 'accept':
    case 'tell-apart':
      return isJudge;
    case 'verify-not-valid':
    case 'mark-duplicate':
      // Once it is called a major one, the firm alone does not get rid of it.
      return hazard.isMajor ? isCompetent(actor, seen) && !isInvolved(seen, actor.personId) : isJudge;
    case 'plan-rectification':
    case 'fix-on-spot':
      return isFirm;
    case 'submit-rectification':
      return isFirm || hazard.rectification?.ownerId === actor.personId;
    case 'approve-rectification':
      return isJudge && !hazard.isMajor && !didTheFix(actor, hazard);
    case 'return-rectification':
      return isJudge && !didTheFix(actor, hazard);
    case 'request-closure':
      return isFirm && hazard.isMajor && hazard.fix?.by !== actor.personId;
    case 'close-major':
    case 'return-closure':
      return isCompetent(actor, seen) && !isInvolved(seen, actor.personId);
    case 'ask-extension':
      return isFirm && hazard.isMajor && hazard.extension === undefined && seen.mayExtend === true;
    case 'grant-extension':
    case 'refuse-extension':
      return hazard.extension !== undefined && isCompetent(actor, seen) && !isInvolved(seen, actor.personId);
    case 'set-date':
      return (
        hazard.isMajor && seen.maySetDate === true && isCompetent(actor, seen) && !isInvolved(seen, actor.personId)
      );
    case 'assist':
      return isItsPark && !seen.parkSupervises;
    case 'reopen':
      return (isOwn || hasJoined) && seen.isHeardOut !== true;
    case 'uphold':
    case 'admit':
      return (
        hazard.dispute !== undefined &&
        isCompetent(actor, seen) &&
        !isInvolved(seen, actor.personId) &&
        hazard.review?.by !== actor.personId &&
        !hasUpheld(hazard, actor.personId) &&
        !(hazard.dispute.isAbove === true && isOnTheirDesk(actor, hazard))
      );
    case 'urge':
      return actor.role === 'enterprise-manager' || isSupervisor;
    case 'endorse':
      return actor.role === 'worker' && !isOwn && !hasJoined;
    case 'mark-major':
      return !hazard.isMajor && (isFirm || isSupervisor);
    case 'downgrade':
      return hazard.isMajor && isCompetent(actor, seen) && !isInvolved(seen, actor.personId);
    case 'call-back':
      return seen.isCallable && isCompetent(actor, seen) && !isInvolved(seen, actor.personId);
  }
}

/** May the actor ask somebody who reported without a name? Whoever has an open case in hand, and its competent body. */
export const mayAsk = (actor: Actor, seen: SeenHazard): boolean =>
  actor.kind === 'person' &&
  seen.hazard.isOpen &&
  isUnnamed(seen.hazard) &&
  canSee(actor, seen) &&
  ((seen.hazard.enterpriseId !== APART && runsEnterprise(actor)) || isCompetentBody(actor, seen));

/** Four eyes by person: neither who was to fix it nor who said it was fixed. */
const didTheFix = (actor: PersonActor, hazard: Hazard): boolean =>
  hazard.fix?.by === actor.personId || hazard.rectification?.ownerId === actor.personId;

/**
 * May the actor do this to this case now? A worker may join a case of their own firm they cannot open otherwise: they
 * know of it from the hint while reporting.
 */
export function can(actor: Actor, action: HazardAction, seen: SeenHazard): boolean {
  if (actor.kind === 'system') return action === 'urge' && isIn(action, seen.hazard.status);
  if (actor.kind === 'visitor') return isIn(action, seen.hazard.status) && mayAsVisitor(action, seen);
  if (actor.kind !== 'person' || !isIn(action, seen.hazard.status)) return false;
  const isColleague = action === 'endorse' && !seen.isHeld && actor.scope.enterpriseId === seen.hazard.enterpriseId;
  const isReporter = seen.isOwn && AS_REPORTER.includes(action);
  return (canSee(actor, seen) || isColleague || isReporter) && mayEver(actor, action, seen);
}

/** What somebody does because they reported or joined, rather than in their work. */
export const AS_REPORTER: readonly HazardAction[] = ['add', 'take-back', 'find-firm', 'reopen', 'endorse'];

type Shown = Pick<
  Hazard,
  'isUrgent' | 'isMajor' | 'round' | 'status' | 'outsideAt' | 'endorserIds' | 'unnamedEndorsers'
>;
/**
 * An alarm nobody but its reporter stands behind yet: it ends with their word. Once others joined it, or it was marked
 * major, called back, opened again or handed to the competent body, it is no longer theirs alone.
 */
const isTheirsAlone = (hazard: Shown): boolean =>
  hazard.isUrgent &&
  !hazard.isMajor &&
  hazard.round === 1 &&
  hazard.outsideAt === undefined &&
  countJoined(hazard) === 0;

/** May whoever reported it still say that it was none? */
export const mayTakeBack = (hazard: Shown): boolean => isIn('take-back', hazard.status) && isTheirsAlone(hazard);
/** May whoever reported it still add to it? */
export const mayAdd = (hazard: Shown): boolean => isIn('add', hazard.status) && hazard.isUrgent;

/** What whoever raised an alarm does from the same chat or browser without an account. */
const mayAsVisitor = (action: HazardAction, { hazard, isOwn }: SeenHazard): boolean =>
  isOwn &&
  hazard.isUrgent &&
  (action === 'add' ||
    (action === 'take-back' && isTheirsAlone(hazard)) ||
    (action === 'find-firm' && isFirmUnknown(hazard)));

const isIn = (action: HazardAction, status: HazardStatus): boolean =>
  actionRow(hazardLifecycle, action).from.includes(status);

/** The steps a person may take now: the buttons of the case page and the choices of the bot. */
export function actionsFor(actor: Actor, seen: SeenHazard): ActionRow<HazardAction, HazardStatus>[] {
  return hazardLifecycle.actions.filter((row) => can(actor, row.action, seen));
}

/**
 * The day whose powers decide who has the case: the day it was reported, or the day it came with its firm from another
 * park. A park that gains or loses supervision later neither takes nor drops it (意见（二）).
 */
const dayItCame = (hazard: Hazard): LocalDate => hazard.formerParks?.at(-1)?.until ?? localDate(hazard.createdAt);

/** Whether the park has the power over a case: as was decided when it came, else by the register of that day. */
const parkHas = async (hazard: Hazard, parkId: string): Promise<boolean> =>
  hazard.competence === undefined ? holdsPowerOn(parkId, hazard.sector, dayItCame(hazard)) : isParks(hazard);

/** Adds what `can` needs to know. */
export async function withSight(ctx: Context, hazard: Hazard): Promise<SeenHazard> {
  const { actor } = ctx;
  const personId = actor.kind === 'person' ? actor.personId : undefined;
  const isNamed = personId !== undefined && hazard.reporter.personId === personId;
  // Whoever reported it by name did not join it without one.
  const mayStand = !isNamed && (actsAs(actor, 'worker') || isUnnamed(hazard));
  const standing =
    actor.kind === 'person' && actor.hidesSince === undefined && mayStand
      ? await standingIn(hazard, { personId: actor.personId }, standingsOnce(ctx, hazard))
      : undefined;
  const isVisitors =
    actor.kind === 'visitor' &&
    (actor.holds === hazard._id ||
      (actor.visitorId !== '' &&
        (await standingIn(hazard, { visitorId: actor.visitorId }, standingsOnce(ctx, hazard))) === 0));
  const asksPark = actsAs(actor, 'park-officer') && hazard.parkId !== undefined;
  const parkSupervises = asksPark && (await parkHas(hazard, hazard.parkId as string));
  const isCallable = hazard.notMajor !== undefined && ctx.now <= callableUntil(hazard.notMajor.at);
  const isDecided = hazard.isMajor || isCallable;
  const isDeciding = actsAs(actor, 'regulator', 'park-officer') && isDecided;
  const handled = { hazardId: hazard._id, firmId: firmOf(hazard), since: hazard.createdAt };
  const hasHand = isDeciding && (await hasHandIn(ctx, handled, true));
  const isFromAbove = actsAs(actor, 'regulator') && (await isBodyOver(actor.scope.bodyId, hazard.bodyId));
  return {
    ...(hasHand ? { hasHand } : {}),
    ...(isFromAbove ? { isFromAbove } : {}),
    hazard,
    isOwn: isNamed || standing === 0 || isVisitors,
    hasJoined: (standing ?? 0) > 0 || (personId !== undefined && hazard.endorserIds.includes(personId)),
    ...(standing === undefined ? {} : { voice: voiceIn(hazard, standing) }),
    parkSupervises,
    ...(isHeld(hazard, ctx.now) ? { isHeld: true } : {}),
    isCallable,
    isHeardOut: hazard.isMajor && (hazard.upheld ?? []).length >= disputeRule(ctx.now).times,
    mayExtend: mayStillAsk(hazard, ctx.now),
    maySetDate: (hazard.dueAt !== undefined && hazard.dueAt <= ctx.now) || isTooFar(hazard, ctx.now),
  };
}

/** The case as the actor sees it. @throws NotFound when it does not exist or is not theirs to see. */
export const loadSeen = (ctx: Context, reference: string): Promise<SeenHazard> =>
  readOnce(ctx, `hazard:${reference}`, () => seenNow(ctx, reference));

async function seenNow(ctx: Context, reference: string): Promise<SeenHazard> {
  const found = await HazardModel.findOne({ reference }).lean<Hazard>();
  if (found === null) throw notFound('common.not-found');
  const hazard = asKnownTo(ctx.actor, found);
  const seen = await withSight(ctx, hazard);
  const isColleague =
    actsAs(ctx.actor, 'worker') && !seen.isHeld && ctx.actor.scope.enterpriseId === hazard.enterpriseId;
  const isTheirs = ctx.actor.kind === 'visitor' && seen.isOwn;
  if (ctx.actor.kind !== 'system' && !mayOpen(ctx.actor, seen) && !isColleague && !isTheirs)
    throw notFound('common.not-found');
  return seen;
}
