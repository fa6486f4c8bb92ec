import { z } from 'zod';
import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { atMost, requireFields } from '#kernel/input';
import { tidy } from '#kernel/text';
import { inTransaction } from '#platform/mongo';
import { ownEnterprise } from './commands.ts';
import { type Enterprise, EnterpriseModel } from './organisation.models.ts';
import { bareRegionName, findRegions } from './regions.ts';

/** How roads, towns and villages end. */
const ENDS = /(?:大道|公路|路口|路|街道|街|巷|社区|村|屯|镇|乡|桥|码头|水库|市场|广场|工业区|工业园|集中区)/g;
/** Letters of the name of one before its end. */
const [SHORTEST, LONGEST] = [1, 8];
/** What is left of 「……省……市……县」 before the first of them. */
const BEFORE = /[省市县区州盟0-9０-９号\s，,。、（）()]/;

/** Every stretch of words that ends as a road, town or village does, however long its name may be. */
const stretchesIn = (words: string): string[] =>
  [...words.matchAll(ENDS)].flatMap(({ index, 0: end }) => {
    const longest = Math.min(LONGEST, index);
    return Array.from({ length: Math.max(0, longest - SHORTEST + 1) }, (_, i) =>
      words.slice(index - SHORTEST - i, index + end.length),
    );
  });

const compact = (text: string): string => text.normalize('NFKC').replace(/[\s\p{P}]/gu, '');

/** The address without the names of city and county, which say where in Guangxi it is and not where there. */
const withoutRegions = (address: string): string =>
  findRegions().reduce((left, { name, code }) => (code.length > 2 ? left.replace(name, '，') : left), address);

/**
 * Roads, towns and villages of an address as people name them: 「北流市民安镇兴业大道12号」 has 民安镇 and 兴业大道. A
 * name begins where another ends.
 */
export function landmarksOf(address: string): string[] {
  const marks: string[] = [];
  for (const piece of withoutRegions(address.normalize('NFKC')).split(BEFORE)) {
    let from = 0;
    for (const { index, 0: end } of piece.matchAll(ENDS)) {
      const name = piece.slice(from, index + end.length);
      from = index + end.length;
      if (name.length > end.length && name.length <= LONGEST + end.length) marks.push(name);
    }
  }
  return [...new Set(marks)];
}

/** What of somebody's words may be such a name, the longest first. */
export const landmarksSaid = (typed: string): string[] =>
  [...new Set(stretchesIn(compact(typed)))].sort((a, b) => b.length - a.length);

/** An address as it is stored, with what it is found by. */
export const placedAt = (address: string): Pick<Enterprise, 'address' | 'landmarks'> => ({
  address,
  landmarks: landmarksOf(address),
});

/** Names of counties and cities, which stand in no landmark. */
export const bareRegions = (): { code: string; name: string; bare: string }[] =>
  findRegions()
    .filter(({ code }) => code.length > 2)
    .map(({ code, name }) => ({ code, name, bare: bareRegionName(name) }));

const LONGEST_ADDRESS = 100;
/** Fields of `setAddress`; empty for none. */
export const setAddressInput = z.object({
  address: z
    .string()
    .default('')
    .transform(tidy)
    .pipe(z.string().max(...atMost(LONGEST_ADDRESS, '地址'))),
});

/**
 * Sets where the actor's own firm lies: whoever does not know its name may say the road or village and what it makes. Empty
 * takes it away. @throws Forbidden, Invalid
 */
export async function setAddress(ctx: Context, raw: z.input<typeof setAddressInput>): Promise<void> {
  const { address } = requireFields(setAddressInput, raw);
  const { enterpriseId } = ownEnterprise(ctx);
  await inTransaction(async () => {
    await EnterpriseModel.updateOne(
      { _id: enterpriseId },
      address === '' ? { $unset: { address: 1, landmarks: 1 } } : { $set: placedAt(address) },
    );
    await record(ctx, {
      name: 'organisations.address-set',
      subject: { kind: 'enterprise', id: enterpriseId },
      facts: { isThere: address !== '' },
    });
  });
}
