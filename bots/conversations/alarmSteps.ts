import type { DialogueState } from '#domain/chat';
import { evidenceRule } from '#domain/evidence';
import {
  correctedPlace,
  type Filed,
  giveName,
  type Hazard,
  isFirmUnknown,
  isPlace,
  isWithFirm,
  LONGEST_ALARM,
  loadOwn,
  mayAdd,
  mayTakeBack,
  NO_PLACE,
  peekHazard,
  placeInCry,
  reportHazard,
  takeBackAlarm,
  tellMore,
} from '#domain/hazards';
import { runnersOf } from '#domain/identity';
import { bodyName, findLocations, recallEnterprise } from '#domain/organisations';
import { actsAs } from '#kernel/actor';
import { AppError } from '#kernel/errors';
import {
  end,
  goTo,
  type Outcome,
  type Reply,
  type Settled,
  say,
  shortly,
  standAt,
  type Turn,
} from '../conversation.ts';
import type { Intent } from '../intents.ts';
import { saysNo, saysYes, understandable } from '../words.ts';
import { matterOf } from './alarmMatters.ts';
import { knowsNot, remarkOn, takesAlarmBack } from './alarmWords.ts';
import { matchEnterprises } from './enterpriseChoice.ts';
import {
  absorb,
  emptyDraft,
  MAX_PLACE,
  placesNamed,
  type ReportDraft,
  withoutAnonymity,
  withPosition,
} from './reportDraft.ts';

/** An alarm that was filed in this chat, while it is still talked about. */
interface Told {
  reference: string;
  /** When, as ISO text. */
  since: string;
  /** Whose it is, where that is a firm. */
  enterpriseId?: string;
  /** Who has it, in words. */
  holder: string;
  isFirmUnknown: boolean;
  isPlaceUnknown: boolean;
  /** They have said that they know no more: nothing is asked again. */
  knowsNot?: boolean;
  /** Something of it was told by voice. */
  hasVoice?: boolean;
  /** They have an account and are not named: one tap gives their name. */
  mayName: boolean;
}

const toldIn = ({ draft }: DialogueState): Told => draft as unknown as Told;
export const toldSince = (state: DialogueState): Date => new Date(toldIn(state).since);

type Remark = {
  isFiled?: boolean;
  isAdded?: boolean;
  isLeft?: boolean;
  isNamed?: boolean;
  warns?: boolean;
  said?: string;
};
/** Their name is given with words of its own: a number may be how many are hurt. */
const GIVES_NAME = /^(我要?|请|帮我)?(写|留|署|填)(上|下)?(我的?)?(真实?)?(名字?|姓名)$/;
export const givesName = (words: string): boolean => GIVES_NAME.test(words);

/** Where it stands, what was done, and what may be told next. */
function reply(told: Told, remark: Remark, more: Record<string, unknown> = {}): Reply {
  const { since: _since, knowsNot: doesNotKnow = false, ...shown } = told;
  const { said = '', ...done } = remark;
  const says = { isHurry: said === 'hurry', isOver: said === 'over', isDrill: said === 'drill' };
  const undone = { isFiled: false, isAdded: false, isLeft: false, isNamed: false, isUnnamed: said === 'unnamed' };
  // Once told where to go, nobody needs it at every word; a danger told anew says it anew.
  const warns = done.isFiled === true || says.isHurry;
  const remarks = { ...undone, warns, knowsNot: said === 'knows-not', ...says, ...done };
  return {
    template: 'alarm',
    params: {
      queryCode: '',
      hasDraft: false,
      lostPhotos: 0,
      cut: 0,
      most: LONGEST_ALARM,
      place: '',
      hasVoice: false,
      ...shown,
      isFirmUnknown: shown.isFirmUnknown && !doesNotKnow,
      isPlaceUnknown: shown.isPlaceUnknown && !doesNotKnow,
      ...remarks,
      ...more,
      isUrgent: true,
    },
    isUrgent: true,
  };
}

const stand = (told: Told, remark: Remark, more?: Record<string, unknown>): Settled =>
  standAt('alarm', 'told', told, reply(told, remark, more));

/** Who has a case, in words that promise no more than was done: a firm nobody speaks for cannot be told. */
async function holderOf({ enterpriseId, bodyId }: Pick<Filed, 'enterpriseId' | 'bodyId'>): Promise<string> {
  const body = await bodyName(bodyId);
  if (enterpriseId === undefined) return body;
  const { shortName = '' } = (await recallEnterprise(enterpriseId)) ?? {};
  return (await runnersOf(enterpriseId)).length > 0 ? shortName : `${body}（${shortName}还没有人登记）`;
}

