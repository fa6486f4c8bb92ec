import mongoose from 'mongoose';
import { getAsides } from '#domain/aside';
import { reactToEvents } from '#domain/notices';
import { NOUNS } from '#domain/nouns';
import { getExport, requestExport, runNextExport } from '#domain/oversight';
import { sheetsOf } from '../../src/domain/oversight/sheets/index.ts';
import { createClock, fixedNow } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { agentOf } from '../support/formsOfPages.ts';
import { HOUSE_ROLES, houseLooker, type Looker, PROGRAMME_ROLES, programmeLooker } from '../support/pageRoutes.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { buildProgrammeWorld } from '../support/programmeWorld.ts';
import { buildSmallWorld } from '../support/smallWorld.ts';
import { useOneWorld } from '../support/stores.ts';
import type { World } from '../support/world.ts';

const MANY_MS = 900_000;
const clock = createClock();
const MARK = '这一条读不出来，已告诉管理员';
/** Every spreadsheet there is, but the rows of one sent table, which is asked for by that table. */
const SHEETS = [...sheetsOf(NOUNS).values()].filter(({ kind }) => kind !== 'policy-import-lines');

/** What finds a row stays as it is: where it lies, its number, when it was made. */
const FINDS = /^(_id|reference|.*Id|.*Ids|regionPath|isOpen|grams|formerParks|creditCode|key|kind|year|version)$/;

/** Spoils the newest row of every noun: a status there is not, times that are none, everything else gone. */
async function spoil(): Promise<{ kind: string; names: string[] }[]> {
  const spoiled: { kind: string; names: string[] }[] = [];
  for (const { kind, collection } of NOUNS) {
    const rows = mongoose.connection.collection<{ _id: string; reference?: string }>(collection);
    const row = await rows.findOne({ isOpen: { $ne: false } }, { sort: { _id: -1 } });
    if (row === null) continue;
    const fields = Object.keys(row).filter((name) => !FINDS.test(name));
    const times = fields.filter((name) => /(At|On|since)$/.test(name));
    await rows.updateOne({ _id: row._id }, {
      $set: { ...Object.fromEntries(times.map((name) => [name, 'no time'])), status: 'no-such-status' },
      $unset: Object.fromEntries(
        fields.filter((name) => ![...times, 'status'].includes(name)).map((name) => [name, 1]),
      ),
    } as never);
    spoiled.push({ kind, names: [row._id, row.reference].filter((name) => typeof name === 'string') });
  }
  return spoiled;
}

describe.each([
  ['the house', buildSmallWorld, (built: never) => HOUSE_ROLES.map((who) => houseLooker(built, who))],
  ['the programme', buildProgrammeWorld, (built: never) => PROGRAMME_ROLES.map((who) => programmeLooker(built, who))],
] as const)('a row of every noun of %s that cannot be read', (_name, build, lookersOf) => {
  let portal: Portal;
  let world: World;
  let lookers: Looker[];
  let spoiled: Awaited<ReturnType<typeof spoil>>;
  useOneWorld(async () => {
    const built = await build(clock);
    ({ world } = built);
    lookers = lookersOf(built as never);
    spoiled = await spoil();
    portal = await startPortal(clock);
  }, MANY_MS);
  afterAll(() => portal.stop());

  it(
    'is marked in its place on every list, and every page but its own shows the rest',
    async () => {
      expect(spoiled.length).toBeGreaterThan(3);
      const own = spoiled.flatMap(({ names }) => names);
      const failed: string[] = [];
      let marked = 0;
      for (const { who, phone, pages } of lookers) {
        const agent = await agentOf(portal, phone);
        // The page of the row itself says that it cannot be read; every other shows the rest.
        for (const { path, addresses } of pages)
          for (const address of addresses.filter((one) => !own.some((name) => one.includes(name)))) {
            const { status, text } = await agent.get(address);
            if (status >= 500) failed.push(`${who} ${address} (${path}): ${status}`);
            if (text.includes(MARK)) marked += 1;
          }
      }
      expect(failed).toEqual([]);
      expect(marked).toBeGreaterThan(3);
    },
    MANY_MS,
  );

  it('is marked in every spreadsheet, counted, and told once', async () => {
    const failed: string[] = [];
    for (const who of ['manager', 'parkOfficer', 'regulator', 'administrator'] as const)
      for (const { kind, noun } of SHEETS) {
        // Boards are for those who look after a place.
        if (noun === undefined && who !== 'regulator') continue;
        const ctx = personContext(world.actors[who]);
        const { id } = await requestExport(ctx, { kind, filter: {} });
        while (await runNextExport(() => fixedNow));
        const { status } = await getExport(ctx, id);
        if (status !== 'done') failed.push(`${who} ${kind}: ${status}`);
      }
    expect(failed).toEqual([]);
    const { counts } = await getAsides(personContext(world.actors.administrator));
    const found = counts.find(({ label }) => label === '读不出来的记录');
    expect(found?.count).toBeGreaterThan(0);
    while ((await reactToEvents(clock.now())) > 0);
    const told = await mongoose.connection
      .collection('events')
      .countDocuments({ name: 'aside.set', 'subject.id': 'unreadable' });
    expect(told).toBe(1);
  });
});
