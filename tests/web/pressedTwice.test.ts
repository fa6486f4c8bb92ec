import mongoose from 'mongoose';
import { addDays, localDate } from '#kernel/dates';
import { createClock } from '../support/clock.ts';
import { everyStepForm, formsIn, type PageForm } from '../support/formsOfPages.ts';
import { aPicture } from '../support/hazards.ts';
import { HOUSE_ROLES, houseLooker, PROGRAMME_ROLES, programmeLooker } from '../support/pageRoutes.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { buildProgrammeWorld } from '../support/programmeWorld.ts';
import { buildSmallWorld } from '../support/smallWorld.ts';
import { useOneWorld } from '../support/stores.ts';

const MANY_MS = 900_000;
const clock = createClock();
const today = localDate(clock.now());

/** What somebody might write in a field of this name. */
function wordFor(name: string): string {
  if (/(visited|congress|claimed|held|delivered|served|took|paid|received|happened)/i.test(name)) return today;
  if (/(On|By|Until|day|from|until|date|end)$/.test(name)) return addDays(today, 20);
  if (/phone/i.test(name)) return '13812345678';
  if (/(fen|fund|amount|count|number|year|hours|points|people|score)/i.test(name)) return '1';
  return '到现场看过，已经处理好了';
}

/** Leave the person, or others of this walk, unable to go on: sent last. */
const LAST = /sign-out|disable|switch-role|roles|hand-over|totp|sessions|password|demo|close|cancel|withdraw|end$/;

/** Forms that are another act each time, and why. */
const EACH_TIME = { '/accidents/:reference/evidence': 'each press hands it over anew, and each is an opening' };

interface Had {
  name: string;
  id: string;
}
/** What has happened since, but refusals. */
const effectsSince = async (seen: number): Promise<Had[]> =>
  (
    await mongoose.connection
      .collection<{ name: string; subject: { id: string } }>('events')
      .find({ name: { $not: /step-refused$/ } })
      .sort({ $natural: 1 })
      .skip(seen)
      .toArray()
  ).map(({ name, subject }) => ({ name, id: subject.id }));
const countEffects = (): Promise<number> =>
  mongoose.connection.collection('events').countDocuments({ name: { $not: /step-refused$/ } });

/** Sends a form as it is drawn now twice at once and once more. Returns what it did, undefined where it was refused. */
async function pressed(form: PageForm): Promise<{ did: Had[]; again: Had[] } | undefined> {
  const drawn = formsIn((await form.agent.get(form.page)).text).find(({ action }) => action === form.action);
  if (drawn === undefined) return undefined;
  const words = Object.fromEntries(
    Object.entries(drawn.sends).map(([name, value]) => [
      name,
      value === '' && name !== 'website' ? wordFor(name) : value,
    ]),
  );
  const picture = drawn.files === undefined ? undefined : await aPicture();
  const send = async () => {
    const post = form.agent.post(form.action);
    if (!drawn.isMultipart) return post.type('form').send(words);
    const filled = post.field(words);
    return drawn.files === undefined || picture === undefined
      ? filled
      : filled.attach(drawn.files, picture, { filename: 'p.png', contentType: 'image/png' });
  };
  const before = await countEffects();
  await Promise.all([send(), send()]);
  const did = await effectsSince(before);
  if (did.length === 0) return undefined;
  await send();
  return { did, again: await effectsSince(before + did.length) };
}

const isTwice = (did: readonly Had[]): boolean => new Set(did.map(({ name, id }) => `${name} ${id}`)).size < did.length;

describe.each([
  ['the house', buildSmallWorld, (built: never) => HOUSE_ROLES.map((who) => houseLooker(built, who)), 55],
  [
    'the programme',
    buildProgrammeWorld,
    (built: never) => PROGRAMME_ROLES.map((who) => programmeLooker(built, who)),
    20,
  ],
] as const)('every form of %s', (_name, build, lookersOf, fewest) => {
  let portal: Portal;
  let forms: PageForm[];

  useOneWorld(async () => {
    const built = await build(clock);
    portal = await startPortal(clock);
    forms = await everyStepForm(portal, lookersOf(built as never));
  }, MANY_MS);
  afterAll(() => portal.stop());

  it(
    'that is pressed twice at once, and once more, has its effect once',
    async () => {
      const twice: string[] = [];
      const had: string[] = [];
      const inOrder = forms.toSorted((one, other) => Number(LAST.test(one.action)) - Number(LAST.test(other.action)));
      for (const form of inOrder) {
        if (form.route in EACH_TIME) continue;
        const done = await pressed(form);
        if (done === undefined) continue;
        had.push(form.action);
        if (isTwice(done.did) || done.again.length > 0)
          twice.push(`${form.who} ${form.action}: ${JSON.stringify(done)}`);
      }
      expect(twice).toEqual([]);
      expect(had.length).toBeGreaterThan(fewest);
    },
    MANY_MS,
  );
});
