import type { BreachKind } from '#domain/breaches';
import { leadsInto, type Pass } from '#domain/passes';
import { localDate } from '#kernel/dates';
import type { Gate } from './gate.model.ts';
import { allowsKind } from './gate.rules.ts';

/** What a gate sees of whoever wants in. */
export interface Seen {
  at: Date;
  isRescue: boolean;
  goods?: string;
  waybill?: string;
  /** Whether the one entry the authorisation allows was made. */
  isCoreUsed: boolean;
}

/** Papers that are tested the day somebody comes, not the day the pass was issued (意见（十八）). */
const lapsed = ({ cardUntil, contractUntil, insuranceUntil }: Pass, day: string): boolean =>
  [cardUntil, contractUntil, insuranceUntil].some((until) => until !== undefined && until < day);
const differs = (told: string | undefined, written: string | undefined): boolean =>
  told !== undefined && written !== undefined && told.trim() !== written;

/** What an entry breaks; undefined when it may go in. Police, fire, rescue and ambulance always may. */
export function breachOf(
  gate: Pick<Gate, 'kind' | 'zone'>,
  pass: Pass | undefined,
  seen: Seen,
): BreachKind | undefined {
  if (seen.isRescue) return undefined;
  const day = localDate(seen.at);
  if (pass === undefined) return 'no-pass';
  if (pass.endsOn < day) return 'expired';
  if (pass.status !== 'issued' || pass.startsOn > day) return 'no-pass';
  if (!allowsKind(gate.kind, pass.kind)) return 'wrong-gate';
  if (lapsed(pass, day)) return 'credential-lapsed-today';
  if (differs(seen.goods, pass.goods) || differs(seen.waybill, pass.waybill)) return 'waybill-mismatch';
  if (gate.zone === 'core') {
    const isAuthorised = pass.zone === 'core' && pass.coreOn === day && pass.coreKey !== undefined && !seen.isCoreUsed;
    return isAuthorised ? undefined : 'core-without-authorisation';
  }
  return leadsInto(pass.zone, gate.zone) ? undefined : 'wrong-gate';
}
