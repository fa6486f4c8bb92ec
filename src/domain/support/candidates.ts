import { findEnterpriseByCreditCode } from '#domain/organisations';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDay, localDate } from '#kernel/dates';
import { conflict, invalid, notFound } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { asking, isRankingSeen } from './asking.ts';
import { applicationsFor, MAX_CANDIDATES } from './firmsApplying.ts';
import type { Given } from './given.ts';
import { textOf } from './policyText.ts';
import type { Candidate, Declaration, SupportDecision } from './supportDecision.model.ts';
import { supportDecisions } from './supportDecision.ts';
import type { SupportContent } from './supportPolicy.model.ts';

/** True once firms can no longer apply: the day after the closing day, in Shanghai. */
export const isClosed = ({ now }: Pick<Context, 'now'>, { closesOn }: SupportContent): boolean =>
  localDate(now) > closesOn;

export const stillOpen = ({ closesOn }: SupportContent) =>
  conflict('support.still-open', { params: { closesOn: formatDay(closesOn) } });

/** Firms that applied and are not on the list yet, as candidates with what they state of themselves. */
async function applicantsBeside({ policyId, candidates }: SupportDecision): Promise<Candidate[]> {
  const listed = candidates.map((one) => one.creditCode);
  return (await applicationsFor(policyId))
    .filter((one) => !listed.includes(one.creditCode))
    .map(({ _id, name, creditCode, enterpriseId, values }) => ({
      _id,
      name,
      creditCode,
      enterpriseId,
      values,
      stated: values,
    }));
}

/**
 * Puts a firm on the list. A code the system knows becomes that firm, under its own name, so that it reads the outcome.
 * @throws Invalid at `creditCode` when the code is wrong or listed already.
 */
export const nameCandidate = (ctx: Context, raw: Given<'name-candidate'>): Promise<SupportDecision> =>
  supportDecisions.step(ctx, 'name-candidate', raw, async (decision, { name, creditCode }) => {
    const { candidates, enterpriseIds } = decision;
    const known = await findEnterpriseByCreditCode(creditCode);
    if (candidates.some((one) => one.creditCode === creditCode)) {
      throw invalid('common.check-fields', { creditCode: '这家企业已经在名单里' });
    }
    const applied = await applicantsBeside(decision);
    if (candidates.length + applied.length >= MAX_CANDIDATES) {
      throw invalid('common.check-fields', { name: `一次最多比较 ${MAX_CANDIDATES} 家` });
    }
    const candidate = {
      _id: newId(ctx.now),
      name: known?.name ?? name,
      creditCode,
      ...(known === undefined ? {} : { enterpriseId: known._id }),
      values: {},
    };
    return {
      set: {
        candidates: [...candidates, candidate],
        enterpriseIds: known === undefined ? enterpriseIds : [...enterpriseIds, known._id],
      },
      facts: { candidate: candidate._id },
    };
  });

/** Takes a firm off the list. @throws NotFound for one that is not on it, Conflict for one that applied itself. */
export const removeCandidate = (ctx: Context, raw: Given<'remove-candidate'>): Promise<SupportDecision> =>
  supportDecisions.step(ctx, 'remove-candidate', raw, async (decision, { candidateId }) => {
    const { creditCode } = decision.candidates.find((one) => one._id === candidateId) ?? {};
    const applied = await applicationsFor(decision.policyId);
    if (applied.some((one) => one.creditCode === creditCode)) throw conflict('support.applied-itself');
    const candidates = decision.candidates.filter((one) => one._id !== candidateId);
    if (candidates.length === decision.candidates.length) throw notFound('common.not-found');
    return {
      set: { candidates, enterpriseIds: candidates.flatMap((one) => one.enterpriseId ?? []) },
      facts: { candidate: candidateId },
    };
  });

/**
 * Settles whom is compared: those named, and every firm that applied. From now on officials say whether they are close to
 * one of them.
 * @throws Conflict `support.still-open` up to the closing day: firms still apply; Invalid for an empty list.
 */
export const fixList = (ctx: Context, raw: Given<'fix-list'>): Promise<SupportDecision> =>
  supportDecisions.step(ctx, 'fix-list', raw, async (decision) => {
    const { content } = await textOf(decision);
    if (!isClosed(ctx, content)) throw stillOpen(content);
    const applied = await applicantsBeside(decision);
    const candidates = [...decision.candidates, ...applied];
    if (candidates.length === 0) throw invalid('support.no-candidates', { name: '名单还是空的，请先加入候选企业' });
    const enterpriseIds = candidates.flatMap((one) => one.enterpriseId ?? []);
    return { set: { candidates, enterpriseIds }, facts: { count: candidates.length, applied: applied.length } };
  });

/**
 * Opens the list again: everybody declares anew, what was filled is kept. Once the ranking was seen a colleague has to
 * agree. @throws Invalid at `reason`
 */
export const reopenList = (ctx: Context, raw: Given<'reopen-list'>): Promise<SupportDecision> =>
  supportDecisions.step(ctx, 'reopen-list', raw, (decision, { reason }) =>
    isRankingSeen(decision)
      ? asking(ctx, decision, 'list', reason)
      : { set: { listNumber: decision.listNumber + 1 }, facts: { reason } },
  );

/**
 * What an official says before the comparison is opened to them. Close to a candidate, they withdraw for good and
 * another person decides.
 * @throws Invalid at `kind` or `candidateIds`.
 */
export const declareInterest = (ctx: Context, raw: Given<'declare'>): Promise<SupportDecision> =>
  supportDecisions.step(ctx, 'declare', raw, (decision, { kind, note, candidateIds = [] }) => {
    const { candidates, declarations, listNumber } = decision;
    const named = candidates.filter((one) => candidateIds.includes(one._id)).map((one) => one._id);
    if (kind === 'conflict' && named.length === 0) {
      throw invalid('common.check-fields', { candidateIds: '请选择和哪家企业有利害关系' });
    }
    const declaration: Declaration = {
      personId: personIn(ctx.actor),
      kind,
      candidateIds: kind === 'conflict' ? named : [],
      ...(note === undefined ? {} : { note }),
      listNumber,
      at: ctx.now,
    };
    return { set: { declarations: [...declarations, declaration] }, facts: { kind, listNumber } };
  });
