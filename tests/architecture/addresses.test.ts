import { NOUNS } from '#domain/nouns';
import { checkAddresses } from '../../src/web/router.ts';
import { everyRoute } from '../support/pageRoutes.ts';
import { filesUnder } from './sources.ts';

/** What stands beside the routes: for machines, and for the files pages are drawn with. */
const BESIDE = [
  /^\/(healthz|readyz|metrics)$/,
  /^\/(build|static)(\/|$)/,
  // Pages of a library, behind a guard of their own.
  /^\/admin\/queues$/,
];
const isBeside = (address: string): boolean => BESIDE.some((one) => one.test(address));

/** Where an address is written down: the one table, and each noun its own. */
const isItsPlace = (path: string, line: string): boolean =>
  path === 'src/kernel/paths.ts' || (path.startsWith('src/domain/') && /^\s*path: '/.test(line));

/** An address of ours as a text, or as a piece of one. */
const WRITTEN = /(?<!import\()(?<!from )(?:['`]|\$\{[^}]*\})(\/[a-z][\w-]*(?:\/|['`?#$]))/;
const writtenIn = (path: string, text: string): string[] =>
  text
    .split('\n')
    .filter((line) => !/^\s*(\/\/|\*|\/\*)/.test(line) && !isItsPlace(path, line))
    .filter((line) => !isBeside(/'(\/[^']*)'/.exec(line)?.[1] ?? ''))
    .filter((line) => WRITTEN.test(line))
    .map((line) => `${path}: ${line.trim()}`);

describe('addresses of the portal', () => {
  it('are written down in one place', () => {
    const broken = ["res.goTo('/hazards');", 'href: `$_{path}/act/$_{action}`,', 'b = `/a/$_{c}`'];
    expect(writtenIn('src/web/x.ts', broken.join('\n').replaceAll('$_', '$'))).toHaveLength(3);
    const sources = ['src/web', 'src/domain', 'bots', 'jobs'].flatMap((folder) => filesUnder(folder, '.ts'));
    const faults = sources.flatMap(({ path, text }) => writtenIn(path, text));
    expect(faults).toEqual([]);
  });

  it('are each answered by a route, or the portal does not start', () => {
    const routes = everyRoute();
    expect(() => checkAddresses(routes, NOUNS)).not.toThrow();
    expect(() => checkAddresses(routes.slice(1), [])).toThrow('nothing answers');
    expect(() => checkAddresses(routes, [{ kind: 'cow', pathOf: () => '/cows/1' }])).toThrow('no page answers /cows/1');
  });

  it('stand in views only where a route answers them', () => {
    const routes = everyRoute();
    const answers = (method: string, address: string): boolean =>
      routes.some(
        (route) =>
          route.method === method &&
          new RegExp(`^${route.path.replace(/:\w+/g, '(?:[^/{}]+|\\{\\{[^{}]+\\}\\})')}$`).test(address),
      );
    expect([answers('get', '/hazards/{{reference}}'), answers('get', '/hazard/{{reference}}')]).toEqual([true, false]);
    const faults = filesUnder('views', '.hbs').flatMap(({ path, text }) =>
      [...text.matchAll(/<(\w+)[^>]*?\s(?:href|action|formaction)="(\/[^"#?]*)/g)].flatMap(
        ([whole, , address = '']) => {
          const method = /method="post"/.test(whole) || /formaction="/.test(whole) ? 'post' : 'get';
          const isAnswered = answers(method, address) || (/<form/.test(whole) && answers('post', address));
          return isBeside(address) || isAnswered ? [] : [`${path}: ${address}`];
        },
      ),
    );
    expect(faults).toEqual([]);
  });
});
