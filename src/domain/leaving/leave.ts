import { findHeld, handOverNouns, type Leaver, type Successor } from '#domain/engine';
import {
  disableAccount,
  type Grant,
  getPerson,
  holdAccount,
  leaveRole,
  mayManage,
  type Person,
  removeGrant,
} from '#domain/identity';
import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { conflict, forbidden, invalid } from '#kernel/errors';
import { inTransaction } from '#platform/mongo';
import { countHanded } from './holdings.ts';
import { findSuccessors, placeKey, placesOf, rolesIn } from './places.ts';

/** Who takes over, by `placeKey`. */
export type Successors = Readonly<Record<string, string | undefined>>;

/** Field of a form in which the successor of a place is chosen. */
export const successorField = (place: Leaver): string => `successor-${placeKey(place)}`;

/** Chooses who takes over what somebody holds in a place; nobody where there is nothing, or nobody. @throws Invalid */
type Choose = (place: Leaver, count: number) => Promise<Successor | undefined>;

const named =
  (successors: Successors): Choose =>
  async (place, count) => {
    const field = successorField(place);
    const chosen = successors[placeKey(place)];
    const candidates = await findSuccessors(place);
    if (chosen === undefined || chosen === '') {
      if (count === 0 || candidates.length === 0) return undefined;
      throw invalid('leaving.successor-needed', { [field]: '请选择由谁接手' });
    }
    const found = candidates.find(({ personId }) => personId === chosen);
    if (found === undefined) throw invalid('leaving.successor-not-here', { [field]: '这个人不在这里了，请重新选择' });
    return found;
  };

/** Whoever goes by themselves names nobody: those who run the firm have it, advice goes back to the competent body. */
const whoeverRunsIt: Choose = async (place) => (place.as === 'adviser' ? undefined : (await findSuccessors(place))[0]);

/**
 * Hands over what somebody holds in a place, in the transaction that lets them leave it, and tells both. Whoever takes
 * over is held, so that they do not leave meanwhile.
 */
async function handOverPlace(ctx: Context, place: Leaver, choose: Choose): Promise<void> {
  const count = countHanded(await findHeld(place));
  const to = await choose(place, count);
  await handOverNouns(ctx, place, to);
  if (to === undefined || count === 0) return;
  await holdAccount(to.personId);
  const { personId } = place;
  const of =
    place.as === 'member'
      ? [{ kind: 'enterprise', id: place.enterpriseId }]
      : place.as === 'park'
        ? [{ kind: 'park', id: place.parkId }]
        : [];
  await record(ctx, {
    name: 'identity.handed-over',
    subject: { kind: 'person', id: personId },
    about: [...of, { kind: 'person', id: to.personId }],
    facts: { count, successorId: to.personId },
  });
}

/** Ends parts somebody has, and hands over what they held where they have none left, in one transaction. */
const leave = (
  ctx: Context,
  personId: string,
  kept: (person: Person) => readonly Grant[],
  end: () => Promise<void>,
  choose: Choose,
): Promise<void> =>
  inTransaction(async () => {
    const person = await getPerson(personId);
    const left = kept(person);
    await end();
    for (const place of placesOf(personId, person.grants)) {
      const roles = rolesIn(place, left);
      // Fewer parts, but still one: what they hold stays theirs, and they may speak for others than before.
      if (roles.length > 0) await handOverNouns(ctx, place, { personId, name: person.name, roles });
      else await handOverPlace(ctx, place, choose);
    }
  });

/**
 * Stops somebody in the actor's charge from acting, and hands what is theirs to a named successor of the same firm, park, body or insurer.
 * @throws Forbidden, NotFound, Invalid at `successorField` where something is held and somebody could take over.
 */
export const disablePerson = (ctx: Context, input: { personId: string; successors?: Successors }): Promise<void> =>
  leave(
    ctx,
    input.personId,
    () => [],
    () => disableAccount(ctx, input),
    named(input.successors ?? {}),
  );

const without =
  (grantId: string) =>
  ({ grants }: Person): readonly Grant[] =>
    grants.filter(({ _id }) => _id !== grantId);

/** Takes one role away from somebody; what they held where they have none left is handed over. @throws as `disablePerson` */
export const endRole = (
  ctx: Context,
  input: { personId: string; grantId: string; successors?: Successors },
): Promise<void> =>
  leave(ctx, input.personId, without(input.grantId), () => removeGrant(ctx, input), named(input.successors ?? {}));

/** Gives up a role of one's own; what one held goes to whoever runs the firm. @throws as `leaveRole` */
export async function giveUpRole(ctx: Context, input: { grantId: string }): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== 'person') throw forbidden('common.sign-in-first');
  await leave(ctx, actor.personId, without(input.grantId), () => leaveRole(ctx, input), whoeverRunsIt);
}

/**
 * Hands over what still waits for somebody disabled: what they had before there was anybody to take it.
 * @throws Conflict for somebody who may act, Forbidden, NotFound, Invalid as `disablePerson`.
 */
export const handOver = (ctx: Context, input: { personId: string; successors: Successors }): Promise<void> =>
  inTransaction(async () => {
    const person = await getPerson(input.personId);
    if (!(await mayManage(ctx.actor, person.grants))) throw forbidden('identity.may-not-manage');
    if (person.status !== 'disabled') throw conflict('common.changed-meanwhile');
    for (const place of placesOf(person._id, person.grants)) await handOverPlace(ctx, place, named(input.successors));
  });
