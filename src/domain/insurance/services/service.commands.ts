import type { z } from 'zod';
import { placeOf } from '#domain/engine';
import { attachPhotos } from '#domain/evidence';
import { reportHazard } from '#domain/hazards';
import { isSamePerson, isWorkerOf } from '#domain/identity';
import { getEnterprise } from '#domain/organisations';
import { actsAs, personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { requireFields } from '#kernel/input';
import { isDuplicateKey } from '#platform/mongo';
import { inTurn } from '#platform/turns';
import { BudgetModel } from '../budget/budget.model.ts';
import { move, trueUp, yearOf } from '../budget/ledger.ts';
import { covers, type Policy, PolicyModel } from '../policies/policy.model.ts';
import { policies } from '../policies/policy.ts';
import { checkSides } from '../sides.ts';
import { paperOf } from '../voucher.ts';
import { passAgain, passGate } from './gate.ts';
import type { Service } from './service.model.ts';
import { services } from './service.ts';

type Given<A extends Parameters<typeof services.inputOf>[0]> = z.input<ReturnType<typeof services.inputOf<A>>>;

/** What comes free is available again, but for what the premium no longer bears. Runs in the transaction of the step. */
async function free(ctx: Context, service: Service, amountFen: number, act: string): Promise<void> {
  const { _id, budgetId, policyId, reference } = service;
  if (amountFen > 0)
    await move(ctx, budgetId, act === 'reverse' ? 'reversal' : 'release', amountFen, {
      key: `${act}:${_id}`,
      serviceReference: reference,
    });
  const [policy, budget] = [
    await PolicyModel.findById(policyId).lean<Policy>(),
    await BudgetModel.findById(budgetId).lean(),
  ];
  if (policy !== null && budget !== null) await trueUp(ctx, policy, budget.year, `${act}:${_id}`);
}

export const askServiceInput = services.inputOf('ask').omit({ reference: true });

/**
 * Asks for a prevention service; what it may cost is reserved at once, so that nobody else can count on it.
 * @throws NotFound for a policy that is not theirs; Invalid with the code of the rule that refuses it (`passGate`).
 */
export async function askService(ctx: Context, raw: z.input<typeof askServiceInput>): Promise<Service> {
  const { policy: policyReference, beneficiary, ...asked } = requireFields(askServiceInput, raw);
  const policy = await policies.get(ctx, policyReference);
  await checkSides(ctx, policy.enterpriseId);
  const firm = await getEnterprise(policy.enterpriseId);
  const { amountFen } = asked;
  // The gate asks again for each of many that come at once, so that what is not there any more costs next to nothing.
  return inTurn(`budget-of:${policy._id}`, async () => {
    const { item, budget } = await passGate(policy, firm, { ...asked, beneficiary }, ctx.now);
    const draft = {
      ...placeOf(firm),
      ...asked,
      policyId: policy._id,
      policyReference: policy.reference,
      insurerId: policy.insurerId,
      insurerIds: policy.insurerIds,
      budgetId: budget._id,
      itemCode: item.code,
      itemLabel: item.label,
      type: item.type,
      askedBy: personIn(ctx.actor),
      askedBySide: actsAs(ctx.actor, 'insurer') ? ('insurer' as const) : ('firm' as const),
      attendeeIds: [],
      attendedIds: [],
    };
    return services.make(ctx, 'ask', draft, {
      facts: { amountFen, purpose: asked.purpose },
      also: ({ _id, reference }) =>
        move(ctx, budget._id, 'reservation', amountFen, { key: `ask:${_id}`, serviceReference: reference }),
    });
  });
}

/** The side that did not ask agrees. @throws Forbidden for the side that asked. */
export const agreeService = (ctx: Context, raw: Given<'agree'>): Promise<Service> =>
  services.step(ctx, 'agree', raw, () => ({ set: { agreedBy: personIn(ctx.actor) } }));

/** The side that did not ask says no: what was reserved is free again. */
export const refuseService = (ctx: Context, raw: Given<'refuse'>): Promise<Service> =>
  services.step(ctx, 'refuse', raw, ({ amountFen }, { reason }) => ({
    set: { reason },
    facts: { reason },
    also: (after) => free(ctx, after, amountFen, 'refuse'),
  }));

/** It does not take place: what was reserved is free again. */
export const cancelService = (ctx: Context, raw: Given<'cancel'>): Promise<Service> =>
  services.step(ctx, 'cancel', raw, ({ amountFen }, { reason }) => ({
    set: { reason },
    facts: { reason },
    also: (after) => free(ctx, after, amountFen, 'cancel'),
  }));

const MAJOR = /^重大[:： ]*/;

/**
 * The insurer's record of what was done (AQ 9010-2019). Each hazard found becomes a case of the firm; one written as 重大 is
 * told to the competent body too.
 * @throws Invalid at `servedOn` for a day outside cover or that is not over; like `passGate` for what was true of the day
 * planned and is not of this one.
 */
export const deliverService = (ctx: Context, raw: Given<'deliver'>): Promise<Service> =>
  services.step(ctx, 'deliver', raw, async (service, { hazards, photoIds, followUp, ...record }) => {
    const { policyId, enterpriseId } = service;
    const policy = await PolicyModel.findById(policyId).lean<Policy>();
    const { servedOn } = record;
    if (servedOn > localDate(ctx.now)) throw invalid('common.check-fields', { servedOn: '服务还没有到这一天' });
    if (policy === null || !covers(policy, servedOn))
      throw invalid('insurance.not-covered', { servedOn: '这一天不在保险期内' });
    const budget = await BudgetModel.findById(service.budgetId).lean();
    if (budget?.year !== yearOf(policy, servedOn))
      throw invalid('common.check-fields', { servedOn: '这一天在另一个保险年度，请取消后重新申请' });
    const firm = await getEnterprise(enterpriseId);
    await passAgain(policy, firm, { ...service, serviceOn: servedOn }, { now: ctx.now, isSettling: false });
    const kept = [...new Set([...service.photoIds, ...photoIds])];
    await attachPhotos(ctx, {
      ...{ photoIds: kept, subject: services.subjectOf(service) },
      ...{ proves: 'done', firmId: enterpriseId },
    });
    const opened: string[] = [];
    for (const [index, line] of hazards.entries()) {
      const told = {
        enterpriseId,
        text: line.replace(MAJOR, ''),
        placeText: record.place,
        photoIds: [],
        isClaimedMajor: MAJOR.test(line),
      };
      const once = { ...ctx, onceKey: `service:${service._id}:${service.version}:${index}` };
      opened.push((await reportHazard(once, told)).reference);
    }
    const hasMajor = hazards.some((line) => MAJOR.test(line));
    return {
      set: {
        photoIds: kept,
        serviceOn: servedOn,
        record: {
          ...record,
          ...(followUp === undefined ? {} : { followUp }),
          hazardReferences: [...(service.record?.hazardReferences ?? []), ...opened],
          hasMajor: hasMajor || (service.record?.hasMajor ?? false),
          writtenBy: personIn(ctx.actor),
          writtenAt: ctx.now,
        },
      },
      facts: { servedOn, hazards: opened.length },
    };
  });

/** Workers of the firm who are no side of the service: who asked, agreed, wrote and confirmed cannot bear witness. */
async function checkAttendees(ctx: Context, service: Service, attendeeIds: readonly string[]): Promise<void> {
  const { enterpriseId, record, askedBy, agreedBy, acceptedBy } = service;
  const sides = [personIn(ctx.actor), record?.writtenBy, askedBy, agreedBy, acceptedBy];
  if (attendeeIds.some((id) => sides.some((side) => side !== undefined && isSamePerson(id, side))))
    throw invalid('common.check-fields', { attendeeIds: '申请、同意、确认这次服务的人不能作证，请选别的员工' });
  const isHere = await Promise.all(attendeeIds.map((id) => isWorkerOf(id, enterpriseId)));
  if (!isHere.every(Boolean)) throw invalid('common.check-fields', { attendeeIds: '有人不是本企业的员工，请重新选' });
}

/** The firm's word that it was done, how it was, and which of its workers took part. */
export const acceptService = (ctx: Context, raw: Given<'accept'>): Promise<Service> =>
  services.step(ctx, 'accept', raw, async (service, { score, opinion, attendeeIds }) => {
    await checkAttendees(ctx, service, attendeeIds);
    return {
      set: {
        score: Number(score),
        ...(opinion === undefined ? {} : { opinion }),
        attendeeIds: [...new Set(attendeeIds)],
        acceptedBy: personIn(ctx.actor),
      },
      facts: { score: Number(score) },
    };
  });

/** The firm sends the record back. */
export const returnService = (ctx: Context, raw: Given<'return'>): Promise<Service> =>
  services.step(ctx, 'return', raw, (_, { reason }) => ({ set: { reason }, facts: { reason } }));

/** Others took part than were named. */
export const nameAttendees = (ctx: Context, raw: Given<'name-attendees'>): Promise<Service> =>
  services.step(ctx, 'name-attendees', raw, async (service, { attendeeIds }) => {
    await checkAttendees(ctx, service, attendeeIds);
    return { set: { attendeeIds: [...new Set(attendeeIds)] }, unset: ['absentIds'] };
  });

const without = (ids: readonly string[], id: string): string[] => ids.filter((one) => one !== id);

/** A worker's own word that they took part; said again it changes nothing. */
export const attendService = (ctx: Context, raw: Given<'attend'>): Promise<Service> =>
  services.step(ctx, 'attend', raw, ({ attendedIds, absentIds = [] }) => {
    const own = personIn(ctx.actor);
    return { set: { attendedIds: [...without(attendedIds, own), own], absentIds: without(absentIds, own) } };
  });

/** A worker's own word that they were not there: the firm names somebody who was. Said after a yes it takes that back. */
export const denyAttendance = (ctx: Context, raw: Given<'not-there'>): Promise<Service> =>
  services.step(ctx, 'not-there', raw, ({ attendedIds, absentIds = [] }) => {
    const own = personIn(ctx.actor);
    return { set: { attendedIds: without(attendedIds, own), absentIds: [...without(absentIds, own), own] } };
  });

/**
 * The insurer has paid the provider: by the voucher, never more than was reserved; the rest is free again.
 * @throws Invalid `insurance.over-reservation` at `amountFen`, what `passAgain` refuses; at `voucher` for one another service was settled by.
 */
export const settleService = (ctx: Context, raw: Given<'settle'>): Promise<Service> =>
  onceVouched(() => settle(ctx, raw));

/** A voucher that another service was settled by becomes a sentence at its field. */
async function onceVouched<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isDuplicateKey(error, 'one_voucher')) throw error;
    throw invalid('common.check-fields', { voucher: '这张发票或凭证已经结算过另一次服务' });
  }
}

