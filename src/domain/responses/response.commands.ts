import type { z } from 'zod';
import { type Accident, followAccidents, toldBodies } from '#domain/accidents';
import { readEach } from '#domain/aside';
import { type EmergencyPlan, emergencyPlans, isMeantFor, plansInForce } from '#domain/emergencyPlans';
import { type Owned, ownerKey, placeBeside, placeOfPark } from '#domain/engine';
import { type PersonActor, personIn } from '#kernel/actor';
import { type Context, systemContext } from '#kernel/context';
import { invalid } from '#kernel/errors';
import { type EmergencyResponse, ResponseModel, type ResponseStep } from './response.model.ts';
import { responses } from './response.ts';

type Given<A extends keyof typeof responses.acts> = z.input<ReturnType<typeof responses.inputOf<A>>>;
const asClock = ({ now, requestId }: Context): Context => systemContext(now, 'responses', requestId);

/** What a response takes over of a plan. @throws Error for a step that would be due at no time. */
const partOf = ({ reference, title, edition, steps, contacts }: EmergencyPlan) => ({
  plan: { reference, title, edition },
  steps: steps.map((step): ResponseStep => {
    if (!Number.isInteger(step.minutes)) throw new Error(`a step of ${reference} has no time`);
    return { ...step, plan: reference };
  }),
  contacts: [...contacts],
});

/**
 * The same of those in force that are meant for an accident of this kind, and which the others are; one that cannot be read
 * keeps nobody from telling of an accident.
 */
async function partsInForce(ctx: Context, { enterpriseId, parkId = '' }: Owned, accident: Accident['kind']) {
  const plans = await plansInForce(enterpriseId === undefined ? { parkId } : { enterpriseId });
  const read = async <T>(isMeant: boolean, part: (plan: EmergencyPlan) => T): Promise<T[]> => {
    const rows = plans.filter((plan) => isMeantFor(plan, accident) === isMeant);
    const nothing = (): T[] => [];
    return (await readEach(ctx, emergencyPlans.kind, rows, (plan): T[] => [part(plan)], nothing)).flat();
  };
  return {
    parts: await read(true, partOf),
    others: await read(false, ({ reference, title, edition }) => ({ reference, title, edition })),
  };
}

/** Opens what one owner does, by its plans for it that are in force at this moment; by none, where it has none. */
async function open(ctx: Context, accident: Accident, place: Owned): Promise<void> {
  const { _id: accidentId, reference: accidentReference, kind: accidentKind, what, placeText } = accident;
  const { parts: found, others } = await partsInForce(ctx, place, accidentKind);
  const of = { accidentId, accidentReference, accidentKind, what, placeText };
  const plans = found.map(({ plan }) => plan);
  // Each is called by its plan.
  const steps = found.flatMap((part, i) => part.steps.map((step) => ({ ...step, id: `${i + 1}-${step.id}` })));
  const oneOf = `${accidentId}/${ownerKey(place)}`;
  const contacts = found.flatMap((part) => part.contacts);
  const draft = { ...place, ...of, plans, others, oneOf, steps, contacts, bodyIds: toldBodies(accident) };
  await responses.make(asClock(ctx), 'open', draft, {
    facts: { accident: accidentReference, steps: steps.length },
  });
}

/** Follows an accident, in its transaction: opens a response of the firm and one of its park, tells further bodies, ends with it. */
async function follow(ctx: Context, accident: Accident): Promise<void> {
  const rows = await ResponseModel.find({ accidentId: accident._id }).sort({ _id: 1 }).lean<EmergencyResponse[]>();
  if (rows.length === 0 && accident.isOpen) {
    await open(ctx, accident, placeBeside(accident));
    if (accident.parkId !== undefined) await open(ctx, accident, await placeOfPark(accident.parkId));
    return;
  }
  const going = rows.filter(({ isOpen }) => isOpen);
  const sound = await responses.changeable(ctx, going);
  for (const row of sound) {
    const { bodyIds: before = [] } = row;
    const bodyIds = [...new Set([...before, ...toldBodies(accident)])];
    if (!accident.isOpen) await responses.change(asClock(ctx), row, 'lapse', {});
    else if (bodyIds.length > before.length) await responses.change(asClock(ctx), row, 'widen', { set: { bodyIds } });
  }
  // One that cannot be read ends with the accident all the same, or its 应急中 would stand for ever.
  if (!accident.isOpen)
    for (const row of going.filter((one) => !sound.includes(one)))
      await responses.endBroken(asClock(ctx), row, 'lapse');
}
followAccidents(follow);

/** Somebody has read the steps: all that nobody had read. */
export const seeResponse = (ctx: Context, raw: Given<'see'>): Promise<EmergencyResponse> =>
  responses.step(ctx, 'see', raw, ({ steps }) => {
    const seen = { by: personIn(ctx.actor), at: ctx.now };
    return { set: { steps: steps.map((one) => (one.seen === undefined ? { ...one, seen } : one)) } };
  });

/** A step is done; whoever did it has read it. @throws Invalid at `step` */
export const finishStep = (ctx: Context, raw: Given<'finish'>): Promise<EmergencyResponse> =>
  responses.step(ctx, 'finish', raw, ({ steps }, { step, note = '' }) => {
    const found = steps.find(({ id }) => id === step);
    if (found === undefined) throw invalid('common.check-fields', { step: '请从步骤里选一步' });
    if (found.done !== undefined) throw invalid('common.check-fields', { step: '这一步已经有人办了' });
    const by = { by: personIn(ctx.actor), at: ctx.now };
    const after = { ...found, seen: found.seen ?? by, done: { ...by, note } };
    return {
      set: { steps: steps.map((one) => (one.id === step ? after : one)) },
      facts: { step, said: [found.text, note].filter(Boolean).join('：') },
    };
  });

/** It is over. Steps that nobody did stay as they are, and the reason says why. @throws Invalid at `reason` */
export const endResponse = (ctx: Context, raw: Given<'end'>): Promise<EmergencyResponse> =>
  responses.step(ctx, 'end', raw, (_, { reason }) => ({
    set: { reason, endedBy: personIn(ctx.actor) },
    facts: { reason, said: reason },
  }));

/** What goes on anywhere now, the latest first; for the head of every page, which shows each only whom it concerns. */
export const findRunning = (): Promise<RunningResponse[]> =>
  ResponseModel.find({ isOpen: true })
    .select({ reference: 1, enterpriseId: 1, parkId: 1, bodyIds: 1, accidentId: 1, what: 1, placeText: 1 })
    .sort({ _id: -1 })
    .limit(MOST_RUNNING)
    .lean<RunningResponse[]>();
/** What the head of a page says of one: neither steps nor telephones. */
export type RunningResponse = Pick<
  EmergencyResponse,
  '_id' | 'reference' | 'enterpriseId' | 'parkId' | 'bodyIds' | 'accidentId' | 'what' | 'placeText'
>;
const MOST_RUNNING = 500;

/** Whether somebody is in it: everybody of the firm, the park's officers, regulators of a body that was told. */
export const concerns = ({ role, scope }: PersonActor, row: RunningResponse): boolean => {
  if (role === 'park-officer') return row.parkId === scope.parkId;
  if (role === 'regulator') return scope.bodyId !== undefined && (row.bodyIds ?? []).includes(scope.bodyId);
  return row.enterpriseId !== undefined && row.enterpriseId === scope.enterpriseId && role !== 'applicant';
};
