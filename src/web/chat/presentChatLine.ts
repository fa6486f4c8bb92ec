import type { ChatMessage } from '#domain/chat';
import { formatDateTime } from '#kernel/dates';
import { paths } from '#kernel/paths';

/** An answer the bot offers by a number or a word: pressing it sends that; after an alarm also what helps at once. */
export interface ChatChoice {
  sends: string;
  label: string;
  /** A telephone number to call. */
  href: string;
  /** Pressing it opens the camera. */
  isCamera: boolean;
  /** Pressing it sends where the person is. */
  isLocate: boolean;
  /** Not what most people want next. */
  isSmall: boolean;
}

export interface ChatLineView {
  seq: number;
  isOwn: boolean;
  who: string;
  time: string;
  at: string;
  text: string;
  /** The same words in pieces: a number of a case leads to it, an address of ours to its page. */
  parts: { text: string; href: string }[];
  photoUrl: string;
  thumbUrl: string;
  soundUrl: string;
  place: string;
  choices: ChatChoice[];
}

const NUMBERED = /^(\d{1,2}) (.{1,60})$/;
/** What no number may do by mistake has a word of its own. */
const WORDED = /^回复「([^「」]{1,16})」：(.{1,60})$/;

const CASE = /(H20\d{2}-\d{4,9})/;
/** What a line leads to: a case, or somebody to call. */
const LEADS = String.raw`H20\d{2}-\d{4,9}|(?<!\d)1(?:19|20)(?!\d)`;

/** Who reads a line, and where. */
export interface ReadAt {
  /** Whoever is signed in reads the case itself; others look it up by its code. */
  isKnown: boolean;
  /** Addresses below it are pages of ours; any other stays words. */
  publicUrl: string;
}

function partsOf(text: string, at: ReadAt): ChatLineView['parts'] {
  const site = at.publicUrl.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const ours = site + String.raw`(?:/(?!/)[\w\-./?=&%#]*)?(?![\w.:@-])`;
  return (
    text
      .split(new RegExp(`(${ours}|${LEADS})`))
      // Every other piece is what was found.
      .map((part, n) => ({ text: part, href: n % 2 === 1 ? hrefOf(part, at) : '' }))
      .filter((part) => part.text !== '')
  );
}

function hrefOf(part: string, { isKnown, publicUrl }: ReadAt): string {
  if (part.startsWith(publicUrl)) return part.slice(publicUrl.length) || paths.home;
  if (CASE.test(part)) return isKnown ? paths.hazard(part) : paths.track;
  return part === '119' || part === '120' ? `tel:${part}` : '';
}

/** A line of the web chat for the page and for the live stream alike. */
export function presentChatLine(line: ChatMessage, at: ReadAt): ChatLineView {
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
    parts: partsOf(text, at),
    photoUrl: line.photoId ? paths.chatPhoto(line.photoId) : '',
    thumbUrl: line.photoId ? `${paths.chatPhoto(line.photoId)}?size=thumb` : '',
    soundUrl: line.soundId ? paths.chatSound(line.soundId) : '',
    place: location ? (location.name ?? `位置 ${location.latitude.toFixed(5)}, ${location.longitude.toFixed(5)}`) : '',
    choices: isOwn ? [] : choicesIn(text),
  };
}

const OFFER: ChatChoice = { sends: '', label: '', href: '', isCamera: false, isLocate: false, isSmall: false };
/** Who is in danger calls first, and shows where and what; that it was none stands small behind, and is asked once. */
const FIRST_IN_DANGER: readonly ChatChoice[] = [
  { ...OFFER, label: '拨119', href: 'tel:119' },
  { ...OFFER, label: '拨120', href: 'tel:120' },
  { ...OFFER, label: '发位置', isLocate: true },
  { ...OFFER, label: '拍照', isCamera: true },
];
const TAKES_BACK = '撤回';
/** What else somebody may have meant than what was understood. */
const MEANT = '我是';

function choicesIn(text: string): ChatChoice[] {
  const offered = text.split('\n').flatMap((row) => {
    const [, number, what] = NUMBERED.exec(row.trim()) ?? [];
    if (number && what) return [{ ...OFFER, sends: number, label: `${number} ${what}` }];
    const [, word, why] = WORDED.exec(row.trim()) ?? [];
    if (word === TAKES_BACK) return [{ ...OFFER, sends: `想${word}`, label: '撤回…', isSmall: true }];
    if (word?.startsWith(MEANT)) return [{ ...OFFER, sends: word, label: word, isSmall: true }];
    return word && why ? [{ ...OFFER, sends: word, label: `${word}（${why}）` }] : [];
  });
  const isAlarm = /打1(?:19|20)/.test(text) || offered.some(({ label }) => label === '撤回…');
  const large = offered.filter(({ isSmall }) => !isSmall);
  return [...(isAlarm ? FIRST_IN_DANGER : []), ...large, ...offered.filter(({ isSmall }) => isSmall)];
}
