import mongoose from 'mongoose';
import type { Park } from '#domain/organisations';
import type { PersonActor } from '#kernel/actor';
import { newId } from '#kernel/ids';
import { fixedNow } from './clock.ts';
import { empowered, type World } from './world.ts';

/** The world as another park of the same county has it: its own ground, power and officer, whoever else as before. */
export async function buildSecondPark(world: World): Promise<World> {
  const rows = (name: string) => mongoose.connection.collection(name);
  const park: Park = { ...world.park, _id: newId(), name: '北流精细化工园区' };
  await rows('parks').insertOne({ ...park } as never);
  await rows('competences').insertOne(empowered(park._id) as never);
  const account = await rows('accounts').findOne({ phone: world.phones.parkOfficer });
  const scope = { parkId: park._id, regionCode: park.regionCode };
  const name = '丁精化';
  const role = 'park-officer' as const;
  const parkOfficer: PersonActor = { kind: 'person', personId: newId(), grantId: newId(), name, role, scope };
  const phone = '13800009901';
  await rows('accounts').insertOne({
    ...{ _id: parkOfficer.personId, name, phone, passwordHash: account?.['passwordHash'] },
    ...{ grants: [{ _id: parkOfficer.grantId, role, scope }], status: 'active' },
    ...{ phoneProvedAt: fixedNow, createdAt: fixedNow },
  } as never);
  return {
    ...world,
    park,
    actors: { ...world.actors, parkOfficer },
    phones: { ...world.phones, parkOfficer: phone },
  };
}
