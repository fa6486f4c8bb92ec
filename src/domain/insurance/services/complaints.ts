import type { z } from 'zod';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, formatDay, localDate } from '#kernel/dates';
import { conflict, invalid } from '#kernel/errors';
import { complaintClock } from '../serviceRules.ts';
import { complaintDue } from './complaintDue.ts';
import type { Complaint, Service } from './service.model.ts';
import { services } from './service.ts';

type Given<A extends Parameters<typeof services.inputOf>[0]> = z.input<ReturnType<typeof services.inputOf<A>>>;

/** The complaints with more known of the last one. */
const withLast = ({ complaints = [] }: Service, more: Partial<Complaint>): Complaint[] =>
  complaints.map((one, index) => (index === complaints.length - 1 ? { ...one, ...more } : one));

/** The firm is not content with a service: the insurer answers by the clock of AQ 9010-2019. */
export const complainOfService = (ctx: Context, raw: Given<'complain'>): Promise<Service> =>
  services.step(ctx, 'complain', raw, ({ complaints = [] }, { text }, { now }) => ({
    set: { complaints: [...complaints, { text, by: personIn(ctx.actor), at: now }], isComplained: true },
    facts: {},
  }));

/** The answer is put off; not once the day is over. @throws Conflict `insurance.answer-late` */
function checkTime(service: Service, now: Date): void {
  const due = complaintDue(service);
  if (due !== undefined && now > due) throw conflict('insurance.answer-late');
}

/** It is no simple matter: the longer time of the rule, from the day of the complaint. @throws Conflict when it is late. */
export const callComplex = (ctx: Context, raw: Given<'call-complex'>): Promise<Service> =>
  services.step(ctx, 'call-complex', raw, (service, { reason }, { now }) => {
    checkTime(service, now);
    return { set: { complaints: withLast(service, { complexBecause: reason }) }, facts: { reason } };
  });

/** Once more time, told before the day. @throws Conflict when it is late; Invalid at `until` for more than the rule gives. */
export const putOffAnswer = (ctx: Context, raw: Given<'put-off-answer'>): Promise<Service> =>
  services.step(ctx, 'put-off-answer', raw, (service, { until, reason }, { now }) => {
    checkTime(service, now);
    const due = localDate(complaintDue(service) ?? now);
    const latest = addDays(due, complaintClock(now).extensionDays);
    if (until <= due || until > latest)
      throw invalid('common.check-fields', { until: `要在 ${formatDay(due)}以后、${formatDay(latest)}以前` });
    return {
      set: { complaints: withLast(service, { extendedTo: until, extendedBecause: reason }) },
      facts: { until, reason },
    };
  });

/** What the insurer did about it. */
export const answerComplaint = (ctx: Context, raw: Given<'answer-complaint'>): Promise<Service> =>
  services.step(ctx, 'answer-complaint', raw, (service, { answer }, { now }) => ({
    set: { complaints: withLast(service, { answer, answeredAt: now }), isComplained: false },
    facts: {},
  }));
