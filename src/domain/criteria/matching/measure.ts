import { BUILT_IN } from '../library.ts';
import { Library } from './evidence.ts';
import { readPhrasings } from './phrasings.ts';
import { suggestFrom } from './suggest.ts';
import { firmOfTrade } from './trades.ts';
import { readVectors } from './vectors.ts';

/** A labelled report: what a person wrote, whether it is a major hazard, and by which criteria. */
interface Labelled {
  text: string;
  /** The trade of the firm it comes from; `general` where nothing is said of it. */
  industry?: string;
  major: boolean;
  criterion: string | null;
  /** Other criteria that are as right. */
  also?: readonly string[];
}

interface Figures {
  majors: number;
  others: number;
  first: number;
  third: number;
  /** Lines that look major, of those that are and of those that are not. */
  seen: number;
  flagged: number;
  longestMs: number;
  wrong: string[];
}

async function ask(library: Library, labelled: readonly Labelled[], isFirmKnown: boolean): Promise<Figures> {
  const so: Figures = { majors: 0, others: 0, first: 0, third: 0, seen: 0, flagged: 0, longestMs: 0, wrong: [] };
  for (const { text, industry = '', major, criterion, also = [] } of labelled) {
    const begun = performance.now();
    const { criteria, looksMajor } = await suggestFrom(library, text, isFirmKnown ? firmOfTrade(industry) : {});
    so.longestMs = Math.max(so.longestMs, so.majors + so.others === 0 ? 0 : performance.now() - begun);
    const right = [criterion ?? '', ...also];
    const place = criteria.findIndex((one) => right.includes(one.criterion.id));
    so[major ? 'majors' : 'others'] += 1;
    if (looksMajor === true) so[major ? 'seen' : 'flagged'] += 1;
    if (major && place === 0) so.first += 1;
    if (major && place >= 0) so.third += 1;
    if (major ? place !== 0 : looksMajor === true) {
      so.wrong.push(
        `  ${major ? `应为 ${right.filter(Boolean).join('/')}` : '并非重大'}，得 ${criteria.map((one) => one.criterion.id).join(' ')}：${text}`,
      );
    }
  }
  return so;
}

/**
 * The three figures of suggesting, over lines of JSON, in sentences: as a report comes, from a firm whose trade is known
 * (`industry`), and once more with nothing known of the firm. Wrong lines are named so that they can be read.
 */
export async function measure(lines: string): Promise<string> {
  const labelled = lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Labelled);
  const library = new Library(BUILT_IN, readPhrasings(), readVectors());
  const [known, unknown] = [await ask(library, labelled, true), await ask(library, labelled, false)];
  const share = (count: number, of: number) => `${(of === 0 ? 0 : count / of).toFixed(2)} (${count}/${of})`;
  return [
    ...known.wrong,
    `recall@1 ${share(known.first, known.majors)}`,
    `recall@3 ${share(known.third, known.majors)}`,
    `non-major wrongly flagged ${share(known.flagged, known.others)}`,
    `majors flagged ${share(known.seen, known.majors)}`,
    `nothing known of the firm: recall@1 ${share(unknown.first, unknown.majors)}, recall@3 ${share(unknown.third, unknown.majors)}, non-major wrongly flagged ${share(unknown.flagged, unknown.others)}`,
    `longest ${known.longestMs.toFixed(0)} ms`,
  ].join('\n');
}
