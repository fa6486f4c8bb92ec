import type { Held, Leaver, Successor } from '#domain/engine';
import { giveFirmToAdviser, mayAdvise, takeFirmFromAdviser } from '#domain/identity';
import { takeAction } from '#domain/journal';
import { type Enrolment, enrolmentKind, findAdvised } from '#domain/programme';
import type { Context } from '#kernel/context';
import { keepEnrolmentClocks } from './clocks.ts';
import { handOverRecords } from './records.ts';

/** Firms in an adviser's hands, as the list of nouns asks it. */
export const enrolmentsHeld = {
  asked: (leaver: Leaver) =>
    leaver.as === 'adviser'
      ? ([enrolmentKind.model, { adviserId: leaver.personId, isActive: true }] as const)
      : undefined,
  heldOf: ({ reference, name }: Enrolment): Held => ({ reference, as: '辅导员', text: name }),
};

/**
 * Gives every firm of an adviser who leaves to another, with everything open in it; to nobody where nobody takes over, so
 * that the competent body owes it an adviser. Asks no permission: whoever lets the adviser leave has been asked.
 */
export async function handOverEnrolments(ctx: Context, leaver: Leaver, chosen: Successor | undefined): Promise<void> {
  if (leaver.as !== 'adviser' || chosen?.personId === leaver.personId) return;
  for (const before of await findAdvised(leaver.personId)) {
    const { enterpriseId } = before;
    // Nobody advises the firm they are of: that one goes back to the body, and the others go on.
    const to = chosen !== undefined && (await mayAdvise(chosen.personId, enterpriseId)) ? chosen : undefined;
    const after = await takeAction(ctx, enrolmentKind, before, 'assign-adviser', {
      ...(to === undefined
        ? { event: 'programme.adviser-left', unset: ['adviserId'] }
        : { event: 'programme.adviser-assigned', set: { adviserId: to.personId } }),
      facts: { isChange: true },
    });
    await takeFirmFromAdviser(ctx, { personId: leaver.personId, enterpriseId });
    if (to !== undefined) await giveFirmToAdviser(ctx, { personId: to.personId, enterpriseId });
    await handOverRecords(ctx, after);
    await keepEnrolmentClocks(ctx, after);
  }
}