const settle = (ctx: Context, raw: Given<'settle'>): Promise<Service> =>
  services.step(ctx, 'settle', raw, async (service, { amountFen, voucher, photoIds }) => {
    if (amountFen === 0) throw invalid('common.check-fields', { amountFen: '请填写金额，例如 6000' });
    if (amountFen > service.amountFen)
      throw invalid('insurance.over-reservation', { amountFen: '结算不能超过预留的金额' });
    const [policy, firm] = [
      await PolicyModel.findById(service.policyId).lean<Policy>(),
      await getEnterprise(service.enterpriseId),
    ];
    if (policy === null) throw new Error(`${service.reference} has no policy`);
    await passAgain(policy, firm, service, { now: ctx.now, isSettling: true });
    const kept = [...new Set([...service.photoIds, ...photoIds])];
    await attachPhotos(ctx, { photoIds: kept, subject: services.subjectOf(service), proves: 'there' });
    return {
      set: {
        ...{ settledFen: amountFen, voucher, settledBy: personIn(ctx.actor), photoIds: kept },
        voucherOf: paperOf(service.insurerId, voucher),
      },
      facts: { amountFen },
      also: async (after) => {
        const papers = { key: `settle:${after._id}`, serviceReference: after.reference, voucher };
        await move(ctx, after.budgetId, 'settlement', amountFen, papers);
        await free(ctx, after, service.amountFen - amountFen, 'rest');
      },
    };
  });

/** A settlement that should not have been is taken back by an entry of its own. */
export const reverseService = (ctx: Context, raw: Given<'reverse'>): Promise<Service> =>
  services.step(ctx, 'reverse', raw, ({ settledFen = 0 }, { reason }) => ({
    set: { reason },
    // Its voucher may settle what it was really for.
    unset: ['voucherOf'],
    facts: { reason, amountFen: settledFen },
    also: (after) => free(ctx, after, settledFen, 'reverse'),
  }));
