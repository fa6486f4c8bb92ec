import { Redis } from 'ioredis';
import { actsAs, type PersonActor } from '#kernel/actor';
import { createLogger } from '#platform/logger';
import { LiveLines } from '../../src/web/chat/liveLines.ts';
import type { Route } from '../../src/web/router.ts';
import { allRoutes } from '../../src/web/routes.ts';
import { fixedNow } from './clock.ts';
import { isNoPage, PAGE_EXAMPLES, PROGRAMME_EXAMPLES } from './pageExamples.ts';
import type { ProgrammeWorld } from './programmeWorld.ts';
import type { Small } from './smallWorld.ts';
import type { WorldActor } from './world.ts';

/** Every route of the portal. Nothing is connected. */
export function everyRoute(): readonly Route[] {
  const redis = new Redis({ lazyConnect: true });
  const site = {
    isDemo: true,
    requireTotp: false,
    publicUrl: 'http://127.0.0.1',
    sessionSecret: '',
    metricsToken: '',
    trustProxy: 0,
    redis,
    now: () => fixedNow,
    logger: createLogger('web', 'silent'),
    live: new LiveLines(redis),
  };
  return allRoutes(site);
}

/** Those that are looked at as a page. */
export const pageRoutes = (): Route[] => everyRoute().filter(({ method, path }) => method === 'get' && !isNoPage(path));

/** Public pages that look different to somebody who is signed in; the others are seen once, by a visitor. */
const PERSONAL = ['/', '/report', '/l/:code', '/chat', '/enrol'];

/** Whether a page is this person's to open; `undefined` is a visitor. */
const isOpenTo = ({ access, path }: Route, actor: PersonActor | undefined): boolean =>
  (access === 'public' && (actor === undefined || PERSONAL.includes(path))) ||
  (actor !== undefined && (access === 'signed-in' || (Array.isArray(access) && actsAs(actor, ...access))));

/** Everything one person may open. */
export interface Looker {
  who: string;
  /** Whom to sign in as; nobody when absent. */
  phone?: string;
  /** Each page with its addresses, one for each state it is to be seen in. */
  pages: { path: string; addresses: string[] }[];
}

/** Who looks at the pages of the house. */
export const HOUSE_ROLES: readonly (WorldActor | 'visitor')[] = [
  'visitor',
  'worker',
  'officer',
  'manager',
  'parkOfficer',
  'regulator',
  'insurer',
  'adviser',
  'administrator',
];
/** Who looks at the pages of the programme. */
export const PROGRAMME_ROLES: readonly (WorldActor | 'visitor' | 'applicant')[] = [
  'visitor',
  'applicant',
  'worker',
  'officer',
  'manager',
  'parkOfficer',
  'regulator',
  'adviser',
  'administrator',
];

/** The pages of the house as one of its people: all that the programme has no example of. */
export function houseLooker({ world, ...small }: Small, who: (typeof HOUSE_ROLES)[number]): Looker {
  const [actor, phone] = who === 'visitor' ? [] : [world.actors[who], world.phones[who]];
  const pages = pageRoutes()
    .filter(({ path }) => PAGE_EXAMPLES[path] !== undefined || PROGRAMME_EXAMPLES[path] === undefined)
    .filter((route) => isOpenTo(route, actor))
    .map(({ path }) => ({ path, addresses: [PAGE_EXAMPLES[path]?.({ world, ...small }, who) ?? path].flat() }));
  return { who, pages, ...(phone === undefined ? {} : { phone }) };
}

/** The pages of the programme as one of its people. */
export function programmeLooker(programme: ProgrammeWorld, who: (typeof PROGRAMME_ROLES)[number]): Looker {
  const { world, applicant } = programme;
  const [actor, phone] =
    who === 'visitor'
      ? []
      : who === 'applicant'
        ? [{ kind: 'person', role: 'applicant' } as PersonActor, applicant.phone]
        : [world.actors[who], world.phones[who]];
  const pages = pageRoutes()
    .filter((route) => isOpenTo(route, actor))
    .flatMap(({ path }) => {
      const example = PROGRAMME_EXAMPLES[path];
      return example === undefined ? [] : [{ path, addresses: [example(programme, who)].flat() }];
    });
  return { who, pages, ...(phone === undefined ? {} : { phone }) };
}
