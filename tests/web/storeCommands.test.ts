import { signIn } from '../../bench/support/signIn.ts';
import { createClock, fixedNow } from '../support/clock.ts';
import { HOUSE_ROLES, houseLooker, type Looker, PROGRAMME_ROLES, programmeLooker } from '../support/pageRoutes.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { buildProgrammeWorld } from '../support/programmeWorld.ts';
import { buildSmallWorld } from '../support/smallWorld.ts';
import { watchCommands } from '../support/storeCommands.ts';
import { useStores } from '../support/stores.ts';
import { PASSWORD } from '../support/world.ts';

/** As long as every page takes on a busy machine. */
const MANY_MS = 900_000;

/** Commands to MongoDB and Redis one page may cost: a number that no busy machine changes. */
const MOST = 8;

useStores({ isWatched: true });
const clock = createClock();
let portal: Portal;
beforeEach(() => clock.set(fixedNow));
afterEach(() => portal.stop());

/** Opens every page of these people and says what a look costs where it is too much. */
async function tooDear(lookers: readonly Looker[]): Promise<{ pages: number; dear: string[] }> {
  const watch = watchCommands(portal.redis);
  const dear: string[] = [];
  let pages = 0;
  for (const { who, phone, pages: all } of lookers) {
    const cookie = phone === undefined ? '' : await signIn(portal.url, phone, PASSWORD);
    const look = async (address: string) => {
      const answer = await fetch(portal.url + address, {
        headers: { cookie, 'accept-encoding': 'identity' },
        redirect: 'manual',
      });
      await answer.text();
      if (answer.status >= 500) dear.push(`${who} ${address}: status ${answer.status}`);
    };
    for (const address of all.flatMap(({ addresses }) => addresses)) {
      // The first look fills what is remembered and takes away what was to be said once. Now and then a session is kept
      // alive by a write of its own, so a look that costs too much is taken again.
      await look(address);
      watch.take();
      await look(address);
      let sent = watch.take();
      if (sent.length > MOST) {
        await look(address);
        sent = watch.take();
      }
      pages += 1;
      if (sent.length > MOST) dear.push(`${who} ${address}: ${sent.length}, ${sent.sort().join(', ')}`);
    }
  }
  return { pages, dear };
}

it(
  'no page of the house asks the stores more than eight times',
  async () => {
    const small = await buildSmallWorld(clock);
    portal = await startPortal(clock, { isDemo: true });
    const { pages, dear } = await tooDear(HOUSE_ROLES.map((who) => houseLooker(small, who)));
    expect(pages).toBeGreaterThan(300);
    expect(dear).toEqual([]);
  },
  MANY_MS,
);

it(
  'no page of the programme asks the stores more than eight times',
  async () => {
    const programme = await buildProgrammeWorld(clock);
    portal = await startPortal(clock);
    const { pages, dear } = await tooDear(PROGRAMME_ROLES.map((who) => programmeLooker(programme, who)));
    expect(pages).toBeGreaterThan(200);
    expect(dear).toEqual([]);
  },
  MANY_MS,
);
