// Convolutions with stride 2 and 3 taps along one axis, with fewer products than outputs times taps: polyphase and
// Toom-Cook.
//
// Taps 0 and 2 meet the inputs of one parity: a 2-tap convolution of stride 1; tap 1 meets the others, once for each
// output. The 2-tap one takes tiles of m outputs with m + 1 products: y = Aᵀ((G g) ⊙ (B d)), values at points 0, 1, -1,
// 1/2 and infinity of the polynomials whose product is the convolution (Toom-Cook; Blahut, "Fast Algorithms for Signal
// Processing", chapter 5). So 7 outputs take 5 + 4 + 7 = 16 products instead of 21. What divides is left to B, so that
// tiles of all sizes share G, and thus the transformed weights.

import { type Padding, windowExtent } from '../../../experiment/window.ts';

/** One summand: a coefficient and the place of what it multiplies. */
interface Term {
  readonly index: number;
  readonly coefficient: number;
}

/** Linear maps along an axis, each row a list of terms without zeros. */
export type SparseMatrix = readonly (readonly Term[])[];

export interface AxisAlgorithm {
  /** For each product: which transformed weight it takes, and its number among the products that take this one. */
  readonly points: readonly { readonly weight: number; readonly instance: number }[];
  /** Products that take each transformed weight. */
  readonly instances: readonly number[];
  /** Products from inputs; what each product adds to the outputs; transformed weights from the 3 taps. */
  readonly inputs: SparseMatrix;
  readonly outputs: SparseMatrix;
  readonly taps: SparseMatrix;
  readonly outputCount: number;
}

const LARGEST_TILE = 4;

/** Finite points in the order in which tiles take them; a tile of m outputs takes m of them, and infinity. */
const finitePoints = [0, 1, -1, 1 / 2] as const;

/** Transformed weights: one for each finite point, then infinity, then the tap between. */
const INFINITY_WEIGHT = finitePoints.length;
const MIDDLE_WEIGHT = INFINITY_WEIGHT + 1;

/** The algorithm for images of `size` pixels, kernels of 3 and stride 2. */
export function stridedAxis(size: number, padding: Padding): AxisAlgorithm {
  const { output, padBefore } = windowExtent(size, 3, 2, padding);
  const instances: number[] = Array.from({ length: MIDDLE_WEIGHT + 1 }, () => 0);
  const points: { weight: number; instance: number }[] = [];
  const inputs: Term[][] = [];
  const outputs: Term[][] = [];
  const addPoint = (weight: number, ownInputs: readonly Term[], ownOutputs: readonly Term[]) => {
    const instance = instances[weight] ?? 0;
    points.push({ weight, instance });
    instances[weight] = instance + 1;
    inputs.push(ownInputs.filter(({ index, coefficient }) => coefficient !== 0 && index >= 0 && index < size));
    outputs.push(ownOutputs.filter(({ coefficient }) => coefficient !== 0));
  };
  const tiles = Math.ceil(output / LARGEST_TILE);
  let first = 0;
  for (let left = tiles; left > 0; left--) {
    const length = Math.ceil((output - first) / left);
    const place = (offset: number) => 2 * (first + offset) - padBefore;
    const enclosed = place(0) < 0 && place(length) >= size;
    for (const { weight, fromInputs, toOutputs } of enclosed ? enclosedTile(length) : tile(length)) {
      const ownInputs = fromInputs.map((coefficient, offset) => ({ index: place(offset), coefficient }));
      const ownOutputs = toOutputs.map((coefficient, offset) => ({ index: first + offset, coefficient }));
      addPoint(weight, ownInputs, ownOutputs);
    }
    first += length;
  }
  for (let index = 0; index < output; index++) {
    addPoint(MIDDLE_WEIGHT, [{ index: 2 * index - padBefore + 1, coefficient: 1 }], [{ index, coefficient: 1 }]);
  }
  // Small tiles leave points out.
  const used = instances.flatMap((count, weight) => (count > 0 ? [weight] : []));
  return {
    points: points.map(({ weight, instance }) => ({ weight: used.indexOf(weight), instance })),
    instances: instances.filter((count) => count > 0),
    inputs,
    outputs,
    taps: kernelTaps.filter((_, weight) => used.includes(weight)),
    outputCount: output,
  };
}

const kernelTaps: SparseMatrix = [
  ...finitePoints.map((point) =>
    [
      { index: 0, coefficient: 1 },
      { index: 2, coefficient: point },
    ].filter(({ coefficient }) => coefficient !== 0),
  ),
  [{ index: 2, coefficient: 1 }],
  [{ index: 1, coefficient: 1 }],
];

interface TileProduct {
  readonly weight: number;
  /** Rows of B and columns of Aᵀ: a coefficient for each of the tile's inputs, and of its outputs. */
  readonly fromInputs: readonly number[];
  readonly toOutputs: readonly number[];
}

/** A tile of `length` outputs from `length` + 1 inputs. */
function tile(length: number): readonly TileProduct[] {
  const taken = finitePoints.slice(0, length);
  const finite = taken.map((point, weight) => {
    const toOutputs = taken.map((_, power) => point ** power);
    return { weight, fromInputs: interpolationAt(point, taken), toOutputs };
  });
  const last = taken.map((_, power) => (power === length - 1 ? 1 : 0));
  return [...finite, { weight: INFINITY_WEIGHT, fromInputs: polynomialWithRoots(taken), toOutputs: last }];
}

/**
 * The same where padding makes the first and the last input 0: a product of polynomials, which takes one product less.
 * Inputs are coefficients of the one, highest first, outputs those of the product.
 */
function enclosedTile(length: number): readonly TileProduct[] {
  if (length === 1) return [];
  const taken = finitePoints.slice(0, length - 1);
  const offsets = Array.from({ length: length + 1 }, (_, offset) => offset);
  const highestFirst = (coefficients: readonly number[]) =>
    offsets.slice(0, length).map((offset) => coefficients[length - 1 - offset] ?? 0);
  const finite = taken.map((point, weight) => {
    const fromInputs = offsets.map((offset) => (offset > 0 && offset < length ? point ** (length - 1 - offset) : 0));
    return { weight, fromInputs, toOutputs: highestFirst(interpolationAt(point, taken)) };
  });
  const fromInputs = offsets.map((offset) => (offset === 1 ? 1 : 0));
  return [...finite, { weight: INFINITY_WEIGHT, fromInputs, toOutputs: highestFirst(polynomialWithRoots(taken)) }];
}

/** The polynomial that is 1 at `point` and 0 at the other points. */
function interpolationAt(point: number, points: readonly number[]): readonly number[] {
  const others = points.filter((other) => other !== point);
  const divisor = others.reduce((product, other) => product * (point - other), 1);
  return polynomialWithRoots(others).map((coefficient) => coefficient / divisor);
}

/** Coefficients, constant first. */
function polynomialWithRoots(roots: readonly number[]): readonly number[] {
  return roots.reduce<readonly number[]>(
    (coefficients, root) =>
      Array.from(
        { length: coefficients.length + 1 },
        (_, power) => (coefficients[power - 1] ?? 0) - root * (coefficients[power] ?? 0),
      ),
    [1],
  );
}

/** The matrix mirrored: its rows are the columns of `matrix`, of which there are `columns`. */
export function transpose(matrix: SparseMatrix, columns: number): SparseMatrix {
  const rows: Term[][] = Array.from({ length: columns }, () => []);
  matrix.forEach((terms, row) => {
    for (const { index, coefficient } of terms) rows[index]?.push({ index: row, coefficient });
  });
  return rows;
}
