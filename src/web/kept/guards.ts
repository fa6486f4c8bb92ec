import type { RequestHandler } from 'express';
import { AppError, conflict } from '#kernel/errors';
import { drawnForOf } from './drawnFor.ts';
import { keepFor } from './redraw.ts';
import { sentForm } from './sentForm.ts';

/** A form is handed in by the person, and in the role, it was filled in for; anything else happened in another window. */
const sameRole: RequestHandler = (req, _res, next) => {
  const { actor } = req;
  const drawnFor = drawnForOf(req);
  if (actor.kind !== 'person' || drawnFor === undefined || drawnFor.personId === '') return next();
  if (drawnFor.personId !== actor.personId) throw conflict('common.other-person');
  if (drawnFor.grantId !== actor.grantId) throw conflict('common.role-switched');
  next();
};
/** 「先存着」: kept as it is, photos too, and nothing done. */
const keepOnly: RequestHandler = async (req, res, next) => {
  if ((req.body as Record<string, unknown> | undefined)?.['_keep'] !== '1') return next();
  const sent = await sentForm(req, res);
  if (sent === undefined || !(await keepFor(sent, req.now)))
    throw new AppError('TooLarge', 'common.too-large', { params: { megabytes: 1 } });
  res.goTo(sent.page, '先替您存着了。');
};

/** What is asked of every form that is sent, in this order. */
export const formGuards: readonly RequestHandler[] = [sameRole, keepOnly];
