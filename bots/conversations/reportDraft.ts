import type { DialogueState, InboxMessage } from '#domain/chat';
import { chosenNumber, understandable } from '../words.ts';

export interface PlaceOption {
  locationId: string;
  label: string;
}

/** What has been told of a hazard so far. */
export interface ReportDraft {
  text: string;
  photoIds: string[];
  /** Voice messages, which nobody here understands: they are filed as they are. */
  soundIds: string[];
  enterpriseId?: string;
  enterpriseName?: string;
  /** They have said that they do not know whose it is. */
  isFirmUnknown?: boolean;
  locationId?: string;
  placeText?: string;
  isPlaceSettled: boolean;
  isUrgent: boolean;
  isAnonymous: boolean;
  /** It is about those who run the firm, and goes past them. */
  isAboutManagers: boolean;
  /** The colleague somebody who runs the firm writes this down for. */
  onBehalf?: { personId: string; name: string };
  /** Places offered by number in the last question. */
  places: PlaceOption[];
  /** Enterprises offered by number in the last question. */
  enterprises: { enterpriseId: string; name: string }[];
  /** An open case that may be the same; only colleagues join it, and nobody their own. */
  similar?: { reference: string; text: string; isMine: boolean; mayJoin?: boolean; others?: number };
  /** They have said that none of the open cases is the same. */
  isNotSame?: boolean;
  /** Hazards told one after the other, each of which becomes a case of its own. */
  parts?: string[];
  /** They have said that it is one matter. */
  isOne?: boolean;
  /** Steps gone through, for 返回. */
  trail: string[];
}

export const emptyDraft = (): ReportDraft => ({
  text: '',
  photoIds: [],
  soundIds: [],
  isPlaceSettled: false,
  isUrgent: false,
  isAnonymous: false,
  isAboutManagers: false,
  places: [],
  enterprises: [],
  trail: [],
});

export const draftOf = (state: DialogueState): ReportDraft => ({ ...emptyDraft(), ...state.draft });

/** What the command takes; the person is told before anything is left out. */
export const MAX_TEXT = 1_000;
export const MAX_PLACE = 100;
/** An empty draft at the place of another: what is told next happens there too. */
export function placeOf({
  enterpriseId,
  enterpriseName,
  locationId,
  placeText,
  isPlaceSettled,
}: ReportDraft): ReportDraft {
  if (enterpriseId === undefined) return emptyDraft();
  return {
    ...{ ...emptyDraft(), enterpriseId, isPlaceSettled },
    ...(enterpriseName === undefined ? {} : { enterpriseName }),
    ...(locationId === undefined ? {} : { locationId }),
    ...(placeText === undefined ? {} : { placeText }),
  };
}

const ANONYMOUS = /^(我要|我想)?(匿名)(上报|举报|反映|报)?[，,：:\s]*/;
/** The wish to report, and after it what is to be reported. */
const WISH =
  /^(?:我|我们)?(?:想|要|想要|来)?(?<unnamed>匿名)?(?:上报|举报|反映|报告|报)(?:一下|一个|个|点)?(?:隐患|问题|危险|情况|事)?[，,：:。；;、\s]+(?<rest>\S.{3,})$/su;

/** What is told after the wish to report it, in the same message; undefined where nothing is. */
export const toldAfterWish = (text: string): string | undefined => WISH.exec(text.trim())?.groups?.['rest'];

/** What a wish to report tells beside itself: 「我要匿名报，班长叫我们不停机清料」 is a hazard, and to be without a name. */
export function wishIn(text: string): string {
  const { unnamed, rest } = WISH.exec(text.trim())?.groups ?? {};
  const isUnnamed = unnamed !== undefined || /匿名|不(?:要|想)?(?:留|写|署)(?:我的?)?名/.test(text);
  return [...(isUnnamed ? ['匿名'] : []), ...(rest === undefined ? [] : [rest])].join(' ');
}

