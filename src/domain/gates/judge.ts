import type { BreachKind } from '#domain/breaches';
import { leadsInto, type Pass, passTerms } from '#domain/passes';
import { localDate } from '#kernel/dates';
import type { Gate } from './gate.model.ts';
import { allowsKind } from './gate.rules.ts';

/** What a gate sees of whoever wants in. */
export interface Seen {
  at: Date;
  isRescue: boolean;
  plate?: string;
  goods?: string;
  waybill?: string;
  /** Whether the one entry the authorisation allows was made. */
  isCoreUsed: boolean;
  /** Whether the one entry a visitor's pass allows was made. */
  isEntryUsed: boolean;
}
type Into = Pick<Gate, 'kind' | 'zone' | 'isBorder'>;

/** What an entry through this gate would use up of the authorisation for the core zone. */
export const coreKeyOf = ({ zone }: Into, { coreKey }: Pass): string | undefined =>
  zone === 'core' ? coreKey : undefined;
/** What an entry into the park would use up of a pass for one entry; going from zone to zone inside is none. */
export const entryKeyOf = ({ isBorder }: Into, { kind, reference }: Pass, at: Date): string | undefined =>
  isBorder && passTerms(at).onceOnly.includes(kind) ? reference : undefined;

/** Papers that are tested the day somebody comes, not the day the pass was issued (意见（十八）). */
const lapsed = ({ cardUntil, contractUntil, insuranceUntil }: Pass, day: string): boolean =>
  [cardUntil, contractUntil, insuranceUntil].some((until) => until !== undefined && until < day);
/** A blank is nothing told. */
const differs = (told: string | undefined, written: string | undefined): boolean =>
  told !== undefined && told.trim() !== '' && written !== undefined && told.trim() !== written;

/** What an entry breaks; undefined when it may go in. Police, fire, rescue and ambulance always may. */
export function breachOf(gate: Into, pass: Pass | undefined, seen: Seen): BreachKind | undefined {
  if (seen.isRescue) return undefined;
  const day = localDate(seen.at);
  if (pass === undefined) return 'no-pass';
  if (pass.endsOn < day) return 'expired';
  if (pass.status !== 'issued' || pass.startsOn > day) return 'no-pass';
  if (seen.isEntryUsed) return 'entry-used';
  if (!allowsKind(gate.kind, pass.kind)) return 'wrong-gate';
  if (lapsed(pass, day)) return 'credential-lapsed-today';
  if (differs(seen.plate, pass.plate)) return 'plate-mismatch';
  if (differs(seen.goods, pass.goods) || differs(seen.waybill, pass.waybill)) return 'waybill-mismatch';
  if (gate.zone === 'core') return isAuthorised(pass, day, seen) ? undefined : 'core-without-authorisation';
  return leadsInto(pass.zone, gate.zone) ? undefined : 'wrong-gate';
}

const isAuthorised = ({ zone, coreOn, coreKey }: Pass, day: string, { isCoreUsed }: Seen): boolean =>
  zone === 'core' && coreOn === day && coreKey !== undefined && !isCoreUsed;
