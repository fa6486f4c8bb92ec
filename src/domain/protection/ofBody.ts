import type { Reach } from '#domain/engine';
import type { PersonActor } from '#kernel/actor';

/** What lies with a body, for its own people: not even the body above reads it. */
const ofOwnBody: Reach = ({ scope }) => (scope.bodyId === undefined ? undefined : { bodyId: scope.bodyId });

/** What every noun that protects a reporter says alike. */
export const OF_BODY_ALONE = {
  sees: { regulator: ofOwnBody },
  // In nobody's trail but its own, and nowhere finer than the hour.
  about: () => [],
  isByTheHour: () => true,
  // Whoever it is about acts in it without a name.
  isNameless: ({ role }: PersonActor) => role !== 'regulator',
  // A matter of the body the case was filed under, or the accounts changed under.
  moves: 'stays',
  // Lies with the body: what is open for one of its people who leaves, the others see.
  holds: 'posts',
} as const;
