import { type DrawnNoun, drawnOf } from '#domain/engine';
import { findHazards } from '#domain/hazards';
import { NOUNS } from '#domain/nouns';
import type { Context } from '#kernel/context';
import { paths } from '#kernel/paths';

/** One thing of a firm that goes along: its chain, its photos, and what was told of it. */
export interface Thing {
  kind: string;
  id: string;
  reference: string;
  path: string;
  photoIds: readonly string[];
}

/**
 * Nouns whose rows go along, in their order. Left out is whatever could lead from somebody to a report without a name:
 * rewards and their months, check-ins, opened contacts, suggestions; and what is none of the investigation's.
 */
const TAKEN = [
  'accident',
  'response',
  'emergency-plan',
  'drill',
  'duty',
  'major-hazard',
  'stop-order',
  'work-filing',
  'tenancy',
  'visit',
  'plan',
  'plan-item',
  'insurance-policy',
  'prevention-service',
];
/** @throws Error for a kind no noun has: it would be left out unseen. */
export const takenNouns = (): DrawnNoun[] =>
  TAKEN.map((kind) => {
    const found = drawnOf(NOUNS).find((noun) => noun.kind === kind);
    if (found === undefined) throw new Error(`no noun put in words is a ${kind}`);
    return found;
  });

type Listed = { _id: string; reference: string; photoIds?: readonly string[] };
const BATCH = 200;

/** Every row of a list, page by page. */
export async function* everyOf<T>(
  find: (paging: { after?: string; limit: number }) => Promise<{ rows: T[]; nextCursor?: string }>,
): AsyncGenerator<T> {
  let after: string | undefined;
  do {
    const page = await find({ limit: BATCH, ...(after === undefined ? {} : { after }) });
    yield* page.rows;
    after = page.nextCursor;
  } while (after !== undefined);
}

/** Everything of a firm that goes along, as this reader may see it. */
export async function thingsOf(ctx: Context, enterpriseId: string): Promise<Thing[]> {
  const things: Thing[] = [];
  // Of a row that cannot be read its chain goes along, and what was told of it.
  const keep = (kind: string, { _id, reference, photoIds }: Listed, path: string): void =>
    void things.push({ kind, id: _id, reference, path, photoIds: Array.isArray(photoIds) ? photoIds : [] });
  for (const noun of takenNouns())
    for await (const row of everyOf((paging) => noun.find(ctx, { enterpriseId, ...paging })))
      keep(noun.kind, row as Listed, noun.pathOf((row as Listed).reference));
  for await (const row of everyOf((paging) => findHazards(ctx, { enterpriseId, byAge: true, ...paging })))
    keep('hazard', row, paths.hazard(row.reference));
  return things;
}
