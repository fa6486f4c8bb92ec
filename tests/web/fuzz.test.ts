import { createClock } from '../support/clock.ts';
import { everyForm, type PageForm } from '../support/formsOfPages.ts';
import { HOUSE_ROLES, houseLooker, PROGRAMME_ROLES, programmeLooker } from '../support/pageRoutes.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { buildProgrammeWorld } from '../support/programmeWorld.ts';
import { buildSmallWorld } from '../support/smallWorld.ts';
import { useOneWorld } from '../support/stores.ts';

const MANY_MS = 900_000;
const clock = createClock();

/** Fields that keep their value, so that what is asked is the form and not its keys. */
const isKey = (name: string): boolean => ['_csrf', 'once', '_here', '_by'].includes(name);
const encoded = (fields: [string, string][]): string =>
  fields.map(([name, value]) => `${encodeURIComponent(name)}=${value}`).join('&');

/** A form with every field but its keys filled with something nobody types; `text` is written as it is. */
const filled = ({ sends }: PageForm, text: string): string =>
  encoded(Object.entries(sends).map(([name, value]) => [name, isKey(name) ? encodeURIComponent(value) : text]));

/** What a form may be sent as, by its name. Each is sent as it is told, whatever the form is. */
const ODD: Readonly<Record<string, (form: PageForm) => string>> = {
  'nothing but its keys': ({ sends }) =>
    encoded(
      Object.entries(sends)
        .filter(([name]) => isKey(name))
        .map(([name, value]) => [name, encodeURIComponent(value)]),
    ),
  'every field twice': (form) => `${filled(form, 'a')}&${filled(form, 'b').replace(/_csrf=[^&]*&?/, '')}`,
  'fields of fields': (form) => filled(form, 'x').replace(/(^|&)(?!_csrf|once|_here|_by)([^=&]+)=/g, '$1$2[$gt]='),
  'a megabyte': (form) => {
    const [first] = Object.keys(form.sends).filter((name) => !isKey(name));
    return `${filled(form, '1')}&${encodeURIComponent(first ?? 'x')}=${'z'.repeat(1_000_000)}`;
  },
  'no letters of UTF-8': (form) => filled(form, '%ff%fe%c3%28%80'),
  'half an escape': (form) => filled(form, '%'),
  NUL: (form) => filled(form, 'a%00b%00'),
  'letters from right to left': (form) => filled(form, encodeURIComponent('\u202eevil\u2066\u200f')),
  'halves of letters': (form) => filled(form, '%ed%a0%80x%ed%b0%80'),
  'numbers too large': (form) => filled(form, '1e309'),
  'names of what every object has': (form) =>
    `${filled(form, '__proto__')}&__proto__=1&constructor=2&toString=3&hasOwnProperty=4`,
  'operators of the store': (form) => filled(form, encodeURIComponent('{"$ne":null}')),
  'days and money of nowhere': (form) => filled(form, '99999-99-99'),
};

const multipart = (fields: [string, string][], end: string): string =>
  `${fields.map(([name, value]) => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}${end}`;
const keysOf = ({ sends }: PageForm): [string, string][] => Object.entries(sends).filter(([name]) => isKey(name));

/** The same for forms with files. */
const ODD_FILES: Readonly<Record<string, (form: PageForm) => string>> = {
  'cut off in a file': (form) =>
    multipart(
      keysOf(form),
      `--b\r\ncontent-disposition: form-data; name="${form.files}"; filename="a.jpg"\r\ncontent-type: image/jpeg\r\n\r\n\xff\xd8\xff half`,
    ),
  'cut off in a head': (form) => multipart(keysOf(form), '--b\r\ncontent-disp'),
  'a head without end': (form) =>
    multipart(
      keysOf(form),
      `--b\r\ncontent-disposition: form-data; name="${'n'.repeat(100_000)}"\r\n\r\nx\r\n--b--\r\n`,
    ),
  'files nobody asked for': (form) =>
    multipart(
      keysOf(form),
      '--b\r\ncontent-disposition: form-data; name="other"; filename="../../a\u0000.jpg"\r\n\r\nx\r\n--b--\r\n',
    ),
  'a name of fields of fields': (form) =>
    multipart([...keysOf(form), ['a[b][c]', '1'], ['__proto__[x]', '1'], ['text[]', '1']], '--b--\r\n'),
  'no part at all': () => '--b--\r\n',
};

async function oddAnswers(forms: readonly PageForm[]): Promise<{ sent: number; failed: string[] }> {
  const failed: string[] = [];
  let sent = 0;
  for (const form of forms) {
    const send = async (how: string, type: string, body: string): Promise<void> => {
      sent += 1;
      const { status } = await form.agent.post(form.action).set('content-type', type).send(body);
      if (status >= 500) failed.push(`${form.who} ${form.route}, ${how}: ${status}`);
    };
    for (const [how, body] of Object.entries(ODD)) await send(how, 'application/x-www-form-urlencoded', body(form));
    await send('JSON', 'application/json', '{"_csrf":[1]}');
    await send('letters of another kind', 'application/x-www-form-urlencoded; charset=utf-7', 'a=b');
    if (form.files === undefined) continue;
    for (const [how, body] of Object.entries(ODD_FILES)) await send(how, 'multipart/form-data; boundary=b', body(form));
    await send('no boundary', 'multipart/form-data', 'x');
  }
  return { sent, failed };
}

describe.each([
  ['the house', buildSmallWorld, (built: never) => HOUSE_ROLES.map((who) => houseLooker(built, who))],
  ['the programme', buildProgrammeWorld, (built: never) => PROGRAMME_ROLES.map((who) => programmeLooker(built, who))],
] as const)('the forms of %s', (_name, build, lookersOf) => {
  let portal: Portal;
  let forms: PageForm[];
  useOneWorld(async () => {
    const built = await build(clock);
    portal = await startPortal(clock, { limitFactor: 10_000 });
    forms = await everyForm(portal, lookersOf(built as never));
  }, MANY_MS);
  afterAll(() => portal.stop());

  it(
    'answer whatever they are sent, and never that we failed',
    async () => {
      const { sent, failed } = await oddAnswers(forms);
      expect(failed).toEqual([]);
      expect(sent).toBeGreaterThan(500);
    },
    MANY_MS,
  );
});
