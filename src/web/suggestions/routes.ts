import type { Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { postSuggestionAct, showSuggestionAct } from './suggestionActs.ts';
import { postPropose, showPropose, showSuggestion, showSuggestions } from './suggestions.controller.ts';

const OF_FIRM: readonly Role[] = ['worker', 'enterprise-manager', 'safety-officer'];
const SEE: readonly Role[] = [...OF_FIRM, 'adviser', 'park-officer', 'regulator'];

export const suggestionRoutes: readonly Route[] = [
  { method: 'get', path: paths.suggestions, access: SEE, run: showSuggestions },
  { method: 'get', path: paths.newSuggestion, access: OF_FIRM, run: showPropose },
  { method: 'post', path: paths.suggestions, access: OF_FIRM, upload: { field: 'photos' }, run: postPropose },
  { method: 'get', path: paths.suggestion.pattern, access: SEE, run: showSuggestion },
  { method: 'get', path: paths.suggestionAct.pattern, access: OF_FIRM, run: showSuggestionAct },
  { method: 'post', path: paths.suggestionAct.pattern, access: OF_FIRM, run: postSuggestionAct },
];
