/** The middle one of some measurements: a machine that was busy elsewhere for a moment does not move it. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] as number;
