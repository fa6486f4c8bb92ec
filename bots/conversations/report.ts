import type { DialogueState } from '#domain/chat';
import { evidenceRule } from '#domain/evidence';
import { criesForHelp, findMyReports, findSimilar, knowsNoFirm, tellsDanger } from '#domain/hazards';
import { findLocations, getEnterprise } from '#domain/organisations';
import { actsAs, runsEnterprise } from '#kernel/actor';
import {
  type Asked,
  type Conversation,
  type ConversationStep,
  goTo,
  numbered,
  type Outcome,
  type Turn,
} from '../conversation.ts';
import { meaningOf } from '../meaning.ts';
import { saysNo, saysYes } from '../words.ts';
import { fileAtOnce } from './alarmSteps.ts';
import { correctionOf, isPrinted } from './corrections.ts';
import { findPlaceCode, matchEnterprises, withoutCode } from './enterpriseChoice.ts';
import { findColleague } from './onBehalf.ts';
import {
  absorb,
  chosenPlace,
  draftOf,
  emptyDraft,
  likelyFirst,
  MAX_PLACE,
  MAX_TEXT,
  placeOf,
  placesNamed,
  type ReportDraft,
  withoutAnonymity,
  withPosition,
} from './reportDraft.ts';
import { hazardsIn } from './severalHazards.ts';
import { endorse, submit } from './submitReport.ts';

type Step = 'words' | 'enterprise' | 'place' | 'confirm';
const MAX_PLACES = 8;
/** What the next question begins with. */
const REMARKS = [
  'isUnreadable',
  'isPhotoAdded',
  'isSoundAdded',
  'isNotFound',
  'isFirmNoted',
  'isNotAnOption',
  'isWordsAdded',
  'isCorrected',
  'asksWhatToChange',
] as const;
type Remark = (typeof REMARKS)[number];

/** Begins a report with whatever the message already tells, or with nothing. */
async function startReport({ told, unfinished }: Asked, turn: Turn): Promise<Outcome> {
  if (told === undefined) return goOn(emptyDraft(), turn);
  const { words, ...onBehalf } = (await findColleague(turn)) ?? { words: undefined };
  // Whose report it is says nothing of the danger.
  const message = words === undefined ? told : { ...told, text: words };
  const isDanger = await tellsDanger(message.text ?? '');
  const draft = isDanger && unfinished?.conversation === 'report' ? placeOf(draftOf(unfinished)) : emptyDraft();
  const begun = absorb(draft, message, isDanger);
  return goOn('personId' in onBehalf ? { ...begun, onBehalf } : begun, { ...turn, message });
}

/** 「内容改成地上一大滩油」: what it is to say is no danger told anew, unless it cries for help. */
const corrects = async (draft: ReportDraft, { words, message }: Turn): Promise<boolean> =>
  correctionOf(words, draft) !== undefined && (isPrinted(words) || !(await criesForHelp(message.text ?? '')));

/** Anything may come at any time: a photo, more words, 继续. Only what is left answers the question of the step. */
async function answer(state: DialogueState, turn: Turn): Promise<Outcome> {
  const draft = draftOf(state);
  const step = state.step as Step;
  if (turn.intent?.code === 'resume' || turn.intent?.code === 'report') return ask(step, draft, turn);
  if (turn.message.kind === 'other') return ask(step, draft, turn, 'isUnreadable');
  if (turn.isDanger && !(step === 'confirm' && (await corrects(draft, turn))))
    return goOn(absorb(draft, turn.message, true), turn);
  if (turn.message.photoId && step !== 'words')
    return ask(step, absorb(draft, turn.message, turn.isDanger), turn, 'isPhotoAdded');
  if (turn.message.soundId && step !== 'words')
    return ask(step, absorb(draft, turn.message, false), turn, 'isSoundAdded');
  if (step === 'words') return takeWords(draft, turn);
  if (step === 'enterprise') return takeEnterprise(draft, turn);
  return step === 'place' ? takePlace(draft, turn) : takeConfirmation(draft, state, turn);
}

const step: ConversationStep = { takesWords: true, filesAlarms: true, answer, back: goBack };

