import type { z } from 'zod';
import type { supportDecisions } from './supportDecision.ts';

/** What a step of a decision is given. */
export type Given<A extends Parameters<typeof supportDecisions.inputOf>[0]> = z.input<
  ReturnType<typeof supportDecisions.inputOf<A>>
>;
