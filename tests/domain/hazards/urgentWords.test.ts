import { getHazard, reportHazard } from '#domain/hazards';
import { personContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld } from '../../support/world.ts';

useStores();

it.each([
  ['二号库起火了快来人', true],
  ['有人晕倒在池里了', true],
  ['灭火器过期了', false],
  ['明天下午消防演练，要冒浓烟', false],
])('lets the words decide whether 「%s」 is urgent, whatever was ticked', async (text, isUrgent) => {
  const world = await buildWorld();
  const worker = personContext(world.actors.worker);
  const { reference } = await reportHazard(worker, {
    enterpriseId: world.enterprise._id,
    text,
    placeText: '二车间',
    isUrgent: false,
  });
  expect((await getHazard(worker, reference)).hazard.isUrgent).toBe(isUrgent);
});
