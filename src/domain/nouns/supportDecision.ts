import type { RegisteredNoun } from '#domain/engine';
import { managersOf } from '#domain/identity';
import {
  moveSupportDecisions,
  peekSupportDecision,
  type SupportDecision,
  supportDecisionLifecycle,
} from '#domain/support';
import { textOf } from './fact.ts';

const candidates = async (decision: SupportDecision): Promise<string[]> =>
  (await Promise.all(decision.enterpriseIds.map(managersOf))).flat();

export const supportDecisionNoun: RegisteredNoun<SupportDecision> = {
  kind: 'support-decision',
  name: '扶持决定',
  collection: 'supportDecisions',
  lifecycle: supportDecisionLifecycle,
  peek: peekSupportDecision,
  statusOf: (decision) => decision.status,
  pathOf: (reference) => `/support/decisions/${reference}`,
  textOf: (one) => one.policyName,
  params: async (decision, event) => ({ name: decision.policyName, reason: textOf(event.facts['reason']) }),
  events: {
    'programme.support-decision-started': { told: [] },
    'programme.support-candidate-named': { told: [] },
    'programme.support-candidate-removed': { told: [] },
    'programme.support-list-fixed': { told: [] },
    'programme.support-list-reopened': { told: [] },
    'programme.support-declared': { told: [] },
    'programme.support-values-filled': { told: [] },
    'programme.support-decision-cancelled': { told: [] },
    'programme.support-decided': { told: [{ to: candidates, template: 'support-decided' }] },
    'programme.support-decision-withdrawn': { told: [{ to: candidates, template: 'support-withdrawn' }] },
  },
  clocks: {},
  moves: { body: 'kept', take: moveSupportDecisions },
};
