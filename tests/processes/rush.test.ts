import { randomUUID } from 'node:crypto';
import mongoose from 'mongoose';
import { newId } from '#kernel/ids';
import { deltas } from '../support/tallies.ts';
import { until } from '../support/until.ts';
import { buildWorld, PASSWORD, type World } from '../support/world.ts';
import { type House, openHouse, PATIENTLY, type Part } from './support/house.ts';
import { count, rows } from './support/rows.ts';
import { type Answer, Visitor } from './support/visitor.ts';

/** Signed-in colleagues and passers-by with the poster: together the fifty who report at once. */
const COLLEAGUES = 30;
const PASSERS_BY = 20;
const PEOPLE = COLLEAGUES + PASSERS_BY;

let house: House;
let world: World;
let web: Part;
let reporters: Visitor[];
let firm: Visitor[];

async function enter(phone: string): Promise<Visitor> {
  const visitor = new Visitor(web.url);
  await visitor.signIn(phone, PASSWORD);
  return visitor;
}

/** More people of the part that `model` has. */
async function hire(model: string, phones: readonly string[]): Promise<void> {
  const accounts = mongoose.connection.collection('accounts');
  const one = await accounts.findOne({ phone: model });
  await accounts.insertMany(phones.map((phone, n) => ({ ...one, _id: newId(), phone, name: `同事${n}` })) as never);
}

beforeAll(async () => {
  house = await openHouse();
  world = await buildWorld();
  [web] = await Promise.all([house.start('web'), house.start('worker')]);
  const phones = Array.from({ length: COLLEAGUES }, (_, n) => `139000000${String(n).padStart(2, '0')}`);
  await hire(world.phones.worker, phones);
  reporters = [];
  for (const phone of phones) reporters.push(await enter(phone));
  for (let n = 0; n < PASSERS_BY; n++) {
    const visitor = new Visitor(web.url);
    await visitor.open('/l/BWPLACE3');
    reporters.push(visitor);
  }
  firm = [await enter(world.phones.officer), await enter(world.phones.manager)];
}, PATIENTLY);
afterAll(() => house?.close(), 30_000);

const ofFirm = (n: number): Visitor => firm[n % firm.length] as Visitor;

/** Answers by status, with what the portal said of those that nobody wants. */
function statuses(answers: readonly Answer[]): Record<string, number> {
  const by: Record<string, number> = {};
  for (const { status } of answers) by[status] = (by[status] ?? 0) + 1;
  return by;
}

it(
  'fifty reports in one firm at once: everybody gets a number of their own',
  async () => {
    const answers = await Promise.all(
      reporters.map((visitor, n) =>
        visitor.post('/report', {
          once: randomUUID(),
          text: `第${n + 1}处电线露在外面`,
          isNotDuplicate: '1',
          ...(n < COLLEAGUES ? { locationId: world.location._id } : { placeCode: 'BWPLACE3' }),
        }),
      ),
    );
    expect(statuses(answers)).toEqual({ 303: PEOPLE });
    const pages = await Promise.all(reporters.map((visitor) => visitor.get('/report/done')));
    const numbers = pages.map(({ html }) => /H\d{4}-\d{4,}/.exec(html)?.[0]);
    expect(new Set(numbers)).toEqual(new Set((await rows('hazards')).map((row) => row['reference'])));
    expect(new Set(numbers).size).toBe(PEOPLE);
    expect(await count('events', { name: 'hazards.reported' })).toBe(PEOPLE);
  },
  PATIENTLY,
);

it(
  'eighteen cases of one firm accepted at once: all are, and the board says so at once and after it is folded',
  async () => {
    // Colleagues' cases: one that a passer-by reported earns nobody a reward.
    const cases = await rows('hazards', { 'reporter.kind': 'person' });
    const references = cases.slice(0, 18).map((row) => String(row['reference']));
    const answers = await Promise.all(references.map((one, n) => ofFirm(n).post(`/hazards/${one}/act/accept`, {})));
    expect(statuses(answers)).toEqual({ 303: 18 });
    expect(await count('hazards', { status: 'accepted' })).toBe(18);
    const board = async () => (await ofFirm(0).get('/')).html.replaceAll(/<[^>]+>|\s+/g, ' ');
    expect(await board()).toMatch(/核实中 +18/);
    await until(
      async () => (await deltas().countDocuments({ countsFrom: { $not: { $gt: new Date() } } })) === 0,
      60_000,
    );
    expect(await board()).toMatch(/核实中 +18/);
  },
  PATIENTLY,
);

it(
  'fifty verifications of one case at once: one takes effect, everybody else is told how it stands now',
  async () => {
    const [reference] = (await rows('hazards', { status: 'accepted', 'reporter.kind': 'person' })).map((row) =>
      String(row['reference']),
    );
    const path = `/hazards/${reference}/act/verify-valid`;
    const answers = await Promise.all(
      Array.from({ length: PEOPLE }, (_, n) => ofFirm(n).post(path, { grade: 'general' })),
    );
    expect(statuses(answers)).toEqual({ 303: 1, 409: PEOPLE - 1 });
    for (const { html } of answers.filter(({ status }) => status === 409))
      expect(html).toContain('现在是「待安排整改」');
    expect(await count('events', { name: 'hazards.verified-valid' })).toBe(1);
    expect(await count('rewards')).toBe(1);
  },
  PATIENTLY,
);
