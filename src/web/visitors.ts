import type { Request } from 'express';
import { randomId } from '#kernel/ids';

/** Gives a browser that is about to do something without signing in a name of its own, for this session only. */
export function rememberVisitor(req: Request): void {
  if (req.actor.kind !== 'visitor') return;
  req.session.visitorId ??= randomId();
  req.actor = { kind: 'visitor', visitorId: req.session.visitorId };
}
