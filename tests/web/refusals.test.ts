import mongoose from 'mongoose';
import supertest from 'supertest';
import { sealToken } from '#platform/sealing';
import type { DrawnFor } from '../../src/web/kept/drawnFor.ts';
import { createClock } from '../support/clock.ts';
import { everyForm, formsIn, type PageForm, send } from '../support/formsOfPages.ts';
import { everyRoute, HOUSE_ROLES, houseLooker, PROGRAMME_ROLES, programmeLooker } from '../support/pageRoutes.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { buildProgrammeWorld } from '../support/programmeWorld.ts';
import { buildSmallWorld } from '../support/smallWorld.ts';
import { useOneWorld } from '../support/stores.ts';
import type { World } from '../support/world.ts';

const MANY_MS = 900_000;
const clock = createClock();

/** Words of our own for every field somebody writes in. */
const wordsFor = ({ written }: PageForm): Record<string, string> =>
  Object.fromEntries(written.map((name, index) => [name, `没交上的话${index}号`]));

/** Which of these words do not stand in the field of their name on a page. */
function missingIn(html: string, { action }: PageForm, words: Record<string, string>): string[] {
  const forms = formsIn(html).filter((form) => form.action === action);
  return Object.entries(words)
    .filter(([name, value]) => !forms.some((form) => form.sends[name] === value))
    .map(([name]) => name);
}

/** Everything that may refuse a form, and what is found missing afterwards of what was typed. */
const REFUSALS: Readonly<Record<string, (form: PageForm, world: World) => Promise<string[]>>> = {
  'without the token of this session': async (form) => {
    const words = wordsFor(form);
    const answer = await send(form, { ...form.sends, ...words, _csrf: '' });
    return [...(answer.status === 403 ? [] : [`status ${answer.status}`]), ...missingIn(answer.text, form, words)];
  },
  'after the session has ended': async (form) => {
    const words = wordsFor(form);
    const stranger = supertest.agent((form.agent.get('/') as unknown as { url: string }).url.replace(/\/$/, ''));
    const answer = await send(form, { ...form.sends, ...words }, stranger);
    if (answer.status === 403) return missingIn(answer.text, form, words); // a public form, drawn again at once
    const back = await form.agent.get(form.page);
    const missing = missingIn(back.text, form, words);
    await mongoose.connection.collection('drafts').deleteMany({});
    return [...(answer.status === 401 ? [] : [`status ${answer.status}`]), ...missing];
  },
  'in another role': async (form, world) => {
    const actor = Object.values(world.actors).find(
      (one) => form.who === Object.entries(world.actors).find(([, two]) => two === one)?.[0],
    );
    if (actor === undefined) return [];
    const { personId } = actor;
    const day = Math.floor(clock.now().getTime() / 86_400_000);
    const words = wordsFor(form);
    const by = sealToken<DrawnFor>('form', { personId, grantId: 'another', day });
    const answer = await send(form, { ...form.sends, ...words, _by: by });
    const missing = missingIn((await form.agent.get(form.page)).text, form, words);
    await mongoose.connection.collection('drafts').deleteMany({});
    return [...(answer.status === 409 ? [] : [`status ${answer.status}`]), ...missing];
  },
  'with 270 kB of words': async (form) => {
    const [first = ''] = form.written;
    const words = { [first]: '太长'.repeat(45_000) };
    const answer = await send(form, { ...form.sends, ...words, _csrf: '' });
    return [
      ...([403, 422].includes(answer.status) ? [] : [`status ${answer.status}`]),
      ...missingIn(answer.text, form, words),
    ];
  },
};

/** While it lasts nothing can be recorded: every command fails, as by a fault of our own. */
async function whileNothingIsRecorded<T>(work: () => Promise<T>): Promise<T> {
  const database = mongoose.connection.db as mongoose.mongo.Db;
  const only = (validator: object) => database.command({ collMod: 'events', validator });
  await only({ $expr: false });
  try {
    return await work();
  } finally {
    await only({});
  }
}

async function lostIn(forms: readonly PageForm[], world: World): Promise<string[]> {
  const lost: string[] = [];
  for (const form of forms) {
    for (const [why, refuse] of Object.entries(REFUSALS)) {
      const missing = await refuse(form, world);
      if (missing.length > 0) lost.push(`${form.who} ${form.page} → ${form.route}, ${why}: ${missing.join(', ')}`);
    }
  }
  return lost;
}

