import { z } from 'zod';
import { claimDrafts, claimSounds } from '#domain/evidence';
import { actorsOf, getPerson, isWorkerOf } from '#domain/identity';
import { record } from '#domain/journal';
import type { PersonActor } from '#kernel/actor';
import { byTheHour, type Context } from '#kernel/context';
import { conflict, forbidden, notFound } from '#kernel/errors';
import { chosenCode, requireFields } from '#kernel/input';
import { bigrams } from '#kernel/text';
import { inTransaction } from '#platform/mongo';
import { broughtBack } from '../apart.ts';
import { aboutOf, subjectOf } from '../change.ts';
import { dropContact, hazardsBehind, keepContact } from '../contact.ts';
import { firmOf, type Hazard, HazardModel } from '../hazard.models.ts';
import { holdAct, waitsForHour } from '../heldAct.model.ts';
import type { HazardStatus } from '../lifecycle.ts';
import { loadSeen } from '../policy.ts';
import { findByQueryCode } from '../queries.ts';
import { referenceField } from './fields.ts';
import { rewardReporter } from './rewardReporter.ts';

/** Found valid, and not looked at anew. */
const VERIFIED: readonly HazardStatus[] = ['valid', 'rectifying', 'submitted', 'closure-requested', 'closed'];

/** How many earlier reports one binding brings along. */
const MOST = 50;

/**
 * Gives a person the photos and reports their chat sent before it was bound to them, in the firms they work for; a report about
 * another firm stays with the chat. Unnamed ones stay unnamed. Doing it again changes nothing.
 * @returns how many are theirs now.
 */
export async function claimReportsOf(ctx: Context, input: { visitorId: string }): Promise<number> {
  await claimDrafts(ctx, input.visitorId);
  await claimSounds(ctx, input.visitorId);
  const found = await HazardModel.find({ _id: { $in: await hazardsBehind(input) } })
    .sort({ _id: 1 })
    .limit(MOST)
    .lean<Hazard[]>();
  let count = 0;
  for (const hazard of found) {
    if (!(await worksFor(ctx, firmOf(hazard)))) continue;
    await claim(ctx, hazard);
    count++;
  }
  return count;
}

export const claimReportInput = z.object({
  reference: referenceField,
  queryCode: chosenCode('请填写查询码'),
});

/**
 * Gives a signed-in person the report they made without signing in; its query code proves that it was them.
 * @throws Invalid at `queryCode`, Forbidden `hazards.not-yours-to-claim` when it has a reporter or is another firm's.
 */
export async function claimReport(ctx: Context, raw: z.input<typeof claimReportInput>): Promise<Hazard> {
  const hazard = await findByQueryCode(requireFields(claimReportInput, raw));
  const { personId } = hazard.reporter;
  const isMine = ctx.actor.kind === 'person' && ctx.actor.personId === personId;
  if (isMine) return hazard;
  const mayClaim = hazard.reporter.kind === 'visitor' && (await worksFor(ctx, firmOf(hazard)));
  if (!mayClaim) throw forbidden('hazards.not-yours-to-claim');
  await claim(ctx, hazard);
  return hazard;
}

/**
 * Whoever reported without their name gives it after all, as somebody who called for help and was not asked before. It
 * cannot be taken back. Doing it again changes nothing. @throws NotFound for anybody else.
 */
export async function giveName(ctx: Context, { reference }: { reference: string }): Promise<Hazard> {
  const { hazard, isOwn } = await loadSeen(ctx, reference);
  if (!isOwn || ctx.actor.kind !== 'person') throw notFound('common.not-found');
  const { personId } = ctx.actor;
  if (hazard.reporter.kind === 'person') return hazard;
  const personGrams = [...new Set([...hazard.personGrams, ...bigrams((await getPerson(personId)).name)])];
  const back = broughtBack(hazard);
  const reporter = { kind: 'person' as const, personId };
  const set = { ...back.set, reporter, isAnonymous: false, personGrams };
  return inTransaction(async () => {
    const after = await HazardModel.findOneAndUpdate(
      { _id: hazard._id, version: hazard.version },
      { $set: set, $unset: back.unset, $inc: { version: 1 } },
      { returnDocument: 'after' },
    ).lean<Hazard>();
    if (after === null) throw conflict('common.changed-meanwhile');
    await dropContact(hazard._id);
    await record(ctx, { name: 'hazards.named', subject: subjectOf(after), about: aboutOf(after) });
    return after;
  });
}

async function worksFor({ actor }: Context, enterpriseId: string): Promise<boolean> {
  if (actor.kind !== 'person') return false;
  return (await actorsOf(actor.personId)).some((one) => one.scope.enterpriseId === enterpriseId);
}

/**
 * One report gets its person; a reward that was waiting for somebody to give it to is proposed. Of a report that stays without
 * a name it is theirs at once, and others learn at the next full hour: the minute of a binding would tell whose.
 */
async function claim(ctx: Context, hazard: Hazard): Promise<void> {
  const { personId } = ctx.actor as PersonActor;
  const { isAnonymous } = hazard;
  await inTransaction(async () => {
    if (isAnonymous) {
      await keepContact(hazard._id, { personId }, await isWorkerOf(personId, firmOf(hazard)));
      const { reference } = hazard;
      if (!waitsForHour(ctx, hazard, true)) return void (await tellClaimed(ctx, { reference }));
      return holdAct(ctx, hazard, BINDING, { act: 'claim', actor: ctx.actor, input: { reference } });
    }
    const personGrams = [...new Set([...hazard.personGrams, ...bigrams((await getPerson(personId)).name)])];
    const back = broughtBack(hazard);
    const after = await HazardModel.findOneAndUpdate(
      { _id: hazard._id, version: hazard.version },
      {
        $set: { ...back.set, reporter: { kind: 'person', personId }, personGrams },
        $unset: back.unset,
        $inc: { version: 1 },
      },
      { returnDocument: 'after' },
    ).lean<Hazard>();
    if (after === null) throw conflict('common.changed-meanwhile');
    await dropContact(hazard._id);
    await record(ctx, { name: 'hazards.claimed', subject: subjectOf(after), about: aboutOf(after) });
    await rewardVerified(ctx, after);
  });
}

/** A binding says nothing in the case itself: it stands beside whatever its reporter has said there. */
const BINDING = { isOwn: false, voice: 'binding' } as const;

/** What the binding of whoever reported without a name does to a case: at the next full hour, but of an urgent one at once. */
export async function tellClaimed(at: Context, { reference }: { reference: string }): Promise<Hazard> {
  const ctx = byTheHour(at);
  const hazard = await HazardModel.findOne({ reference }).lean<Hazard>().orFail();
  const subject = subjectOf(hazard);
  await record(ctx, { name: 'hazards.claimed', subject, about: aboutOf(hazard), hideActor: true });
  // It is theirs as whoever reported it, in whatever role they act now.
  const actor = at.actor.kind === 'person' ? { ...at.actor, role: 'worker' as const } : at.actor;
  await rewardVerified({ ...ctx, actor }, hazard);
  return hazard;
}

/** A grade alone is not enough: somebody may have called it major before anybody checked it. */
async function rewardVerified(ctx: Context, hazard: Hazard): Promise<void> {
  if (hazard.grade !== undefined && VERIFIED.includes(hazard.status)) await rewardReporter(ctx, hazard, hazard.grade);
}
