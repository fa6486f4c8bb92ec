import { reportHazard } from '#domain/hazards';
import { renderText } from '#platform/texts';
import { createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';
import { boundTalk, type Talk, talkAs } from './support/talk.ts';

useStores();
let world: World;
let clock = createClock();
beforeEach(async () => {
  world = await buildWorld();
  clock = createClock();
  await reportHazard(personContext(world.actors.worker2, { now: clock.now() }), {
    ...{ enterpriseId: world.enterprise._id, locationId: world.location._id, placeText: world.location.name },
    text: '3号线电箱漏电，班长阿强说别管',
  });
});

const tell = async (talk: Talk) => {
  let said = await talk.ask(`${world.location.code} 3号线电箱漏电，班长说没事`);
  for (let n = 0; n < 3 && said.template !== 'report-confirm'; n++) said = await talk.ask('1');
  return said;
};
const offered = (text: string) => text.split('\n').filter((line) => /^\d /.test(line));

it.each(['officer', 'manager', 'worker', undefined] as const)(
  'every number the question offers %s is an answer',
  async (who: WorldActor | undefined) => {
    const talk = who
      ? await boundTalk(who, { personId: world.actors[who].personId }, clock)
      : talkAs('stranger', clock);
    const said = await tell(talk);
    const text = renderText('chat', said.template, said.params);
    // A stranger learns how many there are and where, and no number.
    expect(text.includes('H2026-0001')).toBe(who !== undefined);
    if (who === undefined) expect(text).toContain(`「${world.location.name}」有 1 件差不多的`);
    expect(text.includes('附议')).toBe(who === 'worker');
    if (who === undefined) expect(text).not.toContain('阿强');
    for (const line of offered(text)) {
      const again = await tell(talk);
      expect([line, again.template]).toEqual([line, 'report-confirm']);
      const done = await talk.say(line.slice(0, 1));
      expect([line, done.map(({ template }) => template)]).not.toContainEqual([line, ['refused']]);
      await talk.say('取消');
    }
  },
);
