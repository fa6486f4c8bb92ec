import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { placeOf } from '#domain/engine';
import { getEnterprise } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { addDays, localDate } from '#kernel/dates';
import { conflict, forbidden, invalid, notFound } from '#kernel/errors';
import { requireFields } from '#kernel/input';
import { type Pass, PassModel } from './pass.model.ts';
import { passTerms } from './pass.rules.ts';
import { passes } from './pass.ts';
import { visitorKeyOf } from './visitor.ts';

const visitInput = passes.inputOf('visit').omit({ reference: true });
const OPEN = ['applied', 'host-approved', 'issued'] as const;

/**
 * Asks a firm to let one in for a day, without an account: the firm agrees, the park issues it, as any other pass. Nothing of
 * the pass says which chat it was but to that chat.
 * @throws Invalid with fields; Forbidden where the firm lies in no park; Conflict where too many wait.
 */
export async function applyForVisit(ctx: Context, raw: z.input<typeof visitInput>): Promise<Pass> {
  const visitorKey = visitorKeyOf(ctx.actor);
  const { enterpriseId, on, ...content } = requireFields(visitInput, raw);
  const { visitorAheadDays, visitorMost, visitorsWaiting } = passTerms(ctx.now);
  const today = localDate(ctx.now);
  if (on < today || on > addDays(today, visitorAheadDays))
    throw invalid('common.check-fields', { on: `只能申请今天起 ${visitorAheadDays} 天以内的` });
  const place = placeOf(await getEnterprise(enterpriseId));
  if (place.parkId === undefined) throw forbidden('passes.visit-no-park');
  const once = ctx.onceKey === undefined ? {} : { onceKey: { $ne: ctx.onceKey } };
  const [own, waiting] = await Promise.all([
    PassModel.countDocuments({ visitorKey, status: { $in: [...OPEN] }, ...once }),
    PassModel.countDocuments({ enterpriseId, status: 'applied', visitorKey: { $exists: true }, ...once }),
  ]);
  if (own >= visitorMost) throw conflict('passes.enough-visits', { params: { most: visitorMost } });
  if (waiting >= visitorsWaiting) throw conflict('passes.too-many-waiting');
  const { plate, ...named } = content;
  const of = { ...place, ...named, ...(plate === undefined ? {} : { plate }) };
  const asked = { kind: 'visitor', zone: 'general', startsOn: on, endsOn: on } as const;
  const showKey = randomBytes(16).toString('base64url');
  // The chat asks in nobody's name: who talks there is no fact of the journal.
  const byChat: Context = { ...ctx, actor: { kind: 'system', name: 'visits' } };
  return passes.make(byChat, 'visit', { ...of, ...asked, visitorKey, showKey }, { facts: { kind: 'visitor' } });
}

/**
 * The latest passes the chat has asked for that are not over: first those that lead in or may yet, then what was refused of days
 * to come, so that no refusal hides a pass.
 */
export async function findOwnVisits({ actor, now }: Context, limit: number): Promise<Pass[]> {
  const visitorKey = visitorKeyOf(actor);
  const latest = (which: object, most: number): Promise<Pass[]> =>
    PassModel.find({ visitorKey, ...which })
      .sort({ _id: -1 })
      .limit(most)
      .lean<Pass[]>();
  const open = await latest({ status: { $in: [...OPEN] } }, limit);
  if (open.length === limit) return open;
  const refused = { status: 'refused', endsOn: { $gte: localDate(now) } };
  return [...open, ...(await latest(refused, limit - open.length))];
}

/** The issued pass of an address only its chat was told. @throws NotFound */
export async function getShownVisit(showKey: string): Promise<Pick<Pass, 'reference' | 'startsOn' | 'endsOn'>> {
  const pass = await PassModel.findOne({ showKey, status: 'issued' })
    .select({ reference: 1, startsOn: 1, endsOn: 1 })
    .lean<Pass>();
  if (pass === null) throw notFound('common.not-found');
  return pass;
}
