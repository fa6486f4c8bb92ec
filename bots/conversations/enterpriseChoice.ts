import {
  findEnterprisesAround,
  findEnterprisesCalled,
  findEnterprisesNamed,
  findLocationByCode,
  findTeamByCode,
  getEnterprise,
} from '#domain/organisations';
import type { Actor } from '#kernel/actor';
import { understandable } from '../words.ts';

/** Codes printed on posters and team sheets: eight readable characters. */
const CODE = /(?<![0-9A-Z])[2-9A-HJ-NP-Z]{6,10}(?![0-9A-Z])/g;

const codesIn = (text: string): string[] => text.normalize('NFKC').toUpperCase().match(CODE) ?? [];

export interface CodedPlace {
  code: string;
  enterpriseId: string;
  enterpriseName: string;
  locationId?: string;
  placeText?: string;
}

/** The place or team whose code stands in the words. */
export async function findPlaceCode(text: string): Promise<CodedPlace | undefined> {
  for (const code of codesIn(text).slice(0, 3)) {
    const location = await findLocationByCode(code);
    const enterpriseId = location?.enterpriseId ?? (await findTeamByCode(code))?.enterpriseId;
    if (!enterpriseId) continue;
    const { shortName } = await getEnterprise(enterpriseId);
    return {
      code,
      enterpriseId,
      enterpriseName: shortName,
      ...(location ? { locationId: location._id, placeText: location.name } : {}),
    };
  }
  return undefined;
}

export interface EnterpriseMatches {
  matches: { enterpriseId: string; name: string }[];
  /** What the answer says beside the enterprise's name: the place. */
  placeText: string;
  locationId?: string;
}

/**
 * Enterprises an answer may mean: a poster's code, a team's code, a name with or without a place after it, or a county or
 * park and part of a name. Somebody unknown has to write one of these: a few letters list them no firms.
 */
export async function matchEnterprises(text: string, actor: Actor): Promise<EnterpriseMatches> {
  const coded = await findPlaceCode(text);
  if (coded) {
    const { enterpriseId, enterpriseName, locationId, placeText } = coded;
    return {
      matches: [{ enterpriseId, name: enterpriseName }],
      placeText: placeText ?? '',
      ...(locationId ? { locationId } : {}),
    };
  }
  const find = actor.kind === 'person' ? findEnterprisesNamed : findEnterprisesCalled;
  const named = await find(understandable(text));
  if (named.length === 0) {
    const around = await findEnterprisesAround(understandable(text));
    return { matches: around.map((e) => ({ enterpriseId: e._id, name: e.shortName })), placeText: '' };
  }
  const [only] = named;
  const placeText = named.length === 1 && only ? withoutName(text, [only.name, only.shortName]) : '';
  return { matches: named.map((e) => ({ enterpriseId: e._id, name: e.shortName })), placeText };
}

function withoutName(text: string, names: readonly string[]): string {
  const compact = text.normalize('NFKC').replace(/\s/g, '');
  const name = names.find((n) => compact.includes(n));
  return name ? compact.replace(name, '').replace(/^[的，,：:]+/, '') : '';
}

/** The words without the code: it has said what it had to say. */
export const withoutCode = (text: string, code: string): string =>
  text
    .normalize('NFKC')
    .replace(new RegExp(code, 'i'), '')
    .replace(/^[\s，,：:]+|[\s，,：:]+$/g, '');
