import type { Scope } from '#kernel/actor';
import type { Body, Park } from './organisation.models.ts';
import { findBodies, findBodyFor, findParks } from './queries.ts';
import { bareRegionName, findRegions, type Region } from './regions.ts';
import { UNKNOWN_SECTOR } from './sectors.ts';

/** Whoever answers for a place when nobody knows the firm. */
export interface DutyDesk {
  bodyId: string;
  /** The division it was told of, or the body's own. */
  regionCode: string;
  parkId?: string;
}

const MOST_PARKS = 500;

/** How a division is called in a sentence: 「北流」 for a county or city; a district (「港口区」) only by its whole name. */
function namesOf({ name }: Region): string[] {
  const short = name.endsWith('区') ? name : bareRegionName(name);
  return short.length >= 2 && short !== name ? [name, short] : [name];
}

/** The division named in the words: the most exact, of two the longer name. */
function regionIn(words: string): Region | undefined {
  const named = findRegions().flatMap((region) =>
    namesOf(region)
      .filter((name) => region.level !== 'autonomous-region' && words.includes(name))
      .map((name) => ({ region, name })),
  );
  const rank = (one: (typeof named)[number]) => one.region.code.length * 10 + one.name.length;
  return named.sort((a, b) => rank(b) - rank(a))[0]?.region;
}

const parkIn = (words: string, parks: readonly Park[]): Park | undefined =>
  parks.filter(({ name }) => words.includes(name)).sort((a, b) => b.name.length - a.name.length)[0];

/**
 * The general body on duty for what was told, where no firm is known: of the park or division the words name, else of the
 * sender's own park or division, else the one over all of them.
 * @returns nothing where no body is registered at all.
 */
export async function findDutyDesk(words: string, scope: Scope = {}): Promise<DutyDesk | undefined> {
  const parks = await findParks({ takesFirms: true, limit: MOST_PARKS });
  const named = parkIn(words, parks);
  const region = named === undefined ? regionIn(words) : undefined;
  const own = named === undefined && region === undefined ? parks.find(({ _id }) => _id === scope.parkId) : undefined;
  const park = named ?? own;
  const regionCode = park?.regionCode ?? region?.code ?? scope.regionCode;
  const body = regionCode === undefined ? await bodyOverAll() : await bodyOf(regionCode);
  if (body === undefined) return undefined;
  return {
    bodyId: body._id,
    // A body reads its own area alone.
    regionCode: regionCode?.startsWith(body.regionCode) ? regionCode : body.regionCode,
    ...(park === undefined ? {} : { parkId: park._id }),
  };
}

/** Its own, its city's or the autonomous region's; where none of these is registered, the one over all. */
const bodyOf = (regionCode: string): Promise<Body | undefined> =>
  findBodyFor({ regionCode, sector: UNKNOWN_SECTOR }).catch(bodyOverAll);

async function bodyOverAll(): Promise<Body | undefined> {
  const general = (await findBodies({ limit: MOST_PARKS })).filter(({ kind }) => kind === 'general');
  return general.sort((a, b) => a.regionCode.length - b.regionCode.length)[0];
}
