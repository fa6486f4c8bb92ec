import { actUnder } from '#kernel/paths';
import type { ActForm } from '../actPage.ts';

/** Buttons for what a person may do now; a step without questions is one press, the one that leads on comes first. */
export const presentActions = (
  path: string,
  rows: readonly { action: string; label: string }[],
  forms: Readonly<Record<string, ActForm>>,
) =>
  rows
    .filter((row) => forms[row.action] !== undefined)
    .map((row, index) => ({
      label: row.label,
      href: actUnder(path, row.action),
      isDirect: forms[row.action]?.fields.length === 0,
      isMain: index === 0,
    }));
