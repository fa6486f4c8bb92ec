import mongoose from 'mongoose';
import { reportHazard } from '#domain/hazards';
import { signedInAt, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores();
const clock = createClock();
let portal: Portal;
let world: World;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

const WORDS = '消防通道被纸箱堆满了走不过去';
const send = async (who: 'worker' | 'worker2', more: Record<string, string | string[]> = {}) => {
  const agent = await signedInAt(portal, world, who);
  const { text } = await agent.get('/report');
  return agent
    .post('/report')
    .type('form')
    .send({ _csrf: tokenIn(text), text: WORDS, locationId: world.location._id, ...more });
};
const reported = (isAnonymous: boolean) =>
  reportHazard(personContext(world.actors.worker), {
    ...{ enterpriseId: world.enterprise._id, text: WORDS, locationId: world.location._id, isAnonymous },
    placeText: world.location.name,
  });

it.each([false, true])(
  'one’s own case is linked to and not offered to be joined (without a name: %s)',
  async (isAnonymous) => {
    const { reference } = await reported(isAnonymous);
    const again = await send('worker', isAnonymous ? { isAnonymous: '1' } : {});
    expect(again.text).toContain(`href="/hazards/${reference}"`);
    expect(again.text).not.toMatch(/act\/endorse/);
    expect(again.text).toContain('不是同一件，继续上报');
    // One without a name is known to the others from the next full hour on.
    clock.advance({ hours: 1 });
    const other = await send('worker2');
    expect(other.text).toMatch(/act\/endorse/);
    expect(other.text).not.toContain('这是您自己报的');
  },
);

it('colleagues chosen in a report without a name are not dropped without a word', async () => {
  const refused = await send('worker', { isAnonymous: '1', togetherWith: world.actors.worker2.personId });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('请去掉同事，或不匿名');
  expect(refused.text).toContain(WORDS);
  expect(await mongoose.connection.collection('hazards').countDocuments()).toBe(0);
  // Nobody in danger is kept waiting for it.
  await send('worker', { isAnonymous: '1', togetherWith: world.actors.worker2.personId, text: '着火了快来人' });
  expect(await mongoose.connection.collection('hazards').findOne()).toMatchObject({ reporter: { kind: 'anonymous' } });
});

it('tabs opened at once right after signing in can all send their forms', async () => {
  const agent = await signedInAt(portal, world, 'worker');
  const pages = await Promise.all(['/report', '/report', '/suggestions/new', '/report'].map((path) => agent.get(path)));
  const tokens = pages.map(({ text }) => tokenIn(text));
  expect(new Set(tokens).size).toBe(1);
  expect(tokens[0]).toMatch(/^[0-9a-f]{64}$/);
  for (const [n, _csrf] of tokens.entries()) {
    const sent = await agent
      .post('/report')
      .type('form')
      .send({ _csrf, text: `第${n}台冲床没有防护罩`, locationId: world.location._id, isNotDuplicate: '1' });
    expect(sent.status).toBe(303);
  }
});
