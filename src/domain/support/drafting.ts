import type { z } from 'zod';
import { makeOnce } from '#domain/engine';
import { record, takeReference } from '#domain/journal';
import { findRegion } from '#domain/organisations';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden, invalid, notFound } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { requireFields } from '#kernel/input';
import { COUNTS, draftOf, placeOf, policyKind, stepPolicy } from './change.ts';
import { MAX_CONDITIONS } from './conditions.ts';
import { conditionInput, policyReference, supportBasics } from './fields.ts';
import { keepPolicyClocks } from './supportClocks.ts';
import { type SupportPolicy, SupportPolicyModel } from './supportPolicy.model.ts';

function checkBasics(ctx: Context, basics: z.output<typeof supportBasics>): void {
  const own = ctx.actor.kind === 'person' ? ctx.actor.scope.regionCode : undefined;
  const isInside =
    own !== undefined && basics.regionCode.startsWith(own) && findRegion(basics.regionCode) !== undefined;
  const fields = {
    ...(isInside ? {} : { regionCode: '适用地区要在您的管辖范围之内' }),
    ...(basics.closesOn < basics.opensOn ? { closesOn: '截止日期不能早于开始日期' } : {}),
  };
  if (Object.keys(fields).length > 0) throw invalid('common.check-fields', fields);
}

/**
 * Begins a policy of the actor's department (意见（十五）). Nobody outside sees it before it is published.
 * @throws Forbidden for everybody but regulators, Invalid at the fields.
 */
export async function draftSupportPolicy(ctx: Context, raw: z.input<typeof supportBasics>): Promise<SupportPolicy> {
  const { actor } = ctx;
  if (!actsAs(actor, 'regulator') || actor.scope.bodyId === undefined) throw forbidden('common.not-allowed');
  const basics = requireFields(supportBasics, raw);
  checkBasics(ctx, basics);
  const { bodyId } = actor.scope;
  const draw = async (): Promise<SupportPolicy> => ({
    _id: newId(ctx.now),
    reference: await takeReference('Z', ctx.now),
    bodyId,
    ...(actor.scope.sectors === undefined ? {} : { sectors: [...actor.scope.sectors] }),
    ...placeOf(basics),
    status: 'draft',
    isOpen: true,
    draft: { ...basics, conditions: [] },
    versions: [],
    isSettled: false,
    version: 0,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  });
  return makeOnce(ctx, SupportPolicyModel, draw, async (policy) => {
    const { _id: id, reference } = policy;
    await keepPolicyClocks(ctx, policy);
    await record(ctx, { name: 'programme.support-drafted', subject: { kind: policyKind.kind, id, reference } });
  });
}

export const editSupportPolicyInput = supportBasics.extend({ reference: policyReference });

/** Changes the basics of a draft or of a correction being written. @throws Invalid at the fields. */
export async function editSupportPolicy(
  ctx: Context,
  raw: z.input<typeof editSupportPolicyInput>,
): Promise<SupportPolicy> {
  const { reference, ...basics } = requireFields(editSupportPolicyInput, raw);
  return stepPolicy(ctx, reference, 'edit', (policy) => {
    checkBasics(ctx, basics);
    const draft = { ...basics, conditions: draftOf(policy).conditions };
    const shown = policy.status === 'draft' ? placeOf(basics) : {};
    return { event: 'programme.support-changed', set: { draft, ...shown }, facts: { part: 'basics' } };
  });
}

/** Adds a condition to the draft. @throws Invalid at the fields, also for the thirteenth. */
export async function addCondition(ctx: Context, raw: z.input<typeof conditionInput>): Promise<SupportPolicy> {
  const { reference, label, kind, points, unit, zeroAt, fullAt } = requireFields(conditionInput, raw);
  const isNumber = kind === 'number';
  const fields = {
    ...(kind !== 'must' && points === undefined ? { points: '分值请填 1 到 100 的整数' } : {}),
    ...(isNumber && zeroAt === undefined ? { zeroAt: '请填写得 0 分的数值' } : {}),
    ...(isNumber && fullAt === undefined ? { fullAt: '请填写得满分的数值' } : {}),
    ...(isNumber && fullAt !== undefined && fullAt === zeroAt ? { fullAt: '满分值和零分值不能一样' } : {}),
  };
  if (Object.keys(fields).length > 0) throw invalid('common.check-fields', fields);
  return stepPolicy(ctx, reference, 'edit', (policy) => {
    const draft = draftOf(policy);
    if (draft.conditions.length >= MAX_CONDITIONS) {
      throw invalid('support.conditions-count', { label: `最多 ${MAX_CONDITIONS} 个条件` }, COUNTS);
    }
    if (draft.conditions.some((one) => one.label === label)) {
      throw invalid('common.check-fields', { label: '这个条件已经有了' });
    }
    const last = Math.max(0, ...draft.conditions.map((one) => Number(one.code.slice(1))));
    const condition = {
      code: `c${last + 1}`,
      label,
      kind,
      points: kind === 'must' ? 0 : (points ?? 0),
      ...(isNumber ? { zeroAt: zeroAt as number, fullAt: fullAt as number, ...(unit ? { unit } : {}) } : {}),
    };
    const conditions = [...draft.conditions, condition];
    return {
      event: 'programme.support-changed',
      set: { draft: { ...draft, conditions } },
      facts: { part: 'condition-added', code: condition.code },
    };
  });
}

/** Takes a condition out of the draft. @throws NotFound for one it does not have. */
export async function removeCondition(
  ctx: Context,
  input: { reference: string; code: string },
): Promise<SupportPolicy> {
  return stepPolicy(ctx, input.reference, 'edit', (policy) => {
    const draft = draftOf(policy);
    const conditions = draft.conditions.filter((one) => one.code !== input.code);
    if (conditions.length === draft.conditions.length) throw notFound('common.not-found');
    return {
      event: 'programme.support-changed',
      set: { draft: { ...draft, conditions } },
      facts: { part: 'condition-removed', code: input.code },
    };
  });
}
