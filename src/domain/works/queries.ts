import type { QueryFilter } from 'mongoose';
import { findTrail, type JournalEvent } from '#domain/journal';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { type Page, readPage } from '#platform/page';
import { loadFiling } from './change.ts';
import { type Filing, FilingModel } from './filing.model.ts';
import type { FilingKind } from './filingRules.ts';
import type { FilingStatus } from './lifecycle.ts';
import { canSeeFiling, visibleFilings } from './policy.ts';

/** @throws NotFound when it does not exist or is not the actor's to see. */
export const getFiling = (ctx: Context, reference: string): Promise<Filing> => loadFiling(ctx, reference);

export interface FilingFilter {
  kind?: FilingKind;
  status?: FilingStatus;
  enterpriseId?: string;
  isOpen?: boolean;
  /** Should have been finished by now. */
  isOverdue?: boolean;
  after?: string;
  limit?: number;
}

/** The filter of a list as MongoDB is asked it; exported for the test that explains it. */
export function filingQuery(ctx: Context, filter: FilingFilter): QueryFilter<Filing> {
  const { kind, status, enterpriseId, isOpen, isOverdue } = filter;
  const parts: QueryFilter<Filing>[] = [visibleFilings(ctx.actor)];
  if (kind !== undefined) parts.push({ kind });
  if (status !== undefined) parts.push({ status });
  if (enterpriseId !== undefined) parts.push({ enterpriseId });
  if (isOpen === true || isOverdue === true) parts.push({ isOpen: true });
  if (isOverdue === true) parts.push({ endsOn: { $lt: localDate(ctx.now) } });
  return { $and: parts };
}

/** A page of the filings the actor may see, the newest first. */
export const findFilings = (ctx: Context, filter: FilingFilter = {}): Promise<Page<Filing>> =>
  readPage(FilingModel, filingQuery(ctx, filter), filter);

/** Everything that happened to a filing, oldest first. @throws NotFound */
export async function findFilingTrail(ctx: Context, reference: string): Promise<JournalEvent[]> {
  return findTrail({ kind: 'work-filing', id: (await loadFiling(ctx, reference))._id });
}

/** The filing as it stands, for messages that must still be true. No permission is asked. */
export async function peekFiling(reference: string): Promise<Filing | undefined> {
  return (await FilingModel.findOne({ reference }).lean<Filing>()) ?? undefined;
}

/** Whether the actor sees the filing that photos belong to. */
export async function maySeeFilingPhotos({ actor }: Context, id: string): Promise<boolean> {
  const filing = await FilingModel.findById(id).lean<Filing>();
  return filing !== null && canSeeFiling(actor, filing);
}

/** True for work that should be over by now. */
export const isFilingOverdue = (filing: Pick<Filing, 'isOpen' | 'endsOn'>, now: Date): boolean =>
  filing.isOpen && filing.endsOn < localDate(now);
