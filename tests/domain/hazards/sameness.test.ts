import {
  findCaseTrail,
  findPossiblySame,
  getHazard,
  peekHazard,
  reportHazard,
  tellApart,
  verifyHazard,
} from '#domain/hazards';
import { fixedNow } from '../../support/clock.ts';
import { buildHazard } from '../../support/hazards.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World } from '../../support/world.ts';

useStores();
let world: World;
let one: string;
let other: string;
beforeEach(async () => {
  world = await buildWorld();
  one = (await buildHazard(world, { text: '电箱门坏了，关不上' })).reference;
  other = (await buildHazard(world, { text: '电箱的门坏了，关不上' })).reference;
});

const offered = async (reference: string): Promise<string[]> => {
  const hazard = await peekHazard(reference);
  return hazard === undefined ? [] : (await findPossiblySame(fixedNow, hazard)).map((found) => found.reference);
};
const apart = (reference: string, notSameAs: string, who: 'officer' | 'worker' | 'regulator' = 'officer') =>
  tellApart(as(world, who), { reference, notSameAs });
const merge = (more: object = {}) =>
  verifyHazard(as(world, 'manager'), { reference: other, result: 'duplicate', duplicateOf: one, ...more });

it('a case is offered to whoever sorts it beside those it sounds like, until they are told apart; that is logged and sticks', async () => {
  expect([await offered(one), await offered(other)]).toEqual([[other], [one]]);
  await apart(other, one);
  // From both sides, whoever looks.
  expect([await offered(one), await offered(other)]).toEqual([[], []]);
  const [said] = (await findCaseTrail(as(world, 'manager'), other)).filter(({ name }) => name === 'hazards.told-apart');
  expect(said).toMatchObject({ facts: { notSameAs: one }, actor: { personId: world.actors.officer.personId } });
  // Whoever reported it learns neither that there is another nor its number.
  const theirs = await findCaseTrail(as(world, 'worker'), other);
  expect(theirs.map(({ name }) => name)).toEqual(['hazards.reported']);
  expect((await getHazard(as(world, 'officer'), other)).hazard).toMatchObject({
    status: 'reported',
    notSameAs: [one],
  });
  // Another report of the same is offered beside both: what was said was of these two.
  const third = (await buildHazard(world, { text: '电箱门坏了，关不上了' })).reference;
  expect((await offered(third)).toSorted()).toEqual([one, other].toSorted());
});

it('what was told apart is merged with a reason alone, from either side', async () => {
  await apart(one, other);
  await expect(merge()).rejects.toMatchObject({
    code: 'hazards.told-apart',
    fields: { reason: `已经写明和 ${one} 不是同一件，要合并请写明理由` },
  });
  expect((await peekHazard(other))?.status).toBe('reported');
  await merge({ reason: '又到现场看过，是同一个箱子' });
  expect(await peekHazard(other)).toMatchObject({ status: 'duplicate', duplicateOf: one });
});

it('is for whoever sorts the case, of another case of the firm that they may know of', async () => {
  for (const who of ['worker', 'regulator'] as const)
    await expect(apart(other, one, who)).rejects.toMatchObject({ kind: 'Forbidden' });
  const held = await reportHazard(as(world, 'worker', new Date(+fixedNow + 60_000)), {
    ...{ enterpriseId: world.enterprise._id, text: '电箱门坏了', placeText: '3号线', isAnonymous: true },
  });
  for (const unknown of [other, 'H2026-9999', held.reference, 'x'])
    await expect(apart(other, unknown)).rejects.toMatchObject({ fields: { notSameAs: '没有找到那一件，请核对编号' } });
  // A calm one without a name is nobody's to compare before its hour.
  expect(await offered(one)).not.toContain(held.reference);
});