/**
 * Files a danger to people now before anything is asked. A worker is not named in it: a name that was given cannot be taken
 * back, and nobody who calls for help has been asked; one tap gives it. The command knows the message by its once-key.
 */
export function fileAtOnce(draft: ReportDraft, turn: Turn): Outcome {
  const { ctx } = turn;
  const { text, enterpriseId, locationId, placeText, onBehalf, isAboutManagers } = draft;
  const isWorker = actsAs(ctx.actor, 'worker');
  const isAnonymous = draft.isAnonymous || isWorker;
  // What is too long for a place is told with the words.
  const words = placeText && placeText.length > MAX_PLACE ? `${text}；${placeText}` : text;
  const cut = Math.max(0, words.length - LONGEST_ALARM);
  const mostPhotos = evidenceRule(ctx.now).most;
  const tooManyPhotos = Math.max(0, draft.photoIds.length - mostPhotos);
  const run = async (): Promise<Settled> => {
    const filed = await reportHazard(ctx, {
      text: words.slice(0, LONGEST_ALARM),
      photoIds: draft.photoIds.slice(0, mostPhotos),
      soundIds: draft.soundIds.slice(0, mostPhotos),
      ...{ isUrgent: true, isAnonymous, isAboutManagers },
      ...(enterpriseId ? { enterpriseId } : {}),
      ...(placeText ? { placeText: placeText.slice(0, MAX_PLACE) } : {}),
      ...(enterpriseId && locationId ? { locationId } : {}),
      ...(onBehalf ? { onBehalfOf: onBehalf.personId } : {}),
    });
    const { reference, queryCode, lostPhotos = 0, isFirmUnknown = false, isPlaceUnknown = false } = filed;
    const { placeText: place = '' } = filed;
    const told: Told = {
      ...{ reference, isFirmUnknown, isPlaceUnknown, since: ctx.now.toISOString() },
      ...(filed.enterpriseId ? { enterpriseId: filed.enterpriseId } : {}),
      holder: await holderOf(filed),
      mayName: isWorker && !draft.isAnonymous,
      ...(draft.soundIds.length > 0 ? { hasVoice: true } : {}),
    };
    return stand(told, { isFiled: true }, { queryCode, place, lostPhotos: lostPhotos + tooManyPhotos, cut });
  };
  return { replies: [], effect: { when: 'by-key', run } };
}

/** The alarm was none: whoever was told is told so. */
export function takeBack(reference: string, { ctx }: Turn, state?: DialogueState): Outcome {
  const run = async (): Promise<Settled> => {
    await takeBackAlarm(ctx, { reference });
    return end(say('alarm-taken-back', { reference }));
  };
  return { ...(state === undefined ? {} : { state }), replies: [], effect: { when: 'with-message', run } };
}

/** An alarm somebody may want to take back, from wherever they ask. What they say next is about it, whenever it was filed. */
export async function askWhetherFalse(
  hazard: Pick<Hazard, 'reference' | 'enterpriseId' | 'aboutFirmId' | 'bodyId' | 'text' | 'placeText' | 'createdAt'>,
): Promise<Settled> {
  const { reference, enterpriseId, bodyId, text, placeText, createdAt } = hazard;
  const own = isWithFirm(hazard) ? { enterpriseId } : {};
  const told: Told = {
    ...{ reference, ...own, since: createdAt.toISOString() },
    holder: await holderOf({ ...own, bodyId }),
    isFirmUnknown: isFirmUnknown(hazard),
    isPlaceUnknown: placeText === NO_PLACE,
    mayName: false,
  };
  return standAt('alarm', 'doubted', told, say('alarm-false', { reference, text: shortly(text || placeText) }));
}

