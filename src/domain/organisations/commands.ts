import { z } from 'zod';
import { record } from '#domain/journal';
import { actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden, invalid } from '#kernel/errors';
import { newId, readableCode } from '#kernel/ids';
import { requireFields } from '#kernel/input';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { shortName } from './fields.ts';
import { type Location, LocationModel, type Team, TeamModel } from './organisation.models.ts';
import { getEnterprise } from './queries.ts';

/** Fields of `addLocation`. */
export const addLocationInput = z.object({ name: shortName });
/** Fields of `addTeam`. */
export const addTeamInput = z.object({ name: shortName });

const CODE_LENGTH = 8;

/** The firm the actor runs. @throws Forbidden */
export function ownEnterprise(ctx: Context): { actor: PersonActor; enterpriseId: string } {
  const { actor } = ctx;
  if (!runsEnterprise(actor) || actor.scope.enterpriseId === undefined) throw forbidden('common.not-allowed');
  return { actor, enterpriseId: actor.scope.enterpriseId };
}

/** The park the actor is an officer of. @throws Forbidden */
export function ownPark({ actor }: Context): { actor: PersonActor; parkId: string } {
  if (!actsAs(actor, 'park-officer') || actor.scope.parkId === undefined) throw forbidden('common.not-allowed');
  return { actor, parkId: actor.scope.parkId };
}

/**
 * Adds a place to the actor's own enterprise, with a code for its poster.
 * @throws Forbidden, or Invalid `organisations.name-taken` at `name`.
 */
export async function addLocation(ctx: Context, raw: z.input<typeof addLocationInput>): Promise<Location> {
  const input = requireFields(addLocationInput, raw);
  const { enterpriseId } = ownEnterprise(ctx);
  const enterprise = await getEnterprise(enterpriseId);
  const location: Location = {
    _id: newId(ctx.now),
    enterpriseId,
    ...(enterprise.parkId === undefined ? {} : { parkId: enterprise.parkId }),
    name: input.name,
    code: readableCode(CODE_LENGTH),
  };
  await onceNamed('这个地点已经有了', () =>
    inTransaction(async () => {
      await LocationModel.create([location]);
      await record(ctx, {
        name: 'organisations.location-added',
        subject: { kind: 'location', id: location._id },
        about: [{ kind: 'enterprise', id: enterpriseId }],
        facts: { place: location.name },
      });
    }),
  );
  return location;
}

/**
 * Adds a team to the actor's own enterprise, with a code by which workers join.
 * @throws Forbidden, or Invalid `organisations.name-taken` at `name`.
 */
export async function addTeam(ctx: Context, raw: z.input<typeof addTeamInput>): Promise<Team> {
  const input = requireFields(addTeamInput, raw);
  const { enterpriseId } = ownEnterprise(ctx);
  const team: Team = { _id: newId(ctx.now), enterpriseId, name: input.name, code: readableCode(CODE_LENGTH) };
  await onceNamed('这个班组已经有了', () =>
    inTransaction(async () => {
      await TeamModel.create([team]);
      await record(ctx, {
        name: 'organisations.team-added',
        subject: { kind: 'team', id: team._id },
        about: [{ kind: 'enterprise', id: enterpriseId }],
        facts: { team: team.name },
      });
    }),
  );
  return team;
}

/** Turns a name that is taken into a sentence at its field. */
export async function onceNamed(sentence: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isDuplicateKey(error)) throw invalid('organisations.name-taken', { name: sentence });
    throw error;
  }
}
