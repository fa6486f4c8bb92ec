import { type Actor, actsAs, type PersonActor } from '#kernel/actor';
import guangxi from './guangxi.json' with { type: 'json' };

export type RegionLevel = 'autonomous-region' | 'city' | 'county';

/**
 * A division of Guangxi. Codes nest by prefix: 45 自治区, 4501 市, 450102 县. Names and codes as the statistics bureau
 * published them on 2023-06-30 (facts.md §5.4); they change by a new version of this list, never by hand in the database.
 */
export interface Region {
  code: string;
  name: string;
  level: RegionLevel;
  parentCode?: string;
}

export const AUTONOMOUS_REGION: Region = { code: '45', name: '广西壮族自治区', level: 'autonomous-region' };

/** All divisions: the autonomous region, then each of the 14 cities followed by its counties, 111 in all. */
export const REGIONS: readonly Region[] = [
  AUTONOMOUS_REGION,
  ...guangxi.flatMap((city): Region[] => [
    { code: city.code, name: city.name, level: 'city', parentCode: AUTONOMOUS_REGION.code },
    ...city.counties.map((county): Region => ({ ...county, level: 'county', parentCode: city.code })),
  ]),
];

const byCode = new Map(REGIONS.map((region) => [region.code, region]));

/** Whether somebody speaks for the 自治区 as a whole: a sector department of it does not decide for the others. */
export const isAutonomousRegion = (actor: Actor): actor is PersonActor =>
  actsAs(actor, 'regulator') && actor.scope.regionCode === AUTONOMOUS_REGION.code && actor.scope.sectors === undefined;

/** The division with this code, or undefined. */
export const findRegion = (code: string): Region | undefined => byCode.get(code);

/** Divisions whose code starts with `prefix`, itself included. */
export const findRegions = (prefix = ''): Region[] => REGIONS.filter((region) => region.code.startsWith(prefix));

/** `南宁市青秀区`, `南宁市` or `广西壮族自治区`; the code itself when it is unknown. */
export function regionName(code: string): string {
  const region = byCode.get(code);
  if (region === undefined) return code;
  if (region.level !== 'county') return region.name;
  return `${byCode.get(code.slice(0, 4))?.name ?? ''}${region.name}`;
}

/** 45, 4509 and 450981 for a county: the divisions it lies in, itself last; what a scope of any level is matched with. */
export const regionPathOf = (code: string): string[] => [...new Set([code.slice(0, 2), code.slice(0, 4), code])];

/** A division without the word for what it is: 「三江侗族自治县」 is 「三江」, 「青秀区」 「青秀」. */
export const bareRegionName = (name: string): string =>
  name.replace(/(?:(?:壮|瑶|苗|侗|仫佬|毛南|各)族)*自治[区县]$|[省市县区]$/, '');
