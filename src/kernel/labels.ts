/** What a code is called in its list; `none` for one that is not in it. */
export const labelIn = (
  rows: readonly { code: string; label: string }[],
  code: string | undefined,
  none = '',
): string => rows.find((row) => row.code === code)?.label ?? none;
