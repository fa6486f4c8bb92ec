import type { z } from 'zod';
import { getPark, ownPark, regionPathOf } from '#domain/organisations';
import { personIn } from '#kernel/actor';
import { type Context, systemContext } from '#kernel/context';
import { type LocalDate, localDate } from '#kernel/dates';
import { invalid, notFound } from '#kernel/errors';
import { given } from '#kernel/given';
import { requireFields } from '#kernel/input';
import { isDuplicateKey, ofText } from '#platform/mongo';
import type { EntryKind } from './facility.acts.ts';
import { type Facility, FacilityModel } from './facility.model.ts';
import { type FacilityType, facilityTypeLabel } from './facility.rules.ts';
import { facilities } from './facility.ts';

type Given<A extends keyof typeof facilities.acts> = z.input<ReturnType<typeof facilities.inputOf<A>>>;
const enterInput = facilities.inputOf('enter').omit({ reference: true });
export type EnterFacility = z.input<typeof enterInput>;

const keyOf = (parkId: string, type: FacilityType, name: string): string => `${parkId}/${type}/${name}`;
const THERE = '这个园区已经登记了同名的这种设施';

/** @throws Invalid at `name` where one of that type and name stands there already. */
async function onceNamed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isDuplicateKey(error, 'one_in_register')) throw invalid('common.check-fields', { name: THERE });
    throw error;
  }
}

/** @throws Invalid at the field for a day that has yet to come. */
function past(now: Date, field: string, day: LocalDate | undefined): void {
  if (day !== undefined && day > localDate(now))
    throw invalid('common.check-fields', { [field]: '这一天还没有到，请核对' });
}

type Entered = z.output<typeof enterInput>;
/** What each way of entering one cannot do without. @throws Invalid with fields. */
function checkEntry(now: Date, { kind, name, inServiceOn, lastTestedOn, plannedOn, reason }: Entered): void {
  const errors: Record<string, string> = {};
  if (kind !== 'not-needed' && name === undefined) errors['name'] = '请填写设施名称';
  if (kind === 'usable' && inServiceOn === undefined) errors['inServiceOn'] = '请选择投用日期';
  if (kind === 'planned' && plannedOn === undefined) errors['plannedOn'] = '请选择计划建成的日期';
  if (kind === 'not-needed' && reason === undefined) errors['reason'] = '请写明为什么不需要';
  if (Object.keys(errors).length > 0) throw invalid('common.check-fields', errors);
  past(now, 'inServiceOn', inServiceOn);
  past(now, 'lastTestedOn', lastTestedOn);
  if (lastTestedOn !== undefined && inServiceOn !== undefined && lastTestedOn < inServiceOn)
    throw invalid('common.check-fields', { lastTestedOn: '上次检测不会早于投用，请核对' });
}

const ENTERED_BY = {
  usable: 'enter',
  planned: 'enter-planned',
  'not-needed': 'enter-waived',
} as const satisfies Record<EntryKind, string>;
/** What of a row is kept of each way: a plan has no test, what is not needed has no place. */
const keptOf = (ctx: Context, { kind, inServiceOn, lastTestedOn, plannedOn, reason, ...rest }: Entered) => {
  const { at, capacity, basis, custodian, custodianPhone } = rest;
  const described = given({ at, capacity, basis, custodian, custodianPhone });
  if (kind === 'usable') return { ...described, ...given({ inServiceOn, lastTestedOn }) };
  if (kind === 'planned') return { ...described, ...given({ plannedOn }) };
  return { ...given({ reason }), waivedBy: personIn(ctx.actor) };
};

/**
 * Enters a facility of the officer's park: usable, planned for a day, or not needed for a reason (意见（六）).
 * @throws Forbidden, Invalid with fields; at `name` where it stands there already.
 */
export async function enterFacility(ctx: Context, raw: EnterFacility): Promise<Facility> {
  const { now } = ctx;
  const { parkId } = ownPark(ctx);
  const typed = requireFields(enterInput, raw);
  checkEntry(now, typed);
  const { kind, type, name = facilityTypeLabel(type) } = typed;
  const { regionCode, bodyId } = await getPark(parkId);
  const place = { parkId, regionPath: regionPathOf(regionCode), ...given({ bodyId }) };
  const draft = { ...place, type, name, openKey: keyOf(parkId, type, name), ...keptOf(ctx, typed) };
  return onceNamed(() => facilities.make(ctx, ENTERED_BY[kind], draft, { facts: { type } }));
}

/** Whether a park has a facility of this type and name in its register. */
export const hasFacility = async (parkId: string, type: FacilityType, name: string): Promise<boolean> =>
  (await FacilityModel.exists({ openKey: ofText(keyOf(parkId, type, name)) })) !== null;

