import { z } from 'zod';
import { findEnterpriseByCreditCode } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { invalid, notFound } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { optionalWords, requireFields } from '#kernel/input';
import { reasoned, stepDecision } from './deciding.ts';
import { candidateInput, decisionReference } from './fields.ts';
import type { Declaration, SupportDecision } from './supportDecision.model.ts';

/** Most candidates one decision compares. */
const MAX_CANDIDATES = 60;

/**
 * Puts a firm on the list. A code the system knows becomes that firm, under its own name, so that it reads the outcome.
 * @throws Invalid at `creditCode` when the code is wrong or listed already.
 */
export async function nameCandidate(ctx: Context, raw: z.input<typeof candidateInput>): Promise<SupportDecision> {
  const { reference, name, creditCode } = requireFields(candidateInput, raw);
  const known = await findEnterpriseByCreditCode(creditCode);
  return stepDecision(ctx, reference, 'name-candidate', (decision) => {
    if (decision.candidates.some((one) => one.creditCode === creditCode)) {
      throw invalid('common.check-fields', { creditCode: '这家企业已经在名单里' });
    }
    if (decision.candidates.length >= MAX_CANDIDATES) {
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
      event: 'programme.support-candidate-named',
      set: {
        candidates: [...decision.candidates, candidate],
        enterpriseIds: known === undefined ? decision.enterpriseIds : [...decision.enterpriseIds, known._id],
      },
      facts: { candidate: candidate._id },
    };
  });
}

/** Takes a firm off the list. @throws NotFound for one that is not on it. */
export async function removeCandidate(
  ctx: Context,
  input: { reference: string; candidateId: string },
): Promise<SupportDecision> {
  return stepDecision(ctx, input.reference, 'remove-candidate', (decision) => {
    const candidates = decision.candidates.filter((one) => one._id !== input.candidateId);
    if (candidates.length === decision.candidates.length) throw notFound('common.not-found');
    return {
      event: 'programme.support-candidate-removed',
      set: { candidates, enterpriseIds: candidates.flatMap((one) => one.enterpriseId ?? []) },
      facts: { candidate: input.candidateId },
    };
  });
}

/** Settles whom is compared; from now on officials say whether they are close to one of them. */
export async function fixList(ctx: Context, input: { reference: string }): Promise<SupportDecision> {
  return stepDecision(ctx, input.reference, 'fix-list', ({ candidates }) => {
    if (candidates.length === 0) throw invalid('support.no-candidates', { name: '名单还是空的，请先加入候选企业' });
    return { event: 'programme.support-list-fixed', facts: { count: candidates.length } };
  });
}

/** Opens the list again: everybody declares anew, what was filled is kept. @throws Invalid at `reason` */
export async function reopenList(ctx: Context, raw: z.input<typeof reasoned>): Promise<SupportDecision> {
  const { reference, reason } = requireFields(reasoned, raw);
  return stepDecision(ctx, reference, 'reopen-list', ({ listNumber }) => ({
    event: 'programme.support-list-reopened',
    set: { listNumber: listNumber + 1 },
    facts: { reason },
  }));
}

export const declareInput = z.object({
  reference: decisionReference,
  kind: z.enum(['none', 'conflict'], { error: '请如实选择有没有利害关系' }),
  candidateIds: z.array(z.string()).optional(),
  note: optionalWords(300),
});

/**
 * What an official says before the comparison is opened to them. Close to a candidate, they withdraw for good and
 * another person decides.
 * @throws Invalid at `kind` or `candidateIds`.
 */
export async function declareInterest(ctx: Context, raw: z.input<typeof declareInput>): Promise<SupportDecision> {
  const { reference, kind, note, candidateIds = [] } = requireFields(declareInput, raw);
  return stepDecision(ctx, reference, 'declare', (decision) => {
    const named = decision.candidates.filter((one) => candidateIds.includes(one._id)).map((one) => one._id);
    if (kind === 'conflict' && named.length === 0) {
      throw invalid('common.check-fields', { candidateIds: '请选择和哪家企业有利害关系' });
    }
    const declaration: Declaration = {
      personId: ctx.actor.kind === 'person' ? ctx.actor.personId : '',
      kind,
      candidateIds: kind === 'conflict' ? named : [],
      ...(note === undefined ? {} : { note }),
      listNumber: decision.listNumber,
      at: ctx.now,
    };
    return {
      event: 'programme.support-declared',
      set: { declarations: [...decision.declarations, declaration] },
      facts: { kind, listNumber: decision.listNumber },
    };
  });
}
