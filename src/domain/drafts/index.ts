export { draftRule } from './draftRules.ts';
export { type Draft, findDraft, forgetDraft, keepDraft } from './drafts.ts';
