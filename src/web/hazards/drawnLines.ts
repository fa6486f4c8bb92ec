import type { Response } from 'express';
import { readOr } from '#domain/aside';
import { findHazardsByIds, type HazardMark } from '#domain/hazards';
import { enterpriseName } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { drawnAs, keepDrawn } from '../drawn.ts';
import { dueText, isOverdue, presentHazardRow } from './presentHazard.ts';

/**
 * Lines of a list as HTML, in the order of `marks`. A line looks the same to everybody who may see its case, so it is
 * drawn once and kept for as long as the case, its lateness and its firm's name stay as they are. Who may see which
 * case was settled when the marks were read, at every request.
 */
export async function drawLines(ctx: Context, res: Response, marks: readonly HazardMark[]): Promise<string[]> {
  const names = await namesOf(marks);
  const lines = marks.map((mark) => drawnBefore(mark, names, ctx.now));
  const missing = marks.filter((_, i) => lines[i] === undefined);
  if (missing.length === 0) return lines as string[];
  const rows = await findHazardsByIds(
    ctx,
    missing.map((mark) => mark._id),
  );
  const fresh = new Map<string, string>();
  for (const row of rows) {
    const draw = async (): Promise<string> => {
      const line = res.part('case', { ...(await presentHazardRow(row, ctx.now)) });
      return keepDrawn(keyOf(row, names, ctx.now), line);
    };
    const mark = (): string => res.part('unreadable', { reference: row.reference });
    fresh.set(row._id, await readOr(ctx, `hazard:${row._id}`, draw, mark));
  }
  // A case that left the actor's sight between the two reads has no line.
  return marks.flatMap((mark, i) => lines[i] ?? fresh.get(mark._id) ?? []);
}

/** Names of the firms, each asked for once: a page is often of one firm. */
async function namesOf(marks: readonly HazardMark[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(marks.map((mark) => mark.enterpriseId))];
  return new Map(await Promise.all(ids.map(async (id) => [id, await enterpriseName(id)] as const)));
}

/** A mark that cannot be read has no line yet: the row is drawn, and says so. */
function drawnBefore(mark: HazardMark, names: ReadonlyMap<string, string>, now: Date): string | undefined {
  try {
    return drawnAs(keyOf(mark, names, now));
  } catch {
    return undefined;
  }
}

const keyOf = (mark: HazardMark, names: ReadonlyMap<string, string>, now: Date): string =>
  `${mark._id}:${mark.version}:${isOverdue(mark, now)}:${dueText(mark)}:${names.get(mark.enterpriseId)}`;
