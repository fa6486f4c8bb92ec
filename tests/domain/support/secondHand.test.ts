import { findTrail } from '#domain/journal';
import {
  agreeToChange,
  cancelSupportDecision,
  conditionsOf,
  decideSupport,
  declareInterest,
  dropChange,
  fillValues,
  fixList,
  openRanking,
  reopenList,
  startSupportDecision,
  supportDecisions,
} from '#domain/support';
import { presentTrail } from '../../../src/web/presentTrail.ts';
import { decisionTelling } from '../../../src/web/support/presentSupport.ts';
import { personContext } from '../../support/contexts.ts';
import { buildEnrolment } from '../../support/enrolments.ts';
import { useStores } from '../../support/stores.ts';
import { buildComparison, buildPolicy, cellsOf, nameThree, S21 } from '../../support/support.ts';
import { buildWorld, type World } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const first = (now?: Date) => personContext(world.actors.regulator, now === undefined ? {} : { now });
/** Another official of the same body. */
const second = () => personContext({ ...world.actors.regulator, personId: 'f'.repeat(24), name: '另一位' });
/** Everything filled and seen; the second official has said that nobody is close. */
async function buildSeen() {
  const built = await buildComparison(world);
  await declareInterest(second(), { reference: built.reference, kind: 'none' });
  return built;
}
const trailOf = async (reference: string) =>
  findTrail({ kind: 'support-decision', id: (await supportDecisions.peek(reference))?._id as string });
const LOWER = [['0', '5'], S21[1], S21[2]] as const;

it('journals every answer, old and new, and the page tells them to whoever may open the comparison', async () => {
  const { reference, decision } = await buildComparison(world, { isUnseen: true });
  await fillValues(first(), { reference, cells: cellsOf(decision, [['0', '7'], S21[1], S21[2]]) });
  const candidateId = decision.candidates[0]?._id;
  const [filled, changed] = (await trailOf(reference)).filter(({ name }) => name.endsWith('.support-values-filled'));
  expect(filled?.facts['changes']).toHaveLength(6);
  expect(changed).toMatchObject({
    actor: { personId: world.actors.regulator.personId },
    facts: {
      changes: [
        { candidateId, condition: 'c1', from: 1, to: 0 },
        { candidateId, condition: 'c2', from: 5, to: 7 },
      ],
    },
  });
  const told = (conditions: Parameters<typeof decisionTelling>[1]) =>
    presentTrail([changed as never], decisionTelling(decision, conditions))[0]?.detail;
  expect(told(await conditionsOf(decision))).toBe(
    `${world.enterprise.name}“通过标准化定级”：是 → 否；${world.enterprise.name}“整改隐患数”：5 → 7`,
  );
  expect(told([])).toBe('');
});

it('keeps who opened the ranking, once a person and comparison', async () => {
  const { reference } = await buildSeen();
  await openRanking(first(), reference);
  await openRanking(second(), reference);
  const seen = (await trailOf(reference)).filter(({ name }) => name.endsWith('.support-ranking-seen'));
  expect(seen.map(({ actor }) => actor.personId)).toEqual([world.actors.regulator.personId, 'f'.repeat(24)]);
});

it('lets one hand change nothing once the ranking was seen: a reason, and a second official', async () => {
  const { reference, decision, seenHash } = await buildSeen();
  const cells = cellsOf(decision, LOWER);
  const change = (reason?: string) => fillValues(first(), { reference, cells, ...(reason ? { reason } : {}) });
  await expect(change()).rejects.toMatchObject({
    code: 'support.reason-after-ranking',
    fields: { reason: /理由|为什么/ },
  });
  await change('证书已过期');
  const waits = { code: 'support.change-asked' };
  await expect(decideSupport(first(), { reference, seenHash })).rejects.toMatchObject(waits);
  await expect(change('再改')).rejects.toMatchObject(waits);
  await expect(agreeToChange(first(), { reference })).rejects.toMatchObject({ code: 'common.same-person' });
  expect((await supportDecisions.peek(reference))?.candidates[0]?.values).toEqual({ c1: 1, c2: 5 });
  await agreeToChange(second(), { reference });
  expect((await supportDecisions.peek(reference))?.candidates[0]?.values).toEqual({ c1: 0, c2: 5 });
  const agreed = (await trailOf(reference)).at(-1);
  expect(agreed).toMatchObject({
    name: 'programme.support-change-agreed',
    actor: { personId: 'f'.repeat(24) },
    facts: { reason: '证书已过期', changes: [{ condition: 'c1', from: 1, to: 0 }] },
  });
});

it('gives a change up with a reason and nothing is changed', async () => {
  const { reference, decision, seenHash } = await buildSeen();
  await fillValues(first(), { reference, cells: cellsOf(decision, LOWER), reason: '看错了' });
  await dropChange(second(), { reference, reason: '证书有效' });
  expect((await supportDecisions.peek(reference))?.candidates).toEqual(decision.candidates);
  await expect(dropChange(first(), { reference, reason: '没有了' })).rejects.toMatchObject({
    code: 'support.no-change-asked',
  });
  await buildEnrolment(world, { stage: 'implementing' });
  const { seenHash: now } = await openRanking(first(), reference);
  expect(now).not.toBe(seenHash);
});

it.each([
  ['list', reopenList, 'naming'],
  ['cancel', cancelSupportDecision, 'cancelled'],
] as const)('asks the same of the way round it: %s', async (what, command, status) => {
  const { reference } = await buildSeen();
  expect(await command(first(), { reference, reason: '从头再来' })).toMatchObject({
    status: 'comparing',
    asked: { what, reason: '从头再来' },
  });
  await expect(agreeToChange(first(), { reference })).rejects.toMatchObject({ code: 'common.same-person' });
  expect(await agreeToChange(second(), { reference })).toMatchObject({ status });
});

it('is not decided, nor its list settled, while firms can still apply: the day after the closing day is the first', async () => {
  const { reference } = await startSupportDecision(first(), { reference: await buildPolicy(world) });
  await nameThree(first(), world, reference);
  const lastMinute = new Date('2026-11-20T15:59:59.000Z');
  await expect(fixList(first(lastMinute), { reference })).rejects.toMatchObject({
    code: 'support.still-open',
    params: { closesOn: '11月20日' },
  });
  await fixList(first(new Date('2026-11-20T16:00:00.000Z')), { reference });
  const built = await buildComparison(world);
  const early = decideSupport(first(lastMinute), built);
  await expect(early).rejects.toMatchObject({ code: 'support.still-open' });
});

describe('the journal says what happened at the end of the quota', () => {
  const factsOf = async (reference: string) => (await trailOf(reference)).at(-1)?.facts;

  it('where the programme settled it', async () => {
    await buildEnrolment(world, { stage: 'implementing' });
    const { reference, seenHash } = await buildComparison(world);
    await decideSupport(first(), { reference, seenHash });
    expect(await factsOf(reference)).toMatchObject({ hadTie: true, settledBy: ['programme'] });
  });

  it('where the department chose', async () => {
    const { reference, seenHash, decision } = await buildComparison(world);
    const chosenIds = [decision.candidates[1]?._id as string];
    await decideSupport(first(), { reference, seenHash, chosenIds, tieReason: '先递交材料' });
    expect(await factsOf(reference)).toMatchObject({ hadTie: true, settledBy: ['choice'] });
  });

  it('where there was none', async () => {
    const { reference, seenHash } = await buildComparison(world, { quota: 3 });
    await decideSupport(first(), { reference, seenHash });
    expect(await factsOf(reference)).toMatchObject({ hadTie: false });
  });
});
