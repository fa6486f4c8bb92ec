import mongoose from 'mongoose';
import {
  answersOn,
  beginCompetence,
  type Competence,
  competentOn,
  endCompetence,
  MATTERS,
  matterOf,
  nextGap,
  type Stretch,
  standingOf,
  stretchesFrom,
  stretchesOf,
} from '#domain/competence';
import { findTrail } from '#domain/journal';
import { SECTORS, type Sector } from '#domain/organisations';
import { addDays } from '#kernel/dates';
import { personContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: WorldActor) => personContext(world.actors[who]);
const BASIS = '北政办发〔2026〕12号';
const begin = (who: WorldActor, more: object = {}) =>
  beginCompetence(as(who), {
    parkId: world.park._id,
    matter: 'general',
    holder: world.bodyId,
    basis: BASIS,
    from: '2026-12-01',
    ...more,
  } as never);
const register = () =>
  mongoose.connection.collection<Competence & { _id: string }>('competences').findOne({ _id: world.park._id });

it('is kept by the administrator and general bodies above the county alone', async () => {
  for (const who of Object.keys(world.actors) as WorldActor[]) {
    const attempt = begin(who, { from: who === 'administrator' ? '2026-12-02' : '2026-12-01' });
    if (who === 'administrator' || who === 'cityRegulator') await attempt;
    else await expect(attempt).rejects.toMatchObject({ kind: 'Forbidden' });
  }
  const trail = await findTrail({ kind: 'park', id: world.park._id });
  expect(trail.map(({ name, facts }) => [name, facts['from'], facts['basis']])).toEqual([
    ['competence.begun', '2026-12-01', BASIS],
    ['competence.begun', '2026-12-02', BASIS],
  ]);
});

it('says who was competent on any day, and never again otherwise', async () => {
  await begin('administrator', { sectors: ['C', 'E'] });
  const stretches = await stretchesOf(world.park._id);
  const who = (sector: Sector, day: string) => {
    const found = competentOn(stretches, { matter: 'general', sector }, day);
    return found === undefined ? 'nobody' : (found.bodyId ?? 'park');
  };
  expect(['2023-12-31', '2024-03-03', '2026-11-30', '2026-12-01'].map((day) => who('C', day))).toEqual([
    'nobody',
    'park',
    'park',
    world.bodyId,
  ]);
  // The park keeps what is not spoken of.
  expect(['2026-11-30', '2026-12-01'].map((day) => who('G', day))).toEqual(['park', 'park']);
  expect(stretches[0]).toMatchObject({ from: '2024-01-01', to: '2026-11-30', endBasis: BASIS });
});

it('puts the matter before the sector, and the sector before nobody', async () => {
  const fire = { matter: 'fire', holder: world.cityBodyId, from: '2026-11-24' };
  await begin('administrator', fire);
  const stretches = await stretchesOf(world.park._id);
  const bodyFor = (category: string, text = '') => {
    const matter = matterOf({ category, text }, '2026-11-24');
    return competentOn(stretches, { matter, sector: 'C' }, '2026-11-24')?.bodyId ?? 'park';
  };
  expect(['fire', 'escape-routes', 'special-equipment', 'dust'].map((one) => bodyFor(one))).toEqual([
    world.cityBodyId,
    world.cityBodyId,
    'park',
    'park',
  ]);
  expect(matterOf({ category: 'hazardous-chemicals', text: '甲醇槽车没有押运员' }, '2026-11-24')).toBe('road');
  expect(matterOf({ category: 'hazardous-chemicals', text: '甲醇储罐没有围堰' }, '2026-11-24')).toBe('general');
  expect(matterOf({ category: 'construction', text: '' }, '2026-11-24')).toBe('construction');
  expect(answersOn(stretches, '2026-11-24').map(({ matter }) => matter)).toEqual(['fire', 'general']);
});

it.each([
  ['a day gone by', { from: '2026-11-23' }, 'from'],
  ['a day before what is entered already', { from: '2024-01-01' }, 'from'],
  ['no paper', { basis: '' }, 'basis'],
  ['a matter there is not', { matter: 'gas' }, 'matter'],
] as const)('refuses %s', async (_, more, field) => {
  const before = await register();
  await expect(begin('administrator', more)).rejects.toMatchObject({ fields: { [field]: expect.any(String) } });
  await expect(begin('administrator', { holder: world.otherBodyId })).rejects.toMatchObject({
    fields: { holder: expect.any(String) },
  });
  expect(await register()).toEqual(before);
});

