import mongoose from 'mongoose';
import { hashPassword } from '#domain/identity';
import { rebuildCovers } from '#domain/insurance';
import { systemContext } from '#kernel/context';
import { createDraw } from './demo/draw.ts';
import { demoFirms } from './demo/enterprises.ts';
import { demoHazards } from './demo/hazards.ts';
import { demoInsurance } from './demo/insurance.ts';
import { demoMajors } from './demo/majors.ts';
import { demoPeople } from './demo/people.ts';
import { demoBodies, demoCompetences, demoInsurers, demoParks } from './demo/places.ts';
import { demoProgramme } from './demo/programme.ts';
import { demoReturns } from './demo/returns.ts';

/** Password of everybody in the demo world. */
export const DEMO_PASSWORD = 'Anfa-2026-demo';

export interface DemoCounts {
  bodies: number;
  insurers: number;
  parks: number;
  competences: number;
  enterprises: number;
  teams: number;
  locations: number;
  accounts: number;
  hazards: number;
  /** Firms that applied to the programme. */
  programme: number;
}

/**
 * Fills the connected, migrated database with the demo world. The same seed makes the same world, so a second run adds
 * nothing and changes nothing; a world of another seed in the same database is refused by the unique keys.
 *
 * @param options.size number of enterprises, at least 6.
 * @param options.hazards number of cases; they lie in the weeks before `options.now`.
 * @param options.onPeople called once places and people stand, before what they did is made.
 * @returns how many rows were added.
 */
export async function seedDemo(
  options: { seed?: number; size?: number; hazards?: number; now?: Date; onPeople?: () => Promise<void> } = {},
): Promise<DemoCounts> {
  const draw = createDraw(options.seed ?? 20_261_124);
  const bodies = demoBodies(draw);
  const parks = demoParks(draw, bodies);
  const firms = demoFirms(draw, bodies, parks, Math.max(6, options.size ?? 120));
  const people = demoPeople(draw, { bodies, parks, firms }, await hashPassword(DEMO_PASSWORD));
  const counts = {
    bodies: await add('bodies', bodies),
    parks: await add('parks', parks),
    competences: await add('competences', demoCompetences(draw, bodies, parks)),
    insurers: await add('insurers', demoInsurers(draw)),
    enterprises: await add(
      'enterprises',
      firms.map((firm) => firm.enterprise),
    ),
    teams: await add(
      'teams',
      firms.flatMap((firm) => firm.teams),
    ),
    locations: await add(
      'locations',
      firms.flatMap((firm) => firm.locations),
    ),
    accounts: await add('accounts', people),
  };
  // The firms came past the commands of the register.
  const now = options.now ?? new Date();
  await rebuildCovers(systemContext(now, 'budgets', 'demo'));
  // Asked before anybody can sign in: a case of theirs must not pass for the demo's.
  const isNew = (await mongoose.connection.collection('hazards').estimatedDocumentCount()) === 0;
  await options.onPeople?.();
  const wanted = options.hazards ?? 45;
  const hazards = isNew && wanted > 0 ? await demoHazards(draw, firms, wanted, now) : 0;
  if (hazards > 0) await demoMajors(firms, now);
  const programme = hazards > 0 ? await demoProgramme(draw, firms, now) : 0;
  if (hazards > 0) await demoInsurance(firms, now);
  if (hazards > 0) await demoReturns(firms, now);
  return { ...counts, hazards, programme };
}

async function add(collection: string, rows: readonly { _id: string }[]): Promise<number> {
  const { upsertedCount } = await mongoose.connection.collection<{ _id: string }>(collection).bulkWrite(
    rows.map(({ _id, ...row }) => ({ updateOne: { filter: { _id }, update: { $setOnInsert: row }, upsert: true } })),
    { ordered: false },
  );
  return upsertedCount;
}
