import type { z } from 'zod';
import { countDrill, type EmergencyPlan, plansInForce } from '#domain/emergencyPlans';
import { peopleOfOwner, placeOfOwner } from '#domain/engine';
import { attachFiles, attachPhotos } from '#domain/evidence';
import { facilitiesThatWork, faultInDrill } from '#domain/facilities';
import { isSamePerson } from '#domain/identity';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { type LocalDate, localDate } from '#kernel/dates';
import { forbidden, invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { requireFields } from '#kernel/input';
import type { Drill, Finding } from './drill.model.ts';
import { drills } from './drill.ts';

type Given<A extends keyof typeof drills.acts> = z.input<ReturnType<typeof drills.inputOf<A>>>;
const planInput = drills.inputOf('plan').omit({ reference: true });
export type PlanDrill = z.input<typeof planInput>;
const wrong = (field: string, sentence: string) => invalid('common.check-fields', { [field]: sentence });

function past(now: Date, field: string, day: LocalDate): void {
  if (day > localDate(now)) throw wrong(field, '这一天还没有到，请核对');
}

/** Plans that say which one of them they are: a drill takes over no other. */
const named = (plans: readonly EmergencyPlan[]): EmergencyPlan[] =>
  plans.filter(({ title, edition }) => typeof title === 'string' && Number.isInteger(edition));

/** Plans in force of whoever acts, and the people who may lead a drill of one. @throws Forbidden */
export async function choicesFor(ctx: Context) {
  const place = await placeOfOwner(ctx);
  const { enterpriseId, parkId = '' } = place;
  return {
    place,
    plans: named(await plansInForce(enterpriseId === undefined ? { parkId } : { enterpriseId })),
    people: await peopleOfOwner(place),
  };
}

/**
 * Plans a drill of the plan in force, of the firm or park of whoever acts.
 * @throws Forbidden, Invalid at `planId`, `plannedOn` or `directorId`.
 */
export async function planDrill(ctx: Context, raw: PlanDrill): Promise<Drill> {
  const { place, plans, people } = await choicesFor(ctx);
  const { planId, form, scenario, plannedOn, directorId } = requireFields(planInput, raw);
  const plan = plans.find(({ _id }) => _id === planId);
  if (plan === undefined) throw wrong('planId', '请从有效的预案里选一份');
  if (plannedOn < localDate(ctx.now)) throw wrong('plannedOn', '这一天已经过了，请核对');
  if (!people.includes(directorId)) throw wrong('directorId', '请从本单位的人里选一个');
  const of = { planId, planReference: plan.reference, planTitle: plan.title, edition: plan.edition, kind: plan.kind };
  const mustReport = plan.isHighRisk === true;
  const draft = { ...place, ...of, form, scenario, plannedOn, directorId, mustReport };
  return drills.make(ctx, 'plan', { ...draft, plannedBy: personIn(ctx.actor), findings: [], fileIds: [] });
}

interface Shown {
  photoIds: readonly string[];
  fileIds: readonly string[];
}
/** Ties what was shown to the drill; photos and documents of before stay. */
async function keepShown(ctx: Context, row: Drill, { photoIds, fileIds }: Shown) {
  const subject = drills.subjectOf(row);
  const of = row.enterpriseId === undefined ? {} : { firmId: row.enterpriseId };
  await attachPhotos(ctx, { photoIds, subject, proves: 'done', ...of });
  await attachFiles(ctx, { fileIds, subject });
  return {
    photoIds: [...new Set([...row.photoIds, ...photoIds])],
    fileIds: [...new Set([...row.fileIds, ...fileIds])],
  };
}

/** It took place. @throws Invalid at `heldOn` */
export const holdDrill = (ctx: Context, raw: Given<'hold'>): Promise<Drill> =>
  drills.step(ctx, 'hold', raw, async (row, { heldOn, placeText, signedIn, timeline, ...shown }) => {
    past(ctx.now, 'heldOn', heldOn);
    const by = personIn(ctx.actor);
    return {
      set: {
        ...(await keepShown(ctx, row, shown)),
        held: { on: heldOn, placeText, signedIn, timeline, by },
        heldBy: by,
      },
      facts: { on: heldOn },
    };
  });

/**
 * Somebody who neither led nor entered it says how it went: only then has there been a drill, and only where its edition of
 * the plan is in force still.
 */
export const evaluateDrill = (ctx: Context, raw: Given<'evaluate'>): Promise<Drill> =>
  drills.step(ctx, 'evaluate', raw, async (row, { comment, selfReview, text, ...shown }) => {
    const counts = await countDrill(ctx, row);
    const evaluation = { comment, selfReview, text, by: personIn(ctx.actor), on: localDate(ctx.now) };
    return { set: { ...(await keepShown(ctx, row, shown)), evaluation, counts }, facts: { counts, said: text } };
  });

/** Facilities of the park that work as far as anybody knows. */
export const facilitiesFor = ({ parkId }: Drill) => (parkId === undefined ? [] : facilitiesThatWork(parkId));

/** Something was found wrong; a facility that turned out not to work is faulty from now on. @throws Invalid at `facility` or `due` */
export const addFinding = (ctx: Context, raw: Given<'find'>): Promise<Drill> =>
  drills.step(ctx, 'find', raw, async (row, { text, owner, due, facility }) => {
    if (due < localDate(ctx.now)) throw wrong('due', '期限不能早于今天');
    if (facility !== undefined) {
      if (!(await facilitiesFor(row)).some(({ reference }) => reference === facility))
        throw wrong('facility', '请从列表里选，已经报过故障的不用再报');
      await faultInDrill(ctx, { reference: facility, reason: `演练 ${row.reference} 发现：${text}` });
    }
    const id = `f${row.findings.length + 1}`;
    const found: Finding = { id, text, owner, due, ...given({ facility }), by: personIn(ctx.actor), at: ctx.now };
    return { push: { findings: found }, facts: { finding: id, ...given({ facility }), said: text } };
  });

const replaced = ({ findings }: Drill, id: string, change: (one: Finding) => Finding): Finding[] => {
  if (!findings.some((one) => one.id === id)) throw wrong('finding', '请从列表里选一条');
  return findings.map((one) => (one.id === id ? change(one) : one));
};

/** What was found is mended, and what shows it. @throws Invalid at `finding` */
export const finishFinding = (ctx: Context, raw: Given<'finish-finding'>): Promise<Drill> =>
  drills.step(ctx, 'finish-finding', raw, (row, { finding, evidence }) => ({
    set: {
      findings: replaced(row, finding, (one) => {
        if (one.done !== undefined) throw wrong('finding', '这一条已经改好了');
        return { ...one, done: { evidence, by: personIn(ctx.actor), at: ctx.now } };
      }),
    },
    facts: { finding, said: evidence },
  }));

/** Another person looks at it. @throws Invalid at `finding`, Forbidden for whoever mended it. */
export const checkFinding = (ctx: Context, raw: Given<'check-finding'>): Promise<Drill> =>
  drills.step(ctx, 'check-finding', raw, (row, { finding }) => ({
    set: {
      findings: replaced(row, finding, (one) => {
        if (one.done === undefined) throw wrong('finding', '这一条还没有改好');
        if (one.checked !== undefined) throw wrong('finding', '这一条已经核对过了');
        if (isSamePerson(personIn(ctx.actor), one.done.by)) throw forbidden('common.same-person');
        return { ...one, checked: { by: personIn(ctx.actor), at: ctx.now } };
      }),
    },
    facts: { finding },
  }));

/** Tells the body of it. @throws Invalid at `note` */
export const reportDrill = (ctx: Context, raw: Given<'report'>): Promise<Drill> =>
  drills.step(ctx, 'report', raw, (_, { note }) => ({
    set: { reported: { note, by: personIn(ctx.actor), on: localDate(ctx.now) } },
    facts: { said: note },
  }));

export const closeDrill = (ctx: Context, raw: Given<'close'>): Promise<Drill> => drills.step(ctx, 'close', raw);

export const cancelDrill = (ctx: Context, raw: Given<'cancel'>): Promise<Drill> =>
  drills.step(ctx, 'cancel', raw, (_, { reason }) => ({ set: { reason }, facts: { reason, said: reason } }));
