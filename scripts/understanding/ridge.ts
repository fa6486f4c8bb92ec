import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import type { PackedWeights } from '#platform/sentences';

export interface Example {
  label: string;
  row: Float64Array;
}

/** How strongly weights are held small, and how far rare labels are weighed up: found by cross-validation. */
const HELD = 3;
const RARE = 0.4;

/**
 * A linear head by weighted ridge regression, one column for every label (1 for its examples, −1 for the others): solved
 * exactly, so that the same examples give the same weights.
 */
export function learn(examples: readonly Example[], labels: readonly string[]): PackedWeights[] {
  const width = examples[0]?.row.length ?? 0;
  const counts = new Map<string, number>();
  for (const { label } of examples) counts.set(label, (counts.get(label) ?? 0) + 1);
  const mean = examples.length / counts.size;
  const weightOf = ({ label }: Example) => (mean / (counts.get(label) ?? mean)) ** RARE;
  const total = examples.reduce((sum, one) => sum + weightOf(one), 0);
  // Centred without making rows dense: the products of the means are taken off at the end.
  const xMean = new Float64Array(width);
  const yMean = new Float64Array(labels.length);
  const squares = Matrix.zeros(width, width);
  const products = Matrix.zeros(width, labels.length);
  for (const one of examples) {
    const weight = weightOf(one);
    const filled = [...one.row.keys()].filter((i) => one.row[i] !== 0);
    const targets = labels.map((label) => (label === one.label ? 1 : -1));
    for (const i of filled) {
      const x = weight * (one.row[i] ?? 0);
      xMean[i] = (xMean[i] ?? 0) + x / total;
      for (const j of filled) if (j <= i) squares.set(i, j, squares.get(i, j) + x * (one.row[j] ?? 0));
      for (const [k, y] of targets.entries()) products.set(i, k, products.get(i, k) + x * y);
    }
    for (const [k, y] of targets.entries()) yMean[k] = (yMean[k] ?? 0) + (weight * y) / total;
  }
  for (let i = 0; i < width; i++) {
    const x = xMean[i] ?? 0;
    for (let j = 0; j <= i; j++) {
      const value = squares.get(i, j) - total * x * (xMean[j] ?? 0) + (i === j ? HELD : 0);
      squares.set(i, j, value);
      squares.set(j, i, value);
    }
    for (let k = 0; k < labels.length; k++) products.set(i, k, products.get(i, k) - total * x * (yMean[k] ?? 0));
  }
  const solved = new CholeskyDecomposition(squares).solve(products);
  return labels.map((_label, k) => {
    const weights = solved.getColumn(k);
    const unit = Math.max(...weights.map(Math.abs)) / 127 || 1;
    const bias = (yMean[k] ?? 0) - weights.reduce((sum, w, i) => sum + w * (xMean[i] ?? 0), 0);
    const bytes = Buffer.from(Int8Array.from(weights.map((w) => Math.round(w / unit))).buffer);
    // Rounded, so that the last bits of another processor change nothing.
    return { weights: bytes.toString('base64'), unit: Number(unit.toPrecision(6)), bias: Number(bias.toPrecision(6)) };
  });
}
