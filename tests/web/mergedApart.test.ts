import { reportHazard, verifyHazard } from '#domain/hazards';
import { signedInAt } from '../support/agents.ts';
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