/** Notes a test: what failed is faulty from then on, what passed can be used again. @throws Invalid at `testedOn` */
export const testFacility = (ctx: Context, raw: Given<'test'>): Promise<Facility> =>
  facilities.step(ctx, 'test', raw, ({ lastTestedOn = '' }, { testedOn, result, note = '' }) => {
    past(ctx.now, 'testedOn', testedOn);
    const isLast = testedOn >= lastTestedOn;
    const facts = { testedOn, result, said: note };
    if (!isLast) throw invalid('common.check-fields', { testedOn: '比已经登记的检测还早，请核对' });
    if (result === 'passed') return { to: 'usable', set: { lastTestedOn: testedOn }, unset: ['reason'], facts };
    return { to: 'faulty', set: { lastTestedOn: testedOn, reason: note === '' ? '检测不合格' : note }, facts };
  });

/** It does not work any more. @throws Invalid at `reason` */
export const reportFault = (ctx: Context, raw: Given<'fault'>): Promise<Facility> =>
  facilities.step(ctx, 'fault', raw, (_, { reason }) => ({ set: { reason }, facts: { said: reason } }));

/** Facilities of a park that work as far as anybody knows, by name. No permission is asked. */
export const facilitiesThatWork = (parkId: string): Promise<Facility[]> =>
  FacilityModel.find({ parkId, status: 'usable' }).sort({ name: 1 }).lean<Facility[]>();

/** A drill found that it does not work: noted by the clock, in the transaction of whoever says so. */
export async function faultInDrill(
  { now, requestId }: Context,
  { reference, reason }: { reference: string; reason: string },
): Promise<void> {
  const row = await facilities.peek(reference);
  if (row === undefined) throw notFound('common.not-found');
  await facilities.change(systemContext(now, 'drills', requestId), row, 'fault', {
    set: { reason },
    facts: { said: reason },
  });
}

/** It works again. @throws Invalid at `note` */
export const mendFacility = (ctx: Context, raw: Given<'mend'>): Promise<Facility> =>
  facilities.step(ctx, 'mend', raw, (_, { note }) => ({ unset: ['reason'], facts: { said: note } }));

/** It has been built. @throws Invalid at `inServiceOn` */
export const buildFacility = (ctx: Context, raw: Given<'build'>): Promise<Facility> =>
  facilities.step(ctx, 'build', raw, (_, { inServiceOn }) => {
    past(ctx.now, 'inServiceOn', inServiceOn);
    return { set: { inServiceOn }, unset: ['plannedOn', 'reason', 'waivedBy'] };
  });

/** It is to be built by a day. @throws Invalid at `plannedOn` */
export const planFacility = (ctx: Context, raw: Given<'plan'>): Promise<Facility> =>
  facilities.step(ctx, 'plan', raw, ({ plannedOn: before }, { plannedOn, note = '' }) => ({
    set: { plannedOn },
    unset: ['reason', 'waivedBy'],
    facts: { from: before, plannedOn, said: note },
  }));

/** The park says why it needs none. @throws Invalid at `reason` */
export const waiveFacility = (ctx: Context, raw: Given<'waive'>): Promise<Facility> =>
  facilities.step(ctx, 'waive', raw, (_, { reason }) => ({
    set: { reason, waivedBy: personIn(ctx.actor) },
    unset: ['plannedOn'],
    facts: { said: reason },
  }));

/** Whoever supervises does not agree: it is missing. @throws Invalid at `reason` */
export const objectToWaiver = (ctx: Context, raw: Given<'object'>): Promise<Facility> =>
  facilities.step(ctx, 'object', raw, (_, { reason }) => ({
    set: { reason },
    unset: ['waivedBy'],
    facts: { said: reason },
  }));

/** What the register says of it. @throws Invalid with fields. */
export const changeFacility = (ctx: Context, raw: Given<'change'>): Promise<Facility> =>
  onceNamed(() =>
    facilities.step(ctx, 'change', raw, ({ parkId, type }, { name, ...described }) => {
      const { at, capacity, basis, custodian, custodianPhone } = described;
      const all = { at, capacity, basis, custodian, custodianPhone };
      return {
        set: { name, openKey: keyOf(parkId, type, name), ...given(all) },
        unset: (Object.keys(all) as (keyof typeof all)[]).filter((key) => all[key] === undefined),
      };
    }),
  );

/** It is there no more. @throws Invalid at `reason` */
export const removeFacility = (ctx: Context, raw: Given<'remove'>): Promise<Facility> =>
  facilities.step(ctx, 'remove', raw, (_, { reason }) => ({
    set: { reason },
    unset: ['openKey'],
    facts: { said: reason },
  }));
