import type { BreachKind } from '#domain/breaches';
import { ownPark } from '#domain/organisations';
import { findShownPasses, type Pass, tidyPlate } from '#domain/passes';
import type { Context } from '#kernel/context';
import { given } from '#kernel/given';
import { CrossingModel, type Presence, PresenceModel } from './crossing.model.ts';
import { GATE_KINDS } from './gate.rules.ts';
import { breachOf } from './judge.ts';

interface LookedUp {
  /** Written one way. */
  plate: string;
  pass?: Pass;
  /** Why it may not come in now, through a gate of its kind into the outermost zone. */
  breach?: BreachKind;
  /** When it last crossed, where it is inside. */
  since?: Date;
}

/**
 * What the park of an officer knows of a plate now; nothing is entered.
 * @throws Forbidden for anybody but an officer of a park.
 */
export async function lookUpPlate(ctx: Context, typed: string): Promise<LookedUp> {
  const { now } = ctx;
  const { parkId } = ownPark(ctx);
  const plate = tidyPlate(typed);
  const [pass] = await findShownPasses(parkId, [{ plate, at: now }]);
  const inside = await PresenceModel.findOne({ _id: `${parkId}/${plate}`, isInside: true }).lean<Presence>();
  const isEntryUsed = pass !== undefined && (await CrossingModel.exists({ usesUp: pass.reference })) !== null;
  const kind =
    GATE_KINDS.find(({ allows }) => (allows as readonly string[]).includes(pass?.kind ?? ''))?.code ?? 'mixed';
  const breach = breachOf({ kind, zone: 'general', isBorder: true }, pass, {
    ...{ at: now, plate, isRescue: false, isCoreUsed: false, isEntryUsed },
  });
  return { plate, ...given({ pass, breach, since: inside?.at }) };
}
