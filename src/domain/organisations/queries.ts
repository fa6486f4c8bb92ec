import type { Model, QueryFilter } from 'mongoose';
import { notFound } from '#kernel/errors';
import { tidyName } from '#kernel/text';
import type { Asked } from '#platform/count';
import { findAtOnce } from '#platform/mongo';
import { remember } from '#platform/remembered';
import {
  type Body,
  BodyModel,
  type Enterprise,
  EnterpriseModel,
  type Insurer,
  InsurerModel,
  type Location,
  LocationModel,
  type Park,
  ParkModel,
  type Team,
  TeamModel,
} from './organisation.models.ts';

const MOST_TEAMS = 500;
const missing = () => notFound('common.not-found');

/** @throws NotFound */
export async function getEnterprise(id: string): Promise<Enterprise> {
  return EnterpriseModel.findById(id).lean<Enterprise>().orFail(missing);
}

/** The firm with this id, or undefined: a row that names one there is not holds up nobody. */
export const peekEnterprise = async (id: string): Promise<Enterprise | undefined> =>
  (await EnterpriseModel.findById(id).lean<Enterprise>()) ?? undefined;

/** @throws NotFound */
export async function getPark(id: string): Promise<Park> {
  return ParkModel.findById(id).lean<Park>().orFail(missing);
}

/** @throws NotFound */
export async function getBody(id: string): Promise<Body> {
  return BodyModel.findById(id).lean<Body>().orFail(missing);
}

/** @throws NotFound */
export async function getTeam(id: string): Promise<Team> {
  return TeamModel.findById(id).lean<Team>().orFail(missing);
}

/** @throws NotFound */
export async function getLocation(id: string): Promise<Location> {
  return LocationModel.findById(id).lean<Location>().orFail(missing);
}

/** The enterprise with this 统一社会信用代码, already tidied; undefined when the system does not know it. */
export async function findEnterpriseByCreditCode(creditCode: string): Promise<Enterprise | undefined> {
  return (await EnterpriseModel.findOne({ creditCode }).lean<Enterprise>()) ?? undefined;
}

/** Firms by their credit codes, in no order. */
export const findEnterprisesByCreditCodes = (creditCodes: readonly string[]): Promise<Enterprise[]> =>
  EnterpriseModel.find({ creditCode: { $in: [...creditCodes] } }).lean<Enterprise[]>();

const typedCode = (code: string): string => code.normalize('NFKC').trim().toUpperCase();

/** The team whose code was scanned or typed. */
export async function findTeamByCode(code: string): Promise<Team | undefined> {
  return (await TeamModel.findOne({ code: typedCode(code) }).lean<Team>()) ?? undefined;
}

/** The place whose poster was scanned. */
export async function findLocationByCode(code: string): Promise<Location | undefined> {
  return (await LocationModel.findOne({ code: typedCode(code) }).lean<Location>()) ?? undefined;
}

/** Places of an enterprise, by name. */
export async function findLocations(enterpriseId: string): Promise<Location[]> {
  return LocationModel.find({ enterpriseId }).sort({ name: 1 }).lean<Location[]>();
}

const teams = remember<Team[]>(async (firms, session) => {
  const find = {
    filter: { enterpriseId: { $in: firms } },
    sort: { name: 1 as const },
    limit: MOST_TEAMS * firms.length,
  };
  const rows = await findAtOnce<Team>(TeamModel.collection.name, find, session);
  return new Map(firms.map((firm) => [firm, rows.filter((team) => team.enterpriseId === firm)]));
});

/** Teams of an enterprise, by name, from memory. */
export const findTeams = async (enterpriseId: string): Promise<Team[]> => (await teams(enterpriseId)) ?? [];

/** Enterprises of a region, a park or by the start of their name, in id order; `after` is the last id seen. */
export async function findEnterprises(filter: {
  regionCode?: string;
  parkId?: string;
  ids?: readonly string[];
  without?: readonly string[];
  /** Sections of GB/T 4754, and section with division. */
  sectors?: readonly string[];
  trades?: readonly { sector: string; division: string }[];
  after?: string;
  limit?: number;
  /** Closed firms too when false. */
  isActiveOnly?: boolean;
}): Promise<Enterprise[]> {
  const query: QueryFilter<Enterprise> = filter.isActiveOnly === false ? {} : { status: 'active' };
  if (filter.regionCode !== undefined) query.regionCode = { $gte: filter.regionCode, $lt: `${filter.regionCode}~` };
  if (filter.parkId !== undefined) query.parkId = filter.parkId;
  if (filter.sectors !== undefined) query.sector = { $in: [...filter.sectors] as never };
  if (filter.trades !== undefined) query.$or = filter.trades.map((trade) => ({ ...trade })) as never;
  const { ids, without, after } = filter;
  if (ids !== undefined || without !== undefined || after !== undefined) {
    query._id = {
      ...(ids === undefined ? {} : { $in: [...ids] }),
      ...(without === undefined ? {} : { $nin: [...without] }),
      ...(after === undefined ? {} : { $gt: after }),
    };
  }
  return EnterpriseModel.find(query)
    .sort({ _id: 1 })
    .limit(filter.limit ?? 100)
    .lean<Enterprise[]>();
}

