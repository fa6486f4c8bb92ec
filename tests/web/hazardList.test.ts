import { acceptHazard } from '#domain/hazards';
import { signedInAt } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { buildHazard } from '../support/hazards.ts';
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

/** A signed-in person's list: the HTML of each line. */
async function listOf(who: WorldActor): Promise<() => Promise<string[]>> {
  const agent = await signedInAt(portal, world, who);
  return async () => {
    const answer = await agent.get('/hazards');
    expect(answer.status).toBe(200);
    return answer.text.match(/<a class="case"[\s\S]*?<\/a>/g) ?? [];
  };
}

describe('the lines of the list, though drawn once and kept,', () => {
  it('show a change at the next look, to everybody', async () => {
    const { reference } = await buildHazard(world);
    const [officer, regulator] = [await listOf('officer'), await listOf('regulator')];
    expect([(await officer())[0], (await regulator())[0]]).toEqual([
      expect.stringContaining('待受理'),
      expect.stringContaining('待受理'),
    ]);
    await acceptHazard(personContext(world.actors.officer), { reference });
    expect([(await officer())[0], (await regulator())[0]]).toEqual([
      expect.stringContaining('核实中'),
      expect.stringContaining('核实中'),
    ]);
  });

  it('turn late when the time comes, without any change', async () => {
    await buildHazard(world);
    const list = await listOf('officer');
    expect((await list())[0]).not.toContain('逾期');
    clock.advance({ hours: 11 });
    expect((await list())[0]).not.toContain('逾期');
    clock.advance({ hours: 14 });
    const later = await listOf('officer');
    expect((await later())[0]).toContain('逾期');
  });

  it('go to nobody outside the scope, though others have them', async () => {
    await buildHazard(world);
    expect(await (await listOf('officer'))()).toHaveLength(1);
    expect(await (await listOf('otherOfficer'))()).toEqual([]);
    expect(await (await listOf('otherRegulator'))()).toEqual([]);
  });

  it('carry what people wrote as words, never as HTML', async () => {
    await buildHazard(world, { text: '<img src=x onerror=alert(1)> & "引号"' });
    const [line = ''] = await (await listOf('officer'))();
    expect(line).toContain('&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt; &amp; &quot;引号&quot;');
  });
});