/** What is said after an alarm: the firm, the place, more words, photos, a name, that it was none, or another matter. */
export async function goOnTelling(state: DialogueState, turn: Turn): Promise<Outcome> {
  const told = toldIn(state);
  const { words, intent, message } = turn;
  // By its own word alone: a number may be how many are hurt, or which hall it is.
  if (intent?.code === 'withdraw') return withdrawOf(intent, turn, state);
  if (takesAlarmBack(words)) return takeBack(told.reference, turn, state);
  if (told.mayName && givesName(words)) return nameThem(told, state, turn);
  if (intent?.code === 'resume') return noted(told, state);
  const isSaid = intent === undefined && message.kind !== 'other' && words !== '';
  if (isSaid && knowsNot(words)) return stand({ ...told, knowsNot: true }, { said: 'knows-not' });
  if (!isSaid && !message.photoId && !message.soundId && !message.location) return stand(told, { warns: true });
  const before = await peekHazard(told.reference);
  const matter = await matterOf(turn, { text: before?.text ?? '', ...told });
  switch (matter.is) {
    case 'unnamed':
      return stand(told, before?.isAnonymous === false ? { isNamed: true } : { said: 'unnamed' });
    case 'other':
      if (matter.code === 'withdraw' && before) return askWhetherFalse(before);
      return { ...goTo(matter.code, matter.code === 'suggest' ? { rest: message.text ?? '' } : {}), state };
    case 'hazard':
      return { ...goTo('report', { told: { ...message, text: matter.text } }), state };
    case 'alarm':
      return fileApart(told, { ...turn, message: { ...message, text: matter.text } });
    case 'unsure':
      return ask(told, message.text ?? '');
    case 'of-it':
      // A danger that cannot be added is no less one: it is a case of its own.
      return turn.isDanger && !(await takesMore(told, turn)) ? fileApart(told, turn) : add(told, state, turn);
  }
}

/** A danger of its own, at the firm of the one before. */
function fileApart({ enterpriseId }: Told, turn: Turn): Outcome {
  const here = enterpriseId === undefined ? {} : { enterpriseId };
  return fileAtOnce(absorb({ ...emptyDraft(), ...here }, turn.message, true), turn);
}

/** A courtesy, or 继续: where it stands, in a line. */
const noted = (told: Told, state: DialogueState): Settled => ({
  state,
  replies: [say('alarm-noted', { reference: told.reference, holder: told.holder, asks: told.isPlaceUnknown })],
});

/** Asked once: whoever has the case reads what is added to it. */
const ask = (told: Told, said: string): Settled =>
  standAt(
    'alarm',
    'asked',
    { ...told, said },
    say('alarm-ask', { said: shortly(said), reference: told.reference, holder: told.holder }),
  );

/** Whether what they said belongs to it; whatever else they say is said of the alarm. */
export function takeAsked(state: DialogueState, turn: Turn): Outcome | Promise<Outcome> {
  const { said, ...told } = state.draft as unknown as Told & { said: string };
  const { choice, words, intent, message } = turn;
  if (intent?.code === 'resume') return ask(told, said);
  const there = { conversation: 'alarm', step: 'told', draft: { ...told } };
  const its = { ...turn, choice: undefined, words: understandable(said), message: { ...message, text: said } };
  if (choice === 1 || saysYes(words)) return add(told, there, its);
  if (choice === 2) return { ...goTo('report', { told: { ...message, text: said } }), state: there };
  if (choice === 3 || saysNo(words)) return stand(told, { isLeft: true });
  return goOnTelling(there, turn);
}

/**
 * 撤回, of the case whose number is named; else of the alarm that is talked about. Typed in full it is done at once, from a
 * button it is asked once more.
 */
export async function withdrawOf(intent: Intent, turn: Turn, state?: DialogueState): Promise<Outcome> {
  const current = state === undefined ? undefined : toldIn(state).reference;
  const { reference = current ?? '' } = intent;
  const isSure = reference === current && !/想/.test(turn.words);
  if (isSure) return takeBack(reference, turn, state);
  const hazard = await loadOwn(turn.ctx, { reference });
  if (mayTakeBack(hazard)) return askWhetherFalse(hazard);
  return { ...end(say('withdraw', { reference, text: shortly(hazard.text || hazard.placeText) })), state };
}

/** Whether the case is still theirs, and still takes what is said of it. */
const takesMore = ({ reference }: Told, { ctx }: Turn): Promise<boolean> =>
  loadOwn(ctx, { reference }).then(mayAdd, (error: unknown) => {
    if (error instanceof AppError && error.kind !== 'Unavailable') return false;
    throw error;
  });

function nameThem(told: Told, state: DialogueState, { ctx }: Turn): Outcome {
  const run = async (): Promise<Settled> => {
    await giveName(ctx, { reference: told.reference });
    return stand({ ...told, mayName: false }, { isNamed: true });
  };
  // A refusal leaves them where they stood.
  return { state, replies: [], effect: { when: 'with-message', run } };
}

