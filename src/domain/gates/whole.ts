import type { Pass } from '#domain/passes';
import { isLocalDate } from '#kernel/dates';
import type { Where } from './crossing.model.ts';

/** Whether it can be told where it is: a row that somebody spoiled must not keep the whole queue of a gate waiting. */
export const isWhole = (where: Where | undefined): boolean =>
  where?.at instanceof Date &&
  typeof where.isInside === 'boolean' &&
  typeof where.key === 'string' &&
  [where.ins, where.outs].every(Number.isInteger);

/** Whether a pass says when it runs; by one that does not nobody is let in. */
export const isReadable = ({ startsOn, endsOn }: Pass): boolean =>
  [startsOn, endsOn].every((day) => typeof day === 'string' && isLocalDate(day));
