import { z } from 'zod';
import { record } from '#domain/journal';
import { getEnterprise } from '#domain/organisations';
import { type Actor, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDay, localDate } from '#kernel/dates';
import { conflict, forbidden, invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { answersField, requireFields } from '#kernel/input';
import { inTransaction } from '#platform/mongo';
import { changesOf } from './asking.ts';
import { readCells } from './cells.ts';
import { inForce, policyKind } from './change.ts';
import { askFor, isAnswer } from './conditions.ts';
import { policyReference } from './fields.ts';
import { loadPolicy } from './queries.ts';
import { type SupportApplication, SupportApplicationModel } from './supportApplication.model.ts';
import type { SupportPolicy } from './supportPolicy.model.ts';

/** Most candidates one decision compares. */
export const MAX_CANDIDATES = 60;

/** Name of the cell of a condition in the form a firm applies by. */
export const ownCell = (code: string): string => `own-${code}`;

const applyInput = z.object({ reference: policyReference, cells: answersField(200) });
const withdrawInput = z.object({ reference: policyReference });

/** Whether firms apply today: from the first day to the last, while the policy is in force. */
export const isOpenToFirms = ({ now }: Pick<Context, 'now'>, policy: SupportPolicy): boolean => {
  const content = policy.versions.at(-1)?.content;
  const today = localDate(now);
  return (
    policy.status === 'published' && content !== undefined && content.opensOn <= today && today <= content.closesOn
  );
};

/** Those of a policy, in the order they applied. */
export const applicationsFor = (policyId: string): Promise<SupportApplication[]> =>
  SupportApplicationModel.find({ policyId }).sort({ _id: 1 }).lean<SupportApplication[]>();

/** What the actor's own firm sent in; undefined for everybody else and while it has not applied. */
export async function ownApplication(
  { actor }: Context,
  policy: SupportPolicy,
): Promise<SupportApplication | undefined> {
  if (!runsEnterprise(actor) || actor.scope.enterpriseId === undefined) return undefined;
  const own = { policyId: policy._id, enterpriseId: actor.scope.enterpriseId };
  return (await SupportApplicationModel.findOne(own).lean<SupportApplication>()) ?? undefined;
}

/** The firm the actor may apply for. @throws Forbidden for everybody else, and for a firm of a trade it is not for. */
async function firmOf(actor: Actor, policy: SupportPolicy) {
  if (!runsEnterprise(actor) || actor.scope.enterpriseId === undefined) throw forbidden('common.not-allowed');
  const firm = await getEnterprise(actor.scope.enterpriseId);
  if (policy.sectors !== undefined && !policy.sectors.includes(firm.sector)) throw forbidden('support.other-trade');
  return firm;
}

const requireOpen = (ctx: Context, policy: SupportPolicy): void => {
  const { opensOn, closesOn } = inForce(policy).content;
  if (isOpenToFirms(ctx, policy)) return;
  throw conflict('support.not-open-to-firms', { params: { from: formatDay(opensOn), to: formatDay(closesOn) } });
};

/**
 * Applies for a support, or changes what was sent in before, up to the closing day. What the firm states becomes its
 * answers in the comparison; the department that changes one leaves a trace.
 * @throws Forbidden; Conflict `support.not-open-to-firms` outside the period; Invalid at the cells.
 */
export async function applyForSupport(ctx: Context, raw: z.input<typeof applyInput>): Promise<SupportApplication> {
  const { reference, cells } = requireFields(applyInput, raw);
  const policy = await loadPolicy(ctx, reference);
  const firm = await firmOf(ctx.actor, policy);
  requireOpen(ctx, policy);
  const { content, number } = inForce(policy);
  const { values, problems } = readCells(content.conditions, cells, ownCell);
  for (const condition of content.conditions) {
    if (!isAnswer(condition, values[condition.code])) problems[ownCell(condition.code)] ??= askFor(condition);
  }
  if (Object.keys(problems).length > 0) throw invalid('common.check-fields', problems);
  return inTransaction(async () => {
    const key = { policyId: policy._id, enterpriseId: firm._id };
    const before = await SupportApplicationModel.findOne(key).lean<SupportApplication>();
    const others = before === null ? await SupportApplicationModel.countDocuments({ policyId: policy._id }) : 0;
    if (others >= MAX_CANDIDATES) throw conflict('support.too-many-firms', { params: { most: MAX_CANDIDATES } });
    const after: SupportApplication = {
      ...key,
      _id: before?._id ?? newId(ctx.now),
      policyVersion: number,
      name: firm.name,
      creditCode: firm.creditCode,
      values,
      createdAt: before?.createdAt ?? ctx.now,
      updatedAt: ctx.now,
    };
    await SupportApplicationModel.replaceOne(key, after, { upsert: true });
    const changes = changesOf(before === null ? [] : [before], [after]).map(({ candidateId: _, ...change }) => change);
    await tell(ctx, policy, 'programme.support-applied', firm._id, { isFirst: before === null, changes });
    return after;
  });
}

/** Takes it back, up to the closing day. Done again it does nothing. @throws Forbidden, Conflict as above */
export async function withdrawFromSupport(ctx: Context, raw: z.input<typeof withdrawInput>): Promise<void> {
  const { reference } = requireFields(withdrawInput, raw);
  const policy = await loadPolicy(ctx, reference);
  const firm = await firmOf(ctx.actor, policy);
  requireOpen(ctx, policy);
  await inTransaction(async () => {
    const key = { policyId: policy._id, enterpriseId: firm._id };
    const { deletedCount } = await SupportApplicationModel.deleteOne(key);
    if (deletedCount === 1) await tell(ctx, policy, 'programme.support-application-withdrawn', firm._id, {});
  });
}

const tell = (ctx: Context, { _id, reference }: SupportPolicy, name: string, firm: string, facts: object) =>
  record(ctx, {
    name,
    subject: { kind: policyKind.kind, id: _id, reference },
    about: [{ kind: 'enterprise', id: firm }],
    facts: { ...facts, enterprise: firm },
  });
