import { endOfLocalDay } from '#kernel/dates';
import { inWorkingDays } from '#kernel/workingDays';
import { complaintClock } from '../serviceRules.ts';
import type { Service } from './service.model.ts';

/** By when the open complaint is to be answered; undefined where none is open. */
export function complaintDue({
  complaints,
  isComplained,
}: Pick<Service, 'complaints' | 'isComplained'>): Date | undefined {
  const open = isComplained ? complaints?.at(-1) : undefined;
  if (open === undefined) return undefined;
  const { at, complexBecause, extendedTo } = open;
  if (extendedTo !== undefined) return endOfLocalDay(extendedTo);
  const { answerWorkingDays, complexWorkingDays } = complaintClock(at);
  return inWorkingDays(at, complexBecause === undefined ? answerWorkingDays : complexWorkingDays);
}
