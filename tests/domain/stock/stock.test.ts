import mongoose from 'mongoose';
import { reactToEvents } from '#domain/notices';
import { findToDos } from '#domain/nouns';
import {
  changeStock,
  countStock,
  enterStock,
  issueStock,
  receiveStock,
  removeStock,
  type Stock,
  type StockAction,
  type StockStatus,
  stock,
  stockOf,
} from '#domain/stock';
import { newId } from '#kernel/ids';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { as } from '../../support/plans.ts';
import { buildStock, typedStock } from '../../support/stock.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const park = (now = fixedNow) => as(world, 'parkOfficer', now);
const fieldsOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: { fields?: unknown }) => error.fields ?? String(error),
  );
const ledger = async (): Promise<string[]> =>
  (await mongoose.connection.collection('stockEntries').find().sort({ _id: 1 }).toArray()).map(
    ({ kind, amount, have }) => `${kind} ${amount} ${have}`,
  );

it.each([
  ['its park', 'parkOfficer', ['parkOfficer'], ['parkOfficer', 'regulator', 'cityRegulator']],
  [
    'its firm',
    'officer',
    ['officer', 'manager'],
    ['officer', 'manager', 'adviser', 'parkOfficer', 'regulator', 'cityRegulator'],
  ],
] as const)(
  'is kept by %s, read by whoever is over it, and seen by nobody else',
  async (_, whose, keepers, readers) => {
    const OPEN: readonly StockStatus[] = ['enough', 'short'];
    const STEPS: readonly StockAction[] = ['issue', 'receive', 'count', 'change', 'remove'];
    const row = await buildStock(world, { whose });
    const wrong: string[] = [];
    for (const status of [...OPEN, 'gone'] as StockStatus[]) {
      const one: Stock = { ...row, status };
      for (const who of Object.keys(world.actors) as WorldActor[]) {
        for (const action of STEPS) {
          const should = (keepers as readonly string[]).includes(who) && OPEN.includes(status);
          if (stock.can(world.actors[who], action, one) !== should) wrong.push(`${status} ${who} ${action}`);
        }
        if (stock.canSee(world.actors[who], one) !== (readers as readonly string[]).includes(who))
          wrong.push(`${who} sees`);
      }
    }
    expect(wrong).toEqual([]);
    const elsewhere = personContext({ ...world.actors.parkOfficer, scope: { parkId: newId() } });
    expect(await code(stock.get(elsewhere, row.reference))).toBe('common.not-found');
    for (const who of ['worker', 'regulator', 'administrator', 'insurer'] as const)
      expect([who, await code(enterStock(as(world, who), typedStock()))]).toEqual([who, 'common.not-allowed']);
  },
);

it('of a firm is owed by the firm, stands in no list of its park’s own, and its people are told when it runs short', async () => {
  const own = await buildStock(world);
  const { reference } = await buildStock(world, { whose: 'officer', item: '堵漏工具' });
  await issueStock(as(world, 'officer'), { reference, amount: '2', note: '堵漏' });
  const titles = async (who: WorldActor) => (await findToDos(as(world, who))).rows.map(({ title }) => title);
  for (const who of ['officer', 'manager'] as const) expect(await titles(who)).toContain('补足应急物资：堵漏工具');
  expect(await titles('parkOfficer')).not.toContain('补足应急物资：堵漏工具');
  expect((await stockOf(world.park._id)).map((row) => row.reference)).toEqual([own.reference]);
  await reactToEvents(fixedNow);
  const told = await mongoose.connection.collection('outbox').distinct('personId', { template: 'stock-short' });
  expect(told).toEqual([world.actors.manager.personId]);
});

it('tells whoever comes too late for the last that there is none, and holds nothing against them', async () => {
  const { reference } = await buildStock(world, { have: '1' });
  await issueStock(park(), { reference, amount: '1', note: '救援' });
  expect(await code(issueStock(park(), { reference, amount: '1', note: '救援' }))).toBe('common.not-now');
  expect(await mongoose.connection.collection('events').countDocuments({ name: 'stock.step-refused' })).toBe(0);
});

