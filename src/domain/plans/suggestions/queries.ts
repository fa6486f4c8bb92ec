import type { QueryFilter } from 'mongoose';
import { asKnownTo, knownTrail } from '#domain/engine';
import { findTrail, type JournalEvent } from '#domain/journal';
import type { Context } from '#kernel/context';
import { type Page, readPage } from '#platform/page';
import { loadSuggestion } from './change.ts';
import type { SuggestionStatus } from './lifecycle.ts';
import { visibleSuggestions } from './policy.ts';
import { SUGGESTION_CHANGING, type Suggestion, SuggestionModel } from './suggestion.model.ts';

/** @throws NotFound when it does not exist or is not the actor's to see. */
export const getSuggestion = (ctx: Context, reference: string): Promise<Suggestion> => loadSuggestion(ctx, reference);

export interface SuggestionFilter {
  status?: SuggestionStatus;
  isOpen?: boolean;
  /** Only what the actor proposed. */
  isMine?: boolean;
  enterpriseId?: string;
  after?: string;
  limit?: number;
}

/** The filter of a list as MongoDB is asked it; exported for the test that explains it. */
export function suggestionQuery(ctx: Context, filter: SuggestionFilter): QueryFilter<Suggestion> {
  const { status, isOpen, isMine, enterpriseId } = filter;
  const parts: QueryFilter<Suggestion>[] = [
    visibleSuggestions(ctx.actor, status !== undefined || isOpen !== undefined),
  ];
  if (status !== undefined) parts.push({ status });
  if (isOpen === true) parts.push({ isOpen: true });
  if (isMine === true) parts.push({ proposerId: ctx.actor.kind === 'person' ? ctx.actor.personId : '' });
  if (enterpriseId !== undefined) parts.push({ enterpriseId });
  return { $and: parts };
}

/** A page of the suggestions the actor may see, the newest first. */
export const findSuggestions = (ctx: Context, filter: SuggestionFilter = {}): Promise<Page<Suggestion>> =>
  readPage(SuggestionModel, suggestionQuery(ctx, filter), filter, (row) =>
    asKnownTo(ctx.actor, row, SUGGESTION_CHANGING),
  );

/** Everything that happened to a suggestion, oldest first. @throws NotFound */
export async function findSuggestionTrail(ctx: Context, reference: string): Promise<JournalEvent[]> {
  const suggestion = await loadSuggestion(ctx, reference);
  return knownTrail(ctx.actor, suggestion, await findTrail({ kind: 'suggestion', id: suggestion._id }));
}

/** The suggestion as it stands, for messages that must still be true. No permission is asked. */
export async function peekSuggestion(reference: string): Promise<Suggestion | undefined> {
  return (await SuggestionModel.findOne({ reference }).lean<Suggestion>()) ?? undefined;
}
