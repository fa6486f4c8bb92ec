/** An address with its search part; keys without a value are left out. */
export function addressOf(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined && value !== '') params.set(key, value);
  const search = params.toString();
  return search === '' ? path : `${path}?${search}`;
}

/** What the `pager` partial wants: back to the first page, and on to the next. */
export function pagerOf(
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  nextCursor: string | undefined,
): { first: string | undefined; next: string | undefined; isPaged: boolean } {
  const { after, ...rest } = query;
  return {
    first: after === undefined ? undefined : addressOf(path, rest),
    next: nextCursor === undefined ? undefined : addressOf(path, { ...rest, after: nextCursor }),
    isPaged: after !== undefined || nextCursor !== undefined,
  };
}