/** 上报隐患: words or photo → place → confirm; numbers choose. */
export const report: Conversation = {
  name: 'report',
  isKept: true,
  answers: ['report'],
  claims: {
    report: {
      pattern:
        /^(?=.*(?:报|反映|隐患|危险|问题))(我要|我想|想|要)?(上报|报|报告|举报|反映|报个|上报一个|报一个)?(隐患|安全隐患|问题|危险)?$/,
      examples: ['上报', '我要上报', '报隐患', '隐患', '举报', '上報隱患', '上抱', '我要报隐患'],
      nearMisses: ['没有隐患', '不上报', '要'],
      start: startReport,
    },
  },
  steps: {
    words: step,
    enterprise: step,
    place: step,
    confirm: { ...step, asksYes: true, isOwn: (state, { words }) => correctionOf(words, draftOf(state)) !== undefined },
  },
};

/** Asks for the first thing that is still missing. */
async function goOn(draft: ReportDraft, turn: Turn, from?: Step): Promise<Outcome> {
  const next = await fill(draft, turn);
  // Nobody in danger is asked first.
  if (next.text && (await criesForHelp(turn.message.text ?? ''))) return fileAtOnce({ ...next, isUrgent: true }, turn);
  const trail = from ? [...next.trail, from] : next.trail;
  if (isEmpty(next)) return ask('words', { ...next, trail }, turn);
  if (!next.enterpriseId && !next.isFirmUnknown) return ask('enterprise', { ...next, trail }, turn);
  if (!next.isPlaceSettled && !next.placeText) return ask('place', { ...next, trail }, turn);
  return ask('confirm', { ...next, trail }, turn);
}

/** What we can know without asking: the person's enterprise, a code from a poster, a place named in the words. */
async function fill(draft: ReportDraft, turn: Turn): Promise<ReportDraft> {
  const next = { ...draft };
  const { actor } = turn.ctx;
  const coded = next.locationId ? undefined : await findPlaceCode(next.text);
  if (coded) {
    const { code, ...place } = coded;
    Object.assign(next, place, { isPlaceSettled: place.locationId !== undefined, text: withoutCode(next.text, code) });
  }
  if (!next.enterpriseId && (actsAs(actor, 'worker') || runsEnterprise(actor)) && actor.scope.enterpriseId) {
    next.enterpriseId = actor.scope.enterpriseId;
  }
  if (!next.enterpriseId) return next;
  next.enterpriseName ??= (await getEnterprise(next.enterpriseId)).shortName;
  if (next.isPlaceSettled) return next;
  const all = (await findLocations(next.enterpriseId)).map((l) => ({ locationId: l._id, label: l.name }));
  const named = placesNamed(next.text, all);
  next.places = [
    ...named,
    ...likelyFirst(
      next.text,
      all.filter((p) => !named.includes(p)),
    ),
  ].slice(0, MAX_PLACES);
  if (named[0]) Object.assign(next, { locationId: named[0].locationId, placeText: named[0].label });
  next.isPlaceSettled = named.length > 0 || all.length === 0;
  return next;
}

async function ask(step: Step, draft: ReportDraft, turn: Turn, remark?: Remark): Promise<Outcome> {
  const whole = step === 'confirm' ? await withParts(await withSimilar(draft, turn)) : draft;
  // What is stored is what was shown: what is too long is cut here, and said.
  const shown = step === 'confirm' ? { ...whole, text: whole.text.slice(0, MAX_TEXT) } : whole;
  const cut = whole.text.length - shown.text.length;
  const state = { conversation: 'report', step, draft: { ...shown } };
  const options = step === 'place' ? shown.places.map((p) => p.label) : shown.enterprises.map((e) => e.name);
  const { text, enterpriseName = '', placeText = '', similar = false, isUrgent, isAnonymous, isAboutManagers } = shown;
  const params = {
    text,
    enterpriseName,
    placeText,
    similar,
    isUrgent,
    isAnonymous,
    isAboutManagers,
    isFirmUnknown: shown.isFirmUnknown ?? false,
    onBehalf: shown.onBehalf?.name ?? '',
    parts: numbered(shown.parts ?? []),
    cut,
    most: MAX_TEXT,
    photoCount: shown.photoIds.length,
    soundCount: shown.soundIds.length,
    voiceDays: evidenceRule(turn.ctx.now).sound.keptDays,
    isVoiceApart: isAnonymous || isAboutManagers || shown.isFirmUnknown || turn.ctx.actor.kind !== 'person',
    options: numbered(options),
    ...Object.fromEntries(REMARKS.map((r) => [r, r === remark])),
  };
  return { state, replies: [{ template: `report-${step}`, params, isUrgent }] };
}

