export type { BreachAction } from './breach.acts.ts';
export { closeBreach, explainBreach, type Found, forgetBreaches, openBreach, reopenBreach } from './breach.commands.ts';
export type { Breach, BreachStatus } from './breach.model.ts';
export { type BreachKind, breachLabel, OBSERVED_BREACHES, type ObservedBreach } from './breach.rules.ts';
export { breaches } from './breach.ts';
export { breachesInWords } from './breach.words.ts';
