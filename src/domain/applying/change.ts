import { closeDeadlines, type Desk, desk, registerDeadline } from '#domain/deadlines';
import { type Effect, takeAction } from '#domain/journal';
import type { Context } from '#kernel/context';
import { conflict } from '#kernel/errors';
import { actionRow, nextStatus } from '#kernel/lifecycle';
import { inTransaction } from '#platform/mongo';
import type { Application } from './application.model.ts';
import { applicationKind, getApplication } from './applications.ts';
import { type ApplicationAction, applicationLifecycle } from './lifecycle.ts';
import { canStepApplication, refusalOf } from './mayAct.ts';

/** A clock that starts with a step. */
export interface Clock {
  kind: 'draft' | 'recommend' | 'review' | 'correct';
  title: string;
  dueAt: Date;
  owedBy: Desk[];
}

/** The competent body is to decide. */
export const reviewClock = (bodyId: string, dueAt: Date): Clock => ({
  kind: 'review',
  title: '申请待审核',
  dueAt,
  owedBy: [desk.body(bodyId)],
});

/** Starts a clock of an application. Called in the transaction of the step. */
export async function startClock(ctx: Context, application: Application, clock: Clock): Promise<void> {
  const { _id: id, reference, enterpriseId, parkId, bodyId } = application;
  await registerDeadline(ctx, {
    key: `${clock.kind}:${id}:${application.submission?.number ?? 0}`,
    kind: `application-${clock.kind}`,
    subject: {
      kind: 'application',
      id,
      reference,
      enterpriseId,
      bodyId,
      ...(parkId === undefined ? {} : { parkId }),
    },
    title: clock.title,
    dueAt: clock.dueAt,
    owedBy: clock.owedBy,
    ladder: `application-${clock.kind}`,
  });
}

/** What a step does beside the status; `clocks` are those that run from now on, all earlier ones stop. */
export interface Step {
  effect: Effect<Application>;
  clocks?: (after: Application) => Promise<Clock[]>;
  /** Work that belongs to the same transaction. */
  also?: (after: Application) => Promise<void>;
}

/**
 * The six beats every step of an application shares, in one transaction: load, authorise, guard, change by
 * compare-and-set, record, clocks. A step that leaves the status alone leaves `since` alone too.
 *
 * @param seenHash hash of the content the person looked at, for steps that decide about it.
 * @throws NotFound out of scope; Conflict in the wrong status, when the content is not the one seen, or when somebody
 * was faster; Forbidden otherwise.
 */
export async function takeStep(
  ctx: Context,
  reference: string,
  action: ApplicationAction,
  decide: (application: Application) => Promise<Step> | Step,
  seenHash?: string,
): Promise<Application> {
  return inTransaction(async () => {
    const application = await getApplication(ctx, reference);
    const row = actionRow(applicationLifecycle, action);
    nextStatus(applicationLifecycle, action, application.status);
    const isStale = row.needs?.includes('contentHash') && application.submission?.contentHash !== seenHash;
    if (isStale) throw conflict('applications.stale');
    if (!canStepApplication(ctx.actor, action, application, ctx.now)) {
      throw refusalOf(ctx.actor, action, application, ctx.now);
    }
    const { effect, clocks, also } = await decide(application);
    const set = row.to === 'stay' ? effect.set : { since: ctx.now, ...effect.set };
    const after = await takeAction(ctx, applicationKind, application, action, {
      ...effect,
      ...(set === undefined ? {} : { set }),
    });
    if (clocks !== undefined || row.to !== 'stay') await closeDeadlines(ctx, { kind: 'application', id: after._id });
    for (const clock of (await clocks?.(after)) ?? []) await startClock(ctx, after, clock);
    await also?.(after);
    return after;
  });
}