/** Several hazards in one message are listed, and become several cases. */
async function withParts({ parts: _, ...draft }: ReportDraft): Promise<ReportDraft> {
  const parts = draft.isOne || draft.isUrgent ? [] : await hazardsIn(draft.text);
  return parts.length > 1 ? { ...draft, parts } : draft;
}

async function withSimilar(draft: ReportDraft, { ctx }: Turn): Promise<ReportDraft> {
  const { similar: _, ...rest } = draft;
  if (!draft.enterpriseId || !draft.text || draft.isNotSame) return rest;
  const { enterpriseId, locationId, text } = draft;
  const alike = await findSimilar(ctx, { enterpriseId, text, ...(locationId ? { locationId } : {}) });
  const [found] = alike;
  if (!found) return rest;
  const isMine = (await findMyReports(ctx)).rows.some(({ reference }) => reference === found.reference);
  const { reference, placeText, mayJoin } = found;
  const others = alike.filter((one) => one.reference === '').length;
  const said = { text: found.text || placeText, isMine, mayJoin: mayJoin && !isMine };
  return { ...rest, similar: { reference, ...said, ...(reference === '' ? { others } : {}) } };
}

/** A number that no question offered tells nothing, and the firm by itself is where, not what. */
async function takeWords(draft: ReportDraft, turn: Turn): Promise<Outcome> {
  if (turn.choice !== undefined && !turn.message.photoId) return ask('words', draft, turn);
  const firm = draft.enterpriseId || turn.message.photoId ? undefined : await firmAlone(turn);
  if (firm) return ask('words', { ...draft, ...firm, trail: [...draft.trail, 'words'] }, turn, 'isFirmNoted');
  return goOn(absorb(draft, turn.message, turn.isDanger), turn, 'words');
}

/** Letters a name may have around it and be the firm still: 「北流桂宝陶瓷」, 「在桂宝陶瓷的」. */
const MOST_BESIDE = 4;
async function firmAlone({
  words,
  ctx,
}: Turn): Promise<Pick<ReportDraft, 'enterpriseId' | 'enterpriseName'> | undefined> {
  if (words.length < 3) return undefined;
  const { matches, placeText } = await matchEnterprises(words, ctx.actor);
  const [only] = matches;
  const isAlone =
    matches.length === 1 && only !== undefined && placeText.length <= MOST_BESIDE && words.includes(only.name);
  return isAlone ? { enterpriseId: only.enterpriseId, enterpriseName: only.name } : undefined;
}

async function takeEnterprise(draft: ReportDraft, turn: Turn): Promise<Outcome> {
  const { text, isAnonymous } = withoutAnonymity(turn.message.text ?? '');
  const next = { ...withPosition(draft, turn.message), isAnonymous: draft.isAnonymous || isAnonymous };
  if (knowsNoFirm(text)) {
    const unknown = { ...next, isFirmUnknown: true, enterprises: [], trail: [...draft.trail, 'enterprise'] };
    return ask(next.placeText ? 'confirm' : 'place', unknown, turn);
  }
  const chosen = turn.choice ? draft.enterprises[turn.choice - 1] : undefined;
  const found = chosen ? { matches: [chosen], placeText: '' } : await matchEnterprises(text, turn.ctx.actor);
  if (found.matches.length !== 1) return ask('enterprise', { ...next, enterprises: found.matches }, turn, 'isNotFound');
  const enterprise = found.matches[0];
  if (!enterprise) return ask('enterprise', next, turn, 'isNotFound');
  const placeText = found.placeText || next.placeText || '';
  const { isFirmUnknown: _, ...known } = next;
  const settled = {
    ...known,
    enterpriseId: enterprise.enterpriseId,
    enterpriseName: enterprise.name,
    enterprises: [],
    ...(found.locationId ? { locationId: found.locationId } : {}),
    ...(placeText ? { placeText } : {}),
    isPlaceSettled: true, // the words or this answer say where; one more question would cost a fourth message
  };
  return ask('confirm', { ...settled, trail: [...draft.trail, 'enterprise'] }, turn);
}

