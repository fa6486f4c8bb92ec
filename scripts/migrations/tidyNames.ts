import type mongoose from 'mongoose';
import { setAside } from '#domain/aside';
import type { Context } from '#kernel/context';
import { bigrams, tidyName } from '#kernel/text';
import { isDuplicateKey } from '#platform/mongo';

/** Names by which things are found, by collection; the first is what its pieces for the search are made of. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  enterprises: ['name', 'shortName'],
  parks: ['name'],
  bodies: ['name'],
  insurers: ['name'],
  teams: ['name'],
  locations: ['name'],
  accounts: ['name'],
  applications: ['name'],
  enrolments: ['name'],
};

/**
 * Writes names stored before in the one way names are written now: （集团） for (集团), · for every dot. Two that become
 * one where there may be but one keep their writing; they are set aside, and administrators told, to be told apart by hand.
 */
export async function tidyNames(ctx: Context, connection: mongoose.Connection): Promise<void> {
  for (const [collection, fields] of Object.entries(NAMED)) {
    const rows = connection.collection<{ _id: string; grams?: string[] }>(collection);
    for await (const row of rows.find({ name: /[(（)）•‧・∙⋅･．]|\s/ })) {
      const names = fields.flatMap((field): [string, string][] => {
        const name = (row as Record<string, unknown>)[field];
        return typeof name === 'string' && tidyName(name) !== name ? [[field, tidyName(name)]] : [];
      });
      const [first] = names;
      if (first === undefined) continue;
      const grams = row.grams === undefined || first[0] !== fields[0] ? {} : { grams: bigrams(first[1]) };
      try {
        await rows.updateOne({ _id: row._id }, { $set: { ...Object.fromEntries(names), ...grams } });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        await setAside(ctx, 'names', `${collection}:${row._id}`, new Error('another bears the same name'));
      }
    }
  }
}
