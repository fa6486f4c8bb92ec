import { z } from 'zod';
import type { Context } from '#kernel/context';
import { reasonField, referenceOf, requireFields } from '#kernel/input';
import { stepFiling } from './change.ts';
import type { Filing } from './filing.model.ts';

const reference = referenceOf('W');
const justReference = z.object({ reference });
const reasoned = z.object({ reference, reason: reasonField });
const personId = ({ actor }: Context): string => (actor.kind === 'person' ? actor.personId : '');

/** The competent body takes note; the firm sees that somebody has read it. */
export const acknowledgeFiling = (ctx: Context, raw: z.input<typeof justReference>): Promise<Filing> =>
  stepFiling(ctx, requireFields(justReference, raw).reference, 'acknowledge', () => ({
    event: 'works.acknowledged',
    set: { acknowledgedBy: personId(ctx), acknowledgedAt: ctx.now },
  }));

export const returnFilingInput = reasoned;

/** The competent body asks for what is missing. @throws Invalid at `reason` */
export async function returnFiling(ctx: Context, raw: z.input<typeof reasoned>): Promise<Filing> {
  const input = requireFields(reasoned, raw);
  return stepFiling(ctx, input.reference, 'return', () => ({
    event: 'works.returned',
    set: { reason: input.reason },
    facts: { reason: input.reason },
  }));
}

/** The firm says that the work is over. */
export const finishFiling = (ctx: Context, raw: z.input<typeof justReference>): Promise<Filing> =>
  stepFiling(ctx, requireFields(justReference, raw).reference, 'finish', () => ({
    event: 'works.finished',
    set: { finishedAt: ctx.now },
  }));

export const cancelFilingInput = reasoned;

/** The work does not take place. @throws Invalid at `reason` */
export async function cancelFiling(ctx: Context, raw: z.input<typeof reasoned>): Promise<Filing> {
  const input = requireFields(reasoned, raw);
  return stepFiling(ctx, input.reference, 'cancel', () => ({
    event: 'works.cancelled',
    set: { reason: input.reason },
    facts: { reason: input.reason },
  }));
}