async function takePlace(draft: ReportDraft, turn: Turn): Promise<Outcome> {
  const { number, isAnonymous } = chosenPlace(turn.message.text ?? '');
  const next = { ...draft, isAnonymous: draft.isAnonymous || isAnonymous };
  if (turn.message.location) return settle(withPosition(next, turn.message), turn);
  if (number !== undefined && number > draft.places.length) return ask('place', next, turn, 'isNotAnOption');
  const words = withoutAnonymity(turn.message.text ?? '').text;
  const place = number === undefined ? placesNamed(words, draft.places)[0] : draft.places[number - 1];
  if (place) return settle({ ...next, locationId: place.locationId, placeText: place.label }, turn);
  if (!words || words === '0') return ask('place', next, turn, 'isNotAnOption');
  if (KNOWS_NOT.test(turn.words)) return settle(next, turn);
  // What tells the danger is no place.
  if (await tellsMore(turn)) return ask('place', absorb(next, turn.message, turn.isDanger), turn, 'isWordsAdded');
  const { locationId: _, ...elsewhere } = next;
  return settle({ ...elsewhere, placeText: words.slice(0, MAX_PLACE) }, turn);
}

/** An answer too, to where it is. */
const KNOWS_NOT =
  /^(我?(也|都)?(不|唔)(知道?|清楚|晓得|懂|记得|确定)(了|啊|呀|在哪里?|是哪里?|叫什么)*|讲不清|说不清楚?|没有|无|随便|khong biet|không biết|don'?t know)$/i;
/** Words that end as places do: short ones are taken for one. */
const LIKE_A_PLACE =
  /(车间|仓库|[仓库房楼门口线区处边旁上下里台室厂院路池井炉机层间班站场棚道]|宿舍|食堂|饭堂|办公室|附近|旁边|门前|后面|前面|那里|这里|对面|隔壁)$/;
const SHORT_PLACE = 14;

async function tellsMore({ words }: Turn): Promise<boolean> {
  if (words.length < 4 || (words.length <= SHORT_PLACE && LIKE_A_PLACE.test(words))) return false;
  const { sure } = await meaningOf(words);
  return sure?.isTold === true && sure.score >= SURELY_TOLD;
}
const SURELY_TOLD = 0.8;

const settle = (draft: ReportDraft, turn: Turn): Promise<Outcome> =>
  ask('confirm', { ...draft, isPlaceSettled: true, trail: [...draft.trail, 'place'] }, turn);

async function takeConfirmation(draft: ReportDraft, state: DialogueState, turn: Turn): Promise<Outcome> {
  const { choice, words } = turn;
  if (choice === 1 || saysYes(words)) return submit(draft, state, turn);
  if (choice === 2) return submit({ ...draft, isAnonymous: true }, state, turn);
  if (choice === 3) return ask('place', { ...draft, trail: [...draft.trail, 'confirm'] }, turn);
  // What was taken for a danger and is none goes in as it is.
  if (choice === 4) return submit({ ...draft, isUrgent: !draft.isUrgent }, state, turn);
  if (choice === 7 && draft.parts) return ask('confirm', { ...draft, isOne: true }, turn, 'isCorrected');
  if (choice === 6) return ask('confirm', { ...draft, isAboutManagers: !draft.isAboutManagers }, turn);
  if (draft.similar?.mayJoin) {
    if (choice === 5) return endorse(draft.similar.reference, draft.isAnonymous, turn, state);
    if (words === '匿名附议') return endorse(draft.similar.reference, true, turn, state);
  }
  if (choice !== undefined || saysNo(words)) return ask('confirm', draft, turn, 'asksWhatToChange');
  const correction = correctionOf(words, draft);
  if (correction?.leadsTo === 'place') return ask('place', { ...draft, trail: [...draft.trail, 'confirm'] }, turn);
  if (correction?.leadsTo === 'submit') return submit(correction.draft, state, turn);
  if (correction?.leadsTo === 'endorse' && draft.similar)
    return endorse(draft.similar.reference, draft.isAnonymous, turn, state);
  if (correction) return ask('confirm', correction.draft, turn, 'isCorrected');
  return ask('confirm', absorb(draft, turn.message, turn.isDanger), turn, 'isWordsAdded');
}

/** One question back; before the first one lies the menu, where an unfinished report is kept. */
function goBack(state: DialogueState, turn: Turn): Outcome | Promise<Outcome> {
  const draft = draftOf(state);
  const trail = [...draft.trail];
  const before = trail.pop() as Step | undefined;
  if (before !== undefined) return ask(before, { ...draft, trail }, turn);
  if (state.step !== 'words') return ask('words', { ...draft, trail }, turn);
  return { ...goTo('menu', isEmpty(draft) ? {} : { unfinished: state }), state };
}

const isEmpty = ({ text, photoIds, soundIds }: ReportDraft): boolean =>
  text === '' && photoIds.length + soundIds.length === 0;
