// How fast the fused engine's matrix products are, layer by layer, where they stand in an inner step.

import type { OperationTime } from '../../src/engine/fused/operationTimes.ts';
import { type LayerOperations, layerOperations } from './floatOperations.ts';
import { median } from './statistics.ts';
import type { Workload } from './workloads.ts';

/**
 * `backward`: the gradients by the weights and, where something before learns, by the inputs; some methods share work
 * between the two.
 */
export const productKinds = ['forward', 'backward'] as const;
export type ProductKind = (typeof productKinds)[number];

/** The matrix products of one layer in one direction. */
export interface KernelRate {
  readonly kind: ProductKind;
  /** Position in the model's layers. */
  readonly layer: number;
  /** Median over the steps; gathering, packing, transposing and transforming for the products is included. */
  readonly seconds: number;
  /** As counted, whatever the method saves. */
  readonly operations: number;
}

export interface KernelRates {
  readonly products: readonly KernelRate[];
  /** Seconds of the operations that serve no matrix product, by name. */
  readonly rest: ReadonlyMap<string, number>;
  /** Seconds of the whole step, operation by operation. */
  readonly total: number;
}

/** What a dense layer or a convolution does beside its products. */
const besideProducts: ReadonlySet<string> = new Set(['ADD_BIAS', 'BIAS_GRADIENT', 'ACTIVATE', 'ACTIVATION_GRADIENT']);

/** @param steps the operations of several inner steps of the same model, as `TimedLearner.timeInnerStep` gives them */
export function kernelRates({ model, batch }: Workload, steps: readonly (readonly OperationTime[])[]): KernelRates {
  const [first = []] = steps;
  const counted = new Map(layerOperations(model).map((layer) => [layer.layer, layer]));
  const products = new Map<string, KernelRate>();
  const rest = new Map<string, number>();
  let total = 0;
  first.forEach(({ operation, part, layer }, index) => {
    const seconds = median(steps.map((step) => step[index]?.seconds ?? Number.NaN));
    total += seconds;
    const operations = layer === undefined ? undefined : counted.get(layer);
    if (operations === undefined || besideProducts.has(operation)) {
      rest.set(operation, (rest.get(operation) ?? 0) + seconds);
      return;
    }
    const kind = part === 'forward' ? 'forward' : 'backward';
    const key = `${operations.layer} ${kind}`;
    const before = products.get(key)?.seconds ?? 0;
    products.set(key, {
      kind,
      layer: operations.layer,
      seconds: before + seconds,
      operations: batch * operationsOf(operations, kind),
    });
  });
  return { products: [...products.values()], rest, total };
}

/** For one sample. */
export function operationsOf({ forward, inputGradient, weightGradient }: LayerOperations, kind: ProductKind): number {
  return kind === 'forward' ? forward : inputGradient + weightGradient;
}

/** GFLOP/s of all products of a kind; undefined where the model has none. */
export function rateOfKind({ products }: KernelRates, kind: ProductKind): number | undefined {
  const own = products.filter((product) => product.kind === kind);
  if (own.length === 0) return undefined;
  const sum = (pick: (product: KernelRate) => number) => own.reduce((total, product) => total + pick(product), 0);
  return sum(({ operations }) => operations) / sum(({ seconds }) => seconds) / 1e9;
}
