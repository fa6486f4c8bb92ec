import { BUILT_IN } from '../library.ts';
import { Library } from './evidence.ts';
import { readPhrasings } from './phrasings.ts';
import { suggestFrom } from './suggest.ts';
import { readVectors } from './vectors.ts';

/** A labelled report: what a person wrote, whether it is a major hazard, and by which criteria. */
interface Labelled {
  text: string;
  major: boolean;
  criterion: string | null;
  /** Other criteria that are as right. */
  also?: readonly string[];
}

/** The three figures of suggesting, over lines of JSON, in sentences. Wrong lines are named so that they can be read. */
export async function measure(lines: string): Promise<string> {
  const labelled = lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Labelled);
  const library = new Library(BUILT_IN, readPhrasings(), readVectors());
  let [majors, first, third, others, flagged, seen, longest] = [0, 0, 0, 0, 0, 0, 0];
  const wrong: string[] = [];
  for (const { text, major, criterion, also = [] } of labelled) {
    const begun = performance.now();
    const { criteria, looksMajor } = await suggestFrom(library, text);
    longest = Math.max(longest, majors + others === 0 ? 0 : performance.now() - begun);
    const right = [criterion ?? '', ...also];
    const place = criteria.findIndex((one) => right.includes(one.criterion.id));
    if (!major) {
      others += 1;
      if (looksMajor === true) flagged += 1;
    } else {
      majors += 1;
      if (place === 0) first += 1;
      if (place >= 0) third += 1;
      if (looksMajor === true) seen += 1;
    }
    if (major ? place !== 0 : looksMajor === true) {
      wrong.push(
        `  ${major ? `应为 ${right.filter(Boolean).join('/')}` : '并非重大'}，得 ${criteria.map((one) => one.criterion.id).join(' ')}：${text}`,
      );
    }
  }
  const share = (count: number, of: number) => `${(of === 0 ? 0 : count / of).toFixed(2)} (${count}/${of})`;
  return [
    ...wrong,
    `recall@1 ${share(first, majors)}`,
    `recall@3 ${share(third, majors)}`,
    `non-major wrongly flagged ${share(flagged, others)}`,
    `majors flagged ${share(seen, majors)}`,
    `longest ${longest.toFixed(0)} ms`,
  ].join('\n');
}
