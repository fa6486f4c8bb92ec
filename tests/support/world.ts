import mongoose from 'mongoose';
import { hashPassword } from '#domain/identity';
import {
  creditCheckCharacter,
  type Enterprise,
  type Insurer,
  type Location,
  type Park,
  type Team,
} from '#domain/organisations';
import type { PersonActor, Role, Scope } from '#kernel/actor';
import { newId } from '#kernel/ids';
import { fixedNow } from './clock.ts';

export const PASSWORD = 'Anfa-2026-demo';

export type WorldActor =
  | 'worker'
  | 'worker2'
  | 'officer'
  | 'manager'
  | 'parkOfficer'
  | 'regulator'
  | 'cityRegulator'
  | 'sectorRegulator'
  | 'otherRegulator'
  | 'insurer'
  | 'adviser'
  | 'administrator'
  | 'otherWorker'
  | 'otherOfficer';

export interface World {
  bodyId: string;
  /** What its park's register of competence says: the park has it. */
  stretchId: string;
  cityBodyId: string;
  otherBodyId: string;
  park: Park;
  enterprise: Enterprise;
  otherEnterprise: Enterprise;
  team: Team;
  otherTeam: Team;
  location: Location;
  secondLocation: Location;
  otherLocation: Location;
  insurer: Insurer;
  actors: Record<WorldActor, PersonActor>;
  phones: Record<WorldActor, string>;
}

const insert = (collection: string, rows: object[]) =>
  mongoose.connection.collection(collection).insertMany(rows as never);
export const creditCode = (first17: string): string => first17 + creditCheckCharacter(first17);
/** The register of a park that was given the power over everything, as in the world; or of a body's. */
export const empowered = (parkId: string, bodyId?: string) => ({
  _id: parkId,
  version: 1,
  stretches: [
    {
      ...{ id: newId(), matter: 'general', sectors: [], basis: '北政发〔2023〕8号', from: '2024-01-01' },
      ...(bodyId === undefined ? {} : { bodyId }),
    },
  ],
});
/** The world's park has no power: its county's body is competent, and the park only assists. */
export const takePower = ({ park, bodyId }: World) =>
  mongoose.connection
    .collection<{ _id: string }>('competences')
    .updateOne({ _id: park._id }, { $set: { stretches: empowered(park._id, bodyId).stretches } });
let passwordHash: Promise<string> | undefined;

/**
 * A small world: a park of 玉林市北流市 with a firm in it, another firm in 南宁市青秀区 outside any park, and one person for
 * every part. Written straight into the collections, so that it does not depend on what is being tested.
 */
