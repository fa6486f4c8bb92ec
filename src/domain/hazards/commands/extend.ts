import { z } from 'zod';
import { desk, registerDeadline } from '#domain/deadlines';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { endOfLocalDay, localDate } from '#kernel/dates';
import { conflict, invalid } from '#kernel/errors';
import { dayField, reasonField, requireFields } from '#kernel/input';
import { inWorkingDays } from '#kernel/workingDays';
import { agreedOn, fixDueAt } from '../agreed.ts';
import { type Due, dueSubjectOf, takeStep } from '../change.ts';
import { competentDesk } from '../competent.ts';
import { firmOf, type Hazard, type Rectification } from '../hazard.models.ts';
import { extensionRule } from '../hazardRules.ts';
import { checkSeen, seenField } from '../seen.ts';
import { referenceField } from './fields.ts';

const dueOn = dayField('请选择新的完成日期');
export const askExtensionInput = z.object({ reference: referenceField, dueOn, reason: reasonField });
export const grantExtensionInput = z.object({ reference: referenceField, seen: seenField });
export const refuseExtensionInput = grantExtensionInput.extend({ reason: reasonField });
export const setDateInput = z.object({ reference: referenceField, dueOn, reason: reasonField });

/** The fix as it was arranged. @throws Conflict where there is none. */
function planOf({ rectification }: Hazard): Rectification {
  if (rectification === undefined) throw conflict('hazards.not-arranged');
  return rectification;
}

/** The clock of the fix with another day. */
const fixDue = (hazard: Hazard, ownerId: string, day: string): Due => ({
  kind: 'rectification',
  title: '重大隐患整改',
  at: endOfLocalDay(day),
  owedBy: [desk.member(firmOf(hazard), ownerId)],
});

/**
 * The firm asks the competent body for more time to put a major hazard right, so many working days before the due day at
 * the latest: who asks later is refused, and late. The due day stands until somebody decides.
 * @throws Conflict `hazards.extension-too-late`, `hazards.extension-asked`, Invalid at `dueOn`.
 */
export async function askExtension(ctx: Context, raw: z.input<typeof askExtensionInput>): Promise<Hazard> {
  const { reference, dueOn: wanted, reason } = requireFields(askExtensionInput, raw);
  return takeStep(ctx, reference, 'ask-extension', async ({ hazard }, ctx) => {
    const plan = planOf(hazard);
    if (hazard.extension !== undefined) throw conflict('hazards.extension-asked');
    if (wanted <= plan.dueOn) throw invalid('common.check-fields', { dueOn: '要晚于现在的完成日期' });
    const askedBy = personIn(ctx.actor);
    return {
      event: 'extension-asked',
      set: { extension: { dueOn: wanted, reason, askedBy, at: ctx.now } },
      facts: { dueOn: wanted, reason },
      also: () =>
        registerDeadline(ctx, {
          key: `extension:${hazard._id}:${hazard.version}`,
          kind: 'hazard-extension',
          subject: dueSubjectOf(hazard),
          title: '重大隐患延期申请待答复',
          dueAt: inWorkingDays(ctx.now, extensionRule(ctx.now).decideWorkingDays),
          owedBy: [competentDesk(hazard)],
          notBy: [],
          isUrgent: false,
          ladder: 'hazard-closure',
        }),
    };
  });
}

/** The extension that was asked for. @throws Conflict `hazards.no-extension-asked` */
function askedOf({ extension }: Hazard): NonNullable<Hazard['extension']> {
  if (extension === undefined) throw conflict('hazards.no-extension-asked');
  return extension;
}

/** The competent body gives the time that was asked for. @throws Conflict `hazards.no-extension-asked` */
export async function grantExtension(ctx: Context, raw: z.input<typeof grantExtensionInput>): Promise<Hazard> {
  const { reference, seen } = requireFields(grantExtensionInput, raw);
  return takeStep(ctx, reference, 'grant-extension', ({ hazard }, ctx) => {
    checkSeen(hazard, 'grant-extension', seen);
    const plan = planOf(hazard);
    const { dueOn: day } = askedOf(hazard);
    const { agreedOn: _, ...rest } = plan;
    const agreed = fixDueAt(hazard);
    // What is late already stays late.
    const first = agreed !== undefined && agreed < ctx.now ? { agreedOn: agreedOn(plan) } : {};
    return {
      event: 'extension-granted',
      set: { rectification: { ...rest, ...first, dueOn: day, givenOn: day }, extendedAt: ctx.now },
      unset: ['extension'],
      facts: { dueOn: day },
      due: fixDue(hazard, plan.ownerId, day),
    };
  });
}

/** The competent body gives no more time; the due day stands. @throws Invalid at `reason` */
export async function refuseExtension(ctx: Context, raw: z.input<typeof refuseExtensionInput>): Promise<Hazard> {
  const { reference, seen, reason } = requireFields(refuseExtensionInput, raw);
  return takeStep(ctx, reference, 'refuse-extension', ({ hazard }) => {
    checkSeen(hazard, 'refuse-extension', seen);
    const plan = planOf(hazard);
    askedOf(hazard);
    return {
      event: 'extension-refused',
      unset: ['extension'],
      facts: { reason },
      due: fixDue(hazard, plan.ownerId, plan.dueOn),
    };
  });
}

/**
 * The competent body sets a new day by its own order for a major hazard that is late: the firm works towards that day, and
 * the case goes on counting as overdue. Where it is not late but its day further off than a firm may set it, the body brings
 * that forward, and it is late from the new day.
 * @throws Conflict `hazards.not-late`, Invalid at `dueOn`, `reason`.
 */
export async function setDate(ctx: Context, raw: z.input<typeof setDateInput>): Promise<Hazard> {
  const { reference, dueOn: day, reason } = requireFields(setDateInput, raw);
  return takeStep(ctx, reference, 'set-date', ({ hazard }, ctx) => {
    const plan = planOf(hazard);
    if (day < localDate(ctx.now)) throw invalid('hazards.due-in-past', { dueOn: '整改期限不能早于今天' });
    const { agreedOn: _, ...rest } = plan;
    const isLate = endOfLocalDay(agreedOn(plan)) < ctx.now;
    if (!isLate && day >= plan.dueOn)
      throw invalid('common.check-fields', { dueOn: `还没有逾期，只能定在 ${plan.dueOn} 以前` });
    return {
      event: isLate ? 'date-set' : 'date-brought-forward',
      set: { rectification: { ...rest, ...(isLate ? { agreedOn: agreedOn(plan) } : {}), dueOn: day, givenOn: day } },
      unset: ['extension'],
      facts: { dueOn: day, reason },
      due: fixDue(hazard, plan.ownerId, day),
    };
  });
}
