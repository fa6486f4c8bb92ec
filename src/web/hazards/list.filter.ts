import { z } from 'zod';

const flag = z.literal('1').optional().catch(undefined);
const word = z.string().trim().min(1).max(40).optional().catch(undefined);

/** What the address of the list says. Anything unreadable is left out, so an old bookmark still opens. */
export const listQuery = z.object({
  q: word,
  status: word,
  category: word,
  overdue: flag,
  major: flag,
  urgent: flag,
  open: flag,
  enterprise: z
    .string()
    .regex(/^[0-9a-f]{24}$/)
    .optional()
    .catch(undefined),
  place: z
    .string()
    .regex(/^[0-9a-f]{24}$/)
    .optional()
    .catch(undefined),
  after: z.string().max(200).optional().catch(undefined),
});
export type ListQuery = z.infer<typeof listQuery>;

/** The same address with some keys changed; a key set to undefined leaves. Always starts at the first page again. */
export function addressWith(query: ListQuery, change: Partial<ListQuery>, path = '/hazards'): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...query, after: undefined, ...change })) {
    if (value !== undefined && value !== '') params.set(key, value);
  }
  const search = params.toString();
  return search === '' ? path : `${path}?${search}`;
}

/** How many filters are on: decides which empty state is shown. */
export const countFilters = (query: ListQuery): number =>
  Object.entries(query).filter(([key, value]) => key !== 'after' && value !== undefined).length;