/** Active firms of a park in some trades, to be found by one command with other things. */
export const firmsOfTrades = (
  parkId: string,
  trades: readonly { sector: string; division: string }[],
  most: number,
): Asked => [EnterpriseModel, { parkId, status: 'active', $or: trades.map((trade) => ({ ...trade })) }, most];

const MAX_NAMED = 6;

/**
 * Enterprises whose name or short name stands in what a person typed (「桂北机械3号线」), else those whose name begins
 * with it (「桂北」). Every run of characters is looked up in the index, so the number of enterprises does not matter.
 * @param among Only those that fit this; active ones when absent.
 */
export async function findEnterprisesNamed(
  typed: string,
  among: QueryFilter<Enterprise> = { status: 'active' },
): Promise<Enterprise[]> {
  const named = await findEnterprisesCalled(typed, among);
  return named.length > 0 ? named : findEnterprisesBeginning(typed, among);
}

/** Enterprises whose name or short name begins with what was typed, a few. */
export async function findEnterprisesBeginning(typed: string, among: QueryFilter<Enterprise>): Promise<Enterprise[]> {
  const words = lettersOf(typed);
  return words.length < 2 ? [] : called({ $gte: words.join(''), $lt: `${words.join('')}\uffff` }, among);
}

/**
 * Firms whose name holds what was typed, by name, along the index of names; with `after` those from the firm of this id
 * on. Two firms of one name may stand on two pages twice, but none is passed over.
 */
