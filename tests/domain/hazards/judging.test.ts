import {
  callBackHazard,
  findHazards,
  findUnsuggested,
  getHazard,
  markMajor,
  peekHazard,
  suggestedClauses,
  suggestForCase,
  verifyHazard,
} from '#domain/hazards';
import { given } from '#kernel/given';
import { createClock } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { buildHazard } from '../../support/hazards.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, takePower, type World, type WorldActor } from '../../support/world.ts';

useStores();
const clock = createClock();
let world: World;
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });
const whereFetched = process.env['TEST_ENCODER_DIR'] === undefined ? it.skip : it;
const MAJOR = '打磨铝件的除尘器底下没装锁气卸灰阀，拿塑料桶敞着口接灰';

beforeEach(async () => {
  clock.set(createClock().now());
  world = await buildWorld();
  await takePower(world);
});

/** A case whose words were held beside the criteria, being checked. */
async function accepted(text = MAJOR): Promise<string> {
  const { reference } = await buildHazard(world, { status: 'accepted', text });
  for (const one of await findUnsuggested(clock.now(), 10, [])) await suggestForCase(clockContext(clock.now()), one);
  return reference;
}
const judge = (reference: string, more: object) =>
  verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general', ...more } as never);

it('holds every report beside the criteria once, with the words that led there', async () => {
  const reference = await accepted();
  const hazard = await peekHazard(reference);
  if (hazard === undefined) throw new Error('it is there');
  const [first] = await suggestedClauses(clockContext(), hazard);
  expect(first).toMatchObject({ id: 'GM-11.6', clause: expect.stringContaining('第1版') });
  expect(first?.words.every((word) => MAJOR.includes(word))).toBe(true);
  expect(await findUnsuggested(clock.now(), 10, [])).toEqual([]);
  expect(await suggestForCase(clockContext(), hazard)).toBe(false);
});

it('keeps the clause a case is called a major hazard by, with its version', async () => {
  const reference = await accepted();
  const done = await judge(reference, { grade: 'major', criterionId: 'GM-11.6', majorBasis: '现场看到敞口' });
  expect(done).toMatchObject({ isMajor: true, criterion: { id: 'GM-11.6', version: 1 } });
  expect(done.majorBasis).toMatch(/GM-11\.6 第1版.*\n现场看到敞口$/s);
  const other = await accepted('临边没有护栏');
  await expect(markMajor(as('officer'), { reference: other, criterionId: 'XX-1' })).rejects.toMatchObject({
    fields: { criterionId: expect.any(String) },
  });
  for (const criterionId of [undefined, 'none'])
    await expect(markMajor(as('officer'), { reference: other, ...given({ criterionId }) })).rejects.toMatchObject({
      fields: { majorBasis: expect.any(String) },
    });
});

whereFetched(
  'asks why something that looks like a major hazard is none, and lists it to the competent body',
  async () => {
    const reference = await accepted();
    await expect(judge(reference, {})).rejects.toMatchObject({
      code: 'hazards.looks-major',
      fields: { notMajorReason: expect.any(String) },
    });
    await judge(reference, { notMajorReason: '是木工除尘，粉尘不可燃' });
    const listed = (who: WorldActor) => findHazards(as(who), { isNotMajor: true });
    expect((await listed('regulator')).rows).toMatchObject([
      {
        reference,
        notMajor: {
          reason: '是木工除尘，粉尘不可燃',
          clauses: [expect.stringContaining('GM-11.6'), expect.anything(), expect.anything()],
        },
      },
    ]);
    expect((await listed('otherRegulator')).rows).toEqual([]);
  },
);

whereFetched('lets the competent body call it back within its days, and nobody else', async () => {
  const reference = await accepted();
  await judge(reference, { notMajorReason: '粉尘不可燃' });
  const reason = '铝粉是可燃的';
  for (const who of ['officer', 'parkOfficer'] as const) {
    await expect(callBackHazard(as(who), { reference, reason })).rejects.toMatchObject({ kind: 'Forbidden' });
  }
  const both = await Promise.allSettled([
    callBackHazard(as('regulator'), { reference, reason }),
    callBackHazard(as('cityRegulator'), { reference, reason }),
  ]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const { hazard } = await getHazard(as('officer'), reference);
  expect(hazard).toMatchObject({ status: 'accepted', round: 2, isOpen: true });
  expect(hazard.notMajor ?? hazard.grade).toBeUndefined();

  await judge(reference, { notMajorReason: '再看还是不可燃' });
  clock.advance({ days: 30 });
  await expect(callBackHazard(as('regulator'), { reference, reason })).rejects.toMatchObject({ kind: 'Forbidden' });
});

whereFetched(
  'asks for no reason and shows nothing where what was found is doubtful, but what happens everywhere',
  async () => {
    // A ceramics works: no fireworks, no chemicals.
    const reference = await accepted('原料仓库门口堆满杂物走不通');
    const hazard = await peekHazard(reference);
    if (hazard === undefined) throw new Error('it is there');
    const shown = await suggestedClauses(clockContext(), hazard);
    expect(shown.filter(({ id }) => /^(FW|HC)/.test(id))).toEqual([]);
    expect((await judge(reference, {})).notMajor).toBeUndefined();
  },
);

it('asks for no reason where nothing was suggested', async () => {
  const { reference } = await buildHazard(world, { status: 'accepted', text: '除尘器的标签褪色了' });
  expect((await judge(reference, {})).notMajor).toBeUndefined();
});

whereFetched(
  'what was judged before its words were held beside the criteria is read by the body all the same',
  async () => {
    const { reference } = await buildHazard(world, { status: 'accepted', text: MAJOR });
    await judge(reference, {});
    for (const one of await findUnsuggested(clock.now(), 10, [])) await suggestForCase(clockContext(clock.now()), one);
    expect((await peekHazard(reference))?.notMajor).toMatchObject({
      ...{ reason: '核实时还没有对照判定标准', clauses: expect.arrayContaining([expect.stringContaining('GM-11.6')]) },
    });
    const { rows } = await findHazards(as('regulator'), { isNotMajor: true });
    expect(rows.map((row) => row.reference)).toEqual([reference]);
    expect(await callBackHazard(as('regulator'), { reference, reason: '要再看一次' })).toMatchObject({
      status: 'accepted',
    });
  },
);
