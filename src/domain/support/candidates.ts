import type { z } from 'zod';
import { findEnterpriseByCreditCode } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { invalid, notFound } from '#kernel/errors';
import { newId } from '#kernel/ids';
import type { Declaration, SupportDecision } from './supportDecision.model.ts';
import { supportDecisions } from './supportDecision.ts';

/** What a step of a decision is given. */
export type Given<A extends Parameters<typeof supportDecisions.inputOf>[0]> = z.input<
  ReturnType<typeof supportDecisions.inputOf<A>>
>;

/** Most candidates one decision compares. */
const MAX_CANDIDATES = 60;

/**
 * Puts a firm on the list. A code the system knows becomes that firm, under its own name, so that it reads the outcome.
 * @throws Invalid at `creditCode` when the code is wrong or listed already.
 */
export const nameCandidate = (ctx: Context, raw: Given<'name-candidate'>): Promise<SupportDecision> =>
  supportDecisions.step(ctx, 'name-candidate', raw, async ({ candidates, enterpriseIds }, { name, creditCode }) => {
    const known = await findEnterpriseByCreditCode(creditCode);
    if (candidates.some((one) => one.creditCode === creditCode)) {
      throw invalid('common.check-fields', { creditCode: '这家企业已经在名单里' });
    }
    if (candidates.length >= MAX_CANDIDATES) {
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

/** Takes a firm off the list. @throws NotFound for one that is not on it. */
export const removeCandidate = (ctx: Context, raw: Given<'remove-candidate'>): Promise<SupportDecision> =>
  supportDecisions.step(ctx, 'remove-candidate', raw, (decision, { candidateId }) => {
    const candidates = decision.candidates.filter((one) => one._id !== candidateId);
    if (candidates.length === decision.candidates.length) throw notFound('common.not-found');
    return {
      set: { candidates, enterpriseIds: candidates.flatMap((one) => one.enterpriseId ?? []) },
      facts: { candidate: candidateId },
    };
  });

/** Settles whom is compared; from now on officials say whether they are close to one of them. */
export const fixList = (ctx: Context, raw: Given<'fix-list'>): Promise<SupportDecision> =>
  supportDecisions.step(ctx, 'fix-list', raw, ({ candidates }) => {
    if (candidates.length === 0) throw invalid('support.no-candidates', { name: '名单还是空的，请先加入候选企业' });
    return { facts: { count: candidates.length } };
  });

/** Opens the list again: everybody declares anew, what was filled is kept. @throws Invalid at `reason` */
export const reopenList = (ctx: Context, raw: Given<'reopen-list'>): Promise<SupportDecision> =>
  supportDecisions.step(ctx, 'reopen-list', raw, ({ listNumber }, { reason }) => ({
    set: { listNumber: listNumber + 1 },
    facts: { reason },
  }));

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
      personId: ctx.actor.kind === 'person' ? ctx.actor.personId : '',
      kind,
      candidateIds: kind === 'conflict' ? named : [],
      ...(note === undefined ? {} : { note }),
      listNumber,
      at: ctx.now,
    };
    return { set: { declarations: [...declarations, declaration] }, facts: { kind, listNumber } };
  });