async function add(told: Told, state: DialogueState, turn: Turn): Promise<Outcome> {
  const { ctx, message, isDanger, choice } = turn;
  const { reference } = told;
  const words = withoutAnonymity(message.text ?? '').text;
  const match =
    told.isFirmUnknown && words && choice === undefined ? await matchEnterprises(words, ctx.actor) : undefined;
  const firm = match?.matches.length === 1 ? match.matches[0] : undefined;
  const enterpriseId = firm?.enterpriseId ?? told.enterpriseId;
  const said = firm ? (match?.placeText ?? '') : words;
  const { isPlaceUnknown } = told;
  const where = choice === undefined ? await placeIn(said, enterpriseId, { isDanger, isPlaceUnknown }) : { text: said };
  const locationId = match?.locationId ?? where.locationId;
  const placeText = withPosition<Pick<ReportDraft, 'placeText'>>({}, message).placeText ?? where.placeText;
  const more = {
    ...(where.text ? { text: where.text } : {}),
    ...(where.isPlaceCorrected ? { isPlaceCorrected: true } : {}),
    ...(placeText ? { placeText: placeText.slice(0, MAX_PLACE) } : {}),
    ...(enterpriseId && locationId ? { locationId } : {}),
    photoIds: message.photoId ? [message.photoId] : [],
    soundIds: message.soundId ? [message.soundId] : [],
  };
  const isMore = Object.keys(more).length > 2 || more.photoIds.length + more.soundIds.length > 0;
  const run = async (): Promise<Settled> => {
    const after = await (isMore || firm
      ? tellMore(ctx, firm?.enterpriseId, { reference, ...more })
      : peekHazard(reference)
    ).catch((error: unknown) => {
      const hasMovedOn = error instanceof AppError && ['Conflict', 'Forbidden', 'NotFound'].includes(error.kind);
      // It moved on while this was understood: answered once more, a danger is a case of its own.
      throw isDanger && hasMovedOn ? new Error('alarm: its case has moved on') : error;
    });
    const next: Told = {
      ...told,
      ...(firm && after
        ? {
            ...(isWithFirm(after) ? { enterpriseId: after.enterpriseId } : {}),
            isFirmUnknown: false,
            holder: await holderOf(isWithFirm(after) ? after : { bodyId: after.bodyId }),
          }
        : {}),
      isPlaceUnknown: told.isPlaceUnknown && !(placeText || locationId),
      ...(message.soundId ? { hasVoice: true } : {}),
    };
    const said = remarkOn(turn.words);
    return stand(next, { isAdded: true, said, warns: isDanger || said === 'hurry' });
  };
  return { state, replies: [], effect: { when: 'with-message', run } };
}

interface Where {
  text?: string;
  placeText?: string;
  locationId?: string;
  isPlaceCorrected?: boolean;
}

/**
 * What of some words is a place: one that corrects another, all of them where they are one; where none is known yet, one
 * they name. Whatever else they say is told on as words.
 */
async function placeIn(
  words: string,
  enterpriseId: string | undefined,
  { isDanger, isPlaceUnknown }: { isDanger: boolean; isPlaceUnknown: boolean },
): Promise<Where> {
  if (words === '') return {};
  if (words.length > MAX_PLACE) return { text: words };
  const corrected = isDanger ? undefined : correctedPlace(words);
  const place = corrected ?? words;
  const places = enterpriseId ? await findLocations(enterpriseId) : [];
  const [named] = placesNamed(
    place,
    places.map(({ _id, name }) => ({ locationId: _id, label: name })),
  );
  const known = named && !NOT_THERE.test(place) ? { locationId: named.locationId } : {};
  if (corrected !== undefined) return { placeText: corrected, isPlaceCorrected: true, ...known };
  if (!isDanger && isPlace(words)) {
    const isAll = named === undefined || words.replace(/^(我|人|就|是)*在/, '') === named.label;
    return { ...(isAll ? { placeText: words } : { text: words }), ...known };
  }
  if (!isPlaceUnknown) return { text: words };
  const inPassing = NOT_THERE.test(words) ? undefined : placeInCry(words);
  return { text: words, ...known, ...(inPassing === undefined ? {} : { placeText: inPassing }) };
}
/** A place named as one where nothing is. */
const NOT_THERE = /不是|不在|没事|不用|别去/;
