import { askFor, type Condition, isAnswer } from './conditions.ts';

/** Name of a cell in forms and field errors. */
export const cellName = (candidateId: string, code: string): string => `v-${candidateId}-${code}`;

/** Reads what was typed in a cell: a number in any width, or the code of a choice. */
export function answerOf(condition: Condition, raw: unknown): number | undefined {
  const text = String(raw ?? '')
    .normalize('NFKC')
    .replace(/[\s,]/g, '');
  if (text === '' || !/^-?\d+(\.\d{1,4})?$/.test(text)) return undefined;
  const value = Number(text);
  return isAnswer(condition, value) ? value : undefined;
}

/**
 * Reads the answers of one candidate.
 * @param nameOf Name of the cell of a condition.
 * @param before Answers kept where the form did not ask.
 * @returns the answers, and a sentence at each cell that cannot be read. An empty cell is no answer.
 */
export function readCells(
  conditions: readonly Condition[],
  cells: Readonly<Record<string, string>>,
  nameOf: (code: string) => string,
  before: Readonly<Record<string, number>> = {},
): { values: Record<string, number>; problems: Record<string, string> } {
  const values: Record<string, number> = {};
  const problems: Record<string, string> = {};
  for (const condition of conditions) {
    const name = nameOf(condition.code);
    const typed = cells[name] ?? '';
    const answer = name in cells ? answerOf(condition, typed) : before[condition.code];
    if (answer !== undefined) values[condition.code] = answer;
    else if (typed.trim() !== '') problems[name] = askFor(condition);
  }
  return { values, problems };
}
