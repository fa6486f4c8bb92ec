import type { z } from 'zod';
import { expansionOn, type Grade, gradeOn, gradesThatStay, parksGraded } from '#domain/grades';
import { findBodiesOver, getPark, ownPark, regionPathOf } from '#domain/organisations';
import { personIn } from '#kernel/actor';
import { type Context, systemContext } from '#kernel/context';
import { type LocalDate, localDate } from '#kernel/dates';
import { conflict, forbidden } from '#kernel/errors';
import { given } from '#kernel/given';
import { requireFields } from '#kernel/input';
import { type Expansion, ExpansionModel } from './expansion.model.ts';
import { expansions, groundOf } from './expansion.ts';

type Given<A extends keyof typeof expansions.acts> = z.input<ReturnType<typeof expansions.inputOf<A>>>;
const applyInput = expansions.inputOf('apply').omit({ reference: true });

type Judgement = Pick<Expansion, 'judgedOn' | 'grade' | 'gradeBy' | 'article' | 'ruleVersion'>;

/** What a park's grade of a day says, with the rule of that day. */
async function judgeOn(parkId: string, judgedOn: LocalDate): Promise<{ mayExpand: boolean; judged: Judgement }> {
  const graded = await gradeOn(parkId, judgedOn);
  const { mayExpand, article, version } = expansionOn(graded?.grade, judgedOn);
  const by = graded === undefined ? {} : { grade: graded.grade, gradeBy: graded.reference };
  return { mayExpand, judged: { judgedOn, ...by, article, ruleVersion: version } };
}

const asClock = ({ now, requestId }: Context): Context => systemContext(now, 'expansions', requestId);
const factsOf = ({ grade, article }: Judgement) => ({ ...(grade === undefined ? {} : { grade }), law: article });

/**
 * Asks for more ground for the officer's own park, which must be a chemical one. What its grade does not allow is kept as it was
 * written and refused at once with its rule; it is asked for again by one press when the grade is there.
 * @throws Forbidden, Invalid with fields.
 */
export async function applyForExpansion(ctx: Context, raw: z.input<typeof applyInput>): Promise<Expansion> {
  const { actor, parkId } = ownPark(ctx);
  const typed = requireFields(applyInput, raw);
  const { regionCode, isChemical } = await getPark(parkId);
  if (!isChemical) throw forbidden('expansions.not-chemical');
  const region = (await findBodiesOver(regionCode)).find(
    ({ level, kind }) => level === 'autonomous-region' && kind === 'general',
  );
  const { mayExpand, judged } = await judgeOn(parkId, localDate(ctx.now));
  const draft = {
    ...{ parkId, regionPath: regionPathOf(regionCode), appliedBy: personIn(actor), ...typed, ...judged },
    ...(region === undefined ? {} : { bodyId: region._id }),
  };
  const made = await expansions.make(ctx, 'apply', draft, {
    facts: factsOf(judged),
    also: async (row) => {
      if (!mayExpand) await expansions.change(asClock(ctx), row, 'refuse', { facts: factsOf(judged) });
    },
  });
  return (await expansions.peek(made.reference)) ?? made;
}

/** Asks again, of the grade of today. @throws Conflict naming grade and rule where it still does not allow it. */
export const applyAgain = (ctx: Context, raw: Given<'apply-again'>): Promise<Expansion> =>
  expansions.step(ctx, 'apply-again', raw, async ({ parkId }) => {
    const { mayExpand, judged } = await judgeOn(parkId, localDate(ctx.now));
    if (!mayExpand) throw conflict('expansions.grade-too-low', { params: { why: groundOf(judged) } });
    return { set: { ...judged, appliedBy: personIn(ctx.actor) }, facts: factsOf(judged) };
  });

/** The autonomous region lets the park grow. @throws Conflict where its grade fell since, Invalid at `documentNumber` */
export const approveExpansion = (ctx: Context, raw: Given<'approve'>): Promise<Expansion> =>
  expansions.step(ctx, 'approve', raw, async ({ parkId }, { documentNumber }) => {
    const { mayExpand, judged } = await judgeOn(parkId, localDate(ctx.now));
    if (!mayExpand) throw conflict('expansions.grade-too-low', { params: { why: groundOf(judged) } });
    return { set: { ...judged, documentNumber, decidedBy: personIn(ctx.actor) }, facts: factsOf(judged) };
  });

/** @throws Invalid at `reason` */
export const declineExpansion = (ctx: Context, raw: Given<'decline'>): Promise<Expansion> =>
  expansions.step(ctx, 'decline', raw, (_, { reason }) => ({
    set: { reason, decidedBy: personIn(ctx.actor) },
    facts: { reason },
  }));

/** Those nobody has decided yet in a park that another grade would stop, of those the actor sees. */
export async function findExpansionsStoppedBy(
  ctx: Context,
  parkId: string,
  grade: Grade,
): Promise<readonly Expansion[]> {
  if (expansionOn(grade, localDate(ctx.now)).mayExpand) return [];
  const found: Expansion[] = [];
  for (let after: string | undefined; ; ) {
    const { rows, nextCursor } = await expansions.find(ctx, { parkId, isOpen: true, ...given({ after }) });
    found.push(...rows);
    if (nextCursor === undefined) return found;
    after = nextCursor;
  }
}

/** Those nobody has decided yet of parks whose grade does not allow it any more. */
export const findExpansionsToStop = async (
  now: Date,
  limit: number,
  without: readonly string[],
): Promise<Expansion[]> =>
  ExpansionModel.find({
    parkId: { $in: await parksGraded(gradesThatStay(localDate(now))) },
    status: 'applied',
    _id: { $nin: [...without] },
  })
    .sort({ _id: 1 })
    .limit(limit)
    .lean<Expansion[]>();

/** Stops one because its park's grade fell; what was decided before stays. @returns false when it may go on. */
export async function stopExpansion(ctx: Context, { reference }: Pick<Expansion, 'reference'>): Promise<boolean> {
  const row = await expansions.peek(reference);
  if (row === undefined || !expansions.can(ctx.actor, 'stop', row)) return false;
  const { mayExpand, judged } = await judgeOn(row.parkId, localDate(ctx.now));
  if (mayExpand) return false;
  await expansions.step(ctx, 'stop', { reference }, () => ({ set: judged, facts: factsOf(judged) }));
  return true;
}