it('ends with a day and a paper, once, and the gap is in red until somebody follows', async () => {
  const { _id: parkId } = world.park;
  const end = (to: string) =>
    endCompetence(as('administrator'), { parkId, id: world.stretchId, to, basis: '机构改革' });
  await expect(end('2026-11-23')).rejects.toMatchObject({ fields: { to: expect.any(String) } });
  await end('2026-11-30');
  await expect(end('2026-12-31')).rejects.toMatchObject({ fields: { to: expect.any(String) } });
  const stretches = await stretchesOf(parkId);
  expect([nextGap(stretches, '2026-11-24', 0), nextGap(stretches, '2026-11-24', 30)]).toEqual([
    undefined,
    '2026-12-01',
  ]);
  const [standing] = await standingOf([world.park], '2026-12-01', 0);
  expect(standing?.gaps).toHaveLength(SECTORS.length);
  // A body for fire alone does not fill it.
  await begin('administrator', { matter: 'fire' });
  expect((await standingOf([world.park], '2026-12-01', 0))[0]?.gaps).toHaveLength(SECTORS.length);
  await begin('administrator', { from: '2026-12-05' });
  expect((await standingOf([world.park], '2026-12-05', 0))[0]?.gaps).toEqual([]);
});

it('changes once when two press together', async () => {
  const both = await Promise.allSettled([begin('administrator'), begin('cityRegulator')]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await register())?.stretches).toHaveLength(2);
});

it('never has two for one park, sector, matter and day, whatever is entered', async () => {
  let state = 11;
  const roll = (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
  const some = (): Sector[] => SECTORS.filter(() => roll(6) === 0).map(({ code }) => code);
  let done = 0;
  for (let n = 0; n < 40; n++) {
    const matter = MATTERS[roll(MATTERS.length)]?.code ?? 'general';
    const holder = ['park', world.bodyId, world.cityBodyId][roll(3)];
    const before = await stretchesOf(world.park._id);
    const past = (stretches: readonly Stretch[]) =>
      SECTORS.map(({ code }) => competentOn(stretches, { matter, sector: code }, '2026-11-23')?.id);
    const open = before.filter(({ to }) => to === undefined);
    const day = addDays('2026-11-24', roll(60));
    await (roll(4) === 0 && open.length > 0
      ? endCompetence(as('administrator'), {
          parkId: world.park._id,
          id: open[roll(open.length)]?.id ?? '',
          to: day,
          basis: BASIS,
        })
      : begin('administrator', { matter, holder, sectors: some(), from: day })
    ).then(
      () => {
        done += 1;
      },
      () => undefined,
    );
    const after = await stretchesOf(world.park._id);
    expect(past(after)).toEqual(past(before));
  }
  const stretches = await stretchesOf(world.park._id);
  const clashes = stretches.flatMap((one, n) =>
    stretches.slice(n + 1).filter((other) => {
      const sectors = one.sectors.length === 0 || other.sectors.length === 0;
      const isAlike =
        one.matter === other.matter && (sectors || one.sectors.some((code) => other.sectors.includes(code)));
      const isEmpty = [one, other].some(({ from, to }) => to !== undefined && to < from);
      return isAlike && !isEmpty && one.from <= (other.to ?? '9999') && other.from <= (one.to ?? '9999');
    }),
  );
  expect(clashes).toEqual([]);
  expect(done).toBeGreaterThan(10);
});

it('says of a park what the register of parks said before', () => {
  const park = { regionCode: '450981', bodyId: 'county' };
  const bodies = [
    { _id: 'county', regionCode: '450981', sectors: [] },
    { _id: 'building', regionCode: '4509', sectors: ['E' as const] },
  ];
  const days = [
    { from: '2024-01-01', to: '2026-06-30', hasSupervision: false },
    { from: '2026-07-01', hasSupervision: true },
  ];
  const stretches = stretchesFrom({ ...park, supervisions: days }, bodies);
  const who = (sector: string, day: string) =>
    competentOn(stretches, { matter: 'fire', sector }, day)?.bodyId ?? 'park';
  expect([who('C', '2026-06-30'), who('E', '2026-06-30'), who('C', '2026-07-01'), who('E', '2026-07-01')]).toEqual([
    'county',
    'building',
    'park',
    'park',
  ]);
  // Without a body of its own it stays without one, but for the sectors of a sectoral one.
  const without = stretchesFrom({ regionCode: '450981' }, bodies);
  expect(without.map(({ bodyId, sectors }) => [bodyId, sectors])).toEqual([['building', ['E']]]);
});
