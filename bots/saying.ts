import type { Tongue } from '#kernel/tongue';
import { type Outcome, type Reply, type Settled, say } from './conversation.ts';

/** An outcome that says something else, now or once its command has run. */
function saying(outcome: Outcome, change: (replies: Reply[]) => Reply[]): Outcome {
  const changed = <S extends Settled>(settled: S): S => ({ ...settled, replies: change(settled.replies) });
  const { effect } = outcome;
  return effect
    ? { ...outcome, effect: { ...effect, run: async () => changed(await effect.run()) } }
    : changed(outcome);
}

/** An outcome with this said after it. */
export const saidAfter = (reply: Reply, outcome: Outcome): Outcome => saying(outcome, (replies) => [...replies, reply]);

/** Somebody in danger who writes no Chinese reads what to do first, in their tongue, and that it was heard. */
export const inTongue = (outcome: Outcome, tongue: Tongue | undefined): Outcome =>
  tongue === undefined
    ? outcome
    : saying(outcome, ([first, ...others]) => {
        if (first === undefined) return others;
        const before = { template: `danger-${tongue}`, params: {} };
        return [{ ...first, params: { ...first.params, before } }, ...others];
      });

/** Leave first, 119, 120: in the first reply, unless it says so already. */
export const peopleFirst = (outcome: Outcome, isOfStep: boolean): Outcome =>
  saying(outcome, (replies) =>
    replies.some(({ isUrgent, params }) => isUrgent === true || params?.['isUrgent'] === true)
      ? replies
      : [{ ...say('danger-first', { isOfStep }), isUrgent: true }, ...replies],
  );

/** An alarm that has put something aside says how to go on with it. */
export const namingWhatWaits = (outcome: Outcome): Outcome =>
  saying(outcome, (replies) =>
    replies.map((reply) =>
      reply.template === 'alarm' ? { ...reply, params: { ...reply.params, hasDraft: true } } : reply,
    ),
  );
