import { desk } from '#domain/deadlines';
import { defineNoun, ofFirm, ofPark, ofRegion } from '#domain/engine';
import { addDays, endOfLocalDay, localDate } from '#kernel/dates';
import { breachActs } from './breach.acts.ts';
import { BREACH_STATUSES, BreachModel, type BreachStatus } from './breach.model.ts';
import { type BreachKind, breachLabel, breachRule } from './breach.rules.ts';

/** 违规进出: park, supervising bodies, and the host it concerns. */
export const breaches = defineNoun({
  kind: 'gate-breach',
  name: '违规进出',
  letter: 'O',
  path: '/breaches',
  model: BreachModel,
  statuses: BREACH_STATUSES,
  acts: breachActs,
  sees: { 'enterprise-manager': ofFirm, 'safety-officer': ofFirm, 'park-officer': ofPark, regulator: ofRegion },
  about: ({ enterpriseId }) => (enterpriseId === undefined ? [] : [{ kind: 'enterprise', id: enterpriseId }]),
  // It happened at a gate of that park.
  moves: 'stays',
  holds: 'posts',
  clocks: {
    'breach-close': {
      ladder: 'breach-close',
      title: ({ kind }) => `违规进出待办结：${breachLabel(kind)}`,
      runs: ({ isOpen }) => isOpen,
      dueAt: ({ firstAt }) => endOfLocalDay(addDays(localDate(firstAt), breachRule(firstAt).closeDays)),
      owedBy: ({ parkId, bodyId }) => [bodyId === undefined ? desk.park(parkId) : desk.body(bodyId)],
    },
  },
  filters: {
    kind: (kind: BreachKind) => ({ kind }),
    status: (status: BreachStatus) => ({ status }),
    enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
    parkId: (parkId: string) => ({ parkId }),
    isOpen: (_: true) => ({ isOpen: true }),
  },
  textOf: ({ kind, gateName }) => `${breachLabel(kind)}：${gateName}`,
  params: ({ kind, gateName, outcome = '' }) => ({ kind: breachLabel(kind), gate: gateName, outcome }),
});
