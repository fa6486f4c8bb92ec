import type { Browser } from 'playwright-core';
import type { PersonActor } from '#kernel/actor';
import { describeInBrowser, openBrowser } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { PROGRAMME_EXAMPLES } from '../support/pageExamples.ts';
import { isOpenTo, PageVisits, pageRoutes } from '../support/pageVisits.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { buildProgrammeWorld, type ProgrammeWorld } from '../support/programmeWorld.ts';
import { useOneWorld } from '../support/stores.ts';
import type { WorldActor } from '../support/world.ts';

const ROLES: readonly (WorldActor | 'visitor' | 'applicant')[] = [
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

describeInBrowser('every page of the programme, on a phone and on a desk', () => {
  const clock = createClock();
  const visits = new PageVisits();
  let browser: Browser;
  let portal: Portal;
  let programme: ProgrammeWorld;

  afterAll(async () => {
    await browser.close();
    await portal.stop();
  });
  // Looking changes nothing, so one world serves everybody.
  useOneWorld(async () => {
    programme = await buildProgrammeWorld(clock);
    portal = await startPortal(clock);
    browser = await openBrowser();
  });

  it.each(ROLES)(
    '%s',
    async (who) => {
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
          return example === undefined ? [] : [[example(programme, who)].flat()];
        });
      expect(pages.length).toBeGreaterThan(0);
      const signedIn = phone === undefined ? {} : { phone };
      expect(await visits.visit(browser, portal.url, { who, pages, ...signedIn })).toEqual([]);
    },
    600_000,
  );
});
