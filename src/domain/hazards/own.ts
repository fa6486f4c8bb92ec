import type { Context } from '#kernel/context';
import { forbidden } from '#kernel/errors';
import type { Hazard } from './hazard.models.ts';
import { loadSeen } from './policy.ts';
import { findByQueryCode } from './queries.ts';

/** How whoever reported shows that they did: signed in, in the chat they reported from, or by number and code. */
export interface OwnCase {
  reference: string;
  queryCode?: string | undefined;
}

/**
 * Who acts in the step of a case that its query code opens: whoever shows the code, as nobody known. Without a code it is
 * whoever they are. @throws Invalid at `queryCode` for a wrong one.
 */
export async function asReporter(
  ctx: Context,
  { reference, queryCode }: OwnCase,
): Promise<{ ctx: Context; reference: string }> {
  if (queryCode === undefined) return { ctx, reference };
  const hazard = await findByQueryCode({ reference, queryCode });
  return { ctx: { ...ctx, actor: { kind: 'visitor', visitorId: '', holds: hazard._id } }, reference: hazard.reference };
}

/**
 * The case of whoever reported it, by its query code; signed in, as its reporter; or in the chat it was reported from.
 * @throws Invalid at `queryCode` for a wrong one, NotFound out of sight, Forbidden for anybody else.
 */
export async function loadOwn(ctx: Context, { reference, queryCode }: OwnCase): Promise<Hazard> {
  if (queryCode !== undefined) return findByQueryCode({ reference, queryCode });
  const { hazard, isOwn } = await loadSeen(ctx, reference);
  if (!isOwn) throw forbidden('common.not-allowed');
  return hazard;
}
