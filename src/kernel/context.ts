import type { Actor } from './actor.ts';
import { startOfHour } from './dates.ts';
import { hourId, newId } from './ids.ts';

/** The three doors through which anything enters. */
export const DOORS = [
  { code: 'web', label: '网页' },
  { code: 'chat', label: '聊天' },
  { code: 'clock', label: '定时' },
] as const;
export type Door = (typeof DOORS)[number]['code'];

/** What a command or query knows of its caller. A value: no request, message or job is reachable from here. */
export interface Context {
  readonly actor: Actor;
  /** Server time of this act; the only source of time in the domain. */
  readonly now: Date;
  /** Travels through logs, journal and jobs. */
  readonly requestId: string;
  readonly door: Door;
  /**
   * Set when the caller may deliver the same act again (a chat message id, a form's once-token, a job id): commands
   * that create something use it as a unique key, so a repeat returns the first result.
   */
  readonly onceKey?: string;
  /** Why a photo handed in with this act may be the same as one handed in before, in the words of whoever hands it in. */
  readonly photoReason?: string;
  /** Set by `byTheHour`: ids made in this act run on beside no others. */
  readonly isByTheHour?: true;
  /** What a page has read so far. Only pages have it: nothing changes while one is gathered. */
  readonly reads?: Map<string, Promise<unknown>>;
}

/** The same act told by the hour alone: what an unnamed report leaves behind tells no more, so that no shift list gives anybody away. */
export const byTheHour = (ctx: Context): Context => ({ ...ctx, now: startOfHour(ctx.now), isByTheHour: true });

/** The id of a row made in this act. One that ran on beside others would tell the second by its neighbours. */
export const idIn = (ctx: Context): string => (ctx.isByTheHour ? hourId(ctx.now) : newId(ctx.now));

/** What `read` finds; on one page read once, however many of its parts ask. @param key Names what is read and whose. */
export function readOnce<T>(ctx: Context, key: string, read: () => Promise<T>): Promise<T> {
  const known = ctx.reads?.get(key) as Promise<T> | undefined;
  if (known !== undefined) return known;
  // A query of mongoose begins anew each time it is awaited; a promise does not.
  const fresh = Promise.resolve(read());
  ctx.reads?.set(key, fresh);
  return fresh;
}

/** Context of Anfa acting by the clock. */
export function systemContext(now: Date, name: string, requestId: string): Context {
  return { actor: { kind: 'system', name }, now, requestId, door: 'clock' };
}

/** What follows by itself from an act whose doer is hidden: nothing in it leads back to the request they made. */
export const followingHidden = (ctx: Context, name: string): Context =>
  byTheHour(systemContext(ctx.now, name, 'hidden'));
