import { desk } from '#domain/deadlines';
import {
  anyOf,
  defineNoun,
  ofAdvised,
  ofFirm,
  ofParkEver,
  ofPerson,
  ofRegionEver,
  onlyOf,
  type Reach,
} from '#domain/engine';
import { personIn } from '#kernel/actor';
import { forbidden } from '#kernel/errors';
import { shorten } from '#kernel/text';
import { inWorkingDays } from '#kernel/workingDays';
import { planRule } from '../planRules.ts';
import { confirmerOf, suggestionActs } from './suggestion.acts.ts';
import {
  SUGGESTION_CHANGING,
  SUGGESTION_STATUSES,
  SuggestionModel,
  type SuggestionStatus,
} from './suggestion.model.ts';

/** What the firm has taken on is everybody's to read there; the rest is between the proposer and those who answer. */
const SHARED = { status: { $in: ['adopted', 'carried-out', 'confirmed'] satisfies SuggestionStatus[] } };
const own: Reach = (actor) => onlyOf(ofFirm, ofPerson('proposerId', 'confirmerId')(actor) ?? {})(actor);

/** 合理化建议. */
export const suggestions = defineNoun({
  kind: 'suggestion',
  name: '合理化建议',
  letter: 'S',
  path: '/suggestions',
  model: SuggestionModel,
  statuses: SUGGESTION_STATUSES,
  acts: suggestionActs,
  sees: {
    worker: anyOf(own, onlyOf(ofFirm, SHARED)),
    'enterprise-manager': ofFirm,
    'safety-officer': ofFirm,
    adviser: ofAdvised,
    'park-officer': ofParkEver,
    regulator: ofRegionEver,
  },
  moves: { body: 'new' },
  holds: {
    as: '提出人',
    rows: (leaver) =>
      leaver.as === 'member'
        ? {
            enterpriseId: leaver.enterpriseId,
            isOpen: true,
            $or: [{ proposerId: leaver.personId, confirmerId: { $exists: false } }, { confirmerId: leaver.personId }],
          }
        : undefined,
    passOn: (_, { personId }, to) =>
      to === undefined || to.personId === personId ? undefined : { set: { confirmerId: to.personId } },
  },
  changing: SUGGESTION_CHANGING,
  refusal: (actor, _action, { proposerId }) =>
    actor.kind === 'person' && actor.personId === proposerId ? forbidden('plans.own-suggestion') : undefined,
  clocks: {
    'suggestion-answer': {
      ladder: 'plan-desk',
      title: () => '合理化建议要答复',
      runs: ({ status }) => status === 'proposed' || status === 'reviewed',
      dueAt: ({ createdAt }) => inWorkingDays(createdAt, planRule(createdAt).answerWorkingDays),
      owedBy: ({ enterpriseId }) => [desk.firm(enterpriseId)],
      notBy: ({ proposerId }) => [proposerId],
    },
    'suggestion-carry-out': {
      ladder: 'plan-desk',
      title: () => '采纳的建议要落实',
      // What an item of the plan carries out is owed there.
      runs: ({ status, itemReference }) => status === 'adopted' && itemReference === undefined,
      dueAt: ({ since }) => inWorkingDays(since, planRule(since).carryOutWorkingDays),
      owedBy: ({ enterpriseId }) => [desk.firm(enterpriseId)],
    },
    'suggestion-confirm': {
      ladder: 'suggestion-confirm',
      title: () => '您的建议落实了，请看看是不是真的做了',
      runs: ({ status }) => status === 'carried-out',
      dueAt: ({ since }) => inWorkingDays(since, planRule(since).confirmWorkingDays),
      owedBy: (suggestion) => [desk.member(suggestion.enterpriseId, confirmerOf(suggestion))],
    },
  },
  filters: {
    status: (status: SuggestionStatus) => ({ status }),
    isOpen: (_: true) => ({ isOpen: true }),
    /** Only what the actor proposed. */
    isMine: (_: true, { actor }) => ({ proposerId: personIn(actor) }),
    enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
  },
  standing: ['status', 'isOpen'],
  newPhotos: 'there',
  textOf: ({ text }) => text,
  params: ({ text, answer = '', doneNote = '', hazardReference: hazard = '' }, { facts: { reason } }) => ({
    text: shorten(text),
    reason: typeof reason === 'string' ? reason : '',
    answer,
    done: shorten(doneNote),
    hazard,
  }),
});
