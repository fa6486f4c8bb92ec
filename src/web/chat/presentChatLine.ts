import type { ChatMessage } from '#domain/chat';
import { formatDateTime } from '#kernel/dates';
import { paths } from '#kernel/paths';

/** An answer the bot offers by a number or a word: pressing it sends that. */
export interface ChatChoice {
  sends: string;
  label: string;
}

export interface ChatLineView {
  seq: number;
  isOwn: boolean;
  who: string;
  time: string;
  at: string;
  text: string;
  /** The same words in pieces: a number of a case leads to it. */
  parts: { text: string; href: string }[];
  photoUrl: string;
  thumbUrl: string;
  place: string;
  choices: ChatChoice[];
}

const NUMBERED = /^(\d{1,2}) (.{1,60})$/;
/** What no number may do by mistake has a word of its own. */
const WORDED = /^回复「([^「」]{1,8})」：(.{1,60})$/;

const CASE = /(H20\d{2}-\d{4,9})/;

/** @param isKnown Whoever is signed in reads the case itself; others look it up by its code. */
const partsOf = (text: string, isKnown: boolean): ChatLineView['parts'] =>
  text
    .split(CASE)
    .map((part) => ({ text: part, href: CASE.test(part) ? (isKnown ? paths.hazard(part) : paths.track) : '' }))
    .filter((part) => part.text !== '');

/** A line of the web chat for the page and for the live stream alike. */
export function presentChatLine(line: ChatMessage, isKnown: boolean): ChatLineView {
  const text = line.text ?? '';
  const isOwn = line.from === 'person';
  const { location } = line;
  return {
    seq: line.seq,
    isOwn,
    who: isOwn ? '我' : '安发',
    time: formatDateTime(line.createdAt).slice(-5),
    at: line.createdAt.toISOString(),
    text,
    parts: partsOf(text, isKnown),
    photoUrl: line.photoId ? paths.chatPhoto(line.photoId) : '',
    thumbUrl: line.photoId ? `${paths.chatPhoto(line.photoId)}?size=thumb` : '',
    place: location ? (location.name ?? `位置 ${location.latitude.toFixed(5)}, ${location.longitude.toFixed(5)}`) : '',
    choices: isOwn ? [] : choicesIn(text),
  };
}

function choicesIn(text: string): ChatChoice[] {
  return text.split('\n').flatMap((row) => {
    const [, number, what] = NUMBERED.exec(row.trim()) ?? [];
    if (number && what) return [{ sends: number, label: `${number} ${what}` }];
    const [, word, why] = WORDED.exec(row.trim()) ?? [];
    return word && why ? [{ sends: word, label: `${word}（${why}）` }] : [];
  });
}
