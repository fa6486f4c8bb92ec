import { findPeople } from '#domain/identity';
import { countAdvised } from '#domain/programme';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden } from '#kernel/errors';

/** An adviser with how many firms they have in hand. */
export interface AdviserLoad {
  personId: string;
  name: string;
  /** Active enrolments, paused ones too. */
  firms: number;
}

/** Everybody who advises firms, the least burdened first. @throws Forbidden for anybody but a competent body. */
export async function findAdviserLoads(ctx: Context): Promise<AdviserLoad[]> {
  if (!actsAs(ctx.actor, 'regulator')) throw forbidden('common.not-allowed');
  const people = await findPeople({ role: 'adviser' }, 500);
  const firmsOf = await countAdvised(people.map((one) => one._id));
  return people
    .map((one) => ({ personId: one._id, name: one.name, firms: firmsOf.get(one._id) ?? 0 }))
    .sort((a, b) => a.firms - b.firms || (a.personId < b.personId ? -1 : 1));
}
