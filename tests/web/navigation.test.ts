import { ROLES } from '#kernel/actor';
import { GROUPS, navigationOf } from '../../src/web/navigation.ts';
import type { Route } from '../../src/web/router.ts';
import { type Agent, signedInAt, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { buildHazard } from '../support/hazards.ts';
import { pageRoutes } from '../support/pageRoutes.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';

useStores();
const clock = createClock();
let portal: Portal;
let world: World;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

const signedIn = (who: WorldActor): Promise<Agent> => signedInAt(portal, world, who);
const mainOf = (html: string): string => /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? '';

describe('the register of places', () => {
  const route = (path: string, access: Route['access']): Route => ({
    method: 'get',
    path: path as Route['path'],
    access,
    run: () => {},
  });
  const entry = { path: '/nowhere', label: '哪里', icon: 'home', group: 'work' } as const;

  it('leads every role only where it may go, by at most six at the top and five under the thumb', () => {
    const navigation = navigationOf(pageRoutes());
    for (const { code: role } of ROLES) {
      const groups = navigation.groupsOf(role);
      const paths = groups.flatMap((group) => group.entries.map(({ path }) => path));
      expect(groups.length).toBeLessThanOrEqual(6);
      expect(paths.filter((path) => !navigation.isOpenTo(role, path))).toEqual([]);
      expect(paths).toEqual([...new Set(paths)]);
      expect(paths).toEqual(expect.arrayContaining(['/', '/inbox', '/me']));
      const tabs = navigation.tabsOf(role);
      expect([tabs.length, new Set(tabs.map(({ path }) => path)).size]).toEqual([5, 5]);
    }
    expect(GROUPS.length).toBeLessThanOrEqual(6);
  });

  it('does not start with an entry that has no page, or leads somebody to a closed one', () => {
    expect(() => navigationOf(pageRoutes(), [entry])).toThrow('/nowhere, and there is no such page');
    expect(() =>
      navigationOf([...pageRoutes(), route('/nowhere', ['worker'])], [{ ...entry, only: ['regulator'] }]),
    ).toThrow('a regulator to /nowhere, which is closed');
    expect(() => navigationOf(pageRoutes().filter(({ path }) => path !== '/my-reports'))).toThrow('/my-reports');
  });

  it('knows where a page lies, by the longest address', () => {
    const navigation = navigationOf(pageRoutes());
    expect(
      [
        ['worker', '/enrolments/E2026-0001'],
        ['adviser', '/visits/V2026-0001'],
        ['regulator', '/support/decisions/D2026-0001'],
        ['regulator', '/hazards'],
        ['regulator', '/more'],
      ].map(([role, path]) => navigation.underOf(role as 'worker', path as string)),
    ).toEqual(['/programme', '/visits', '/support', '/hazards', '']);
  });
});

describe('更多', () => {
  it('finds a function by its name, by another word for it, or by its group', async () => {
    const agent = await signedIn('officer');
    const found = async (q: string) =>
      [...mainOf((await agent.get('/more').query({ q })).text).matchAll(/<li><a href="([^"]+)"/g)].map((m) => m[1]);
    expect(await found('报备')).toEqual(['/filings']);
    expect(await found('动火')).toEqual(['/filings']);
    expect(await found('激励')).toEqual([
      ...[
        '/scheme',
        '/reward-advances',
        '/participation',
        '/rewards',
        '/reward-months',
        '/policies',
        '/services',
        '/catalogues',
      ],
    ]);
    expect(await found('没有的')).toEqual([]);
    expect((await found('')).length).toBeGreaterThan(12);
  });

  it('keeps the rail as it was put, and goes back nowhere else', async () => {
    const agent = await signedIn('officer');
    const _csrf = tokenIn((await agent.get('/hazards')).text);
    const put = (rail: string, here: string) => agent.post('/more/rail').type('form').send({ _csrf, rail, here });
    expect((await put('folded', '/hazards?open=1')).headers['location']).toBe('/hazards?open=1');
    expect((await agent.get('/hazards')).text).toContain('<body class="has-tabbar is-folded">');
    expect((await put('open', '//evil.test/')).headers['location']).toBe('/');
    expect((await put('open', '/\\evil.test')).headers['location']).toBe('/');
    expect((await agent.get('/hazards')).text).toContain('<body class="has-tabbar">');
  });
});

describe('查找', () => {
  const search = async (who: WorldActor, q: string) => {
    const { status, headers, text } = await (await signedIn(who)).get('/search').query({ q });
    return { status, to: headers['location'], main: mainOf(text) };
  };

  it('goes straight to the page of a number, and tells nobody else that there is one', async () => {
    const { reference } = await buildHazard(world);
    expect(await search('officer', 'ｈ2026 1')).toMatchObject({ status: 303, to: `/hazards/${reference}` });
    const [hidden, missing] = [await search('otherOfficer', reference), await search('otherOfficer', 'H2026-9999')];
    expect(hidden.status).toBe(200);
    expect(hidden.main.replaceAll(reference, '')).toBe(missing.main.replaceAll('H2026-9999', ''));
    expect(hidden.main).toContain('没有找到这个编号');
    expect((await search('insurer', 'C2026-0001')).status).toBe(200);
  });

  it('finds firms and cases by words, in the scope of who asks', async () => {
    await buildHazard(world, { text: '球磨机没有防护罩' });
    const own = await search('regulator', '防护罩');
    expect(own.main).toContain('球磨机没有防护罩');
    expect((await search('otherRegulator', '防护罩')).main).toContain('没有找到');
    expect((await search('parkOfficer', '桂宝')).main).toContain(`/firms/${world.enterprise._id}`);
    expect((await search('otherRegulator', '桂宝')).main).not.toContain('/firms/');
    expect((await search('regulator', '罩')).main).toContain('两个字以上');
  });
});

describe('a firm’s page', () => {
  const tabs = async (who: WorldActor, path = `/firms/${world.enterprise._id}`) => {
    const { text } = await (await signedIn(who)).get(path);
    return [
      ...(/<nav aria-label="这家企业的内容">.*?<\/nav>/s.exec(text)?.[0] ?? '').matchAll(/>([^<>\s]+)<\/a>/g),
    ].map((m) => m[1]);
  };

  it('has a tab for each noun this person may read, and none of what there is not yet', async () => {
    expect(await tabs('officer')).toEqual(['概况', '隐患', '项目', '计划', '报备', '检查', '奖励', '保险', '应急']);
    expect(await tabs('worker')).toEqual(['概况', '项目', '计划', '报备', '检查', '奖励', '保险', '应急']);
    expect(await tabs('regulator')).toEqual(['概况', '隐患', '项目', '计划', '报备', '检查', '保险', '应急']);
    expect(await tabs('administrator')).toEqual(['概况']);
    expect(await tabs('regulator', `/firms/${world.enterprise.creditCode}`)).toHaveLength(8);
  });

  it('is a person’s own from the navigation, and closed to those with nothing to do with the firm', async () => {
    const agent = await signedIn('officer');
    expect((await agent.get('/firms')).headers['location']).toBe(`/firms/${world.enterprise._id}`);
    expect((await agent.get(`/firms/${world.otherEnterprise._id}`)).status).toBe(404);
    expect((await (await signedIn('insurer')).get(`/firms/${world.enterprise._id}`)).status).toBe(403);
  });

  it('counts the cases of this firm as their list does, however many', async () => {
    for (let i = 0; i < 12; i++) await buildHazard(world);
    await buildHazard(world, { status: 'closed' });
    const agent = await signedIn('regulator');
    const { text } = await agent.get(`/firms/${world.enterprise._id}`);
    expect([...text.matchAll(/tile__number d-block">(\d+)/g)].map((m) => m[1])).toEqual(['12', '0', '0']);
    const shelf = await agent.get(`/firms/${world.enterprise._id}?tab=hazards`);
    expect([...mainOf(shelf.text).matchAll(/class="case"/g)]).toHaveLength(10);
    expect(shelf.text).toContain(`/hazards?enterprise&#x3D;${world.enterprise._id}`);
  });
});
