import type { z } from 'zod';
import { holdsPowerOn } from '#domain/competence';
import { findHeld } from '#domain/journal';
import { bodyOverPark, getPark } from '#domain/organisations';
import { personIn } from '#kernel/actor';
import { type Context, systemContext } from '#kernel/context';
import { addDays, atLocalHour, localDate } from '#kernel/dates';
import { conflict } from '#kernel/errors';
import { given } from '#kernel/given';
import { ofText } from '#platform/mongo';
import { type Breach, BreachModel } from './breach.model.ts';
import { breachRule } from './breach.rules.ts';
import { breaches } from './breach.ts';

type Given<A extends keyof typeof breaches.acts> = z.input<ReturnType<typeof breaches.inputOf<A>>>;
/** What a crossing says of a breach; `crossingId` names it for ever, so that it is counted once. */
export type Found = Pick<
  Breach,
  'kind' | 'parkId' | 'regionPath' | 'enterpriseId' | 'sector' | 'subject' | 'gateName' | 'passReference'
> & { crossingId: string; at: Date };

const keyOf = ({ parkId, subject, kind }: Pick<Found, 'parkId' | 'subject' | 'kind'>): string =>
  `${parkId}/${subject}/${kind}`;

/** Whoever holds the power over manufacturing in a park holds it over its gates. */
const POWER_OVER = 'C';

/** The body, of what a park that only assists may not settle: where none is named, emergency management of its county. */
async function settlerOf(now: Date, { kind, parkId }: Found): Promise<Pick<Breach, 'bodyId'>> {
  if (!breachRule(now).grave.includes(kind) || (await holdsPowerOn(parkId, POWER_OVER, localDate(now)))) return {};
  return given({ bodyId: await bodyOverPark(await getPark(parkId)) });
}

/**
 * Opens a case of a crossing, or counts it in the one that is open. Call it in the transaction that notes the crossing as
 * told, so that each counts once.
 */
export async function openBreach(now: Date, found: Found): Promise<void> {
  const { crossingId, at, ...what } = found;
  const openKey = keyOf(found);
  const counted = await BreachModel.updateOne(
    { openKey: ofText(openKey) },
    { $inc: { times: 1 }, $max: { lastAt: at } },
  );
  if (counted.matchedCount > 0) return;
  const draft = { ...what, ...(await settlerOf(now, found)), firstAt: at, lastAt: at, times: 1, openKey };
  await breaches.make(systemContext(now, 'gates', crossingId), 'find', draft, { facts: { kind: found.kind } });
}

/** The host says what happened. @throws Invalid at `explanation` */
export const explainBreach = (ctx: Context, raw: Given<'explain'>): Promise<Breach> =>
  breaches.step(ctx, 'explain', raw, (_, { explanation }) => ({
    set: { explanation, explainedBy: personIn(ctx.actor) },
  }));

/** The park settles it, or the body in its place, saying how. @throws Invalid at `outcome` */
export const closeBreach = (ctx: Context, raw: Given<'close'>): Promise<Breach> =>
  breaches.step(ctx, 'close', raw, (_, { outcome }) => ({
    set: { outcome, closedBy: personIn(ctx.actor) },
    unset: ['openKey'],
  }));

/**
 * Whoever supervises asks again; what happens from now on counts in it. @throws Invalid at `outcome`, Conflict while another
 * case of the same subject and kind is open: there it goes on; and once nobody knows any more whom it was about.
 */
export const reopenBreach = (ctx: Context, raw: Given<'reopen'>): Promise<Breach> =>
  breaches.step(ctx, 'reopen', raw, async (row, { outcome }) => {
    if (row.isForgotten === true) throw conflict('breaches.forgotten');
    const openKey = keyOf(row);
    const open = await BreachModel.findOne({ openKey: ofText(openKey) }).lean<Breach>();
    if (open !== null) throw conflict('breaches.open-already', { params: { reference: open.reference } });
    return { set: { outcome, openKey } };
  });

/**
 * Forgets whom cases were about that were settled longer ago than the rule keeps it, but for what an accident keeps; kind,
 * gate and outcome stay to be counted. @returns how many.
 */
export async function forgetBreaches({ now }: Context): Promise<number> {
  const since = { $lt: atLocalHour(addDays(localDate(now), -breachRule(now).keepDays), 0) };
  const { enterpriseIds, parkIds } = await findHeld();
  const over = {
    ...{ isForgotten: { $ne: true }, isOpen: false, since },
    ...{ enterpriseId: { $nin: enterpriseIds }, parkId: { $nin: parkIds } },
  } as const;
  const { modifiedCount } = await BreachModel.updateMany(over, {
    $set: { subject: '（已清除）', isForgotten: true },
    $unset: { passReference: 1, explanation: 1 },
    $inc: { version: 1 },
  });
  return modifiedCount;
}
