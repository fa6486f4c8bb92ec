import { registerDeadline } from '#domain/deadlines';
import { acceptHazard, approveRectification, reportHazard, submitRectification } from '#domain/hazards';
import { DAY_MS } from '#kernel/dates';
import { type Agent, signedInAt } from '../support/agents.ts';
import { createClock, fixedNow } from '../support/clock.ts';
import { clockContext, personContext, visitorContext } from '../support/contexts.ts';
import { formsIn } from '../support/formsOfPages.ts';
import { aPhoto, buildHazard } from '../support/hazards.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';

useStores();
const clock = createClock();
let portal: Portal;
let world: World;
beforeEach(async () => {
  clock.set(fixedNow);
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

const signedIn = (who: WorldActor): Promise<Agent> => signedInAt(portal, world, who);
const mainOf = (html: string): string => /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? '';
const linesOf = (html: string) => [...mainOf(html).matchAll(/<a class="case" href="([^"]+)"/g)].map((m) => m[1] ?? '');
const tabsOf = (html: string) =>
  [...(/<nav aria-label="按期限看">[\s\S]*?<\/nav>/.exec(html)?.[0] ?? '').matchAll(/>([^<>]+)<\/a>/g)].map(
    (m) => m[1],
  );
const tileOf = (html: string, label: string): string =>
  new RegExp(`tile__number d-block">(\\d+)</span>${label}<`).exec(html)?.[1] ?? '';

describe('待办', () => {
  it('lists all a person owes by when it is due, says how late, and counts every one', async () => {
    for (let i = 0; i < 7; i++) await buildHazard(world);
    await buildHazard(world, { status: 'not-valid' });
    const agent = await signedIn('officer');
    const counts = async () => tabsOf((await agent.get('/to-dos')).text);
    expect((await counts()).at(-1)).toBe('全部 7');
    clock.advance({ days: 9 });
    const later = await signedIn('officer');
    const { text } = await later.get('/to-dos?tab=overdue');
    expect(tabsOf(text)).toEqual(['逾期 7', '今天 0', '以后 0', '全部 7']);
    expect(linesOf(text)).toHaveLength(7);
    expect(mainOf(text)).toMatch(/text-late">逾期 \d+ 天</);
    expect(linesOf((await later.get('/to-dos?tab=today')).text)).toEqual([]);
    const home = (await later.get('/')).text;
    expect([tileOf(home, '待办'), tileOf(home, '逾期待办'), tileOf(home, '逾期隐患')]).toEqual(['7', '7', '7']);
    expect(home).toContain('全部 7 件');
    expect(linesOf(home).filter((href) => href.startsWith('/hazards/'))).toHaveLength(10);
  });

  it('puts what is urgent first, then the soonest, and walks through all of them page by page', async () => {
    for (let i = 0; i < 30; i++) {
      await registerDeadline(clockContext(), {
        key: `test:${i}`,
        kind: 'hazard-reported',
        subject: { kind: 'hazard', id: `none-${i}`, reference: `H2026-${String(9_000 + i)}` },
        title: '要做的事',
        dueAt: new Date(fixedNow.getTime() + ((i * 7) % 30) * DAY_MS),
        owedBy: [`firm:${world.enterprise._id}`],
        isUrgent: i % 10 === 0,
        ladder: 'hazard-triage',
      });
    }
    const agent = await signedIn('officer');
    const seen: string[] = [];
    let next: string | undefined = '/to-dos';
    while (next !== undefined) {
      const { text }: { text: string } = await agent.get(next);
      seen.push(...linesOf(text));
      next = /href="([^"]+)">下一页/.exec(text)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
    }
    const expected = Array.from({ length: 30 }, (_, i) => i).toSorted(
      (a, b) => Number(b % 10 === 0) - Number(a % 10 === 0) || ((a * 7) % 30) - ((b * 7) % 30) || a - b,
    );
    expect(seen).toEqual(expected.map((i) => `/hazards/H2026-${9_000 + i}`));
  });

  it('shows a state, never a step, and not to whom four eyes keep it from', async () => {
    const { reference } = await buildHazard(world, { status: 'rectifying' });
    const officer = personContext(world.actors.officer);
    await submitRectification(officer, { reference, text: '换好了', photoIds: [await aPhoto(officer)] });
    const [theirs, others] = [await signedIn('officer'), await signedIn('manager')];
    expect(linesOf((await theirs.get('/to-dos')).text)).not.toContain(`/hazards/${reference}`);
    const { text } = await others.get('/to-dos');
    expect(linesOf(text)).toContain(`/hazards/${reference}`);
    expect(mainOf(text)).toContain('待验收</span>');
    expect(mainOf(text)).not.toContain('验收通过');
    await approveRectification(personContext(world.actors.manager), { reference });
    expect(linesOf((await others.get('/to-dos')).text)).not.toContain(`/hazards/${reference}`);
  });

  it('is only of the firm, park or body the person is at', async () => {
    const { reference } = await buildHazard(world);
    await acceptHazard(personContext(world.actors.officer), { reference });
    for (const who of ['otherOfficer', 'regulator', 'parkOfficer', 'insurer', 'administrator', 'worker'] as const)
      expect({ who, rows: linesOf((await (await signedIn(who)).get('/to-dos')).text) }).toEqual({ who, rows: [] });
    expect(linesOf((await (await signedIn('manager')).get('/to-dos')).text)).toEqual([`/hazards/${reference}`]);
  });
});

describe('a cry for help nobody has taken on', () => {
  it('stands above everything at home and in 待办, and is taken on there by one press', async () => {
    await buildHazard(world, { status: 'accepted', isUrgent: true, text: '旧的紧急件' });
    clock.advance({ minutes: 3 });
    const { reference } = await reportHazard(visitorContext({ now: clock.now() }), {
      enterpriseId: world.enterprise._id,
      text: '着火啦，原料仓冒烟',
    });
    clock.advance({ minutes: 14 });
    const agent = await signedIn('officer');
    for (const page of ['/', '/to-dos']) {
      const main = mainOf((await agent.get(page)).text);
      expect(main.indexOf('正在发生：着火啦，原料仓冒烟')).toBeGreaterThan(0);
      expect(main.indexOf('正在发生：')).toBeLessThan(main.indexOf(page === '/' ? 'class="tiles' : '旧的紧急件'));
      expect(main).toMatch(/时许报，还没人受理/);
    }
    const form = formsIn((await agent.get('/')).text).find(({ action }) => action.endsWith(`${reference}/act/accept`));
    expect(form).toBeDefined();
    const answer = await agent
      .post(form?.action ?? '')
      .type('form')
      .send(form?.sends ?? {});
    expect([answer.status, answer.headers['location']]).toEqual([303, `/hazards/${reference}`]);
    for (const page of ['/', '/to-dos']) expect(mainOf((await agent.get(page)).text)).not.toContain('正在发生');
  });
});

describe('the tiles of the home page', () => {
  it('are as long as the lists they open, however many there are', async () => {
    for (let i = 0; i < 28; i++) await buildHazard(world);
    const agent = await signedIn('worker');
    expect(tileOf((await agent.get('/')).text, '我上报的')).toBe('28');
    clock.advance({ days: 9 });
    expect(tileOf((await (await signedIn('regulator')).get('/')).text, '逾期隐患')).toBe('28');
  });

  it('tell whoever supervises what of major hazards waits for a look, and mark what their lists are filtered by', async () => {
    const waiting = await buildHazard(world, { status: 'closure-requested' });
    await buildHazard(world, { status: 'rectifying', isMajor: true });
    const numbers = async (who: WorldActor) => {
      const home = (await (await signedIn(who)).get('/')).text;
      return ['重大未销号', '重大待销号'].map((label) => tileOf(home, label));
    };
    for (const who of ['parkOfficer', 'regulator', 'cityRegulator'] as const)
      expect([who, ...(await numbers(who))]).toEqual([who, '2', '1']);
    expect(await numbers('officer')).toEqual(['2', '']);
    const agent = await signedIn('regulator');
    const home = mainOf((await agent.get('/')).text);
    const chosen = (html: string) => /aria-current="(?:true|page)"[^>]*>([^<]+)</.exec(mainOf(html))?.[1]?.trim();
    const led = [...home.matchAll(/<a class="tile[^"]*" href="([^"]+)"/g)].map((m) =>
      (m[1] ?? '').replaceAll('&amp;', '&').replaceAll('&#x3D;', '='),
    );
    const list = (await agent.get(led.find((href) => href.includes('closure-requested')) ?? '')).text;
    expect(linesOf(list)).toEqual([`/hazards/${waiting.reference}`]);
    expect(chosen(list)).toBe('重大、待销号');
    // A tile asks for two things at once: both are marked as one.
    expect(chosen((await agent.get('/hazards?major=1&open=1')).text)).toBe('未办结、重大');
    expect(chosen((await agent.get('/majors?state=recurred')).text)).toBe('按条件');
    expect(chosen((await agent.get('/majors?state=overdue')).text)).toBe('逾期');
  });
});