export async function buildWorld(): Promise<World> {
  passwordHash ??= hashPassword(PASSWORD);
  const [bodyId, cityBodyId, otherBodyId, sectorBodyId] = [newId(), newId(), newId(), newId()];
  await insert('bodies', [
    { _id: bodyId, name: '北流市应急管理局', level: 'county', regionCode: '450981', kind: 'general', sectors: [] },
    { _id: cityBodyId, name: '玉林市应急管理局', level: 'city', regionCode: '4509', kind: 'general', sectors: [] },
    { _id: otherBodyId, name: '青秀区应急管理局', level: 'county', regionCode: '450103', kind: 'general', sectors: [] },
    {
      _id: sectorBodyId,
      name: '玉林市住房和城乡建设局',
      level: 'city',
      regionCode: '4509',
      kind: 'sectoral',
      sectors: ['E'],
    },
  ]);
  const park: Park = {
    _id: newId(),
    name: '北流日用陶瓷工业园区',
    regionCode: '450981',
    bodyId,
    isChemical: false,
  };
  await insert('parks', [{ ...park }]);
  const register = empowered(park._id);
  await insert('competences', [register]);
  const firm = {
    sector: 'C' as const,
    employees: 180,
    revenueFen: 6_000_000_000,
    assetsFen: 4_000_000_000,
    isHighRisk: true,
    status: 'active' as const,
    createdAt: fixedNow,
  };
  const enterprise: Enterprise = {
    ...firm,
    _id: newId(),
    name: '广西北流桂宝陶瓷有限公司',
    shortName: '桂宝陶瓷',
    creditCode: creditCode('91450981MA5K00001'),
    regionCode: '450981',
    parkId: park._id,
    bodyId,
    division: '30',
  };
  const otherEnterprise: Enterprise = {
    ...firm,
    _id: newId(),
    name: '南宁邕江机械制造有限公司',
    shortName: '邕江机械',
    creditCode: creditCode('91450103MA5K00002'),
    regionCode: '450103',
    bodyId: otherBodyId,
    division: '34',
  };
  await insert('enterprises', [{ ...enterprise }, { ...otherEnterprise }]);
  const team: Team = { _id: newId(), enterpriseId: enterprise._id, name: '成型一班', code: 'BWTEAM23' };
  const otherTeam: Team = { _id: newId(), enterpriseId: otherEnterprise._id, name: '装配班', code: 'NNTEAM23' };
  await insert('teams', [{ ...team }, { ...otherTeam }]);
  const place = (enterpriseId: string, name: string, code: string): Location => ({
    _id: newId(),
    enterpriseId,
    name,
    code,
  });
  const location = { ...place(enterprise._id, '3号线配电房', 'BWPLACE3'), parkId: park._id };
  const secondLocation = { ...place(enterprise._id, '原料仓库', 'BWPLACE4'), parkId: park._id };
  const otherLocation = place(otherEnterprise._id, '总装车间', 'NNPLACE3');
  await insert('locations', [{ ...location }, { ...secondLocation }, { ...otherLocation }]);

  const insurer: Insurer = {
    _id: newId(),
    name: '八桂财产保险股份有限公司北流支公司',
    creditCode: creditCode('91450981MA5K90001'),
    regionCode: '450981',
  };
  await insert('insurers', [{ ...insurer }]);

  const own = { enterpriseId: enterprise._id };
  const other = { enterpriseId: otherEnterprise._id };
  const people: Record<WorldActor, [name: string, role: Role, scope: Scope]> = {
    worker: ['韦小妹', 'worker', { ...own, teamId: team._id }],
    worker2: ['黄大力', 'worker', { ...own, teamId: team._id }],
    officer: ['梁安全', 'safety-officer', own],
    manager: ['李厂长', 'enterprise-manager', own],
    parkOfficer: ['覃园区', 'park-officer', { parkId: park._id, regionCode: '450981' }],
    regulator: ['陆监管', 'regulator', { bodyId, regionCode: '450981' }],
    cityRegulator: ['庞市局', 'regulator', { bodyId: cityBodyId, regionCode: '4509' }],
    sectorRegulator: ['莫住建', 'regulator', { bodyId: sectorBodyId, regionCode: '4509', sectors: ['E'] }],
    otherRegulator: ['甘青秀', 'regulator', { bodyId: otherBodyId, regionCode: '450103' }],
    insurer: ['宁保险', 'insurer', { insurerId: insurer._id }],
    adviser: ['蒙辅导', 'adviser', { enterpriseIds: [enterprise._id] }],
    administrator: ['管理员', 'administrator', {}],
    otherWorker: ['卢师傅', 'worker', { ...other, teamId: otherTeam._id }],
    otherOfficer: ['农安全', 'safety-officer', other],
  };
  const actors = {} as Record<WorldActor, PersonActor>;
  const phones = {} as Record<WorldActor, string>;
  const accounts = [];
  for (const [i, [key, [name, role, scope]]] of Object.entries(people).entries()) {
    const actor: PersonActor = { kind: 'person', personId: newId(), grantId: newId(), name, role, scope };
    const phone = `1380000${String(i).padStart(4, '0')}`;
    actors[key as WorldActor] = actor;
    phones[key as WorldActor] = phone;
    accounts.push({
      _id: actor.personId,
      name,
      phone,
      passwordHash: await passwordHash,
      grants: [{ _id: actor.grantId, role, scope }],
      status: 'active',
      phoneProvedAt: fixedNow,
      createdAt: fixedNow,
    });
  }
  await insert('accounts', accounts);
  return {
    bodyId,
    stretchId: register.stretches[0]?.id ?? '',
    cityBodyId,
    otherBodyId,
    park,
    enterprise,
    otherEnterprise,
    team,
    otherTeam,
    location,
    secondLocation,
    otherLocation,
    insurer,
    actors,
    phones,
  };
}
