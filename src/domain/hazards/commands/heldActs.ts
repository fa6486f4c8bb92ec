import { byTheHour, type Context } from '#kernel/context';
import { AppError } from '#kernel/errors';
import { wordingOf } from '#kernel/wording';
import { inTransaction } from '#platform/mongo';
import { dropHeldAct, type findHeldActs, type HeldActName, openHeldAct, refuseHeldAct } from '../heldAct.model.ts';
import { findFirm } from './alarm.ts';
import { tellClaimed } from './claim.ts';
import { disputeClosing } from './dispute.ts';
import { takeOutside } from './outside.ts';
import { reopenHazard } from './rectify.ts';

const COMMANDS: Readonly<Record<HeldActName, (ctx: Context, input: never) => Promise<unknown>>> = {
  reopen: reopenHazard,
  dispute: disputeClosing,
  outside: takeOutside,
  'find-firm': findFirm,
  claim: tellClaimed,
};

/** Whoever was faster changed the case just then: asked again, it may go. */
const MAY_PASS = 'common.changed-meanwhile';

/**
 * Does at its full hour what somebody without a name has said before it, as they would have. Once, whoever else does; what
 * cannot be done any more, since the case went on meanwhile, stays with its words for whoever said it.
 * @returns false when somebody was faster.
 */
export async function takeHeldAct(
  { now }: Context,
  row: Awaited<ReturnType<typeof findHeldActs>>[number],
): Promise<boolean> {
  const { act, actor, input } = openHeldAct(row);
  const ctx = byTheHour({ actor, now, requestId: 'hidden', door: 'clock' });
  try {
    return await inTransaction(async () => {
      if (!(await dropHeldAct(row))) return false;
      await COMMANDS[act](ctx, input as never);
      return true;
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code === MAY_PASS) throw error;
    return refuseHeldAct(now, row, wordingOf(error) ?? '');
  }
}