async function lostByFault(forms: readonly PageForm[]): Promise<string[]> {
  const lost: string[] = [];
  await whileNothingIsRecorded(async () => {
    for (const form of forms) {
      const words = wordsFor(form);
      const fresh = formsIn((await form.agent.get(form.page)).text).find(({ action }) => action === form.action);
      const answer = await send(form, { ...form.sends, ...words, _csrf: fresh?.sends['_csrf'] ?? '' });
      const missing = answer.status < 400 ? [] : missingIn(answer.text, form, words);
      if (missing.length > 0)
        lost.push(`${form.who} ${form.page} → ${form.route}, ${answer.status}: ${missing.join(', ')}`);
    }
  });
  return lost;
}

/** Routes whose forms were sent; that none is left out is asked at the end. */
const sentTo = new Set<string>();

describe.each([
  ['the house', buildSmallWorld, (built: never) => HOUSE_ROLES.map((who) => houseLooker(built, who))],
  ['the programme', buildProgrammeWorld, (built: never) => PROGRAMME_ROLES.map((who) => programmeLooker(built, who))],
] as const)('every form of %s', (_name, build, lookersOf) => {
  let portal: Portal;
  let world: World;
  let forms: PageForm[];

  useOneWorld(async () => {
    const built = await build(clock);
    ({ world } = built);
    portal = await startPortal(clock);
    forms = await everyForm(portal, lookersOf(built as never));
    for (const { route } of forms) sentTo.add(route);
  }, MANY_MS);
  afterAll(() => portal.stop());

  it(
    'comes back as it was typed, or is kept until its person is back, whatever refuses it',
    async () => {
      const typed = forms.filter(({ written }) => written.length > 0);
      expect(typed.length).toBeGreaterThan(15);
      expect(await lostIn(typed, world)).toEqual([]);
    },
    MANY_MS,
  );

  it(
    'comes back as it was typed when we fail ourselves',
    async () => {
      expect(await lostByFault(forms.filter(({ written }) => written.length > 0))).toEqual([]);
    },
    MANY_MS,
  );
});

/** Routes none of these pages has a form for, and what would be lost. */
const NOT_SENT: Readonly<Record<string, string>> = {
  '/more/rail': 'a button',
  '/drafts': 'sent by the script that keeps a form',
  '/drafts/forget': 'a button',
  '/sign-out': 'a button',
  '/demo': 'a button',
  '/switch-role': 'a button',
  '/me/bindings/remove': 'a button',
  '/me/sessions': 'a button',
  '/me/totp/off': 'a code, which is never kept',
  '/me/offers/:id': 'a button',
  '/people/:id/slip': 'a button',
  '/people/:id/enable': 'a button',
  '/people/offers/:id/resend': 'a button',
  '/people/offers/:id/withdraw': 'a button',
  '/people/offers/:id/slip': 'a button',
  '/applications': 'a choice',
  '/track/claim': 'a button',
  '/report/done/add': 'drawn like every other form, to whoever has just raised an alarm: tests/web/alarm.test.ts',
  '/report/done/take-back': 'a button',
  '/track/answer': 'drawn like every other form, on the page of a case without a name that was asked something',
  '/confirm/:code': 'the form of the step itself, with a password: tests/bots/majors.test.ts',
  '/hazards/:reference/ask': 'drawn like every other form, on the page of a case without a name',
  '/hazards/:reference/answer': 'drawn like every other form, to the reporter of a case that was asked something',
  '/track/own/:act': 'drawn like every other form, on the page of a case by its number and code',
  '/hazards/:reference/own/:act': 'drawn like every other form, to the reporter of a case',
  '/custodians/:id/end': 'a button',
  '/accidents/:reference/evidence': 'a button',
  '/reward-batches': 'drawn like every other form, once enough unnamed rewards wait: tests/journeys/reward.test.ts',
  '/reward-advances':
    'drawn like every other form, once the public desk has paid for the firm: tests/web/rewardPapers.test.ts',
  '/policy-imports': 'a file, which no form brings back',
  '/catalogues/:reference/act/:action': 'an edition is replaced by publishing the next: nothing is asked',
  '/visits/:reference/sign': 'a button',
  '/enrolments/:reference/acceptance': 'drawn like every other form, but acceptance is over in this world',
  '/people/:id/totp-off': 'a button',
  '/support/decisions/:reference/candidates/:id/remove': 'a button',
  '/support/:reference/decisions': 'a button',
  '/support/:reference/apply/withdraw': 'a button',
  '/admin/asides/:id': 'a button',
};

it('is every form there is', () => {
  const posts = everyRoute().filter(({ method }) => method === 'post');
  const left = posts.map(({ path }) => String(path)).filter((path) => !sentTo.has(path));
  expect(left.filter((path) => NOT_SENT[path] === undefined)).toEqual([]);
});
