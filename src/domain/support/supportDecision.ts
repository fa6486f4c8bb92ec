import { anyOf, defineNoun, onlyOf, type Reach } from '#domain/engine';
import { conflict, forbidden } from '#kernel/errors';
import { moveSupportDecisions } from './moving.ts';
import { declarationOf, isDepartment } from './policy.ts';
import { SUPPORT_DECISION_CLOCKS } from './supportClocks.ts';
import { colleagues, type SupportDecisionAction, supportDecisionActs } from './supportDecision.acts.ts';
import { SUPPORT_DECISION_STATUSES, SupportDecisionModel } from './supportDecision.model.ts';

/** Before it is decided a comparison is the department's alone. */
const MADE = { verdict: { $exists: true } };
const at = (path: string, id: string | undefined) => (id === undefined ? undefined : { [path]: id });
const ofCompared = onlyOf(({ scope }) => at('enterpriseIds', scope.enterpriseId), MADE);
const ofComparedIn = onlyOf(({ scope }) => at('parkFirms.parkId', scope.parkId), MADE);
const ofDepartment: Reach = ({ scope }) => at('bodyId', scope.bodyId);
/** General bodies above the department, or in its region, look on. */
const ofRegionAbove = onlyOf(
  ({ scope }) => (scope.sectors === undefined ? at('regionPath', scope.regionCode) : undefined),
  MADE,
);
const CLEARED: readonly SupportDecisionAction[] = [
  'fill',
  'see-ranking',
  'decide',
  'reopen-list',
  'cancel',
  'agree-change',
  'drop-change',
];
const CHANGE: readonly SupportDecisionAction[] = ['agree-change', 'drop-change'];

/** 扶持决定. */
export const supportDecisions = defineNoun({
  kind: 'support-decision',
  name: '扶持决定',
  letter: 'D',
  path: '/support/decisions',
  model: SupportDecisionModel,
  statuses: SUPPORT_DECISION_STATUSES,
  acts: supportDecisionActs,
  sees: {
    'enterprise-manager': ofCompared,
    'safety-officer': ofCompared,
    'park-officer': ofComparedIn,
    regulator: anyOf(ofDepartment, ofRegionAbove),
  },
  about: ({ policyId, policyReference, verdict, enterpriseIds }) => [
    { kind: 'support-policy', id: policyId, reference: policyReference },
    ...(verdict === undefined ? [] : enterpriseIds.map((id) => ({ kind: 'enterprise', id }))),
  ],
  // Compared in the old place; the new park reads along.
  moves: { body: 'kept', take: moveSupportDecisions },
  holds: 'posts',
  refusal: (actor, action, decision) => {
    if (!isDepartment(actor, decision)) return undefined;
    if (declarationOf(actor, decision)?.kind === 'conflict') return forbidden('support.has-conflict');
    if (action === 'declare') return conflict('support.already-declared');
    const isShut = decision.status === 'comparing' && declarationOf(actor, decision) === undefined;
    if (isShut && CLEARED.includes(action)) return forbidden('support.declare-first');
    if (CHANGE.includes(action)) return decision.asked === undefined ? conflict('support.no-change-asked') : undefined;
    return decision.asked === undefined ? undefined : conflict('support.change-asked');
  },
  events: {
    'programme.support-change-asked': {
      done: '看过排名后要更改，等另一位经办人同意',
      told: [{ to: colleagues, template: 'support-change-asked', whileIn: ['naming', 'comparing'] }],
    },
  },
  clocks: SUPPORT_DECISION_CLOCKS,
  filters: {
    policyId: (policyId: string) => ({ policyId }),
    enterpriseId: (enterpriseId: string) => ({ enterpriseIds: enterpriseId }),
  },
  textOf: ({ policyName }) => policyName,
  params: ({ policyName }, { facts: { reason } }) => ({
    name: policyName,
    reason: typeof reason === 'string' ? reason : '',
  }),
});
