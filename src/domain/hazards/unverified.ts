import { DAY_MS } from '#kernel/dates';
import { type Hazard, isWithFirm } from './hazard.models.ts';
import { offerOn, unverifiedDays } from './hazardRules.ts';

const UNVERIFIED: readonly Hazard['status'][] = ['reported', 'accepted'];
type Waiting = Pick<Hazard, 'status' | 'enterpriseId' | 'outsideAt' | 'createdAt' | 'unverifiedSince'>;

/**
 * Whether whoever reported it may hand it to the competent body now: nobody has said for so long whether it is true, since
 * the report or since it is looked at again (`HAZARD_OUTSIDE`).
 */
export function mayTakeOutside(hazard: Waiting, now: Date): boolean {
  const { status, outsideAt, createdAt, unverifiedSince: since = createdAt } = hazard;
  if (!isWithFirm(hazard) || outsideAt !== undefined || !UNVERIFIED.includes(status)) return false;
  return now.getTime() >= since.getTime() + unverifiedDays(since) * DAY_MS;
}

/** What a case gets whose days begin now: a firm has it from now on, or looks at it again. The body's own has none. */
export const daysBeginAt = (
  hazard: Pick<Hazard, 'enterpriseId' | 'outsideAt'>,
  now: Date,
): Pick<Hazard, 'unverifiedSince' | 'offerAt'> =>
  isWithFirm(hazard) && hazard.outsideAt === undefined ? { unverifiedSince: now, offerAt: offerOn(now) } : {};
