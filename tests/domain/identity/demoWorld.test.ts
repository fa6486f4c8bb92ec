import mongoose from 'mongoose';
import { applicationLifecycle } from '#domain/applying';
import { holdsPowerOn, standingOf } from '#domain/competence';
import { findDemoPeople, getActor, signIn } from '#domain/identity';
import { findBodyFor, findEnterprises, isCreditCode, type Park } from '#domain/organisations';
import { allBoards, recountBoards } from '#domain/tallies';
import { ROLES } from '#kernel/actor';
import { DEMO_PASSWORD, seedDemo } from '../../../scripts/seedDemo.ts';
import { clockContext, visitorContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';

useStores();

const all = (collection: string) => mongoose.connection.collection(collection).find().sort({ _id: 1 }).toArray();

describe('demo world', () => {
  it('is the same world again, and a second run adds nothing', async () => {
    const first = await seedDemo({ seed: 7, size: 120, hazards: 0 });
    expect(first).toMatchObject({ parks: 12, enterprises: 120 });
    const before = { enterprises: await all('enterprises'), accounts: await all('accounts') };
    expect(Object.values(await seedDemo({ seed: 7, size: 120, hazards: 0 }))).toEqual(new Array(10).fill(0));
    expect({ enterprises: await all('enterprises'), accounts: await all('accounts') }).toEqual(before);
    for (const name of ['enterprises', 'accounts', 'teams', 'locations']) {
      await mongoose.connection.collection(name).deleteMany({});
    }
    await seedDemo({ seed: 7, size: 120, hazards: 0 });
    expect(await all('enterprises')).toEqual(before.enterprises);
  });

  it('gives every firm a valid credit code, a name of its own and the body that findBodyFor would name', async () => {
    await seedDemo({ size: 120, hazards: 0 });
    const firms = await findEnterprises({ limit: 500 });
    expect(firms).toHaveLength(120);
    expect(firms.filter((firm) => !isCreditCode(firm.creditCode))).toEqual([]);
    expect(new Set(firms.map((firm) => firm.name)).size).toBe(120);
    for (const firm of firms) expect((await findBodyFor(firm))._id).toBe(firm.bodyId);
  });

  it('has chemical parks, parks that only assist, and parks given supervision this July', async () => {
    await seedDemo({ size: 6, hazards: 0 });
    const parks = (await all('parks')) as unknown as Park[];
    expect(parks.filter((park) => park.isChemical)).toHaveLength(3);
    const withPower = async (day: string) =>
      (await Promise.all(parks.map(({ _id }) => holdsPowerOn(_id, 'C', day)))).filter(Boolean);
    expect(await withPower('2026-06-30')).toHaveLength(6);
    expect(await withPower('2026-07-01')).toHaveLength(8);
    // One that was left without anybody stands in red; every other has somebody for every sector.
    const standing = await standingOf(parks, '2026-11-27', 0);
    expect(standing.filter(({ gaps }) => gaps.length > 0).map(({ park }) => park.name)).toEqual(['扶绥糖业食品产业园']);
  });

  it('lists people of every role, each of whom signs in', async () => {
    await seedDemo({ size: 12, hazards: 0 });
    const people = await findDemoPeople();
    const roles = new Set(people.flatMap((person) => person.grants.map((grant) => grant.role)));
    expect([...roles].sort()).toEqual(
      ROLES.map((role) => role.code)
        .filter((role) => role !== 'applicant')
        .sort(),
    );
    const officer = people.find((person) => person.name === '梁安全');
    const signedIn = await signIn(
      visitorContext(),
      { phone: officer?.phone ?? '', password: DEMO_PASSWORD },
      { requireTotp: false },
    );
    expect(signedIn).toMatchObject({ needsTotp: false, personId: officer?._id });
    expect(await getActor(officer?._id ?? '')).toMatchObject({ role: 'safety-officer', name: '梁安全' });
  });

  it('has a pilot cohort of 24 firms and 11 advisers in mixed stages, applications in every status, and projects of two parks in several', async () => {
    await seedDemo({ now: new Date('2026-11-24T02:00:00Z') });
    const enrolments = (await all('enrolments')) as unknown as { status: string; adviserId: string }[];
    const count = (status: string) => enrolments.filter((one) => one.status === status).length;
    expect(enrolments).toHaveLength(24);
    expect(new Set(enrolments.map((one) => one.adviserId)).size).toBe(11);
    for (const stage of ['preparing', 'implementing', 'accepting', 'improving', 'paused', 'exited']) {
      expect({ stage, some: count(stage) > 0 }).toEqual({ stage, some: true });
    }
    const statuses = new Set((await all('applications')).map((one) => one['status']));
    expect([...statuses].sort()).toEqual(applicationLifecycle.statuses.map((row) => row.code).sort());
    const chemical = ((await all('parks')) as unknown as Park[])
      .filter(({ isChemical }) => isChemical)
      .map(({ _id }) => _id);
    const projects = (await all('projects')).map(({ parkId, status, stoppedAt }) => [
      chemical.includes(parkId),
      status,
      stoppedAt,
    ]);
    expect(projects).toEqual(
      expect.arrayContaining([
        [true, 'building', undefined],
        [true, 'refused', 'G2'],
        [true, 'conditional', 'G3'],
        [true, 'paused', undefined],
        [false, 'producing', undefined],
        [false, 'introduced', undefined],
        [false, 'conditional', undefined],
      ]),
    );
    const { boards, first } = await recountBoards(clockContext());
    expect({ boards: boards.length, first }).toEqual({ boards: allBoards().length, first: [] });
  }, 120_000);
});
