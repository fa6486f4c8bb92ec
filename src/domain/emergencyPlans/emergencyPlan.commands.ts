import type { z } from 'zod';
import type { AccidentKind } from '#domain/accidents';
import { ownerKey, placeOfOwner } from '#domain/engine';
import { attachFiles, attachPhotos } from '#domain/evidence';
import { getEnterprise } from '#domain/organisations';
import { followRevisions, type ParkAssessment } from '#domain/parkAssessments';
import { personIn } from '#kernel/actor';
import { type Context, systemContext } from '#kernel/context';
import { addDays, addMonths, type LocalDate, localDate } from '#kernel/dates';
import { conflict, invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { requireFields } from '#kernel/input';
import { partsOfRows, phoneDigits } from '#kernel/text';
import { ofText } from '#platform/mongo';
import {
  type EmergencyPlan,
  EmergencyPlanModel,
  type PlanContact,
  type PlanContent,
  type PlanStep,
} from './emergencyPlan.model.ts';
import { drillMonths, earlier, planTerms } from './emergencyPlan.rules.ts';
import { emergencyPlans, isInForce } from './emergencyPlan.ts';

type Given<A extends keyof typeof emergencyPlans.acts> = z.input<ReturnType<typeof emergencyPlans.inputOf<A>>>;
const draftInput = emergencyPlans.inputOf('draft').omit({ reference: true });
export type DraftEmergencyPlan = z.input<typeof draftInput>;
const wrong = (field: string, sentence: string) => invalid('common.check-fields', { [field]: sentence });
const asClock = ({ now, requestId }: Context): Context => systemContext(now, 'emergency-plans', requestId);

/** Steps, one a line. @throws Invalid at `steps`, naming the line. */
function stepsIn(now: Date, typed: string): PlanStep[] {
  const { mostMinutes } = planTerms(now);
  const rows = partsOfRows(typed);
  if (rows.length === 0) throw wrong('steps', '请填写处置步骤，一行一步');
  return rows.map(([text = '', role = '', minutes = ''], i) => {
    const within = Number(minutes.normalize('NFKC').replace(/\s*分钟?(内|以内)?$/, ''));
    if (text === '' || role === '' || !Number.isInteger(within) || within < 1 || within > mostMinutes)
      throw wrong('steps', `第 ${i + 1} 步请写成「做什么｜谁办｜几分钟内」，例如：关闭总阀｜当班班长｜5`);
    return { id: `s${i + 1}`, text, role, minutes: within };
  });
}

/** Whom to call, one a line. @throws Invalid at `contacts`, naming the line. */
function contactsIn(typed: string): PlanContact[] {
  const rows = partsOfRows(typed);
  if (rows.length === 0) throw wrong('contacts', '请填写要通知的人，一行一个');
  return rows.map(([name = '', typedPhone = ''], i) => {
    const phone = phoneDigits(typedPhone);
    if (name === '' || !/^\d{3,13}$/.test(phone))
      throw wrong('contacts', `第 ${i + 1} 行请写成「谁｜电话」，例如：总指挥陆建国｜13800000001`);
    return { name, phone };
  });
}

type Typed = Pick<z.output<typeof draftInput>, 'title' | 'covers' | 'against' | 'steps' | 'contacts'>;
const contentOf = (now: Date, { title, covers, against, steps, contacts }: Typed): PlanContent => ({
  ...{ title, covers, against: [...new Set(against)] },
  steps: stepsIn(now, steps),
  contacts: contactsIn(contacts),
});

/** A kind a firm or park has one of has one key, of the others each title its own. */
const keyOf = (row: Pick<EmergencyPlan, 'kind' | 'title' | 'enterpriseId' | 'parkId'>): string =>
  [ownerKey(row), row.kind, ...(row.kind === 'comprehensive' ? [] : [row.title])].join('/');
const inForceOf = (key: string): Promise<EmergencyPlan | null> =>
  EmergencyPlanModel.findOne({ inForceKey: ofText(key) }).lean<EmergencyPlan>();

/** What an edition takes the place of: the one of its key, and the one it was copied from, whatever its title is now. */
const replacedBy = ({ supersedes = '' }: EmergencyPlan, key: string): Promise<EmergencyPlan[]> =>
  EmergencyPlanModel.find({
    $or: [{ inForceKey: ofText(key) }, { reference: supersedes, inForceKey: { $exists: true } }],
  })
    .sort({ _id: 1 })
    .lean<EmergencyPlan[]>();

/**
 * Drafts the first edition of a plan of the firm or park of whoever acts.
 * @throws Forbidden, Invalid with fields; at `title` where one of the kind is in force, which is revised instead.
 */
export async function draftEmergencyPlan(ctx: Context, raw: DraftEmergencyPlan): Promise<EmergencyPlan> {
  const place = await placeOfOwner(ctx);
  const { kind, ...typed } = requireFields(draftInput, raw);
  const content = contentOf(ctx.now, typed);
  const before = await inForceOf(keyOf({ ...place, kind, title: content.title }));
  if (before !== null) throw wrong('title', `已经有一版有效（${before.reference}），请在那一版上点「修订，出新版」`);
  const draft = { ...place, kind, ...content, edition: 1, draftedBy: personIn(ctx.actor), fileIds: [] };
  return emergencyPlans.make(ctx, 'draft', draft, { facts: { kind } });
}

/** What an edition says, written over while it is a draft. @throws Invalid with fields. */
export const writeEmergencyPlan = (ctx: Context, raw: Given<'write'>): Promise<EmergencyPlan> =>
  emergencyPlans.step(ctx, 'write', raw, (_, typed) => ({ set: contentOf(ctx.now, typed) }));

interface Shown {
  photoIds: readonly string[];
  fileIds: readonly string[];
}
/** Ties what was shown to the plan; photos and documents of before stay. */
async function keepShown(ctx: Context, row: EmergencyPlan, { photoIds, fileIds }: Shown) {
  const subject = emergencyPlans.subjectOf(row);
  await attachPhotos(ctx, { photoIds, subject, proves: 'there' });
  await attachFiles(ctx, { fileIds, subject });
  return {
    photoIds: [...new Set([...row.photoIds, ...photoIds])],
    fileIds: [...new Set([...row.fileIds, ...fileIds])],
  };
}

function past(now: Date, field: string, day: LocalDate): void {
  if (day > localDate(now)) throw wrong(field, '这一天还没有到，请核对');
}

const survey =
  (action: 'survey-risk' | 'survey-resources', key: 'risk' | 'resources') =>
  (ctx: Context, raw: Given<'survey-risk'>): Promise<EmergencyPlan> =>
    emergencyPlans.step(ctx, action, raw, async (row, { conclusion, on, ...shown }) => {
      past(ctx.now, 'on', on);
      const kept = await keepShown(ctx, row, shown);
      const found = { conclusion, on, by: personIn(ctx.actor), fileIds: shown.fileIds };
      return { set: { ...kept, [key]: found } as Partial<EmergencyPlan>, facts: { on, said: conclusion } };
    });
/** 风险评估: what may happen here. @throws Invalid at `on` */
export const surveyRisk = survey('survey-risk', 'risk');
/** 应急资源调查: what there is to meet it with. @throws Invalid at `on` */
export const surveyResources = survey('survey-resources', 'resources');

/** Others have looked at it. @throws Invalid at `on` */
export const reviewEmergencyPlan = (ctx: Context, raw: Given<'review'>): Promise<EmergencyPlan> =>
  emergencyPlans.step(ctx, 'review', raw, (_, { on, experts, opinion }) => {
    past(ctx.now, 'on', on);
    return {
      set: { review: { on, experts, opinion, by: personIn(ctx.actor) } },
      unset: ['reason'],
      facts: { on, said: opinion },
    };
  });

/** It is written anew. @throws Invalid at `reason` */
export const reworkEmergencyPlan = (ctx: Context, raw: Given<'rework'>): Promise<EmergencyPlan> =>
  emergencyPlans.step(ctx, 'rework', raw, (_, { reason }) => ({ set: { reason }, facts: { reason, said: reason } }));

/**
 * The head signs: from now on it is in force, in place of the edition before. By when it is to be drilled is never put
 * off by that, and what was drilled by the edition before counts for that one alone.
 * @throws Conflict without its risk survey or its survey of resources.
 */
export const signEmergencyPlan = (ctx: Context, raw: Given<'sign'>): Promise<EmergencyPlan> =>
  emergencyPlans.step(ctx, 'sign', raw, async (row, { published }) => {
    if (row.risk === undefined || row.resources === undefined) throw conflict('emergency-plans.not-surveyed');
    const key = keyOf(row);
    const replaced = await replacedBy(row, key);
    const sound = await emergencyPlans.changeable(ctx, replaced);
    for (const before of sound)
      await emergencyPlans.change(asClock(ctx), before, 'supersede', {
        unset: ['inForceKey'],
        facts: { by: row.reference },
      });
    // One that cannot be read makes way all the same: a firm must be able to put a plan in its place.
    for (const before of replaced.filter((one) => !sound.includes(one)))
      await emergencyPlans.endBroken(asClock(ctx), before, 'supersede', ['inForceKey']);
    const { enterpriseId } = row;
    const isHighRisk = enterpriseId !== undefined && (await getEnterprise(enterpriseId)).isHighRisk;
    const signedOn = localDate(ctx.now);
    const fresh = addMonths(signedOn, drillMonths({ ...row, isHighRisk }, ctx.now));
    const { filed, evaluateMonths } = planTerms(ctx.now);
    return {
      set: {
        ...{ published, signedOn, signedBy: personIn(ctx.actor), isHighRisk, inForceKey: key },
        mustFile: filed.includes(row.kind) && (enterpriseId === undefined || isHighRisk),
        evaluateBy: addMonths(signedOn, evaluateMonths),
        drillBy: sound.reduce((due, before) => earlier(before.drillBy, due), fresh),
      },
      facts: { edition: row.edition, said: published },
    };
  });

/** Tells the body of it. @throws Invalid with fields */
export const askFiling = (ctx: Context, raw: Given<'ask-filing'>): Promise<EmergencyPlan> =>
  emergencyPlans.step(ctx, 'ask-filing', raw, async (row, { note, ...shown }) => ({
    set: { ...(await keepShown(ctx, row, shown)), asked: { note, by: personIn(ctx.actor), at: ctx.now } },
    unset: ['reason'],
    facts: { said: note },
  }));

/** The body takes it on its file. @throws Invalid at `number` */
export const registerEmergencyPlan = (ctx: Context, raw: Given<'register'>): Promise<EmergencyPlan> =>
  emergencyPlans.step(ctx, 'register', raw, (_, { number }) => ({
    set: { filed: { number, by: personIn(ctx.actor), on: localDate(ctx.now) } },
    facts: { number, said: number },
  }));

/** The body wants more. @throws Invalid at `reason` */
export const returnFiling = (ctx: Context, raw: Given<'return-filing'>): Promise<EmergencyPlan> =>
  emergencyPlans.step(ctx, 'return-filing', raw, (_, { reason }) => ({
    set: { reason },
    unset: ['asked'],
    facts: { reason, said: reason },
  }));

/** Whether it still fits: the next evaluation is counted from this one, or a later edition is due. @throws Invalid at `on` */
export const evaluateEmergencyPlan = (ctx: Context, raw: Given<'evaluate'>): Promise<EmergencyPlan> =>
  emergencyPlans.step(ctx, 'evaluate', raw, async (row, { result, on, note, ...shown }) => {
    past(ctx.now, 'on', on);
    const { evaluateMonths, reviseDays } = planTerms(ctx.now);
    const isFit = result === 'fits';
    const due = isFit
      ? { evaluateBy: addMonths(on, evaluateMonths) }
      : { reviseBy: addDays(localDate(ctx.now), reviseDays) };
    return {
      set: { ...(await keepShown(ctx, row, shown)), ...due, evaluated: { on, note, by: personIn(ctx.actor) } },
      unset: isFit && row.reviseFor === undefined ? ['reviseBy'] : [],
      facts: { result, on, said: note },
    };
  });

/**
 * Has a park's plans in force revised because its goods or layout have changed, each within the days an evaluation would
 * give it. In the transaction of the decision; one that cannot be read stops none of the others.
 */
async function reviseAfter(ctx: Context, { parkId, reference }: ParkAssessment): Promise<void> {
  const by = addDays(localDate(ctx.now), planTerms(ctx.now).reviseDays);
  for (const plan of await emergencyPlans.changeable(ctx, await plansInForce({ parkId })))
    await emergencyPlans.change(asClock(ctx), plan, 'must-revise', {
      set: { reviseBy: earlier(plan.reviseBy, by), reviseFor: reference },
      facts: { for: reference },
    });
}
followRevisions(reviseAfter);

/** Begins a later edition as a copy; the one in force stays so until the later is signed. @throws Conflict while one is under way. */
export const reviseEmergencyPlan = (ctx: Context, raw: Given<'revise'>): Promise<EmergencyPlan> =>
  emergencyPlans.step(ctx, 'revise', raw, async (row, { ground, reason }) => {
    const { reference, enterpriseId, parkId, formerParks: _, ...of } = row;
    const underWay = { supersedes: reference, isOpen: true } as const;
    if ((await EmergencyPlanModel.exists(underWay)) !== null) throw conflict('emergency-plans.revised-already');
    const place = { ...given({ enterpriseId, parkId, sector: of.sector }), bodyId: of.bodyId };
    const { kind, title, covers, against = [], steps, contacts, edition, regionPath, risk, resources } = of;
    const draft = {
      ...place,
      ...{ regionPath, formerParks: [], kind, title, covers, against, steps, contacts },
      ...given({ risk, resources }),
      ...{ edition: edition + 1, supersedes: reference, ground, draftedBy: personIn(ctx.actor), fileIds: [] },
    };
    return {
      facts: { ground, said: reason },
      also: () => emergencyPlans.make(ctx, 'draft', draft, { facts: { kind, supersedes: reference } }),
    };
  });

/** It is over without another in its place. @throws Invalid at `reason` */
export const withdrawEmergencyPlan = (ctx: Context, raw: Given<'withdraw'>): Promise<EmergencyPlan> =>
  emergencyPlans.step(ctx, 'withdraw', raw, (_, { reason }) => ({
    set: { reason },
    unset: ['inForceKey'],
    facts: { reason, said: reason },
  }));

/**
 * Whether a plan is meant for an accident of this kind. One that names no kinds is, and so is any where nobody could say what
 * kind it is: nobody is kept from a step that may be needed.
 */
export const isMeantFor = ({ kind, against }: EmergencyPlan, accident: AccidentKind): boolean =>
  kind === 'comprehensive' ||
  accident === 'other' ||
  !Array.isArray(against) ||
  against.length === 0 ||
  against.includes(accident);

/** Plans of a firm, or of a park itself, that are in force, the comprehensive one first. No permission is asked. */
export async function plansInForce(owner: { enterpriseId: string } | { parkId: string }): Promise<EmergencyPlan[]> {
  const of = 'enterpriseId' in owner ? owner : { ...owner, enterpriseId: { $exists: false } };
  const rows = await EmergencyPlanModel.find({ ...of, status: { $in: ['signed', 'filed'] } } as never)
    .sort({ _id: 1 })
    .lean<EmergencyPlan[]>();
  return rows.toSorted((one, other) => Number(other.kind === 'comprehensive') - Number(one.kind === 'comprehensive'));
}

/**
 * Counts a drill that was evaluated: from its evaluation the next is counted. One of an edition that is in force no more
 * counts for nothing. In the transaction of the evaluation.
 * @returns whether it counts.
 */
export async function countDrill(
  ctx: Context,
  { planId, reference }: { planId: string; reference: string },
): Promise<boolean> {
  const plan = await EmergencyPlanModel.findById(planId).lean<EmergencyPlan>();
  if (plan === null || !isInForce(plan) || (await emergencyPlans.changeable(ctx, [plan])).length === 0) return false;
  const on = localDate(ctx.now);
  await emergencyPlans.change(asClock(ctx), plan, 'count-drill', {
    set: { lastDrill: { reference, on }, drillBy: addMonths(on, drillMonths(plan, ctx.now)) },
    facts: { drill: reference },
  });
  return true;
}
