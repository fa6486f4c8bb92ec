import type { z } from 'zod';
import { type Effect, placeOf } from '#domain/engine';
import { holdFirm, liftHold } from '#domain/journal';
import { type Enterprise, getEnterprise, getFirm } from '#domain/organisations';
import { followAccident } from '#domain/parkAssessments';
import { type PersonActor, personIn, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { type LocalDate, localDate } from '#kernel/dates';
import { AppError, forbidden, invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { requireFields } from '#kernel/input';
import { claimed } from '#kernel/moments';
import type { Accident, Toll } from './accident.model.ts';
import {
  type AccidentLevel,
  emergencySteps,
  isLarger,
  levelBy,
  levelOfAccident,
  rankOfLevel,
} from './accident.rules.ts';
import { accidents, countsUntil } from './accident.ts';
import { tellFollowers } from './followers.ts';
import { deskOfActor, toAcknowledge } from './receipts.ts';
import { refuseTwice } from './twice.ts';
import { investigatorOf, whoseIs } from './whose.ts';

type Given<A extends Parameters<typeof accidents.inputOf>[0]> = z.input<ReturnType<typeof accidents.inputOf<A>>>;

/** The firm it is about: one's own, or that of the code within one's reach. @throws Invalid at `creditCode`, Forbidden */
async function firmOf(ctx: Context, creditCode: string | undefined): Promise<Enterprise> {
  const { actor } = ctx;
  if (runsEnterprise(actor)) return getEnterprise(actor.scope.enterpriseId ?? '');
  if (creditCode === undefined)
    throw invalid('common.check-fields', { creditCode: '请填写发生事故的企业的统一社会信用代码' });
  try {
    return await getFirm(ctx, creditCode);
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'NotFound') throw error;
    throw invalid('common.check-fields', { creditCode: '没有找到这家企业，或者它不在您的管理范围内' });
  }
}

/** How far up the line it is known when whoever reports it is in it already. */
const reachedBy = (actor: PersonActor, chain: Accident['chain']): number =>
  Math.max(
    0,
    chain.findIndex(({ bodyId }) => bodyId === actor.scope.bodyId),
  );

export const reportAccidentInput = accidents.inputOf('report').omit({ reference: true });

/** Whoever reports it at a desk outside the firm knows of it. */
const knownTo = (actor: PersonActor, at: Date): Pick<Accident, 'receipts'> => {
  const own = deskOfActor(actor);
  return { receipts: own === undefined ? [] : [{ desk: own, by: actor.personId, at }] };
};

/** When the head learned of it. @throws Invalid where the firm does not say, or says it was before it happened. */
function learntOf(
  ctx: Context,
  { learntOn, learntTime }: { learntOn?: LocalDate | undefined; learntTime?: string | undefined },
  happenedAt: Date,
): Date {
  if (learntOn === undefined) throw invalid('common.check-fields', { learntOn: '请选择负责人接到报告的日期' });
  if (learntTime === undefined) throw invalid('common.check-fields', { learntTime: '请填写负责人接到报告的时间' });
  const at = claimed(ctx.now, 'learnt', learntOn, learntTime);
  if (at < happenedAt) throw invalid('common.check-fields', { learntTime: '接到报告不会早于事故发生，请核对' });
  return at;
}

/**
 * Reports an accident: by the firm, or by a park or body that knows of it. Both bodies are told at once, and from now on
 * what there is of the firm stays as it is. One of the same firm and day that is open already is offered first.
 * @throws Forbidden, Invalid with fields; at `another` for one that is there, until it is said to be another.
 */
export async function reportAccident(ctx: Context, raw: z.input<typeof reportAccidentInput>): Promise<Accident> {
  const { actor, now } = ctx;
  if (actor.kind !== 'person') throw forbidden('common.not-allowed');
  const { creditCode, happenedOn, happenedTime, learntOn, learntTime, lossFen, another, ...typed } = requireFields(
    reportAccidentInput,
    raw,
  );
  const happenedAt = claimed(now, 'happened', happenedOn, happenedTime);
  const isFirms = runsEnterprise(actor);
  const told = isFirms ? { learntAt: learntOf(ctx, { learntOn, learntTime }, happenedAt), firmToldAt: now } : {};
  const firm = await firmOf(ctx, creditCode);
  const openKey = another === undefined ? `${firm._id}/${happenedOn}` : undefined;
  const whose = await whoseIs(firm, typed.kind, now);
  const { dead, hurt, missing } = typed;
  const level = levelBy({ ...typed, lossFen }, localDate(now));
  const by = actor.personId;
  const draft = {
    ...placeOf(firm),
    ...typed,
    ...given({ lossFen, openKey }),
    ...whose,
    ...told,
    happenedAt,
    reportedBy: by,
    level,
    levels: [{ level, by, at: now, why: '按首次报告的人数' }],
    tolls: [{ dead, hurt, missing, ...given({ lossFen }), by, at: now, counts: true, note: '首次报告' }],
    isSettled: false,
    reached: reachedBy(actor, whose.chain),
    reachedAt: now,
    passes: [],
    investigatorBodyId: investigatorOf(whose.chain, level, now),
    ticks: [],
    ...knownTo(actor, now),
  };
  const facts = { level, kind: typed.kind, dead, hurt, missing, byFirm: isFirms };
  return refuseTwice(ctx, { firm, happenedOn, happenedAt, isAnother: another !== undefined }, () =>
    accidents.make(ctx, 'report', draft, {
      facts,
      also: async (row) => {
        const { _id: id, enterpriseId, parkId, reference } = row;
        await holdFirm(ctx, { id, enterpriseId, reference, ...given({ parkId }) });
        await followLevel(ctx, row);
      },
    }),
  );
}

/** The firm's own report of what a park or body reported first. @throws Invalid at the times. */
export const reportByFirm = (ctx: Context, raw: Given<'firm-report'>): Promise<Accident> =>
  accidents.step(ctx, 'firm-report', raw, ({ happenedAt }, { what, measures, ...times }) => ({
    set: { learntAt: learntOf(ctx, times, happenedAt), firmToldAt: ctx.now },
    facts: { said: `${what}；${measures}` },
  }));

/** Somebody says that their desk knows of it; a desk above may say that it sees to one that does not. */
export const acknowledgeAccident = (ctx: Context, raw: Given<'acknowledge'>): Promise<Accident> =>
  accidents.step(ctx, 'acknowledge', raw, (row) => {
    const said = toAcknowledge(ctx.actor as PersonActor, row);
    return {
      push: { receipts: { $each: said.map((one) => ({ ...one, by: personIn(ctx.actor), at: ctx.now })) } },
      facts: { desks: said.length, inPlace: said.some(({ isInPlace }) => isInPlace) },
    };
  });

/** A body passes it on to the next level. */
export const passAccident = (ctx: Context, raw: Given<'pass'>): Promise<Accident> =>
  accidents.step(ctx, 'pass', raw, ({ chain, reached, bodyId }) => ({
    set: { reached: reached + 1, reachedAt: ctx.now },
    push: { passes: { bodyId: chain[reached]?.bodyId ?? bodyId, by: personIn(ctx.actor), at: ctx.now } },
    also: (after) => tellFollowers(ctx, after),
  }));

/** What the kept one takes over of the same accident told once more: the worse numbers, whoever knows, what was done. */
function absorbed(ctx: Context, main: Accident, double: Accident): Effect<Accident> {
  const { dead, hurt, missing, lossFen, reference, level } = double;
  const isWorse = rankOfLevel(level) > rankOfLevel(main.level);
  const worse = isWorse
    ? atLevel(ctx, main, level, `并入 ${reference}：${levelOfAccident(level)}`)
    : { set: {}, push: {} };
  const { receipts = [] } = main;
  const known = double.receipts?.filter(({ desk }) => !receipts.some((one) => one.desk === desk)) ?? [];
  const done = double.ticks.filter(({ step }) => !main.ticks.some((tick) => tick.step === step));
  const told = main.firmToldAt === undefined ? given({ learntAt: double.learntAt, firmToldAt: double.firmToldAt }) : {};
  return {
    set: { ...told, ...(isWorse ? { dead, hurt, missing, ...given({ lossFen }) } : {}), ...worse.set },
    push: {
      tolls: { $each: double.tolls.map((one) => ({ ...one, note: `并入 ${reference}：${one.note}` })) },
      receipts: { $each: known },
      ticks: { $each: done },
      ...worse.push,
    },
    facts: { from: reference, said: `并入 ${reference}` },
  };
}

/**
 * A body says that it is the same accident as another of the firm that is open: it ends, and the other keeps what was told.
 * What is kept of the firm stays kept by the other. @throws Invalid at `into`
 */
export const joinAccident = (ctx: Context, raw: Given<'join'>): Promise<Accident> =>
  accidents.step(ctx, 'join', raw, async (row, { into, reason }) => {
    const main = await accidents.peek(into);
    const fits =
      main !== undefined &&
      main._id !== row._id &&
      main.enterpriseId === row.enterpriseId &&
      accidents.can(ctx.actor, 'join', main);
    if (!fits) throw invalid('common.check-fields', { into: '请从列表里选同一家企业没有结束的一起' });
    return {
      set: { joinedInto: main.reference, reason },
      unset: ['openKey'],
      facts: { into: main.reference, said: `并入 ${main.reference}：${reason}` },
      also: async (after) => {
        const { _id: id, reference, what } = after;
        await liftHold(ctx, id);
        await tellFollowers(ctx, after);
        await followAccident(ctx, { id, reference, what, isLarger: false });
        await followLevel(ctx, await accidents.change(ctx, main, 'absorb', absorbed(ctx, main, row)));
      },
    };
  });

/** A level that is 较大 or worse asks the whole park to be assessed anew; one that is not any more asks no longer. */
const followPark = (ctx: Context, { _id: id, reference, parkId, level, what }: Accident): Promise<void> =>
  followAccident(ctx, { ...{ id, reference, what }, ...given({ parkId }), isLarger: isLarger(level) });

/** Another level: of the park, and of whoever is told of one that is 较大. */
async function followLevel(ctx: Context, accident: Accident): Promise<void> {
  await followPark(ctx, accident);
  await tellFollowers(ctx, accident);
}

/** What follows from a level: who investigates. */
const atLevel = (ctx: Context, { chain }: Accident, level: AccidentLevel, why: string) => ({
  set: { level, investigatorBodyId: investigatorOf(chain, level, ctx.now) },
  push: { levels: { level, by: personIn(ctx.actor), at: ctx.now, why } },
});

/**
 * Tells people and money anew. Within the days of the rule the level follows; later it is kept and changes nothing. The
 * numbers are the last told; each telling stays.
 */
export const supplementAccident = (ctx: Context, raw: Given<'supplement'>): Promise<Accident> =>
  accidents.step(ctx, 'supplement', raw, (row, { note, isFinal, dead, hurt, missing, lossFen }) => {
    const toll: Toll = { dead, hurt, missing, ...given({ lossFen: lossFen ?? row.lossFen }) };
    const counts = localDate(ctx.now) <= countsUntil(row);
    const level = levelBy(toll, localDate(row.createdAt));
    const isOther = counts && level !== row.level;
    const changed = isOther ? atLevel(ctx, row, level, '按补报的人数') : { set: {}, push: {} };
    const told = { ...toll, by: personIn(ctx.actor), at: ctx.now, counts, note };
    return {
      ...(isOther ? { event: 'accidents.level-changed' } : {}),
      set: { ...toll, ...changed.set, isSettled: isFinal === 'final' },
      push: { tolls: told, ...changed.push },
      also: (after) => (isOther ? followLevel(ctx, after) : Promise.resolve()),
      facts: { ...toll, counts, said: note, ...(isOther ? { from: row.level, level } : {}) },
    };
  });

/**
 * A body sets how bad it is, with its reason. Once changed numbers count no more, a worse level asks nothing of the park; a
 * lighter one still takes back what was asked.
 */
export const gradeAccident = (ctx: Context, raw: Given<'grade'>): Promise<Accident> =>
  accidents.step(ctx, 'grade', raw, (row, { level, reason }) => ({
    ...atLevel(ctx, row, level, reason),
    facts: { from: row.level, level, reason, said: reason },
    also: async (after) => {
      const isTooLate = isLarger(level) && localDate(ctx.now) > countsUntil(row);
      if (!isTooLate) await followPark(ctx, after);
      await tellFollowers(ctx, after);
    },
  }));

/** Somebody sees to one step of the checklist; each is done once, and said by whom and when. @throws Invalid at `step` */
export const tickStep = (ctx: Context, raw: Given<'tick'>): Promise<Accident> =>
  accidents.step(ctx, 'tick', raw, ({ createdAt, ticks }, { step, note = '' }) => {
    const row = emergencySteps(createdAt).find(({ code }) => code === step);
    if (row === undefined) throw invalid('common.check-fields', { step: '请从清单里选一项' });
    if (ticks.some((tick) => tick.step === step)) throw invalid('common.check-fields', { step: '这一项已经有人办了' });
    return { push: { ticks: { step, note, by: personIn(ctx.actor), at: ctx.now } }, facts: { step, said: row.label } };
  });

export const investigateAccident = (ctx: Context, raw: Given<'investigate'>): Promise<Accident> =>
  accidents.step(ctx, 'investigate', raw);

/** The investigation is over: what there is of the firm may change again, unless another accident keeps it. */
export const liftAccident = (ctx: Context, raw: Given<'lift'>): Promise<Accident> =>
  accidents.step(ctx, 'lift', raw, ({ _id }, { reason }) => ({
    set: { reason },
    unset: ['openKey'],
    facts: { reason, said: reason },
    also: async (after) => {
      await liftHold(ctx, _id);
      await tellFollowers(ctx, after);
    },
  }));
