import { desk } from '#domain/deadlines';
import { defineNoun, ofFirm, ofPark, ofPerson, ofRegion, onlyOf } from '#domain/engine';
import { enterpriseName } from '#domain/organisations';
import { addDays, endOfLocalDay, formatDays, localDate } from '#kernel/dates';
import { passActs } from './pass.acts.ts';
import { PASS_STATUSES, type Pass, PassModel, type PassStatus } from './pass.model.ts';
import { type PassKind, passKindLabel, passTerms } from './pass.rules.ts';

const answerBy = ({ since }: Pass): Date => endOfLocalDay(addDays(localDate(since), passTerms(since).answerDays));

/**
 * 通行证: the firm sees its own, a worker those they asked for. Insurers, advisers and the administrator see none: who
 * goes in and out of a firm is nobody else's.
 */
export const passes = defineNoun({
  kind: 'pass',
  name: '通行证',
  letter: 'F',
  path: '/passes',
  model: PassModel,
  statuses: PASS_STATUSES,
  acts: passActs,
  sees: {
    worker: (actor) => onlyOf(ofFirm, ofPerson('appliedBy')(actor) ?? {})(actor),
    'enterprise-manager': ofFirm,
    'safety-officer': ofFirm,
    'park-officer': ofPark,
    regulator: ofRegion,
  },
  // It speaks of the gates of that park.
  moves: 'stays',
  holds: 'posts',
  clocks: {
    'pass-host': {
      ladder: 'pass-answer',
      title: ({ kind }) => `${passKindLabel(kind)}通行证待企业同意`,
      runs: ({ status }) => status === 'applied',
      dueAt: answerBy,
      owedBy: ({ enterpriseId }) => [desk.firm(enterpriseId)],
    },
    'pass-park': {
      ladder: 'pass-answer',
      title: ({ kind }) => `${passKindLabel(kind)}通行证待园区签发`,
      runs: ({ status }) => status === 'host-approved',
      dueAt: answerBy,
      owedBy: ({ parkId }) => (parkId === undefined ? [] : [desk.park(parkId)]),
    },
  },
  filters: {
    kind: (kind: PassKind) => ({ kind }),
    status: (status: PassStatus) => ({ status }),
    enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
    isOpen: (_: true) => ({ isOpen: true }),
  },
  textOf: ({ kind, purpose }) => `${passKindLabel(kind)}：${purpose}`,
  // Never who comes, nor in what: a message is read on a locked screen.
  params: async (pass) => ({
    kind: passKindLabel(pass.kind),
    firm: await enterpriseName(pass.enterpriseId),
    days: formatDays(pass.startsOn, pass.endsOn),
    coreOn: pass.coreOn === undefined ? '' : formatDays(pass.coreOn, pass.coreOn),
    reason: pass.reason ?? '',
  }),
});
