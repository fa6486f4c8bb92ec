import type { RegisteredNoun } from '#domain/engine';
import { officersOf } from '#domain/identity';
import { maySeePlanAttachment, peekSuggestion, type Suggestion, suggestionLifecycle } from '#domain/plans';
import { shorten } from '#kernel/text';
import { textOf } from './fact.ts';

const proposer = (suggestion: Suggestion): string[] => [suggestion.proposerId];
const answering = (suggestion: Suggestion): Promise<string[]> => officersOf(suggestion.enterpriseId);

export const suggestionNoun: RegisteredNoun<Suggestion> = {
  kind: 'suggestion',
  name: '合理化建议',
  collection: 'suggestions',
  lifecycle: suggestionLifecycle,
  peek: peekSuggestion,
  statusOf: (suggestion) => suggestion.status,
  pathOf: (reference) => `/suggestions/${reference}`,
  textOf: (one) => one.text,
  params: async (suggestion, event) => ({
    text: shorten(suggestion.text),
    reason: textOf(event.facts['reason']),
    answer: suggestion.answer ?? '',
    done: shorten(suggestion.doneNote ?? ''),
    hazard: suggestion.hazardReference ?? '',
  }),
  events: {
    'plans.suggestion-proposed': {
      told: [{ to: answering, template: 'suggestion-proposed', whileIn: ['proposed', 'reviewed'] }],
    },
    'plans.suggestion-reviewed': { told: [{ to: proposer, template: 'suggestion-reviewed' }] },
    'plans.suggestion-adopted': {
      told: [{ to: proposer, template: 'suggestion-adopted', whileIn: ['adopted', 'carried-out'] }],
    },
    'plans.suggestion-declined': { told: [{ to: proposer, template: 'suggestion-declined' }] },
    'plans.suggestion-planned': { told: [] },
    'plans.suggestion-carried-out': { told: [{ to: proposer, template: 'suggestion-carried-out' }] },
    'plans.suggestion-confirmed': { told: [{ to: answering, template: 'suggestion-confirmed' }] },
    'plans.suggestion-not-yet': { told: [{ to: answering, template: 'suggestion-not-yet' }] },
    'plans.suggestion-converted': { told: [{ to: proposer, template: 'suggestion-converted' }] },
  },
  clocks: {},
  maySeePhoto: (ctx, id, photoId) => maySeePlanAttachment(ctx, { kind: 'suggestion', id }, photoId),
};
