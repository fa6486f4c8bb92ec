import { managersOf } from '#domain/identity';
import { peekSupportDecision, type SupportDecision } from '#domain/support';
import { type Noun, textOf } from './noun.ts';

const candidates = async (decision: SupportDecision): Promise<string[]> =>
  (await Promise.all(decision.enterpriseIds.map(managersOf))).flat();

export const supportDecisionNoun: Noun<SupportDecision> = {
  kind: 'support-decision',
  peek: peekSupportDecision,
  statusOf: (decision) => decision.status,
  linkPath: (reference) => `/support/decisions/${reference}`,
  params: async (decision, event) => ({ name: decision.policyName, reason: textOf(event.facts['reason']) }),
  notices: {
    'programme.support-decision-started': [],
    'programme.support-candidate-named': [],
    'programme.support-candidate-removed': [],
    'programme.support-list-fixed': [],
    'programme.support-list-reopened': [],
    'programme.support-declared': [],
    'programme.support-values-filled': [],
    'programme.support-decision-cancelled': [],
    'programme.support-decided': [{ to: candidates, template: 'support-decided' }],
    'programme.support-decision-withdrawn': [{ to: candidates, template: 'support-withdrawn' }],
  },
};
