import { findPeople } from '#domain/identity';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden } from '#kernel/errors';
import { type Enrolment, EnrolmentModel } from '../enrolment.model.ts';

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
  const counts = await EnrolmentModel.aggregate<{ _id: string; firms: number }>([
    {
      $match: { adviserId: { $in: people.map((one) => one._id) }, isActive: true } satisfies Partial<
        Record<keyof Enrolment, unknown>
      >,
    },
    { $group: { _id: '$adviserId', firms: { $sum: 1 } } },
  ]);
  const firmsOf = new Map(counts.map((row) => [row._id, row.firms]));
  return people
    .map((one) => ({ personId: one._id, name: one.name, firms: firmsOf.get(one._id) ?? 0 }))
    .sort((a, b) => a.firms - b.firms || (a.personId < b.personId ? -1 : 1));
}
