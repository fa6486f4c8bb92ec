import { z } from 'zod';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { conflict, invalid } from '#kernel/errors';
import { reasonField, requireFields } from '#kernel/input';
import { COUNTS, draftOf, hashOfContent, inForce, placeOf, stepPolicy } from './change.ts';
import { MIN_CONDITIONS } from './conditions.ts';
import { policyReference } from './fields.ts';
import type { SupportPolicy } from './supportPolicy.model.ts';

function versionOf(ctx: Context, policy: SupportPolicy, reason?: string) {
  const content = draftOf(policy);
  if (content.closesOn < localDate(ctx.now)) {
    throw invalid('support.closes-before-published', { closesOn: '截止日期已经过了，企业来不及申请，请先修改' });
  }
  if (content.conditions.length < MIN_CONDITIONS) {
    throw invalid('support.conditions-count', { conditions: `至少要有 ${MIN_CONDITIONS} 个条件` }, COUNTS);
  }
  if (content.conditions.every((one) => one.kind === 'must')) {
    throw invalid('support.nothing-to-rank', { conditions: '至少要有一个计分的条件，不然排不出先后' });
  }
  const number = policy.versions.length + 1;
  const hash = hashOfContent(content);
  return {
    set: {
      ...placeOf(content),
      versions: [
        ...policy.versions,
        {
          number,
          content,
          hash,
          publishedBy: personIn(ctx.actor),
          publishedAt: ctx.now,
          ...(reason === undefined ? {} : { reason }),
        },
      ],
      announcement: { version: number, after: '', isDone: false },
    },
    unset: ['draft' as const],
    facts: { number, hash, ...(reason === undefined ? {} : { reason }) },
  };
}

/** Puts the draft in force. @throws Invalid `support.conditions-count`, `support.nothing-to-rank` */
export async function publishSupportPolicy(ctx: Context, input: { reference: string }): Promise<SupportPolicy> {
  return stepPolicy(ctx, input.reference, 'publish', (policy) => ({
    event: 'programme.support-published',
    ...versionOf(ctx, policy),
  }));
}

/** Begins a new version of a text in force. @throws Conflict once a decision has been begun by it. */
export async function beginCorrection(ctx: Context, input: { reference: string }): Promise<SupportPolicy> {
  return stepPolicy(ctx, input.reference, 'begin-correction', (policy) => ({
    event: 'programme.support-correction-begun',
    set: { draft: inForce(policy).content },
  }));
}

export const publishCorrectionInput = z.object({ reference: policyReference, reason: reasonField });

/** Puts the corrected text in force; the one before is kept. @throws Invalid at `reason`, Conflict as above. */
export async function publishCorrection(
  ctx: Context,
  raw: z.input<typeof publishCorrectionInput>,
): Promise<SupportPolicy> {
  const { reference, reason } = requireFields(publishCorrectionInput, raw);
  return stepPolicy(ctx, reference, 'publish-correction', (policy) => {
    if (hashOfContent(draftOf(policy)) === inForce(policy).hash) throw invalid('support.nothing-changed');
    return { event: 'programme.support-corrected', ...versionOf(ctx, policy, reason) };
  });
}

/** Leaves the text in force as it is. */
export async function dropCorrection(ctx: Context, input: { reference: string }): Promise<SupportPolicy> {
  return stepPolicy(ctx, input.reference, 'drop-correction', () => ({
    event: 'programme.support-correction-dropped',
    unset: ['draft'],
  }));
}

/** Ends a policy: no decision is begun by it any more; one that stands goes on standing. */
export async function closeSupportPolicy(ctx: Context, input: { reference: string }): Promise<SupportPolicy> {
  return stepPolicy(ctx, input.reference, 'close', (policy) => {
    if (policy.draft !== undefined) throw conflict('support.correction-pending');
    return { event: 'programme.support-closed' };
  });
}
