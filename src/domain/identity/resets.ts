import { recallEnterprise } from '#domain/organisations';
import { actsAs, type PersonActor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { startOfHour } from '#kernel/dates';
import { forbidden } from '#kernel/errors';
import { randomId } from '#kernel/ids';
import { type Account, type ResetByOthers, ResetModel } from './identity.models.ts';
import { recoveryRule } from './identityRules.ts';

const DAY_MS = 86_400_000;
const PAGE = 20;

/** Puts on the list of the bodies competent for the holder that their password was reset by others. Runs in its caller's transaction. */
export async function noteReset(
  ctx: Context,
  { grants, ...reset }: Pick<ResetByOthers, 'personId' | 'askedBy' | 'askedByRole' | 'way'> & Pick<Account, 'grants'>,
): Promise<void> {
  const at = startOfHour(ctx.now);
  const expiresAt = new Date(at.getTime() + recoveryRule(ctx.now).keepDays * DAY_MS);
  // One row a place: the firm is what the list speaks of.
  const places = new Map(grants.map((grant) => [grant.scope.enterpriseId ?? grant.scope.bodyId, grant]));
  for (const { role, scope } of places.values()) {
    const firm = scope.enterpriseId === undefined ? undefined : await recallEnterprise(scope.enterpriseId);
    const bodyIds = [firm?.bodyId, scope.bodyId].filter((id) => id !== undefined);
    if (bodyIds.length > 0)
      await ResetModel.create([{ _id: randomId(), ...reset, role, scope, at, bodyIds, expiresAt }]);
  }
}

/** Whose list it is. @throws Forbidden for everybody but competent bodies */
function ownBody({ actor }: Context): { bodyIds: string } {
  if (!actsAs(actor, 'regulator') || actor.scope.bodyId === undefined) throw forbidden('common.not-allowed');
  return { bodyIds: actor.scope.bodyId };
}

/** Resets by others of people the actor's body is competent for, the newest first. @throws Forbidden */
export async function findResets(
  ctx: Context,
  after?: string,
): Promise<{ rows: ResetByOthers[]; nextCursor?: string }> {
  const [hour = '', id = ''] = after?.split('.') ?? [];
  const at = new Date(hour === '' ? Number.NaN : Number(hour));
  const before =
    Number.isNaN(at.getTime()) || after === undefined ? {} : { $or: [{ at: { $lt: at } }, { at, _id: { $lt: id } }] };
  const rows = await ResetModel.find({ ...ownBody(ctx), ...before })
    .sort({ at: -1, _id: -1 })
    .limit(PAGE + 1)
    .lean<ResetByOthers[]>();
  const page = rows.slice(0, PAGE);
  const last = page.at(-1);
  return rows.length > PAGE && last !== undefined
    ? { rows: page, nextCursor: `${last.at.getTime()}.${last._id}` }
    : { rows: page };
}

/** The same, as `countEach` asks how many there are. @throws Forbidden */
export const resetsOf = (ctx: Context) => [ResetModel, ownBody(ctx) as Record<string, unknown>] as const;

/** How long that list is. @throws Forbidden */
export const countResets = async (ctx: Context): Promise<number> => ResetModel.countDocuments(ownBody(ctx));

/** Whether somebody has such a list. */
export const hasResets = (actor: PersonActor): boolean =>
  actsAs(actor, 'regulator') && actor.scope.bodyId !== undefined;
