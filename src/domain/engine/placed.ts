import type { Schema } from 'mongoose';
import { type Enterprise, regionPathOf } from '#domain/organisations';
import { LEFT_PARKS_PATH, type LeftPark } from './leftPark.ts';

/** Where a noun of a firm lies: what decides who sees it, who is told, and where it goes when the firm moves. */
export interface Placed {
  enterpriseId: string;
  /** 自治区, city and county codes. */
  regionPath: string[];
  parkId?: string;
  /** Parks the firm has left since this began; they read it as it stood then. */
  formerParks: LeftPark[];
  bodyId: string;
  sector: string;
}

const text = { type: String, required: true };

/** `Placed` as paths of a schema. */
export const PLACED_PATHS = {
  enterpriseId: text,
  regionPath: { type: [String], required: true },
  parkId: String,
  formerParks: { type: LEFT_PARKS_PATH, default: [] },
  bodyId: text,
  sector: text,
};

/** What names a row or says where it lies: nothing a park the firm has left must be kept from. */
const NAMES = ['_id', 'reference', 'onceKey', 'version', 'createdAt', ...Object.keys(PLACED_PATHS)];

/**
 * Everything of a row that changes while it lasts: all its schema has but what is named as fixed. A field that comes later
 * is frozen for a park the firm has left until somebody says that it never changes.
 */
export function changingBut<T>(schema: Schema<T>, fixed: readonly (keyof T & string)[]): readonly (keyof T & string)[] {
  const fields = new Set(Object.keys(schema.paths).map((path) => path.split('.')[0] as keyof T & string));
  return [...fields].filter((field) => !NAMES.includes(field) && !fixed.includes(field));
}

/** The place of something that begins in a firm now. */
export function placeOf({ _id, regionCode, parkId, bodyId, sector }: Enterprise): Placed {
  const place = { enterpriseId: _id, regionPath: regionPathOf(regionCode), formerParks: [], bodyId, sector };
  return parkId === undefined ? place : { ...place, parkId };
}

/** The place of something that begins now beside something of the same firm: no park has left it yet. */
export function placeBeside({ enterpriseId, regionPath, parkId, bodyId, sector }: Omit<Placed, 'formerParks'>): Placed {
  const place = { enterpriseId, regionPath, formerParks: [], bodyId, sector };
  return parkId === undefined ? place : { ...place, parkId };
}

const PLACES = {
  enterprise: 'enterpriseId',
  park: 'parkId',
  former_park: 'formerParks.parkId',
  region: 'regionPath',
} as const;

/**
 * Indexes of a list by everybody who sees a part of it, the newest first.
 * @param by Further filters of the list, each with the keys it asks for.
 */
export function indexPlaces<T>(schema: Schema<T>, by: Readonly<Record<string, Record<string, 1 | -1>>> = {}): void {
  for (const [name, place] of Object.entries(PLACES)) {
    schema.index({ [place]: 1, _id: -1 }, { name: `by_${name}` });
    for (const [filter, keys] of Object.entries(by)) {
      schema.index({ [place]: 1, ...keys, _id: -1 }, { name: `by_${name}_${filter}` });
    }
  }
}

/** The county a row lies in, as an aggregation asks for it; null where the row does not say: it is counted all the same. */
export const COUNTY_OF_ROW = {
  $let: {
    vars: { last: { $cond: [{ $isArray: '$regionPath' }, { $last: '$regionPath' }, null] } },
    in: { $cond: [{ $eq: [{ $type: '$$last' }, 'string'] }, '$$last', null] },
  },
};
