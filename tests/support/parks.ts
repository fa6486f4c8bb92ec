import mongoose from 'mongoose';
// Whoever moves a firm moves what the nouns of the list say.
import '#domain/nouns';
import { getBody, type Park } from '#domain/organisations';
import { acceptTransfer, consentToTransfer, receiveFirm, type Transfer, transfers } from '#domain/parks';
import type { PersonActor, Role, Scope } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { newId } from '#kernel/ids';
import { fixedNow } from './clock.ts';
import { empowered, type World } from './world.ts';

const insert = (collection: string, row: object) => mongoose.connection.collection(collection).insertOne(row as never);

export interface SecondPark {
  park: Park;
  officer: PersonActor;
  phone: string;
}

/** A second park with its officer: in 青秀区, under its own body, unless told otherwise. */
export async function buildSecondPark(world: World, wish: Partial<Park> = {}): Promise<SecondPark> {
  const park: Park = {
    _id: newId(fixedNow),
    name: '南宁青秀先进制造产业园',
    regionCode: '450103',
    bodyId: world.otherBodyId,
    isChemical: false,
    ...wish,
  };
  await insert('parks', { ...park });
  await insert('competences', empowered(park._id));
  const phone = `1390000${String(Math.floor(Math.random() * 10_000)).padStart(4, '0')}`;
  const officer: PersonActor = {
    kind: 'person',
    personId: newId(fixedNow),
    grantId: newId(fixedNow),
    name: '黎青秀',
    role: 'park-officer',
    scope: { parkId: park._id, regionCode: park.regionCode },
  };
  const known = await mongoose.connection
    .collection('accounts')
    .findOne({ _id: world.actors.parkOfficer.personId as never });
  await insert('accounts', {
    _id: officer.personId,
    name: officer.name,
    phone,
    passwordHash: known?.['passwordHash'],
    grants: [{ _id: officer.grantId, role: officer.role, scope: officer.scope }],
    status: 'active',
    createdAt: fixedNow,
  });
  return { park, officer, phone };
}

const speaker = (role: Role, scope: Scope): PersonActor => ({
  kind: 'person',
  personId: newId(fixedNow),
  grantId: newId(fixedNow),
  name: '答话人',
  role,
  scope,
});

/** The other park accepts; where it leads to another city, so do the firm and the body that takes it on. */
export async function acceptWholly(ctx: Context, { reference }: { reference: string }): Promise<Transfer> {
  const accepted = await acceptTransfer(ctx, { reference });
  if (accepted.status !== 'agreed') return accepted;
  const { enterpriseId = '', receivingBodyId = '' } = (await transfers.peek(reference)) as Transfer;
  const { regionCode } = await getBody(receivingBodyId);
  await consentToTransfer({ ...ctx, actor: speaker('enterprise-manager', { enterpriseId }) }, { reference });
  const actor = speaker('regulator', { bodyId: receivingBodyId, regionCode });
  return receiveFirm({ ...ctx, actor }, { reference });
}
