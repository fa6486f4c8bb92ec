import { createClock } from '../support/clock.ts';
import { everyStepForm, formsIn, type PageForm } from '../support/formsOfPages.ts';
import { HOUSE_ROLES, houseLooker, type Looker, PROGRAMME_ROLES, programmeLooker } from '../support/pageRoutes.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { buildProgrammeWorld } from '../support/programmeWorld.ts';
import { buildSmallWorld } from '../support/smallWorld.ts';
import { useOneWorld } from '../support/stores.ts';

const MANY_MS = 300_000;
const clock = createClock();

/** A form that asks for so many things is not filled in at one go. */
const LONG = 5;
/** Pages on which something is filled in: what only shows a list is not opened. */
const FILLED_IN = /\/(new|act|form|edit|write|apply|compare|decide|acceptance|months|change|report|workbench)(\/|$)/;
const fillingIn = ({ pages, ...looker }: Looker): Looker => ({
  ...looker,
  pages: pages.filter(({ path }) => FILLED_IN.test(path)),
});
const nameOf = ({ route, action }: PageForm): string => (route.includes(':action') ? action : route);

/** Kept by the script while it is filled in, and opened again: what of it is not there. */
async function lostOf(form: PageForm): Promise<string[]> {
  const { agent, page, action, sends, written } = form;
  const words = Object.fromEntries(written.map((name, n) => [name, `还没写完${n}号`]));
  const kept = await agent
    .post('/drafts')
    .type('form')
    .send({ ...sends, ...words, _action: action });
  const { text } = await agent.get(page);
  const again = formsIn(text).find((one) => one.action === action);
  const missing = written.filter((name) => again?.sends[name] !== words[name]);
  const thrown = await agent
    .post('/drafts/forget')
    .type('form')
    .send({ ...sends, _csrf: again?.sends['_csrf'] ?? '' });
  const left = formsIn((await agent.get(page)).text).find((one) => one.action === action)?.sends ?? {};
  return [
    ...(kept.status === 204 ? [] : [`kept: ${kept.status}`]),
    ...missing,
    ...(thrown.status === 303 && !Object.values(left).some((value) => value.startsWith('还没写完')) ? [] : ['thrown']),
  ];
}

describe.each([
  [
    'the house',
    buildSmallWorld,
    (built: never) => HOUSE_ROLES.filter((who) => who !== 'visitor').map((who) => houseLooker(built, who)),
    [
      /^\/report$/,
      /^\/accidents$/,
      /\/accidents\/.*\/act\/supplement/,
      /^\/emergency-plans$/,
      /\/returns\/.*\/act\/fill/,
    ],
  ],
  [
    'the programme',
    buildProgrammeWorld,
    (built: never) => PROGRAMME_ROLES.filter((who) => who !== 'visitor').map((who) => programmeLooker(built, who)),
    [/^\/applications\/:reference\/form$/, /\/assessments\/:round\/edit$/, /^\/plans\/:reference\/items$/],
  ],
] as const)('a long form of %s', (_name, build, lookersOf, among) => {
  let portal: Portal;
  let forms: PageForm[];
  useOneWorld(async () => {
    const built = await build(clock);
    portal = await startPortal(clock);
    forms = await everyStepForm(portal, lookersOf(built as never).map(fillingIn));
  }, MANY_MS);
  afterAll(() => portal.stop());

  it(
    'is kept while it is filled in, whoever fills it in and whatever it asks',
    () => {
      const long = forms.filter(({ asks }) => asks >= LONG);
      expect(long.filter(({ isKept }) => !isKept).map(nameOf)).toEqual([]);
      for (const one of among) expect([one, long.some((form) => one.test(nameOf(form)))]).toEqual([one, true]);
    },
    MANY_MS,
  );

  it(
    'is there when its page is opened again, and can be thrown away',
    async () => {
      const lost: string[] = [];
      for (const form of forms.filter(({ isKept, written }) => isKept && written.length > 0))
        for (const what of await lostOf(form)) lost.push(`${form.who} ${form.page}: ${what}`);
      expect(lost).toEqual([]);
    },
    MANY_MS,
  );
});
