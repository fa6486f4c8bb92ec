import { randomBytes, randomInt } from 'node:crypto';
import type { z } from 'zod';
import { placeOf } from '#domain/engine';
import { getEnterprise } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { addDays, localDate } from '#kernel/dates';
import { conflict, forbidden, invalid, notFound } from '#kernel/errors';
import { requireFields } from '#kernel/input';
import { isDuplicateKey, ofText } from '#platform/mongo';
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
  const { visitorAheadDays } = passTerms(ctx.now);
  const today = localDate(ctx.now);
  if (on < today || on > addDays(today, visitorAheadDays))
    throw invalid('common.check-fields', { on: `只能申请今天起 ${visitorAheadDays} 天以内的` });
  const place = placeOf(await getEnterprise(enterpriseId));
  if (place.parkId === undefined) throw forbidden('passes.visit-no-park');
  const { plate, ...named } = content;
  const of = { ...place, ...named, ...(plate === undefined ? {} : { plate }) };
  const asked = { kind: 'visitor', zone: 'general', startsOn: on, endsOn: on } as const;
  const showKey = randomBytes(16).toString('base64url');
  // The chat asks in nobody's name: who talks there is no fact of the journal.
  const byChat: Context = { ...ctx, actor: { kind: 'system', name: 'visits' } };
  for (;;) {
    const room = await roomFor(ctx, { visitorKey, enterpriseId });
    try {
      const draft = { ...of, ...asked, ...room, visitorKey, showKey };
      return await passes.make(byChat, 'visit', draft, { facts: { kind: 'visitor' } });
    } catch (error) {
      // Somebody was faster, so there is less room than before, and in the end none.
      if (!isDuplicateKey(error, 'one_of_visitor') && !isDuplicateKey(error, 'one_of_host')) throw error;
    }
  }
}

/** A place that is free among those the chat may have and among those that may wait for the firm. @throws Conflict */
async function roomFor(
  { now, onceKey }: Context,
  { visitorKey, enterpriseId }: { visitorKey: string; enterpriseId: string },
): Promise<Required<Pick<Pass, 'ofVisitor' | 'ofHost'>>> {
  const { visitorMost, visitorsWaiting } = passTerms(now);
  const once = onceKey === undefined ? {} : { onceKey: { $ne: onceKey } };
  const waiting = { enterpriseId, status: 'applied', visitorKey: { $exists: true } } as const;
  const [own, others] = await Promise.all([
    PassModel.find({ visitorKey: ofText(visitorKey), status: { $in: [...OPEN] }, ...once }, { ofVisitor: 1 }).lean<
      Pass[]
    >(),
    PassModel.find({ ...waiting, ...once }, { ofHost: 1 }).lean<Pass[]>(),
  ]);
  if (own.length >= visitorMost) throw conflict('passes.enough-visits', { params: { most: visitorMost } });
  if (others.length >= visitorsWaiting) throw conflict('passes.too-many-waiting');
  return {
    ofVisitor: freeOf(visitorMost, new Set(own.map(({ ofVisitor }) => ofVisitor))),
    ofHost: freeOf(visitorsWaiting, new Set(others.map(({ ofHost }) => ofHost))),
  };
}

/** Any place that is not taken: those who ask at once seldom ask for the same. */
function freeOf(most: number, taken: ReadonlySet<number | undefined>): number {
  const free = Array.from({ length: most }, (_, place) => place).filter((place) => !taken.has(place));
  return free[randomInt(free.length)] ?? 0;
}

/**
 * Gives an account what its chat asked for before it was bound to it. Done again it changes nothing.
 * @throws Forbidden for anybody who is not signed in.
 */
export async function claimVisits({ actor }: Context, { visitorId }: { visitorId: string }): Promise<void> {
  if (actor.kind !== 'person') throw forbidden('common.not-allowed');
  const [before, after] = [visitorKeyOf({ kind: 'visitor', visitorId }), visitorKeyOf(actor)];
  // Beside what the account has asked for already they have no place among the few.
  const moved = { $set: { visitorKey: after }, $unset: { ofVisitor: 1 }, $inc: { version: 1 } } as const;
  await PassModel.updateMany({ visitorKey: ofText(before) }, moved);
}

/**
 * The latest passes the chat has asked for that are not over: first those that lead in or may yet, then what was refused of days
 * to come, so that no refusal hides a pass.
 */
export async function findOwnVisits({ actor, now }: Context, limit: number): Promise<Pass[]> {
  const visitorKey = visitorKeyOf(actor);
  const latest = (which: object, most: number): Promise<Pass[]> =>
    PassModel.find({ visitorKey: ofText(visitorKey), ...which })
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
  const pass = await PassModel.findOne({ showKey: ofText(showKey), status: 'issued' })
    .select({ reference: 1, startsOn: 1, endsOn: 1 })
    .lean<Pass>();
  if (pass === null) throw notFound('common.not-found');
  return pass;
}
