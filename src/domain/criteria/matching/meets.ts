import learned from './meets.data.json' with { type: 'json' };

/** A linear head over standardised numbers. */
export interface Head {
  middle: readonly number[];
  spread: readonly number[];
  weights: readonly number[];
  bias: number;
}

/** How likely a report meets the criterion it is nearest to, 0–1, as learned from the written lines. */
export function likelihood(features: readonly number[], head: Head = learned): number {
  const { middle, spread, weights, bias } = head;
  const sum = features.reduce(
    (so, x, i) => so + ((x - (middle[i] as number)) / (spread[i] as number)) * (weights[i] as number),
    bias,
  );
  return 1 / (1 + Math.exp(-sum));
}

/**
 * Whether a report looks like a major hazard: it says something the library speaks of (as near to a criterion as nine in
 * ten of those that meet one), and is nearer to what meets it than to what only sounds alike.
 */
export const looksMajor = (score: number, likely: number): boolean =>
  score >= learned.floor && likely >= learned.threshold;

export interface Example {
  features: readonly number[];
  isYes: boolean;
  weight: number;
}

/** Fits a head by gradient descent: few numbers, so a few hundred rounds settle it. */
export function fitHead(examples: readonly Example[], rounds = 500): Head {
  const size = examples[0]?.features.length ?? 0;
  const places = Array.from({ length: size }, (_, i) => i);
  const mean = (of: (one: Example) => number) => examples.reduce((sum, one) => sum + of(one), 0) / examples.length;
  const middle = places.map((i) => mean(({ features }) => features[i] as number));
  const spread = places.map(
    (i) => Math.sqrt(mean(({ features }) => ((features[i] as number) - (middle[i] as number)) ** 2)) || 1,
  );
  const head = { middle, spread, weights: places.map(() => 0), bias: 0 };
  const total = examples.reduce((sum, { weight }) => sum + weight, 0);
  for (let round = 0; round < rounds; round += 1) {
    const step = places.map(() => 0);
    let lift = 0;
    for (const { features, isYes, weight } of examples) {
      const off = ((isYes ? 1 : 0) - likelihood(features, head)) * (weight / total);
      lift += off;
      for (const i of places) {
        step[i] =
          (step[i] as number) + (off * ((features[i] as number) - (middle[i] as number))) / (spread[i] as number);
      }
    }
    head.bias += lift;
    head.weights = head.weights.map((weight, i) => weight + (step[i] as number) - 0.0005 * weight);
  }
  return head;
}