/** Takes what the message tells into the draft: words, photo, the wish to stay unnamed, the alarm. */
export function absorb(draft: ReportDraft, message: InboxMessage, isDanger: boolean): ReportDraft {
  const next = { ...draft, photoIds: [...draft.photoIds], soundIds: [...draft.soundIds] };
  if (message.photoId && !next.photoIds.includes(message.photoId)) next.photoIds.push(message.photoId);
  if (message.soundId && !next.soundIds.includes(message.soundId)) next.soundIds.push(message.soundId);
  const words = withoutAnonymity(message.text ?? '');
  if (words.isAnonymous) next.isAnonymous = true;
  if (words.text) next.text = next.text ? `${next.text}；${words.text}` : words.text;
  if (isDanger) next.isUrgent = true;
  return message.location ? withPosition(next, message) : next;
}

/** The place as the sender's phone gave it. */
export function withPosition<T extends Pick<ReportDraft, 'placeText'>>(draft: T, { location }: InboxMessage): T {
  if (!location) return draft;
  const at = `${location.latitude.toFixed(5)}, ${location.longitude.toFixed(5)}`;
  return { ...draft, placeText: location.name ? `${location.name}（${at}）` : `手机定位（${at}）` };
}

/** `匿名 3号线` → the words without the wish, and the wish. */
export function withoutAnonymity(text: string): { text: string; isAnonymous: boolean } {
  const trimmed = text.trim();
  const rest = trimmed.normalize('NFKC').replace(ANONYMOUS, '');
  const isAnonymous = rest !== trimmed.normalize('NFKC');
  return { text: isAnonymous ? rest.trim() : trimmed, isAnonymous };
}

/** A place chosen by number; a nought in front asks to stay unnamed: `02`. */
export function chosenPlace(text: string): { number: number | undefined; isAnonymous: boolean } {
  const { text: rest, isAnonymous } = withoutAnonymity(text);
  const words = understandable(rest);
  return { number: chosenNumber(words), isAnonymous: isAnonymous || /^0\d$/.test(words) };
}

const DIGITS = '零一二三四五六七八九';

/** The name of a place as one would hear it: 「一号车间」 and 「1车间」 alike, 「饭堂」 for 「职工食堂」. */
const heard = (name: string): string =>
  understandable(name)
    .replace(/\s|生产/g, '')
    .replace(/[一二三四五六七八九](?=号|车间|楼|线|库|仓|门|炉|厂|栋|期|层|区|班)/g, (one) =>
      String(DIGITS.indexOf(one)),
    )
    .replace(/(\d)号?(?=车间|楼|线|库|仓|炉|厂|栋|区)/g, '$1')
    .replace(/(职工|员工|公司|厂区?)?(食堂|饭堂|餐厅)/g, '食堂')
    .replace(/(职工|员工|男生|女生)?宿舍楼?/g, '宿舍')
    .replace(/洗手间|卫生间|茅房/g, '厕所')
    .replace(/电房/g, '配电房')
    .replace(/配配电房/g, '配电房');

/** Places whose name is in the words, longest name first, so that 「3号线电箱」 beats 「3号线」. */
export function placesNamed(text: string, places: readonly PlaceOption[]): PlaceOption[] {
  const words = heard(text);
  const stands = (name: string): boolean => {
    const at = words.indexOf(name);
    // 「1车间」 is no part of 「11车间」.
    return name.length >= 2 && at >= 0 && !(/^\d/.test(name) && /\d/.test(words[at - 1] ?? ''));
  };
  const hits = places.filter(({ label }) => {
    const name = heard(label);
    return stands(name) || stands(name.replace(/车间$/, ''));
  });
  return hits.sort((a, b) => b.label.length - a.label.length);
}

/** Places that share a number of line, floor or building with the words come first: 「3号线电箱」 → 「3号线配电房」. */
export function likelyFirst(text: string, places: readonly PlaceOption[]): PlaceOption[] {
  const marks = understandable(text).match(/[0-9A-Z]+(号线|号楼|号炉|号机|号仓|号|线|楼|车间)/gi) ?? [];
  const score = (p: PlaceOption) => marks.filter((mark) => p.label.includes(mark)).length;
  return [...places].sort((a, b) => score(b) - score(a));
}
