import { z } from 'zod';
import { freeCode } from '#domain/applying';
import type { Enrolment } from '#domain/programme';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { daysBetween, localDate } from '#kernel/dates';
import { conflict, invalid } from '#kernel/errors';
import { chosenCode, reasonField, requireFields } from '#kernel/input';
import { withdrawCertificateOf } from '../acceptance/certificates.ts';
import { requireChecklist } from '../checklist.ts';
import { movedOn } from '../clocks.ts';
import { tellOfClosing } from '../closings.ts';
import { enrolmentField } from '../fields.ts';
import { partIn } from '../policy.ts';
import { endRecords, haltRecords, resumeRecords } from '../records.ts';
import { exitReasons } from '../stageRules.ts';
import { type StageEffect, takeStage } from '../takeStage.ts';

export const moveOnInput = z.object({ reference: enrolmentField });
const reasoned = z.object({ reference: enrolmentField, reason: reasonField });
export const pauseInput = reasoned;
export const withdrawCertificateInput = reasoned;
export const exitInput = reasoned.extend({ reasonCode: chosenCode('请选择原因') });

/** 准备动员 → 组织实施. @throws Conflict `enrolment.items-missing` naming what is missing. */
export const startImplementing = (ctx: Context, raw: z.input<typeof moveOnInput>): Promise<Enrolment> =>
  takeStage(ctx, requireFields(moveOnInput, raw).reference, 'start-implementing', async (before) => {
    await requireChecklist(ctx, before);
    return { event: 'programme.implementing-started' };
  });

/** 组织实施 → 验收评估. @throws Conflict `enrolment.items-missing` naming what is missing. */
export const startAcceptance = (ctx: Context, raw: z.input<typeof moveOnInput>): Promise<Enrolment> =>
  takeStage(ctx, requireFields(moveOnInput, raw).reference, 'start-acceptance', async (before) => {
    await requireChecklist(ctx, before);
    return { event: 'programme.acceptance-started' };
  });

/** Stops the clocks of a firm for a while. @throws Invalid at `reason` */
export async function pauseEnrolment(ctx: Context, raw: z.input<typeof pauseInput>): Promise<Enrolment> {
  const { reference, reason } = requireFields(pauseInput, raw);
  return takeStage(
    ctx,
    reference,
    'pause',
    (before): StageEffect => ({
      event: 'programme.paused',
      set: { pausedFrom: before.status as NonNullable<Enrolment['pausedFrom']> },
      facts: { reason, from: before.status },
      also: (after) => haltRecords(ctx, after),
    }),
  );
}

/** Goes on in the stage that was paused; what was still to fall due moves on by the length of the pause. */
export async function resumeEnrolment(ctx: Context, raw: z.input<typeof moveOnInput>): Promise<Enrolment> {
  const { reference } = requireFields(moveOnInput, raw);
  return takeStage(ctx, reference, 'resume', (before): StageEffect => {
    const to = before.pausedFrom;
    if (to === undefined) throw conflict('common.changed-meanwhile');
    const pausedOn = localDate(before.stageSince);
    const days = daysBetween(pausedOn, localDate(ctx.now));
    return {
      event: 'programme.resumed',
      to,
      set: { roundsDue: movedOn(before.roundsDue, pausedOn, days) },
      unset: ['pausedFrom'],
      facts: { to, days },
      also: (after) => resumeRecords(ctx, after, pausedOn, days),
    };
  });
}

/**
 * Ends the enrolment with a reason from the rule table. The firm's code is free for a new application at once, its
 * certificate is withdrawn, and nobody is reminded any more. The firm itself may leave of its own accord; what is held
 * against it is the competent body's to say.
 * @throws Invalid at `reasonCode`, `reason`.
 */
export async function exitProgramme(ctx: Context, raw: z.input<typeof exitInput>): Promise<Enrolment> {
  const { reference, reasonCode, reason } = requireFields(exitInput, raw);
  return takeStage(ctx, reference, 'exit', (before): StageEffect => {
    const side = partIn(ctx.actor, before) === 'body' ? 'body' : 'firm';
    const row = exitReasons(ctx.now).find((one) => one.code === reasonCode && one.by.includes(side));
    if (row === undefined) throw invalid('common.check-fields', { reasonCode: '请选择原因' });
    return {
      event: 'programme.exited',
      set: {
        isActive: false,
        exit: { reasonCode, reason, by: personIn(ctx.actor), at: ctx.now },
      },
      unset: ['pausedFrom', 'certificateNumber'],
      facts: { reasonCode, reasonLabel: row.label, reason, side },
      also: async (after) => {
        await freeCode(after.applicationId);
        await withdrawCertificateOf(ctx, before, `退出项目：${row.label}`);
        await endRecords(ctx, after);
        if (row.isGone) await tellOfClosing(ctx, after.enterpriseId, row.label);
      },
    };
  });
}

/** Takes the certificate back when what was accepted does not hold; the firm goes back to 组织实施. @throws Invalid */
export async function withdrawCertificate(
  ctx: Context,
  raw: z.input<typeof withdrawCertificateInput>,
): Promise<Enrolment> {
  const { reference, reason } = requireFields(withdrawCertificateInput, raw);
  return takeStage(
    ctx,
    reference,
    'withdraw-certificate',
    (before): StageEffect => ({
      event: 'programme.certificate-withdrawn',
      unset: ['certificateNumber'],
      facts: { reason },
      also: () => withdrawCertificateOf(ctx, before, reason),
    }),
  );
}
