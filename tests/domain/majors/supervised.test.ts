import mongoose from 'mongoose';
import { findDeadlinesOf } from '#domain/deadlines';
import { grantExtension, setDate } from '#domain/hazards';
import {
  answerOrder,
  escalateMajor,
  findPublicNotices,
  findToEscalate,
  type Major,
  majors,
  superviseMajor,
} from '#domain/majors';
import { reactToEvents } from '#domain/notices';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { clockContext } from '../../support/contexts.ts';
import { buildMajor, fileOf } from '../../support/majors.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let file: Major;
beforeEach(async () => {
  world = await buildWorld();
  // Due on 27 November.
  file = await buildMajor(world, 'rectifying');
});

const now = async (): Promise<Major> => (await majors.peek(file.reference)) as Major;
const told = async (template: string): Promise<string[]> => {
  while ((await reactToEvents(new Date('2027-01-01T00:00:00Z'))) > 0);
  return (await mongoose.connection.collection('outbox').distinct('personId', { template })).sort();
};
const ids = (...who: WorldActor[]) => who.map((one) => world.actors[one].personId).sort();

describe('an order of a park or a body', () => {
  const order = (who: WorldActor, answerBy = '2026-12-01') =>
    superviseMajor(as(world, who), { reference: file.reference, what: '十日内改完', answerBy, isPublic: true });

  it('says its level, is answered by the firm, each by itself, and has a clock until then', async () => {
    for (const who of ['manager', 'adviser'] as const) expect(await code(order(who))).toBe('common.not-allowed');
    expect(await code(order('otherRegulator'))).toBe('common.not-found');
    await expect(order('parkOfficer', '2026-11-23')).rejects.toMatchObject({
      fields: { answerBy: expect.any(String) },
    });
    await order('cityRegulator', '2026-12-05');
    await order('parkOfficer');
    await order('regulator', '2026-12-09');
    const [city, park] = (await now()).orders;
    expect((await now()).orders.map(({ level }) => level)).toEqual(['city', 'park', 'county']);
    expect(await told('major-supervised')).toEqual(ids('officer', 'manager', 'parkOfficer'));
    const clock = async () =>
      (await findDeadlinesOf({ kind: 'major-hazard', id: file._id }))
        .filter(({ kind }) => kind === 'major-answer')
        .map(({ dueAt }) => dueAt.toISOString());
    expect(await clock()).toEqual(['2026-12-01T15:59:59.999Z']);
    const answer = (id: string | undefined) =>
      code(answerOrder(as(world, 'officer'), { reference: file.reference, order: id ?? '', text: '已到货，明天换' }));
    expect(await answer(park?.id)).toBe('done');
    expect(await answer(park?.id)).toBe('majors.answered');
    expect(await clock()).toEqual(['2026-12-05T15:59:59.999Z']);
    expect(await answer(city?.id)).toBe('done');
    expect(await told('major-answered')).toEqual(ids('parkOfficer', 'cityRegulator'));
  });
});

it('makes public who supervises and what was closed, and no word of whoever reported', async () => {
  expect(await findPublicNotices(fixedNow)).toEqual([]);
  const order = { what: '十日内改完', answerBy: '2026-12-01' };
  await superviseMajor(as(world, 'regulator'), { reference: file.reference, ...order, isPublic: false });
  expect(await findPublicNotices(fixedNow)).toEqual([]);
  await superviseMajor(as(world, 'cityRegulator'), { reference: file.reference, ...order, isPublic: true });
  await buildMajor(world, 'closed');
  const told = await findPublicNotices(fixedNow);
  expect(told.map(({ level, firm, basis }) => [level, firm, basis])).toEqual([
    ['city', world.enterprise.name, '判定标准第三条'],
    [undefined, world.enterprise.name, '判定标准第三条'],
  ]);
  expect(JSON.stringify(told)).not.toContain(file.text);
  expect(await findPublicNotices(new Date('2027-03-01T00:00:00Z'))).toHaveLength(1);
});

describe('a file that is late', () => {
  const climb = async (day: string): Promise<string[]> => {
    const at = new Date(day);
    for (let due = await findToEscalate(at, 10, []); due.length > 0; due = await findToEscalate(at, 10, []))
      for (const one of due) await escalateMajor(clockContext(at), one);
    return (await now()).escalations.map(({ level }) => level);
  };

  it('climbs one level at a time, each once, whoever looks how often', async () => {
    expect(await climb('2026-11-28T15:59:59Z')).toEqual([]);
    const due = new Date('2026-11-28T16:00:00Z');
    const [late] = await findToEscalate(due, 10, []);
    const both = await Promise.all(
      [1, 2].map(() => escalateMajor(clockContext(due), late as Major).catch(() => false)),
    );
    expect(both.filter(Boolean)).toHaveLength(1);
    expect(await climb('2026-11-28T16:00:00Z')).toEqual(['park']);
    expect(await climb('2026-11-30T16:00:00Z')).toEqual(['park', 'county']);
    expect(await climb('2026-12-31T00:00:00Z')).toEqual(['park', 'county', 'city', 'region']);
    expect((await now()).escalateAt).toBeUndefined();
    expect(await told('major-escalated')).toEqual(
      ids('officer', 'manager', 'parkOfficer', 'regulator', 'cityRegulator'),
    );
  });

  it('goes on climbing from the first day when the body sets another', async () => {
    expect(await climb('2026-11-28T16:00:00Z')).toEqual(['park']);
    const at = as(world, 'parkOfficer', new Date('2026-11-29T02:00:00Z'));
    await setDate(at, { reference: file.hazardReference, dueOn: '2026-12-20', reason: '配件没有到' });
    expect(await now()).toMatchObject({ lateSince: file.lateSince, plan: { dueOn: '2026-12-20' } });
    expect(await climb('2026-11-30T16:00:00Z')).toEqual(['park', 'county']);
    expect(await code(grantExtension(at, { reference: file.hazardReference }))).not.toBe('done');
  });

  it('does not climb by the day of its fix once it was handed in by then, but by whoever has to look at it next', async () => {
    expect(file).toMatchObject({ fixDueAt: file.lateSince });
    const handed = await fileOf({ reference: (await buildMajor(world, 'closure-requested')).hazardReference });
    expect(handed).not.toHaveProperty('fixDueAt');
    expect(handed.escalateAt?.toISOString()).toBe('2026-12-05T15:59:59.999Z');
  });
});
