import type { Reach } from '#domain/engine';

/** What an insurer carries, alone or with others. */
export const ofInsurer: Reach = ({ scope }) =>
  scope.insurerId === undefined ? undefined : { insurerIds: scope.insurerId };
