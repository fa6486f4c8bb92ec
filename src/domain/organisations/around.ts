import { type Enterprise, EnterpriseModel, type Park, ParkModel } from './organisation.models.ts';
import { bareRegionName, findRegions } from './regions.ts';

/** What is offered of firms nobody has named whole. */
const MOST = 3;
const FILLERS = /那个|那家|那边|这个|这家|有个|一个|一家|附近|旁边|隔壁|里面|那里|这里|好像|应该|就是|做|搞|的|在/g;
const KINDS = /(股份|有限|责任)*(公司|集团|工厂|企业|厂家|厂子?)$/;
/** What a park is called beside its name. */
const PARKS = /(高新技术|经济技术|高新|经济)?(产业|工业|开发|物流|科技)*(园区|集中区|开发区|示范区|园|区)$/;

const escaped = (words: string): string => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The place somebody names, and what is left of their words: a county or city, else a park. */
async function placeIn(words: string): Promise<{ filter: object; rest: string } | undefined> {
  const regions = findRegions()
    .map(({ code, name }) => ({ code, name, bare: bareRegionName(name) }))
    .filter(({ code, bare }) => code.length > 2 && bare.length >= 2 && words.includes(bare))
    .sort((a, b) => b.code.length - a.code.length);
  const [region] = regions;
  if (region !== undefined) {
    const { code } = region;
    const rest = regions.reduce((left, { name, bare }) => left.replace(name, '').replace(bare, ''), words);
    return { filter: { regionCode: { $gte: code, $lt: `${code}~` } }, rest };
  }
  const parks = await ParkModel.find({ mergedInto: { $exists: false } })
    .select({ name: 1 })
    .lean<Pick<Park, '_id' | 'name'>[]>();
  const called = parks
    .map(({ _id, name }) => ({ _id, name, bare: name.replace(PARKS, '') }))
    .find(({ bare }) => bare.length >= 2 && words.includes(bare));
  if (called === undefined) return undefined;
  return { filter: { parkId: called._id }, rest: words.replace(called.name, '').replace(called.bare, '') };
}

/**
 * Up to three firms told by a county or park and part of a name or trade: 「北流那个陶瓷厂」. Both are needed, so that
 * nobody leafs through the register by a few letters.
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
  if (place === undefined || part.length < 2) return [];
  const name = { $regex: escaped(part) };
  return EnterpriseModel.find({ $and: [{ status: 'active' }, place.filter, { $or: [{ name }, { shortName: name }] }] })
    .sort({ _id: 1 })
    .limit(MOST)
    .lean<Enterprise[]>();
}
