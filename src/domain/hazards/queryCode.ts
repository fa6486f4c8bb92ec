import { timingSafeEqual } from 'node:crypto';
import { readableCode } from '#kernel/ids';
import { sealedField } from '#platform/sealing';
import type { Hazard } from './hazard.models.ts';

const LENGTH = 6;
/** Whoever holds it speaks as the reporter: answers, hands over, agrees. Nobody takes it from the store. */
const CODE = sealedField<string>('hazards', 'queryCode');

/** A new code of a case, as its row keeps it. */
export const newQueryCode = (hazardId: string): string => CODE.seal(hazardId, readableCode(LENGTH));

/** The same of one that lay in the open, for the migration. */
export const sealQueryCode = (hazardId: string, code: string): string => CODE.seal(hazardId, code);

/** The code of a case, for whoever reported it; empty where its key is gone. */
export function queryCodeOf({ _id, queryCode }: Pick<Hazard, '_id' | 'queryCode'>): string {
  try {
    return CODE.open(_id, queryCode);
  } catch {
    return '';
  }
}

/** Whether that was typed, however it was, in the same time for a near miss as for a far one. */
export function isQueryCode(hazard: Pick<Hazard, '_id' | 'queryCode'> | null, typed: string): boolean {
  const given = Buffer.from(typed.normalize('NFKC').replace(/\s/g, '').toUpperCase());
  const real = Buffer.from(hazard === null ? '' : queryCodeOf(hazard));
  return real.length > 0 && given.length === real.length && timingSafeEqual(given, real);
}
