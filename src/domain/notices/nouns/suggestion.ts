import { officersOf } from '#domain/identity';
import { peekSuggestion, type Suggestion } from '#domain/plans';
import { type Noun, shorten, textOf } from './noun.ts';

const proposer = (suggestion: Suggestion): string[] => [suggestion.proposerId];
const answering = (suggestion: Suggestion): Promise<string[]> => officersOf(suggestion.enterpriseId);

export const suggestionNoun: Noun<Suggestion> = {
  kind: 'suggestion',
  peek: peekSuggestion,
  statusOf: (suggestion) => suggestion.status,
  linkPath: (reference) => `/suggestions/${reference}`,
  params: async (suggestion, event) => ({
    text: shorten(suggestion.text),
    reason: textOf(event.facts['reason']),
    answer: suggestion.answer ?? '',
    done: shorten(suggestion.doneNote ?? ''),
    hazard: suggestion.hazardReference ?? '',
  }),
  notices: {
    'plans.suggestion-proposed': [
      { to: answering, template: 'suggestion-proposed', whileIn: ['proposed', 'reviewed'] },
    ],
    'plans.suggestion-reviewed': [{ to: proposer, template: 'suggestion-reviewed' }],
    'plans.suggestion-adopted': [{ to: proposer, template: 'suggestion-adopted', whileIn: ['adopted', 'carried-out'] }],
    'plans.suggestion-declined': [{ to: proposer, template: 'suggestion-declined' }],
    'plans.suggestion-planned': [],
    'plans.suggestion-carried-out': [{ to: proposer, template: 'suggestion-carried-out' }],
    'plans.suggestion-confirmed': [{ to: answering, template: 'suggestion-confirmed' }],
    'plans.suggestion-not-yet': [{ to: answering, template: 'suggestion-not-yet' }],
    'plans.suggestion-converted': [{ to: proposer, template: 'suggestion-converted' }],
  },
};
