import type { Role } from '#kernel/actor';
import type { Agent } from '../support/agents.ts';
import { tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { agentOf, everyForm } from '../support/formsOfPages.ts';
import {
  everyRoute,
  HOUSE_ROLES,
  houseLooker,
  type Looker,
  PROGRAMME_ROLES,
  programmeLooker,
} from '../support/pageRoutes.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { buildProgrammeWorld } from '../support/programmeWorld.ts';
import { buildSmallWorld } from '../support/smallWorld.ts';
import { useOneWorld } from '../support/stores.ts';
import { everyDocument } from '../support/traces.ts';
import type { World, WorldActor } from '../support/world.ts';

const MANY_MS = 900_000;
/** What a page says whose token was of another session. */
const EXPIRED = '页面放得太久';
const clock = createClock();

/** Streams answer for ever. */
const STREAMS = ['/chat/events'];
/** Of another firm, or of another region: nothing of the house is theirs. */
const FOREIGN: readonly WorldActor[] = ['otherWorker', 'otherOfficer', 'otherRegulator'];
/** What two firms share is both's: the other firm of the small world is the tenant of the house. */
const isParty = (who: WorldActor | 'visitor', path: string): boolean =>
  who === 'otherOfficer' && path.startsWith('/tenancies/:reference');
/** Pages with a name in their address that are nobody's own. */
const SHARED: Readonly<Record<string, string>> = {
  '/criteria/:id': 'a standard',
  '/catalogues/:reference': 'published to every firm and body',
  '/passes/new/:kind': 'a form of their own',
  '/filings/new/:kind': 'a form of their own',
  '/projects/new/:kind': 'a form of their own',
  '/duties/new/:kind': 'a form of their own',
  '/inspections/new/:kind': 'a form of their own',
  '/reward-ticks/:kind': 'their own rewards',
  '/outcomes/months/:month': 'their own month',
  '/cohorts/:reference': 'open to every body',
  '/transfers/:reference': 'to a park of the other region, whose body is asked',
  '/support/decisions/:reference': 'decided about a firm of theirs too',
};

describe.each([
  ['the house', buildSmallWorld, (built: never) => HOUSE_ROLES.map((who) => houseLooker(built, who))],
  ['the programme', buildProgrammeWorld, (built: never) => PROGRAMME_ROLES.map((who) => programmeLooker(built, who))],
] as const)('%s', (_name, build, lookersOf) => {
  let portal: Portal;
  let world: World;
  let lookers: Looker[];
  const agents = new Map<WorldActor | 'visitor', Agent>();
  useOneWorld(async () => {
    const built = await build(clock);
    ({ world } = built);
    lookers = lookersOf(built as never);
    portal = await startPortal(clock);
    for (const who of Object.keys(world.actors) as WorldActor[])
      agents.set(who, await agentOf(portal, world.phones[who]));
    agents.set('visitor', await agentOf(portal, undefined));
  }, MANY_MS);
  afterAll(() => portal.stop());

  const roleOf = (who: WorldActor | 'visitor'): Role | undefined =>
    who === 'visitor' ? undefined : (world.actors[who].role as Role);

  /** The addresses of every page that has a name in it, as its own people open it. */
  function ownAddresses(): Map<string, string[]> {
    const found = new Map<string, Set<string>>();
    for (const { pages } of lookers)
      for (const { path, addresses } of pages)
        for (const address of addresses) found.set(path, (found.get(path) ?? new Set()).add(address));
    return new Map([...found].map(([path, addresses]) => [path, [...addresses]]));
  }

  it(
    'opens no page to whoever is not let in by its route, and none of the house to another firm or region',
    async () => {
      const addresses = ownAddresses();
      const gets = everyRoute().filter(({ method, path }) => method === 'get' && !STREAMS.includes(path));
      const wrong: string[] = [];
      let asked = 0;
      for (const [who, agent] of agents) {
        const role = roleOf(who);
        for (const { path, access } of gets) {
          const isIn =
            access === 'public' ||
            (role !== undefined && (access === 'signed-in' || (access as readonly Role[]).includes(role)));
          // A page with a name of a record nobody made here is asked for with one that does not exist.
          const at = path.includes(':')
            ? (addresses.get(path) ?? [path.replace(/:\w+/g, 'f'.repeat(24))]).slice(0, 4)
            : [path];
          for (const address of at) {
            const { status } = await agent.get(address).redirects(0);
            asked += 1;
            const isForeign = FOREIGN.includes(who as WorldActor) && path.includes(':') && access !== 'public';
            const mayOpen = isIn && !(isForeign && !(path in SHARED) && !isParty(who, path));
            if (status >= 500 || (status === 200 && !mayOpen)) wrong.push(`${who} GET ${address} (${path}): ${status}`);
          }
        }
      }
      expect(wrong).toEqual([]);
      expect(asked).toBeGreaterThan(gets.length * agents.size);
    },
    MANY_MS,
  );

  it(
    'changes nothing of the house for another firm or region, nor for whoever is not let in, whatever form they send',
    async () => {
      const signedIn = lookers.filter(({ phone }) => phone !== undefined);
      const forms = (await everyForm(portal, signedIn)).filter(({ route }) => route.includes(':'));
      expect(forms.length).toBeGreaterThan(30);
      const posts = new Map(everyRoute().flatMap((one) => (one.method === 'post' ? [[one.path as string, one]] : [])));
      const before = await everyDocument();
      const [wrong, expired]: [string[], string[]] = [[], []];
      let sent = 0;
      for (const [who, agent] of agents) {
        const role = roleOf(who);
        const _csrf = tokenIn((await agent.get('/track')).text);
        for (const { route, action, sends, isMultipart } of forms) {
          const access = posts.get(route)?.access;
          const isOut =
            access !== 'public' && access !== 'signed-in' && (role === undefined || !access?.includes(role));
          if (!isOut && (!FOREIGN.includes(who as WorldActor) || isParty(who, route))) continue;
          const words = { ...sends, _csrf, _by: '' };
          const post = agent.post(action).redirects(0);
          const { status, text } = await (isMultipart ? post.field(words) : post.type('form').send(words));
          sent += 1;
          // Turned away by who they are, not by a token.
          if (text.includes(EXPIRED)) expired.push(`${who} ${action}`);
          if (status >= 500 || status === 200) wrong.push(`${who} POST ${action} (${route}): ${status}`);
        }
      }
      expect(wrong).toEqual([]);
      expect(expired).toEqual([]);
      expect(sent).toBeGreaterThan(forms.length * 3);
      // Nothing that was there is another now: what grew is that they tried.
      const after = new Map((await everyDocument()).map(({ collection, id, text }) => [`${collection} ${id}`, text]));
      const own = ['sessions', 'drafts', 'leases', 'counters'];
      const changed = before
        .filter(({ collection, id, text }) => !own.includes(collection) && after.get(`${collection} ${id}`) !== text)
        .map(({ collection, id }) => `${collection} ${id}`);
      expect(changed).toEqual([]);
      const known = new Set(before.map(({ collection, id }) => `${collection} ${id}`));
      const made = [
        ...new Set([...after.keys()].filter((key) => !known.has(key)).map((key) => key.split(' ')[0])),
      ].sort();
      expect(made.filter((name) => !own.includes(name as string) && name !== 'events')).toEqual([]);
    },
    MANY_MS,
  );
});
