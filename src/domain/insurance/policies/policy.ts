import { desk } from '#domain/deadlines';
import { defineNoun, ofFirm, ofRegion, takeRows } from '#domain/engine';
import { insurerPeople, runnersOf } from '#domain/identity';
import { enterpriseName, insurerName } from '#domain/organisations';
import { addDays, endOfLocalDay, formatDays, formatYearDay, localDate } from '#kernel/dates';
import { yuanOf } from '#kernel/money';
import { inWorkingDays } from '#kernel/workingDays';
import { moveBudgets } from '../budget/board.ts';
import { coverMoved } from '../cover/covers.ts';
import { insuranceClock } from '../mustInsureRules.ts';
import { ofInsurer } from '../reach.ts';
import { betweenSides } from '../sides.ts';
import { policyActs } from './policy.acts.ts';
import { POLICY_STATUSES, PolicyModel, type PolicyStatus } from './policy.model.ts';

/** 保单: the insurer its own, the firm its own; bodies of the place read, and cannot take a step. */
export const policies = betweenSides(
  defineNoun({
    // Sealed events call it so.
    kind: 'insurance-policy',
    name: '保单',
    letter: 'B',
    path: '/policies',
    model: PolicyModel,
    statuses: POLICY_STATUSES,
    acts: policyActs,
    sees: { 'enterprise-manager': ofFirm, 'safety-officer': ofFirm, insurer: ofInsurer, regulator: ofRegion },
    moved: coverMoved,
    // Cover goes on wherever the firm lies; no park reads it.
    moves: {
      body: 'new',
      take: async (ctx, move) => {
        await moveBudgets(move.enterpriseId, move.regionPath);
        return takeRows(PolicyModel, { body: 'new' })(ctx, move);
      },
    },
    holds: 'posts',
    clocks: {
      'policy-confirm': {
        ladder: 'policy-confirm',
        title: () => '企业登记的保单待确认',
        runs: ({ status }) => status === 'pending',
        dueAt: ({ since }) => inWorkingDays(since, insuranceClock(since).confirmWorkingDays),
        owedBy: ({ insurerId }) => [desk.insurer(insurerId)],
      },
      'policy-expiry': {
        ladder: 'policy-expiry',
        title: ({ endsOn }) => `安责险到${formatYearDay(endsOn)}，请续保`,
        // Not before the first reminder: half a year ahead it is nobody's work.
        runs: ({ status, isRenewalDue }) => status === 'confirmed' && isRenewalDue === true,
        dueAt: ({ endsOn }) => endOfLocalDay(endsOn),
        owedBy: ({ enterpriseId }) => [desk.firm(enterpriseId)],
      },
    },
    filters: {
      status: (status: PolicyStatus) => ({ status }),
      enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
      isOpen: (_: true) => ({ isOpen: true }),
      /** Covers now, and not for long. */
      isExpiring: (_: true, { now }) => {
        const today = localDate(now);
        return {
          status: 'confirmed' as const,
          isOpen: true,
          endsOn: { $gte: today, $lte: addDays(today, insuranceClock(now).expiringDays) },
        };
      },
    },
    events: {
      'insurance.budget-unused': {
        done: '预防服务额度还没用完，已提醒',
        told: [
          { to: ({ enterpriseId }) => runnersOf(enterpriseId), template: 'budget-unused', whileIn: ['confirmed'] },
          { to: ({ insurerId }) => insurerPeople(insurerId), template: 'budget-unused', whileIn: ['confirmed'] },
        ],
      },
    },
    newPhotos: 'there',
    textOf: ({ number, startsOn, endsOn }) => `${number}，${formatDays(startsOn, endsOn)}`,
    params: async ({ enterpriseId, insurerId, number, endsOn, reason = '' }, { facts: { availableFen, until } }) => ({
      available: typeof availableFen === 'number' ? yuanOf(availableFen) : '',
      until: typeof until === 'string' ? until : '',
      firm: await enterpriseName(enterpriseId),
      insurer: await insurerName(insurerId),
      number,
      endsOn,
      reason,
    }),
  }),
);