it.each(['parkOfficer', 'officer'] as const)(
  'gives the last one of the %s out once, however many ask at once, and the ledger says what there is',
  async (whose) => {
    const { reference } = await buildStock(world, { whose, have: '1', min: '0' });
    const asked = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) =>
        issueStock(as(world, whose), { reference, amount: '1', note: `第${n}组领用` }),
      ),
    );
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await stock.peek(reference))?.have).toBe(0);
    expect(await ledger()).toEqual(['opening 1 1', 'issued -1 0']);
  },
);

it('takes one step once though its form was sent twice', async () => {
  const { reference } = await buildStock(world);
  const once = { ...park(), onceKey: 'pressed-twice' };
  for (let n = 0; n < 2; n++) await issueStock(once, { reference, amount: '1', note: '演练用' });
  expect((await stock.peek(reference))?.have).toBe(2);
  expect(await ledger()).toEqual(['opening 3 3', 'issued -1 2']);
});

it('never gives out more than there are, and is short below its minimum until it is filled up', async () => {
  const { reference } = await buildStock(world);
  expect(await fieldsOf(issueStock(park(), { reference, amount: '4', note: '演练用' }))).toEqual({
    amount: '只有 3 套',
  });
  expect((await issueStock(park(), { reference, amount: '2', note: '演练用' })).status).toBe('short');
  const titles = async () => (await findToDos(park())).rows.map(({ title }) => title);
  expect(await titles()).toContain('补足应急物资：正压式空气呼吸器');
  expect((await receiveStock(park(), { reference, amount: '1' })).status).toBe('enough');
  expect(await titles()).not.toContain('补足应急物资：正压式空气呼吸器');
  expect((await changeStock(park(), { ...keptOf(), reference, min: '5' })).status).toBe('short');
  expect((await buildStock(world, { item: '防化服', have: '0' })).status).toBe('short');
});
const keptOf = () => {
  const { place, custodian, custodianPhone } = typedStock();
  return { place, custodian, custodianPhone };
};

it('does not keep longer for what is put beside it', async () => {
  const { reference } = await buildStock(world, { expiresOn: '2027-01-31' });
  const ends = async (input: object) => (await receiveStock(park(), { reference, amount: '1', ...input })).expiresOn;
  expect(await ends({ expiresOn: '2029-12-31' })).toBe('2027-01-31');
  expect(await ends({})).toBe('2027-01-31');
  expect(await ends({ expiresOn: '2026-12-31' })).toBe('2026-12-31');
  await issueStock(park(), { reference, amount: '6', note: '全部换新' });
  expect(await ends({ expiresOn: '2029-12-31' })).toBe('2029-12-31');
});

it('is what somebody counted, the difference an entry of its own, and asks to be counted and changed in time', async () => {
  const { reference } = await buildStock(world, { expiresOn: '2027-01-31' });
  const due = async () =>
    Object.fromEntries((await findToDos(park())).rows.map(({ title, dueAt }) => [title, dueAt.toISOString()]));
  expect(await due()).toEqual({
    '应急物资到期：正压式空气呼吸器': '2027-01-31T15:59:59.999Z',
    '盘点应急物资：正压式空气呼吸器': '2027-02-24T15:59:59.999Z',
  });
  const later = new Date('2027-01-04T02:00:00Z');
  const counted = await countStock(park(later), { reference, have: '2', note: '少一套' });
  expect([counted.have, counted.countedOn, counted.expiresOn]).toEqual([2, '2027-01-04', undefined]);
  expect(await ledger()).toEqual(['opening 3 3', 'counted -1 2']);
  expect(await due()).toEqual({ '盘点应急物资：正压式空气呼吸器': '2027-04-04T15:59:59.999Z' });
  await removeStock(park(), { reference, reason: '改由消防站统一储备' });
  expect(await due()).toEqual({});
});
