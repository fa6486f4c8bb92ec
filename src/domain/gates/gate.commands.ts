import type { z } from 'zod';
import { breachLabel } from '#domain/breaches';
import { getPark, ownPark, regionPathOf } from '#domain/organisations';
import { tidyPlate } from '#domain/passes';
import { newKeyOf } from '#domain/webhooks';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden, invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { requireFields } from '#kernel/input';
import { findReference } from '#kernel/references';
import { type Answer, takeCrossings } from './crossings.ts';
import { GATE_KEYS, type Gate } from './gate.model.ts';
import { gateTerms } from './gate.rules.ts';
import { gates } from './gate.ts';

type Given<A extends keyof typeof gates.acts> = z.input<ReturnType<typeof gates.inputOf<A>>>;
const setUpInput = gates.inputOf('set-up').omit({ reference: true });

/** Sets up a gate of the officer's park. @throws Forbidden, Invalid with fields. */
export async function setUpGate(ctx: Context, raw: z.input<typeof setUpInput>): Promise<Gate> {
  const { parkId } = ownPark(ctx);
  const { border, ...typed } = requireFields(setUpInput, raw);
  const { regionCode } = await getPark(parkId);
  const { kind, zone } = typed;
  const facts = { kind, zone };
  const draft = { ...typed, isBorder: border === 'yes', parkId, regionPath: regionPathOf(regionCode), refused: 0 };
  return gates.make(ctx, 'set-up', draft, { facts });
}

/**
 * Gives a gate a new key. The one before signs on for the hours of the rule, so that no message is lost meanwhile; one that
 * leaked, and the one before it, sign no more.
 * @throws Invalid at `leaked` while a key given back earlier still signs: a third would put the hardware out.
 */
export const renewKey = (ctx: Context, raw: Given<'new-key'>): Promise<Gate> =>
  gates.step(ctx, 'new-key', raw, (row, { leaked }) =>
    newKeyOf(row, GATE_KEYS, { isLeaked: leaked === 'yes', now: ctx.now, hours: gateTerms(ctx.now).oldKeyHours }),
  );

/** Nobody comes in through it; what its hardware tells is still kept. */
export const shutGate = (ctx: Context, raw: Given<'shut'>): Promise<Gate> => gates.step(ctx, 'shut', raw);
/** It is in use again. */
export const reopenGate = (ctx: Context, raw: Given<'reopen'>): Promise<Gate> => gates.step(ctx, 'reopen', raw);

/**
 * Enters by hand that somebody wants through, at a gate without hardware: by the number of their pass or by their plate.
 * Whatever the answer is, it is kept like a crossing told by hardware.
 * @throws Invalid at `shown` when the barrier stays shut, NotFound, Forbidden.
 */
export async function letThrough(ctx: Context, raw: Given<'let-through'>): Promise<Answer> {
  const { reference, shown, direction, rescue, goods } = requireFields(gates.inputOf('let-through'), raw);
  const gate = await gates.get(ctx, reference);
  if (!gates.can(ctx.actor, 'let-through', gate)) throw forbidden('common.not-allowed');
  const pass = findReference(shown, 'F');
  const [answer] = await takeCrossings(ctx.now, gate, [
    {
      key: ctx.onceKey ?? newId(ctx.now),
      direction,
      at: ctx.now,
      isRescue: rescue === 'yes',
      hasPassed: false,
      by: personIn(ctx.actor),
      ...(pass === undefined ? { plate: tidyPlate(shown) } : { pass }),
      ...(goods === undefined ? {} : { goods }),
    },
  ]);
  if (answer?.order === 'stop' && answer.breach !== undefined)
    throw invalid('common.check-fields', { shown: `不放行：${breachLabel(answer.breach)}。已登记` });
  return answer as Answer;
}

/** The key a gate's hardware signs with, for an officer of its park. @throws NotFound, Forbidden */
export async function readKey(ctx: Context, reference: string): Promise<string | undefined> {
  const gate = await gates.get(ctx, reference);
  if (!gates.mayEver(ctx.actor, 'new-key', gate)) throw forbidden('common.not-allowed');
  return gate.key === undefined ? undefined : GATE_KEYS.key.open(gate._id, gate.key);
}
