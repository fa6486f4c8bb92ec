import supertest from 'supertest';
import { endorseHazard, reportHazard, tellApart, verifyHazard } from '#domain/hazards';
import { boundTalk } from '../bots/support/talk.ts';
import { signedInAt, tokenIn } from '../support/agents.ts';
import { anHourBefore, createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld } from '../support/world.ts';

useStores();

it('who told of the managers what another had told reads that it is handled with it, and neither number nor words', async () => {
  const world = await buildWorld();
  const portal = await startPortal(createClock());
  try {
    const tell = (who: 'worker' | 'worker2', text: string) =>
      reportHazard(personContext(world.actors[who], { now: anHourBefore }), {
        ...{ enterpriseId: world.enterprise._id, text, placeText: '窑头', isAnonymous: true, isAboutManagers: true },
      });
    const { reference: first } = await tell('worker', '厂长叫人把燃气报警器关了');
    const { reference: again } = await tell('worker2', '报警器不响');
    const regulator = personContext(world.actors.regulator);
    await verifyHazard(regulator, { reference: again, result: 'duplicate', duplicateOf: first });
    const { text: theirs } = await (await signedInAt(portal, world, 'worker2')).get(`/hazards/${again}`);
    expect(theirs).toContain('由监管部门合并办理，您说的都已记下');
    expect(theirs).not.toMatch(new RegExp(`${first}|叫人|看原件`));
    const { text: bodys } = await (await signedInAt(portal, world, 'regulator')).get(`/hazards/${again}`);
    expect(bodys).toContain(`看原件 ${first}`);
  } finally {
    await portal.stop();
  }
});

it('by number and code one learns of no other case, in the chat neither, and what others say unnamed at the full hour', async () => {
  const world = await buildWorld();
  const portal = await startPortal(createClock());
  try {
    const tell = (text: string, isAboutManagers: boolean) =>
      reportHazard(personContext(world.actors.worker2, { now: anHourBefore }), {
        ...{ enterpriseId: world.enterprise._id, text, placeText: '窑头', isAnonymous: true, isAboutManagers },
      });
    const { reference: first } = await tell('厂长叫人把燃气报警器关了', true);
    const again = await tell('报警器不响', true);
    const other = await tell('窑头地面有油', false);
    const regulator = personContext(world.actors.regulator);
    await tellApart(regulator, { reference: again.reference, notSameAs: first });
    const third = await tell('窑头灯不亮', false);
    await tellApart(personContext(world.actors.officer), {
      ...{ reference: other.reference, notSameAs: third.reference },
    });
    const reason = '又去看过，是同一件';
    await verifyHazard(regulator, { reference: again.reference, result: 'duplicate', duplicateOf: first, reason });
    await endorseHazard(personContext(world.actors.worker), { reference: other.reference, isAnonymous: true });
    const track = async ({ reference, queryCode }: { reference: string; queryCode: string }) => {
      const agent = supertest.agent(portal.url);
      const _csrf = tokenIn((await agent.get('/track')).text);
      return (await agent.post('/track').type('form').send({ _csrf, reference, queryCode })).text;
    };
    const merged = await track(again);
    expect(merged).toContain('由监管部门合并办理，您说的都已记下');
    expect(merged).not.toMatch(new RegExp(`${first}|原件|不是同一件`));
    const open = await track(other);
    expect(open).toContain('窑头地面有油');
    expect(open).not.toMatch(new RegExp(`${first}|${again.reference}|${third.reference}|不是同一件|附议`));

    const talk = await boundTalk('her', world.actors.worker2, createClock());
    const said = await talk.ask(`进度 ${again.reference}`);
    expect(JSON.stringify(said)).toContain(again.reference);
    expect(JSON.stringify(said)).not.toMatch(new RegExp(`${first}|原件`));
  } finally {
    await portal.stop();
  }
});
