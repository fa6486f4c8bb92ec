import { type Park, SECTORS, type Sector } from '#domain/organisations';
import type { LocalDate } from '#kernel/dates';
import { addDays } from '#kernel/dates';
import { findAtOnce } from '#platform/mongo';
import { remember } from '#platform/remembered';
import { type Competence, CompetenceModel, type Stretch } from './competence.model.ts';
import { MATTERS, type Matter } from './matters.ts';

const recall = remember<Competence>(async (ids, session) => {
  const find = { filter: { _id: { $in: ids } }, limit: ids.length };
  const rows = await findAtOnce<Competence>(CompetenceModel.collection.name, find, session);
  return new Map(rows.map((row) => [row._id, row]));
});

/** Every stretch of a park as it stood when the request began, from memory. */
export const stretchesOf = async (parkId: string): Promise<readonly Stretch[]> =>
  (await recall(parkId))?.stretches ?? [];

const holdsOn = ({ from, to }: Pick<Stretch, 'from' | 'to'>, day: LocalDate): boolean =>
  from <= day && (to === undefined || day <= to);

/** Whoever is competent by the stretches for a matter of a firm of this sector on a day: the matter's own, else the general one. */
export function competentOn(
  stretches: readonly Stretch[],
  { matter, sector }: { matter: Matter; sector: string },
  day: LocalDate,
): Stretch | undefined {
  const of = (wanted: Matter): Stretch | undefined =>
    stretches.find(
      (one) =>
        one.matter === wanted &&
        (one.sectors.length === 0 || (one.sectors as string[]).includes(sector)) &&
        holdsOn(one, day),
    );
  return of(matter) ?? of('general');
}

/** Whether the park's own management body held the power over firms of this sector that day (意见（二）). */
export async function holdsPowerOn(parkId: string, sector: string, day: LocalDate): Promise<boolean> {
  const found = competentOn(await stretchesOf(parkId), { matter: 'general', sector }, day);
  return found !== undefined && found.bodyId === undefined;
}

/** Sectors for which nobody is competent on a day; a matter of its own does not fill the gap. */
export const gapsOn = (stretches: readonly Stretch[], day: LocalDate): Sector[] =>
  SECTORS.map(({ code }) => code).filter(
    (sector) => competentOn(stretches, { matter: 'general', sector }, day) === undefined,
  );

/** The first day from `day` on, within so many, on which somebody is missing; undefined where nobody is. */
export function nextGap(stretches: readonly Stretch[], day: LocalDate, days: number): LocalDate | undefined {
  const last = addDays(day, days);
  // A gap begins the day after a stretch ends, or is there already.
  const turns = [day, ...stretches.flatMap(({ to }) => (to === undefined ? [] : [addDays(to, 1)]))];
  return turns
    .filter((turn) => turn >= day && turn <= last && gapsOn(stretches, turn).length > 0)
    .toSorted()
    .at(0);
}

/** One line of the answer: for a matter and these sectors, who, by what. */
export interface Answer {
  matter: Matter;
  /** None means every one. */
  sectors: readonly Sector[];
  /** Absent for a gap. */
  stretch?: Stretch;
}

/** Who was competent in a park on a day, matter by matter, gaps at the end. */
export function answersOn(stretches: readonly Stretch[], day: LocalDate): Answer[] {
  const missing = gapsOn(stretches, day);
  return [
    ...MATTERS.flatMap(({ code }) =>
      stretches
        .filter((one) => one.matter === code && holdsOn(one, day))
        .map((stretch): Answer => ({ matter: code, sectors: stretch.sectors, stretch })),
    ),
    ...(missing.length === 0
      ? []
      : [{ matter: 'general' as const, sectors: missing.length === SECTORS.length ? [] : missing }]),
  ];
}

/** A park with what its register says of a day. */
export interface ParkStanding {
  park: Park;
  stretches: readonly Stretch[];
  /** Sectors nobody is competent for today. */
  gaps: readonly Sector[];
  /** The first day of a gap still ahead. */
  gapFrom?: LocalDate;
}

/** How the parks stand today: those without somebody first. */
export async function standingOf(parks: readonly Park[], day: LocalDate, days: number): Promise<ParkStanding[]> {
  const rows = await Promise.all(
    parks.map(async (park): Promise<ParkStanding> => {
      const stretches = await stretchesOf(park._id);
      const gapFrom = nextGap(stretches, day, days);
      const gaps = gapsOn(stretches, day);
      return { park, stretches, gaps, ...(gapFrom === undefined ? {} : { gapFrom }) };
    }),
  );
  const rank = ({ gaps, gapFrom }: ParkStanding): number => (gaps.length > 0 ? 0 : gapFrom === undefined ? 2 : 1);
  return rows.toSorted((one, other) => rank(one) - rank(other));
}