export async function findEnterprisesLike(
  typed: string,
  among: QueryFilter<Enterprise>,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<Enterprise[]> {
  const words = lettersOf(typed).join('');
  if (words === '') return [];
  const name = { $regex: words.replace(/[^\p{L}\p{N}]/gu, '\\$&') };
  const last = after === undefined ? null : await EnterpriseModel.findById(after, { name: 1 }).lean<Enterprise>();
  const from = last === null ? [] : [{ name: { $gte: last.name }, _id: { $ne: last._id } }];
  return EnterpriseModel.find({ $and: [among, { name }, ...from] })
    .sort({ name: 1 })
    .limit(limit)
    .lean<Enterprise[]>();
}

const lettersOf = (typed: string): string[] => Array.from(tidyName(typed).replace(/\s/g, '')).slice(0, 40);

/** Every run of two letters and more. */
const runsOf = (letters: readonly string[]): string[] =>
  letters.flatMap((_, from) => letters.slice(from + 1).map((_c, i) => letters.slice(from, from + i + 2).join('')));

const called = (
  name: { $in: string[] } | { $gte: string; $lt: string },
  among: QueryFilter<Enterprise>,
): Promise<Enterprise[]> =>
  EnterpriseModel.find({ $and: [among, { $or: [{ name }, { shortName: name }] }] })
    .limit(MAX_NAMED)
    .lean<Enterprise[]>();

/** Enterprises whose whole name or short name stands in what was typed: for who must not leaf through firms by a few letters. */
export async function findEnterprisesCalled(
  typed: string,
  among: QueryFilter<Enterprise> = { status: 'active' },
): Promise<Enterprise[]> {
  const runs = runsOf(lettersOf(typed));
  return runs.length === 0 ? [] : called({ $in: runs }, among);
}

/** Letters of a name that is surely one: two stand in many a sentence by chance. */
const SURELY_A_NAME = 3;
/** What is said of a place by what stands near it. */
const NEAR = /旁边?|隔壁|对面|附近|边上|侧边|斜对|对过|后面|前面|去往|送货/;

/**
 * The one firm whose name stands in a sentence, where it is beyond doubt that it happens there; undefined where several do,
 * where it only stands near by, or none does.
 */
export async function findEnterpriseIn(sentence: string): Promise<Enterprise | undefined> {
  if (NEAR.test(sentence)) return undefined;
  const clauses = sentence.split(/[\s，,。.！!？?；;：:、\n]+/).filter((clause) => clause.length >= SURELY_A_NAME);
  const runs = clauses.slice(0, MOST_CLAUSES).flatMap((clause) => runsOf(lettersOf(clause)));
  const names = [...new Set(runs)].filter((run) => run.length >= SURELY_A_NAME);
  const found = names.length === 0 ? [] : await called({ $in: names }, { status: 'active' });
  return found.length === 1 ? found[0] : undefined;
}
const MOST_CLAUSES = 8;

/**
 * The competent body of a firm: the sectoral one of its county, city or the autonomous region, nearest first; else the
 * nearest general one. 意见（十）: 监管部门 is whoever supervises that trade, 应急管理 where nobody else does.
 *
 * @throws NotFound when the region has no body at all.
 */
export async function findBodyFor(firm: { regionCode: string; sector: string }): Promise<Body> {
  const codes = [firm.regionCode, firm.regionCode.slice(0, 4), firm.regionCode.slice(0, 2)];
  const bodies = await BodyModel.find({ regionCode: { $in: codes } }).lean<Body[]>();
  const nearest = (kind: Body['kind']) =>
    bodies
      .filter((b) => b.kind === kind && (kind === 'general' || (b.sectors as string[]).includes(firm.sector)))
      .sort((a, b) => b.regionCode.length - a.regionCode.length)[0];
  const body = nearest('sectoral') ?? nearest('general');
  if (body === undefined) throw missing();
  return body;
}

interface Filter {
  /** Divisions whose code starts with this. */
  regionCode?: string;
  /** The last id seen. */
  after?: string;
  limit?: number;
}

const placed = ({ regionCode, after }: Filter) => ({
  ...(regionCode === undefined ? {} : { regionCode: { $gte: regionCode, $lt: `${regionCode}~` } }),
  ...(after === undefined ? {} : { _id: { $gt: after } }),
});

/** Competent bodies of a region, in id order. */
export async function findBodies(filter: Filter = {}): Promise<Body[]> {
  return BodyModel.find(placed(filter))
    .sort({ _id: 1 })
    .limit(filter.limit ?? 100)
    .lean<Body[]>();
}

/** Bodies a park or firm of this division may be under: its county's, its city's and the autonomous region's. */
export async function findBodiesOver(regionCode: string): Promise<Body[]> {
  const codes = [regionCode, regionCode.slice(0, 4), regionCode.slice(0, 2)];
  return BodyModel.find({ regionCode: { $in: codes } })
    .sort({ regionCode: -1, _id: 1 })
    .lean<Body[]>();
}

/** The body a park reports to; where none is named, emergency management of the nearest division over it. */
export async function bodyOverPark({
  bodyId,
  regionCode,
}: Pick<Park, 'bodyId' | 'regionCode'>): Promise<string | undefined> {
  return bodyId ?? (await findBodiesOver(regionCode)).find(({ kind }) => kind === 'general')?._id;
}

/** Parks of a region, in id order; with `takesFirms` only those that have not become part of another. */
export async function findParks(filter: Filter & { takesFirms?: boolean } = {}): Promise<Park[]> {
  const open = filter.takesFirms === true ? { mergedInto: { $exists: false } } : {};
  return ParkModel.find({ ...placed(filter), ...open })
    .sort({ _id: 1 })
    .limit(filter.limit ?? 100)
    .lean<Park[]>();
}

/** The body of exactly this name. */
export const findBodyNamed = async (name: string): Promise<Body | undefined> =>
  (await BodyModel.findOne({ name: tidyName(name) }).lean<Body>()) ?? undefined;

/** Insurance institutions of a division, in the order they were entered. */
export async function findInsurers(filter: Filter = {}): Promise<Insurer[]> {
  return InsurerModel.find(placed(filter))
    .sort({ _id: 1 })
    .limit(filter.limit ?? 100)
    .lean<Insurer[]>();
}

/** @throws NotFound */
export async function getInsurer(id: string): Promise<Insurer> {
  const insurer = await InsurerModel.findById(id).lean<Insurer>();
  if (insurer === null) throw notFound('common.not-found');
  return insurer;
}

/** The insurance institution of exactly this name. */
export const findInsurerNamed = async (name: string): Promise<Insurer | undefined> =>
  (await InsurerModel.findOne({ name: tidyName(name) }).lean<Insurer>()) ?? undefined;

/** The park of exactly this name. */
export const findParkNamed = async (name: string): Promise<Park | undefined> =>
  (await ParkModel.findOne({ name: tidyName(name) }).lean<Park>()) ?? undefined;

const remembered = <T extends { _id: string }>(model: Model<T>) =>
  remember<T>(async (ids, session) => {
    const find = { filter: { _id: { $in: ids } }, limit: ids.length };
    const rows = await findAtOnce<T>(model.collection.name, find, session);
    return new Map(rows.map((row) => [row._id, row]));
  });
/**
 * An enterprise as it stood when the request began, from memory: for what people read, and for questions about days gone
 * by. A command that rests on how it stands now asks `getEnterprise`.
 */
export const recallEnterprise = remembered(EnterpriseModel);
/** A park, the same way. */
export const recallPark = remembered(ParkModel);
const recallInsurer = remembered(InsurerModel);
/** A competent body, the same way. */
export const recallBody = remembered(BodyModel);

/** Name of an enterprise, from memory: lists show names without joining. Empty when there is none. */
export const enterpriseName = async (id: string): Promise<string> => (await recallEnterprise(id))?.name ?? '';

/** Name of a park, from memory. */
export const parkName = async (id: string): Promise<string> => (await recallPark(id))?.name ?? '';

/** Name of an insurance institution, from memory. */
export const insurerName = async (id: string): Promise<string> => (await recallInsurer(id))?.name ?? '';

/** Name of a competent body, from memory. */
export const bodyName = async (id: string): Promise<string> => (await recallBody(id))?.name ?? '';
