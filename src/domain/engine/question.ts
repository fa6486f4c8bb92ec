import type { Context } from '#kernel/context';
import type { FieldSpec } from '#kernel/fields';

type Worded = Omit<FieldSpec, 'name'>;
type Asked = Worded | readonly FieldSpec[] | undefined;

/**
 * What a form asks, by the name of what the step needs: in the same words whatever the row, or in words of the row. What
 * is not asked of a row is undefined; a list may be asked in several fields. Of photos and documents the name is
 * `photos`.
 */
export type Question<T> =
  | FieldSpec
  | {
      name: string;
      of(row: T, ctx: Context): Asked | Promise<Asked>;
    };

/** The fields of a form, as they are asked of a row. */
export async function fieldsOf<T>(questions: readonly Question<T>[], row: T, ctx: Context): Promise<FieldSpec[]> {
  const fields = await Promise.all(
    questions.map(async (question): Promise<readonly FieldSpec[]> => {
      if (!('of' in question)) return [question];
      const asked = await question.of(row, ctx);
      if (asked === undefined) return [];
      return 'kind' in asked ? [{ ...asked, name: question.name }] : asked;
    }),
  );
  return fields.flat();
}

const needsOf = (question: { name: string; kind?: FieldSpec['kind'] }): string[] => {
  if (question.name !== 'photos') return [question.name];
  return question.kind === 'uploads' ? ['photoIds', 'fileIds'] : ['photoIds'];
};

/**
 * @param unseen What the form sends without asking.
 * @throws Error for a form that does not ask for all its step needs, or asks for what the step does not read: what
 * somebody typed there would be lost.
 */
export function checkQuestions(
  what: string,
  needs: readonly string[],
  questions: readonly { name: string; kind?: FieldSpec['kind'] }[],
  unseen: readonly string[],
): void {
  const asked = [...questions.flatMap(needsOf), ...unseen];
  const missing = needs.filter((need) => !asked.includes(need));
  if (missing.length > 0) throw new Error(`the form of ${what} does not ask for ${missing.join(', ')}`);
  const lost = asked.filter((name) => !needs.includes(name));
  if (lost.length > 0) throw new Error(`the form of ${what} asks for ${lost.join(', ')}, which the step does not read`);
}
