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
  enterpriseId?: string;
  enterpriseName?: string;
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
  /** An open case that may be the same. */
  similar?: { reference: string; text: string };
  /** Steps gone through, for 返回. */
  trail: string[];
}

export const emptyDraft = (): ReportDraft => ({
  text: '',
  photoIds: [],
  isPlaceSettled: false,
  isUrgent: false,
  isAnonymous: false,
  isAboutManagers: false,
  places: [],
  enterprises: [],
  trail: [],
});

export const draftOf = (state: DialogueState): ReportDraft => ({ ...emptyDraft(), ...state.draft });

const ANONYMOUS = /^(我要|我想)?(匿名)(上报|举报)?[，,：:\s]*/;

/** Takes what the message tells into the draft: words, photo, the wish to stay unnamed, the alarm. */
export function absorb(draft: ReportDraft, message: InboxMessage, isDanger: boolean): ReportDraft {
  const next = { ...draft, photoIds: [...draft.photoIds] };
  if (message.photoId && !next.photoIds.includes(message.photoId)) next.photoIds.push(message.photoId);
  const words = withoutAnonymity(message.text ?? '');
  if (words.isAnonymous) next.isAnonymous = true;
  if (words.text) next.text = next.text ? `${next.text}；${words.text}` : words.text;
  if (isDanger) next.isUrgent = true;
  return message.location ? withPosition(next, message) : next;
}

/** The place as the sender's phone gave it. */
export function withPosition(draft: ReportDraft, { location }: InboxMessage): ReportDraft {
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

/** Places whose name is in the words, longest name first, so that 「3号线电箱」 beats 「3号线」. */
export function placesNamed(text: string, places: readonly PlaceOption[]): PlaceOption[] {
  const words = understandable(text).replace(/\s/g, '');
  const short = (label: string) => label.replace(/\s|生产|车间$/g, '');
  const hits = places.filter((p) => short(p.label).length >= 2 && words.includes(short(p.label)));
  return hits.sort((a, b) => b.label.length - a.label.length);
}

/** Places that share a number of line, floor or building with the words come first: 「3号线电箱」 → 「3号线配电房」. */
export function likelyFirst(text: string, places: readonly PlaceOption[]): PlaceOption[] {
  const marks = understandable(text).match(/[0-9A-Z]+(号线|号楼|号炉|号机|号仓|号|线|楼|车间)/gi) ?? [];
  const score = (p: PlaceOption) => marks.filter((mark) => p.label.includes(mark)).length;
  return [...places].sort((a, b) => score(b) - score(a));
}
