import type { PackedWeights, Row } from '#platform/sentences';

export interface Example {
  label: string;
  row: Row;
}

/** Passes over the examples, how far the first steps go, how strongly weights are held small, how far rare labels are weighed up: found by leaving voices out. */
const PASSES = 12;
const STEP = 0.5;
const HELD = 1e-5;
const RARE = 0.4;
const SEED = 7;

/** The same order on every machine: Knuth's linear congruential generator. */
function shuffle(order: number[], state: { seed: number }): void {
  for (let i = order.length - 1; i > 0; i--) {
    state.seed = (Math.imul(state.seed, 1_664_525) + 1_013_904_223) >>> 0;
    const j = Math.floor((state.seed / 2 ** 32) * (i + 1));
    const [a, b] = [order[i] ?? 0, order[j] ?? 0];
    [order[i], order[j]] = [b, a];
  }
}

/**
 * A linear head by multinomial logistic regression, one column for every label, each weight stepping by its own AdaGrad
 * rate: the same examples in the same order give the same weights.
 */
export function learn(examples: readonly Example[], labels: readonly string[], width: number): PackedWeights[] {
  const many = labels.length;
  const [weights, steepness] = [new Float64Array(width * many), new Float64Array(width * many)];
  const [biases, biasSteepness] = [new Float64Array(many), new Float64Array(many)];
  const counts = labels.map((label) => examples.filter((one) => one.label === label).length);
  const order = [...examples.keys()];
  const state = { seed: SEED };
  for (let pass = 0; pass < PASSES; pass++) {
    shuffle(order, state);
    for (const at of order) step(examples[at] as Example);
  }
  return labels.map((_label, k) =>
    packed(
      Float64Array.from({ length: width }, (_, i) => weights[i * many + k] ?? 0),
      k,
    ),
  );

  function step({ label, row: { places, values } }: Example): void {
    const wanted = labels.indexOf(label);
    const off = Float64Array.from(biases);
    for (let i = 0; i < places.length; i++) {
      const [base, value] = [(places[i] as number) * many, values[i] as number];
      for (let k = 0; k < many; k++) off[k] = (off[k] as number) + value * (weights[base + k] as number);
    }
    const top = Math.max(...off);
    let sum = 0;
    for (let k = 0; k < many; k++) sum += off[k] = Math.exp((off[k] as number) - top);
    const weight = (examples.length / many / (counts[wanted] ?? 1)) ** RARE;
    for (let k = 0; k < many; k++) off[k] = weight * ((off[k] as number) / sum - (k === wanted ? 1 : 0));
    for (let i = 0; i < places.length; i++) {
      const [base, value] = [(places[i] as number) * many, values[i] as number];
      for (let k = base; k < base + many; k++) {
        const slope = (off[k - base] as number) * value + HELD * (weights[k] as number);
        steepness[k] = (steepness[k] as number) + slope * slope;
        weights[k] = (weights[k] as number) - (STEP * slope) / (Math.sqrt(steepness[k] as number) + 1e-6);
      }
    }
    for (let k = 0; k < many; k++) {
      biasSteepness[k] = (biasSteepness[k] as number) + (off[k] as number) ** 2;
      biases[k] = (biases[k] as number) - (STEP * (off[k] as number)) / (Math.sqrt(biasSteepness[k] as number) + 1e-6);
    }
  }

  function packed(column: Float64Array, k: number): PackedWeights {
    const unit = column.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127 || 1;
    const bytes = Buffer.from(Int8Array.from(column, (weight) => Math.round(weight / unit)).buffer);
    // Rounded, so that the last bits of another processor change nothing.
    const [worth, bias] = [unit, biases[k] ?? 0].map((n) => Number(n.toPrecision(6)));
    return { weights: bytes.toString('base64'), unit: worth ?? 1, bias: bias ?? 0 };
  }
}
