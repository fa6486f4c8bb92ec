import mongoose from 'mongoose';
import {
  type Application,
  type ApplicationFilter,
  applicationQuery,
  findApplications,
  holderOf,
  type ListedApplication,
  WAITING,
} from '#domain/applying';
import { newId } from '#kernel/ids';
import { bigrams } from '#kernel/text';
import { buildApplication, daysLater } from '../../support/applications.ts';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { codeOf } from '../../support/support.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: WorldActor, days = 0) => personContext(world.actors[who], { now: daysLater(days) });
const applications = () => mongoose.connection.collection('applications');

/** Copies of an application, each with its own number and whatever differs. */
async function copies(one: Application, count: number, change: (n: number) => Partial<Application>): Promise<void> {
  const rows = Array.from({ length: count }, (_, n) => ({
    ...one,
    _id: newId(fixedNow),
    reference: `A2026-${1_000 + n}`,
    holdsCode: false,
    ...change(n),
  }));
  await applications().insertMany(rows as never);
}

it('is read by age of the status, page after page, none twice and none missing', async () => {
  const one = await buildApplication(world);
  // Several of one instant, so that the page break falls between equals.
  await copies(one, 60, (n) => ({ since: daysLater(-Math.floor(n / 20)), status: WAITING[n % 3] as 'submitted' }));
  const seen: ListedApplication[] = [];
  let after: string | undefined;
  do {
    const page = await findApplications(as('regulator'), { limit: 7, ...(after === undefined ? {} : { after }) });
    seen.push(...page.rows);
    after = page.nextCursor;
  } while (after !== undefined);
  expect([seen.length, new Set(seen.map((row) => row.reference)).size]).toEqual([61, 61]);
  const ages = seen.map((row) => row.since.getTime());
  expect(ages).toEqual(ages.toSorted((a, b) => a - b));
});

it('is narrowed by cohort, status, region and lateness', async () => {
  const one = await buildApplication(world);
  const elsewhere = { regionPath: ['45', '4509', '450921'], cohortId: newId(), status: 'recommended' as const };
  await copies(one, 1, () => ({ ...elsewhere, dueAt: daysLater(-1) }));
  const found = async (who: WorldActor, filter: ApplicationFilter, days = 0) =>
    (await findApplications(as(who, days), filter)).rows.map((row) => row.reference);
  expect(await found('cityRegulator', {})).toEqual([one.reference, 'A2026-1000']);
  expect(await found('cityRegulator', { cohortId: one.cohortId })).toEqual([one.reference]);
  expect(await found('cityRegulator', { statuses: ['recommended'] })).toEqual(['A2026-1000']);
  expect(await found('cityRegulator', { regionCode: '450981' })).toEqual([one.reference]);
  expect(await found('regulator', { regionCode: '450921' })).toEqual([]);
  expect(await found('cityRegulator', { isOverdue: true })).toEqual(['A2026-1000']);
  // The park is late with its part, eight days on, while the competent body still has time.
  expect(await found('parkOfficer', { isOverdue: true }, 8)).toEqual([one.reference]);
  expect(await found('regulator', { isOverdue: true }, 8)).toEqual([]);
  expect([holderOf(one, daysLater(7)), holderOf(one, daysLater(8))]).toEqual(['park', 'body']);
});

it('is searched by number, credit code or pieces of the name, inside what the reader may see', async () => {
  const one = await buildApplication(world);
  const other = { name: '广西邕源化工有限公司', creditCode: codeOf(9), regionPath: ['45', '4501', '450102'] };
  await copies(one, 1, () => ({ ...other, grams: bigrams(other.name) }));
  const found = async (q: string, who: WorldActor = 'regulator') =>
    (await findApplications(as(who), { q })).rows.map((row) => row.reference);
  expect(await found(one.reference.replace('A', 'ａ '))).toEqual([one.reference]);
  expect(await found(one.creditCode.toLowerCase())).toEqual([one.reference]);
  expect(await found(one.name.slice(3, 7))).toEqual([one.reference]);
  expect(await found('没有这家企业')).toEqual([]);
  expect(await found('邕源')).toEqual([]);
  const [row] = (await findApplications(as('regulator'), {})).rows;
  expect(row).not.toHaveProperty('draft');
  expect(row).not.toHaveProperty('submission.content');
});

it.each<[WorldActor, ApplicationFilter]>([
  ['regulator', {}],
  ['cityRegulator', { regionCode: '450981' }],
  ['cityRegulator', { statuses: ['submitted'], isOverdue: true }],
  ['sectorRegulator', {}],
  ['regulator', { q: '没有这家' }],
  ['cityRegulator', { q: '91450981MA5KXXXX18' }],
  ['parkOfficer', {}],
  ['manager', {}],
])('asks an index for the list of %s with %j', async (who, filter) => {
  const one = await buildApplication(world);
  await copies(one, 300, () => ({
    enterpriseId: newId(),
    parkId: newId(),
    regionPath: ['45', '4599', '459901'],
  }));
  const plan = await applications()
    .find(applicationQuery(as(who), filter) as never)
    .sort({ since: 1, _id: 1 })
    .limit(26)
    .explain('executionStats');
  const { totalDocsExamined } = plan['executionStats'] as { totalDocsExamined: number };
  expect(JSON.stringify(plan['queryPlanner'])).not.toContain('COLLSCAN');
  expect(totalDocsExamined).toBeLessThan(30);
});
