import { actorsOf } from '#domain/identity';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden } from '#kernel/errors';

/**
 * Nobody acts for an insurer on what concerns a firm they belong to, in whatever role they act there: one human would be
 * both sides. @throws Forbidden `insurance.own-firm`
 */
export async function checkSides({ actor }: Context, enterpriseId: string): Promise<void> {
  if (!actsAs(actor, 'insurer')) return;
  const isTheirs = (await actorsOf(actor.personId)).some(({ scope }) => scope.enterpriseId === enterpriseId);
  if (isTheirs) throw forbidden('insurance.own-firm');
}

type Step = (
  ctx: Context,
  action: string,
  raw: object,
  decide?: (row: { enterpriseId: string }, input: never, by: Context) => unknown,
) => Promise<unknown>;

/** A noun between firm and insurer: every step of it asks whether whoever takes it stands on one side alone. */
export function betweenSides<N extends object>(noun: N & { step: unknown }): N {
  const step = noun.step as Step;
  const asked: Step = (ctx, action, raw, decide = () => ({})) =>
    step(ctx, action, raw, async (row, input, by) => {
      await checkSides(ctx, row.enterpriseId);
      return decide(row, input, by);
    });
  return { ...noun, step: asked };
}
