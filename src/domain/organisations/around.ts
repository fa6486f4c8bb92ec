import { bareRegions, landmarksSaid } from './address.ts';
import { type Enterprise, EnterpriseModel, type Park, ParkModel } from './organisation.models.ts';

/** What is offered of firms nobody has named whole. */
const MOST = 3;
const FILLERS =
  /那个|那家|那间|那边|这个|这家|有个|有家|有间|一个|一家|附近|旁边|隔壁|里面|边上|那里|这里|好像|应该|就是|做|搞|的|在/g;
const KINDS = /(股份|有限|责任)*(公司|集团|工厂|企业|厂家|厂子?)$/;
/** What a park is called beside its name. */
const PARKS = /(高新技术|经济技术|高新|经济)?(产业|工业|开发|物流|科技)*(园区|集中区|开发区|示范区|园|区)$/;
/** What people say of a trade, and how firms of it are called. */
const TRADES: Readonly<Record<string, readonly string[]>> = {
  木板: ['木业', '板业', '板材', '人造板', '胶合板'],
  木材: ['木业', '板材'],
  夹板: ['胶合板', '木业', '板材'],
  糖: ['糖业', '制糖'],
  瓷砖: ['陶瓷', '建陶'],
  石头: ['石材', '采石', '石业', '矿业'],
  石粉: ['粉体', '碳酸钙', '钙业'],
  机械: ['机械', '重工', '装备'],
  汽配: ['汽车零部件', '汽配'],
  药: ['药业', '制药', '中药'],
  水泥: ['水泥', '建材'],
  化工: ['化工', '化学'],
  米粉: ['米粉', '食品'],
  电子: ['电子', '科技'],
};

const escaped = (words: string): string => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A place somebody names: which firms lie there, and what is left of their words. */
interface Place {
  filter: object;
  rest: string;
}

/** The county or city. */
function regionIn(words: string): Place | undefined {
  const regions = bareRegions()
    .filter(({ bare }) => bare.length >= 2 && words.includes(bare))
    .sort((a, b) => b.code.length - a.code.length);
  const [region] = regions;
  if (region === undefined) return undefined;
  const { code } = region;
  const rest = regions.reduce((left, { name, bare }) => left.replace(name, '').replace(bare, ''), words);
  return { filter: { regionCode: { $gte: code, $lt: `${code}~` } }, rest };
}

/** The park, by its name or the part of it that is its own: of 「北流工业园区」 that is no more than where it lies. */
async function parkIn(words: string): Promise<Place | undefined> {
  const regions = bareRegions().map(({ bare }) => bare);
  const parks = await ParkModel.find({ mergedInto: { $exists: false } })
    .select({ name: 1 })
    .lean<Pick<Park, '_id' | 'name'>[]>();
  const called = parks
    .map(({ _id, name }) => ({ _id, name, bare: name.replace(PARKS, '') }))
    .find(({ name, bare }) => words.includes(regions.includes(bare) ? name : bare) && bare.length >= 2);
  if (called === undefined) return undefined;
  return { filter: { parkId: called._id }, rest: words.replace(called.name, '').replace(called.bare, '') };
}

/** Roads, towns and villages, where any firm lies there; all that are named together. */
async function landmarksIn(words: string): Promise<Place | undefined> {
  const said = landmarksSaid(words).slice(0, MOST_TRIED);
  const isThere = await Promise.all(said.map((mark) => EnterpriseModel.exists({ landmarks: mark })));
  const known = said.filter((_mark, i) => isThere[i] !== null);
  const marks = known.filter((mark) => !known.some((other) => other !== mark && other.includes(mark)));
  if (marks.length === 0) return undefined;
  return { filter: { landmarks: { $all: marks } }, rest: marks.reduce((rest, mark) => rest.replace(mark, ''), words) };
}
const MOST_TRIED = 32;

/** County and road together where both are named; a park by itself. */
async function placeIn(words: string): Promise<Place | undefined> {
  const park = await parkIn(words);
  if (park !== undefined) return park;
  const region = regionIn(words);
  const near = await landmarksIn(region?.rest ?? words);
  return near === undefined ? region : { filter: { ...region?.filter, ...near.filter }, rest: near.rest };
}

/** The part of a name or the trade that is left, as names of firms may hold it. */
const namesLike = (part: string): string => [part, ...(TRADES[part] ?? [])].map(escaped).join('|');

/**
 * Up to three firms told by a county, park, road, town or village and part of a name or trade: 「北流那个陶瓷厂」,
 * 「工业大道那家木板厂」. Both are needed, so that nobody leafs through the register by a few letters.
 */
export async function findEnterprisesAround(typed: string): Promise<Enterprise[]> {
  const words = typed
    .normalize('NFKC')
    .replace(/[\s\p{P}]/gu, '')
    .slice(0, 40);
  const place = await placeIn(words);
  const part =
    place?.rest
      .replace(/^(市|县|区|园区)/, '')
      .replace(FILLERS, '')
      .replace(KINDS, '') ?? '';
  if (place === undefined || (part.length < 2 && TRADES[part] === undefined)) return [];
  const name = { $regex: namesLike(part) };
  return EnterpriseModel.find({ $and: [{ status: 'active' }, place.filter, { $or: [{ name }, { shortName: name }] }] })
    .sort({ _id: 1 })
    .limit(MOST)
    .lean<Enterprise[]>();
}
