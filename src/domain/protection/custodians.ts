import { z } from 'zod';
import type { Holds } from '#domain/engine';
import { actorsOf, bodyPeople, getPerson } from '#domain/identity';
import { record } from '#domain/journal';
import { actsAs, type PersonActor, personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { conflict, forbidden, invalid, notFound } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { chosenId, dayField, requireFields } from '#kernel/input';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { type Custodian, CustodianModel } from './custodian.model.ts';

/** The body the actor acts for. @throws Forbidden for everybody else. */
export function ofBody({ actor }: Context): PersonActor & { scope: { bodyId: string } } {
  if (!actsAs(actor, 'regulator') || actor.scope.bodyId === undefined) throw forbidden('common.not-allowed');
  return actor as PersonActor & { scope: { bodyId: string } };
}

/** May this person be one: somebody of the body, and in no role anybody of a firm. @param people Of the body. */
async function mayBe(personId: string, people: readonly string[]): Promise<boolean> {
  if (!people.includes(personId)) return false;
  const actors = await actorsOf(personId);
  return actors.every(({ scope }) => scope.enterpriseId === undefined && scope.enterpriseIds === undefined);
}

/** Who of a body may be named, beside the actor. @throws Forbidden */
export async function findWhoMayBe(ctx: Context): Promise<{ _id: string; name: string }[]> {
  const { personId, scope } = ofBody(ctx);
  const named = new Set((await findCustodians(scope.bodyId)).map((one) => one.personId));
  const all = await bodyPeople(scope.bodyId);
  const people = all.filter((id) => id !== personId && !named.has(id));
  const fit = await Promise.all(people.map((id) => mayBe(id, all)));
  return Promise.all(people.filter((_, i) => fit[i] === true).map(getPerson));
}

export const nameCustodianInput = z.object({
  personId: chosenId('请选择谁担任保密专员'),
  from: dayField('请选择从哪天起'),
});

/**
 * Names a colleague of the actor's body, from a day on. Nobody names themselves.
 * @throws Forbidden, Invalid at `personId` or `from`, Conflict `protection.custodian-already`.
 */
export async function nameCustodian(ctx: Context, raw: z.input<typeof nameCustodianInput>): Promise<void> {
  const { personId, from } = requireFields(nameCustodianInput, raw);
  const { scope, personId: namedBy } = ofBody(ctx);
  const { bodyId } = scope;
  if (personId === namedBy) throw invalid('common.same-person', { personId: '不能指定自己，请由同事指定' });
  if (!(await mayBe(personId, await bodyPeople(bodyId))))
    throw invalid('protection.custodian-of-firm', { personId: '只能指定本部门的人，并且不在任何企业任职' });
  if (from < localDate(ctx.now)) throw invalid('common.check-fields', { from: '不能早于今天' });
  try {
    await inTransaction(async () => {
      await CustodianModel.create([{ _id: newId(ctx.now), bodyId, personId, from, namedBy, isActive: true }]);
      await record(ctx, {
        name: 'protection.custodian-named',
        subject: { kind: 'body', id: bodyId },
        facts: { personId, from },
      });
    });
  } catch (error) {
    if (!isDuplicateKey(error, 'once_a_body')) throw error;
    throw conflict('protection.custodian-already');
  }
}

/** Ends one that is active still. @returns false where somebody was faster */
async function end(ctx: Context, { _id, bodyId, personId }: Custodian): Promise<boolean> {
  const ending = { $set: { isActive: false, endedAt: ctx.now, endedBy: personIn(ctx.actor) } };
  const { modifiedCount } = await CustodianModel.updateOne({ _id, isActive: true }, ending);
  if (modifiedCount === 0) return false;
  await record(ctx, {
    name: 'protection.custodian-ended',
    subject: { kind: 'body', id: bodyId },
    facts: { personId },
  });
  return true;
}

/** Ends it at once; one may give it up oneself. Done again it changes nothing. @throws Forbidden, NotFound */
export async function endCustodian(ctx: Context, { id }: { id: string }): Promise<void> {
  const { bodyId } = ofBody(ctx).scope;
  await inTransaction(async () => {
    const row = await CustodianModel.findOne({ _id: id, bodyId }).lean<Custodian>();
    if (row === null) throw notFound('common.not-found');
    await end(ctx, row);
  });
}

/**
 * A custodian who leaves the body is none from that hour, also once they come back: whoever lets them leave may not say who
 * opens a contact next, so it goes to nobody until a colleague of the body names somebody.
 */
export const custodyHeld: Holds = {
  asked: (leaver) =>
    leaver.as === 'body'
      ? [CustodianModel, { bodyId: leaver.bodyId, personId: leaver.personId, isActive: true }]
      : undefined,
  heldOf: () => ({ reference: '', as: '保密专员', isEnding: true, text: '' }),
  handOver: async (ctx, leaver, to) => {
    if (leaver.as !== 'body' || to?.personId === leaver.personId) return;
    const { bodyId, personId } = leaver;
    const rows = await CustodianModel.find({ bodyId, personId, isActive: true }).lean<Custodian[]>();
    for (const row of rows) await end(ctx, row);
  },
};

/** The custodians of a body, named for today or a later day, the oldest first; who has left the body is none. */
export async function findCustodians(bodyId: string): Promise<Custodian[]> {
  const rows = await CustodianModel.find({ bodyId, isActive: true }).sort({ _id: 1 }).lean<Custodian[]>();
  const people = rows.length === 0 ? [] : await bodyPeople(bodyId);
  const fit = await Promise.all(rows.map(({ personId }) => mayBe(personId, people)));
  return rows.filter((_, i) => fit[i] === true);
}

/** Those of today. */
export const custodiansOn = async (bodyId: string, now: Date): Promise<Custodian[]> =>
  (await findCustodians(bodyId)).filter(({ from }) => from <= localDate(now));

/** Whether the actor is one now, for this body. */
export const isCustodian = async ({ actor, now }: Context, bodyId: string): Promise<boolean> =>
  actsAs(actor, 'regulator') &&
  actor.scope.bodyId === bodyId &&
  (await custodiansOn(bodyId, now)).some(({ personId }) => personId === actor.personId);
