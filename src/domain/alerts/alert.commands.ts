import type { z } from 'zod';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatClock, MINUTE_MS } from '#kernel/dates';
import { conflict } from '#kernel/errors';
import { type Alert, AlertModel } from './alert.model.ts';
import { holdMinutes } from './alert.rules.ts';
import { alerts } from './alert.ts';

type Given<A extends keyof typeof alerts.acts> = z.input<ReturnType<typeof alerts.inputOf<A>>>;

/** One open alert of a platform's device and kind. */
export const alertKey = ({ sourceId, device, code }: Pick<Alert, 'sourceId' | 'device' | 'code'>): string =>
  JSON.stringify([sourceId, device, code]);

/** What was done about it before, when it begins anew. */
export const DONE_BEFORE = ['acknowledgedBy', 'measures', 'handledBy', 'finding', 'closedBy', 'outcome'] as const;

/** The owner has seen it. */
export const acknowledgeAlert = (ctx: Context, raw: Given<'acknowledge'>): Promise<Alert> =>
  alerts.step(ctx, 'acknowledge', raw, () => ({ set: { acknowledgedBy: personIn(ctx.actor) } }));

/** What the owner did. @throws Invalid at `measures` */
export const handleAlert = (ctx: Context, raw: Given<'handle'>): Promise<Alert> =>
  alerts.step(ctx, 'handle', raw, ({ acknowledgedBy }, { measures }) => ({
    set: { measures, handledBy: personIn(ctx.actor), acknowledgedBy: acknowledgedBy ?? personIn(ctx.actor) },
    facts: { said: measures },
  }));

/** When a device has been quiet long enough; undefined while it has not said that it is over. */
export const quietFrom = ({ clearedAt }: Pick<Alert, 'clearedAt'>, now: Date): Date | undefined =>
  clearedAt === undefined ? undefined : new Date(clearedAt.getTime() + holdMinutes(now) * MINUTE_MS);

/** Somebody looked at it: it is as it should be. @throws Invalid, Conflict until the device has been quiet long enough. */
export const verifyAlert = (ctx: Context, raw: Given<'verify'>): Promise<Alert> =>
  alerts.step(ctx, 'verify', raw, (row, { finding }) => {
    const from = quietFrom(row, ctx.now);
    if (from === undefined) throw conflict('alerts.not-cleared');
    if (from > ctx.now) throw conflict('alerts.not-quiet', { params: { at: formatClock(from) } });
    return { set: { finding }, facts: { said: finding } };
  });

/** Somebody other than whoever handled it closes it. @throws Invalid at `outcome` */
export const closeAlert = (ctx: Context, raw: Given<'close'>): Promise<Alert> =>
  alerts.step(ctx, 'close', raw, (_, { outcome }) => ({
    set: { outcome, closedBy: personIn(ctx.actor) },
    unset: ['openKey'],
    facts: { said: outcome },
  }));

/** It was no alarm. @throws Invalid at `reason` */
export const dismissAlert = (ctx: Context, raw: Given<'dismiss'>): Promise<Alert> =>
  alerts.step(ctx, 'dismiss', raw, (_, { reason }) => ({
    set: { reason, closedBy: personIn(ctx.actor) },
    unset: ['openKey'],
    facts: { said: reason },
  }));

/**
 * The body asks again. @throws Invalid at `reason`, Conflict while another of the same device and kind is open: there it
 * goes on.
 */
export const reopenAlert = (ctx: Context, raw: Given<'reopen'>): Promise<Alert> =>
  alerts.step(ctx, 'reopen', raw, async (row, { reason }) => {
    const openKey = alertKey(row);
    const open = await AlertModel.findOne({ openKey }).lean<Alert>();
    if (open !== null) throw conflict('alerts.open-already', { params: { reference: open.reference } });
    return {
      set: { reason, openKey, raisedAt: ctx.now, round: row.round + 1 },
      unset: [...DONE_BEFORE],
      facts: { said: reason },
    };
  });
