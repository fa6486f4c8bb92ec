import { closeDeadlines, desk, registerDeadline } from '#domain/deadlines';
import { type Effect, type Kind, takeAction } from '#domain/journal';
import type { Context } from '#kernel/context';
import { endOfLocalDay } from '#kernel/dates';
import { forbidden, notFound } from '#kernel/errors';
import { nextStatus } from '#kernel/lifecycle';
import { inTransaction } from '#platform/mongo';
import { type Filing, FilingModel } from './filing.model.ts';
import { FILING_KINDS, filingClock, inWorkingDays } from './filingRules.ts';
import { type FilingAction, type FilingStatus, filingLifecycle } from './lifecycle.ts';
import { canFiling, canSeeFiling } from './policy.ts';

/** How filings are kept and told of. */
export const filingKind: Kind<Filing, FilingStatus, FilingAction> = {
  kind: 'work-filing',
  model: FilingModel,
  lifecycle: filingLifecycle,
  about: (filing) => [{ kind: 'enterprise', id: filing.enterpriseId }],
};

/** @throws NotFound when it does not exist or is not the actor's to see. */
export async function loadFiling(ctx: Context, reference: string): Promise<Filing> {
  const filing = await FilingModel.findOne({ reference }).lean<Filing>();
  if (filing === null || !canSeeFiling(ctx.actor, filing)) throw notFound('common.not-found');
  return filing;
}

/**
 * Load, authorise, guard, change and record: what every step of a filing shares, in one transaction.
 * @throws NotFound out of sight, Conflict in the wrong status or when somebody was faster, Forbidden otherwise.
 */
export async function stepFiling(
  ctx: Context,
  reference: string,
  action: FilingAction,
  decide: (filing: Filing) => Promise<Effect<Filing>> | Effect<Filing>,
): Promise<Filing> {
  return inTransaction(async () => {
    const filing = await loadFiling(ctx, reference);
    nextStatus(filingLifecycle, action, filing.status);
    if (!canFiling(ctx.actor, action, filing)) throw forbidden('common.not-allowed');
    const after = await takeAction(ctx, filingKind, filing, action, await decide(filing));
    await setClocks(ctx, after);
    return after;
  });
}

/**
 * Brings the clocks to the status: the body's while it has not taken note, the firm's while something is missing, and
 * the end of the work until it is said to be finished.
 */
export async function setClocks(ctx: Context, filing: Filing): Promise<void> {
  const { _id, reference, kind, status, enterpriseId, parkId, bodyId } = filing;
  const subject = { kind: filingKind.kind, id: _id, reference };
  await closeDeadlines(ctx, subject);
  if (!filing.isOpen) return;
  const label = FILING_KINDS.find((row) => row.code === kind)?.label ?? '';
  const place = { ...subject, enterpriseId, bodyId, ...(parkId === undefined ? {} : { parkId }) };
  const { answerWorkingDays, refileWorkingDays } = filingClock(ctx.now);
  const firm = [desk.firm(enterpriseId)];
  if (status === 'filed') {
    await registerDeadline(ctx, {
      key: `filing-answer:${_id}`,
      kind: 'filing-answer',
      subject: place,
      title: `${label}报备待收悉`,
      dueAt: inWorkingDays(ctx.now, answerWorkingDays[kind]),
      owedBy: [desk.body(bodyId)],
      ladder: 'filing-answer',
    });
  }
  if (status === 'returned') {
    await registerDeadline(ctx, {
      key: `filing-refile:${_id}`,
      kind: 'filing-refile',
      subject: place,
      title: `${label}报备要补充`,
      dueAt: inWorkingDays(ctx.now, refileWorkingDays),
      owedBy: firm,
      ladder: 'filing-firm',
    });
  }
  await registerDeadline(ctx, {
    key: `filing-finish:${_id}`,
    kind: 'filing-finish',
    subject: place,
    title: `${label}到了完工日期，请报告完工`,
    dueAt: endOfLocalDay(filing.endsOn),
    owedBy: firm,
    ladder: 'filing-firm',
  });
}
