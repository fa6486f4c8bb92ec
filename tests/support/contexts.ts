import type { Actor } from '#kernel/actor';
import { type Context, systemContext } from '#kernel/context';
import { newId } from '#kernel/ids';
import { fixedNow } from './clock.ts';

type More = Partial<Pick<Context, 'now' | 'door' | 'onceKey' | 'requestId'>>;

/** A person's act, at 10:00 on the web unless told otherwise. */
export function personContext(actor: Actor, more: More = {}): Context {
  return { actor, now: fixedNow, door: 'web', requestId: newId(), ...more };
}

/** An act of somebody who is not signed in. */
export function visitorContext(more: More & { visitorId?: string } = {}): Context {
  const { visitorId = newId(), ...rest } = more;
  return personContext({ kind: 'visitor', visitorId }, rest);
}

/** An act of the clock. */
export const clockContext = (now: Date = fixedNow): Context => systemContext(now, 'test-clock', newId());
