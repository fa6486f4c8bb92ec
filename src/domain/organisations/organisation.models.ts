import mongoose, { Schema } from 'mongoose';
import type { LocalDate } from '#kernel/dates';
import { ORDERED_ID } from '#kernel/ids';
import { forgetWhenChanged } from '#platform/remembered';
import type { RegionLevel } from './regions.ts';
import type { Sector } from './sectors.ts';

/**
 * 监管部门: a general one (应急管理) for every sector of its region, a sectoral one for the sections it names, or a special
 * one (消防救援、市场监管) that sees what it is competent for by its matter alone.
 */
export interface Body {
  _id: string;
  name: string;
  level: RegionLevel;
  regionCode: string;
  kind: 'general' | 'sectoral' | 'special';
  sectors: Sector[];
}

/** 产业园区 with its management body. */
export interface Park {
  _id: string;
  name: string;
  regionCode: string;
  /** Its competent body, to which it reports; a park without one is shown in red until it is named (意见（一）). */
  bodyId?: string;
  isChemical: boolean;
  /** 级别: the emergency department of this level is 本级, to which it gives notice of projects (意见（七）). */
  level?: RegionLevel;
  /** The park it became part of; it takes no more firms. */
  mergedInto?: string;
  mergedOn?: LocalDate;
}

/** A park a firm lay in before, and the last day of that (Shanghai). */
export interface FormerPark {
  parkId: string;
  until: LocalDate;
}

/** An enterprise. Money in fen, as in its last annual report. */
export interface Enterprise {
  _id: string;
  name: string;
  shortName: string;
  creditCode: string;
  regionCode: string;
  parkId?: string;
  /** The oldest first. */
  formerParks?: FormerPark[];
  bodyId: string;
  sector: Sector;
  /** Two digits of GB/T 4754-2017, e.g. `26` of C26. */
  division?: string;
  employees: number;
  revenueFen: number;
  assetsFen: number;
  isHighRisk: boolean;
  /** Answered day and night, as the firm set it for its people. */
  dutyPhone?: string;
  /** Where it lies: county or town, road or village, number. */
  address?: string;
  /** Roads, towns and villages that stand in it (`landmarksOf`), by which people name a firm whose name they do not know. */
  landmarks?: string[];
  /** `registered` by somebody whom nobody has checked yet: it can apply and nothing else, and is in no list. */
  status: 'registered' | 'active' | 'closed';
  /** A registered firm has asked to be looked at: an application of it is under way. */
  isProving?: boolean;
  createdAt: Date;
}

/** 保险机构: insures firms of high-risk trades. */
export interface Insurer {
  _id: string;
  name: string;
  creditCode: string;
  /** Where the office lies that deals with the firms. */
  regionCode: string;
}

/** 班组: workers join it by its code. */
export interface Team {
  _id: string;
  enterpriseId: string;
  name: string;
  code: string;
}

/** A place in an enterprise that can carry a poster. */
export interface Location {
  _id: string;
  enterpriseId: string;
  parkId?: string;
  name: string;
  code: string;
}

const text = { type: String, required: true };
const plain = { versionKey: false } as const;

const bodySchema = new Schema<Body>(
  { _id: ORDERED_ID, name: text, level: text, regionCode: text, kind: text, sectors: { type: [String], default: [] } },
  { ...plain, collection: 'bodies' },
);
forgetWhenChanged(bodySchema);
bodySchema.index({ name: 1 }, { unique: true, name: 'one_body' });
bodySchema.index({ regionCode: 1, _id: 1 }, { name: 'by_region' });

const parkSchema = new Schema<Park>(
  {
    _id: ORDERED_ID,
    name: text,
    regionCode: text,
    bodyId: String,
    isChemical: { type: Boolean, default: false },
    level: String,
    mergedInto: String,
    mergedOn: String,
  },
  { ...plain, collection: 'parks' },
);
forgetWhenChanged(parkSchema);
parkSchema.index({ name: 1 }, { unique: true, name: 'one_park' });
parkSchema.index({ regionCode: 1, _id: 1 }, { name: 'by_region' });

const enterpriseSchema = new Schema<Enterprise>(
  {
    _id: ORDERED_ID,
    name: text,
    shortName: text,
    creditCode: text,
    regionCode: text,
    parkId: String,
    formerParks: { type: [{ _id: false, parkId: text, until: text }], default: undefined } as never,
    bodyId: text,
    sector: text,
    division: String,
    employees: { type: Number, required: true },
    revenueFen: { type: Number, required: true },
    assetsFen: { type: Number, required: true },
    isHighRisk: { type: Boolean, required: true },
    dutyPhone: String,
    address: String,
    landmarks: { type: [String], default: undefined } as never,
    isProving: Boolean,
    status: { type: String, default: 'active' },
    createdAt: { type: Date, required: true },
  },
  { ...plain, collection: 'enterprises' },
);
forgetWhenChanged(enterpriseSchema);
enterpriseSchema.index({ creditCode: 1 }, { unique: true, name: 'one_credit_code' });
enterpriseSchema.index({ regionCode: 1, _id: 1 }, { name: 'by_region' });
enterpriseSchema.index({ parkId: 1, _id: 1 }, { name: 'by_park' });
enterpriseSchema.index({ 'formerParks.parkId': 1, _id: 1 }, { sparse: true, name: 'by_former_park' });
enterpriseSchema.index({ name: 1 }, { name: 'by_name' });
enterpriseSchema.index({ shortName: 1 }, { name: 'by_short_name' });
enterpriseSchema.index({ landmarks: 1, _id: 1 }, { sparse: true, name: 'by_landmark' });

const insurerSchema = new Schema<Insurer>(
  { _id: ORDERED_ID, name: text, creditCode: text, regionCode: text },
  { ...plain, collection: 'insurers' },
);
forgetWhenChanged(insurerSchema);
insurerSchema.index({ name: 1 }, { unique: true, name: 'one_insurer' });
insurerSchema.index({ creditCode: 1 }, { unique: true, name: 'one_credit_code' });
insurerSchema.index({ regionCode: 1, _id: 1 }, { name: 'by_region' });

const teamSchema = new Schema<Team>(
  { _id: ORDERED_ID, enterpriseId: text, name: text, code: text },
  { ...plain, collection: 'teams' },
);
forgetWhenChanged(teamSchema, undefined, () => true);
teamSchema.index({ code: 1 }, { unique: true, name: 'one_team_code' });
teamSchema.index({ enterpriseId: 1, name: 1 }, { unique: true, name: 'one_team_name' });

const locationSchema = new Schema<Location>(
  { _id: ORDERED_ID, enterpriseId: text, parkId: String, name: text, code: text },
  { ...plain, collection: 'locations' },
);
locationSchema.index({ code: 1 }, { unique: true, name: 'one_location_code' });
locationSchema.index({ enterpriseId: 1, name: 1 }, { unique: true, name: 'one_location_name' });

export const BodyModel = mongoose.model<Body>('Body', bodySchema);
export const InsurerModel = mongoose.model<Insurer>('Insurer', insurerSchema);
export const ParkModel = mongoose.model<Park>('Park', parkSchema);
export const EnterpriseModel = mongoose.model<Enterprise>('Enterprise', enterpriseSchema);
export const TeamModel = mongoose.model<Team>('Team', teamSchema);
export const LocationModel = mongoose.model<Location>('Location', locationSchema);
