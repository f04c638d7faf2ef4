// Compiles convolutions with 3x3 kernels and stride 2 to products of transformed images, where those are fewer:
// forward, backward and tangents stand together.

import { countCellsInside } from '../../../experiment/window.ts';
import type { ResolvedLayer } from '../../model.ts';
import { addBiasAndActivation } from './biasActivation.ts';
import { MAX_TERMS } from './kernelSizes.ts';
import { type CompiledLayer, type LayerContext, nextTensor, type SpecOf, type Tensor } from './layerProgram.ts';
import { layoutOf, padToEight, widthOf } from './layout.ts';
import { addressOf, type MemoryPlan, type Region, type Word } from './memoryPlan.ts';
import { type ActivationKind, operation, type Place, realWord, record } from './operations.ts';
import { type AxisAlgorithm, type SparseMatrix, stridedAxis, transpose } from './toomCook.ts';

/**
 * Whether transforming pays: the choice is by sizes alone, so that it is the same everywhere. Measured on images of 3
 * to 28 pixels (batch 10, forward and backward), where a third of the products is saved it takes 0.95 of the time with
 * 32 channels and 0.88 with 64; where less is saved, or with 16 channels, it takes more.
 */
export function suitsStrided(layer: ResolvedLayer, spec: SpecOf<'conv2d'>): boolean {
  const [height = 0, width = 0, channels = 0] = layer.inputShape;
  if (spec.kernel !== 3 || spec.stride !== 2 || channels < 32 || spec.filters < 32) return false;
  const products = stridedAxis(height, spec.padding).points.length * stridedAxis(width, spec.padding).points.length;
  const direct = countCellsInside(height, 3, 2, spec.padding) * countCellsInside(width, 3, 2, spec.padding);
  return 3 * products <= 2 * direct;
}

export function compileStrided(
  context: LayerContext,
  layer: ResolvedLayer,
  spec: SpecOf<'conv2d'>,
  input: Tensor,
  activation: ActivationKind,
): CompiledLayer {
  const { plan, forwardBatch, transposed, workspace } = context;
  const [height = 0, width = 0] = layer.inputShape;
  const layout = layoutOf(layer.outputShape);
  const outputs = widthOf(layout);
  const { channels: depth, stride: channels } = input.layout;
  const output: Tensor = { ...nextTensor(context, input, layout, true), overwritable: activation === 'identity' };

  const axes: Axes = { rows: stridedAxis(height, spec.padding), columns: stridedAxis(width, spec.padding) };
  const { rows, columns } = axes;
  const { groups, pointPlaces, weightPlaces } = planPlaces(plan, axes, forwardBatch);
  const weightCount = rows.taps.length * columns.taps.length;
  const pointCount = forwardBatch * rows.points.length * columns.points.length;
  // Transformed inputs stay for the gradient by the weights, and then make room for the gradient by them.
  const inputPoints = plan.floats(pointCount * channels);
  const outputPoints = addressOf(workspace);
  const weightGradients = addressOf(workspace, pointCount * outputs * 4);
  const scratchAt = (pointCount + weightCount * depth) * outputs * 4;
  const scratch = addressOf(workspace, scratchAt);
  const widest = Math.max(width * channels, columns.outputCount * outputs, 3 * depth * 8);
  workspace.atLeast(scratchAt + (Math.max(rows.points.length, rows.taps.length) + 1) * widest * 4);
  if (input.needsGradient) transposed.atLeast(weightCount * padToEight(depth) * outputs * 4);

  const panels = outputs / 8;
  const ofWeights = mapBetween(plan, 'taps', axes, { height: 3, width: 3, pixelBytes: depth * 32, images: panels });
  const ofInputs = mapBetween(plan, 'inputs', axes, { height, width, pixelBytes: channels * 4, images: 'batch' });
  const outputSize = { height: rows.outputCount, width: columns.outputCount };
  const ofOutputs = mapBetween(plan, 'outputs', axes, { ...outputSize, pixelBytes: outputs * 4, images: 'batch' });
  const groupCount = weightCount;
  const [inputBytes, outputBytes] = [channels * 4, outputs * 4];
  const transform = (image: Place, points: Region) =>
    operation('SPREAD', { ...ofWeights.spread, places: weightPlaces, image, points, scratch });
  // Outputs from inputs; with `accumulate`, added to what stands there.
  const convolve = (weights: Region, image: Region, accumulate: boolean) => [
    ...operation('GROUP_PRODUCTS', {
      groups,
      groupCount,
      panels,
      depth,
      weights,
      source: inputPoints,
      sourceBytes: inputBytes,
      target: outputPoints,
      targetBytes: outputBytes,
    }),
    ...operation('COLLECT', {
      ...ofOutputs.collect,
      places: pointPlaces,
      image,
      points: outputPoints,
      scratch,
      accumulate,
    }),
  ];
  const spreadInputs = (image: Region) =>
    operation('SPREAD', { ...ofInputs.spread, places: pointPlaces, image, points: inputPoints, scratch });
  // Gradients by the transformed weights, and by the input, if `dx` is one; with `accumulate`, added to what stands
  // there.
  const convolveBack = (dy: Region, weights: Region, dx: Region | undefined, accumulate: boolean): Word[] => [
    ...operation('SPREAD', { ...ofOutputs.spread, places: pointPlaces, image: dy, points: outputPoints, scratch }),
    ...operation('GROUP_WEIGHT_GRADIENTS', {
      groups,
      groupCount,
      panels,
      depth,
      gradient: weightGradients,
      accumulate,
      source: inputPoints,
      sourceBytes: inputBytes,
      dy: outputPoints,
      dyBytes: outputBytes,
    }),
    ...(dx === undefined
      ? []
      : [
          ...operation('TRANSPOSE_WEIGHTS', { taps: weightCount, depth, outputs, weights, to: transposed }),
          ...operation('GROUP_PRODUCTS', {
            groups,
            groupCount,
            panels: channels / 8,
            depth: outputs,
            weights: transposed,
            source: outputPoints,
            sourceBytes: outputBytes,
            target: inputPoints,
            targetBytes: inputBytes,
          }),
          ...operation('COLLECT', {
            ...ofInputs.collect,
            places: pointPlaces,
            image: dx,
            points: inputPoints,
            scratch,
            accumulate,
          }),
        ]),
  ];
  const gradientOfWeights = (image: Place) =>
    operation('COLLECT', {
      ...ofWeights.collect,
      places: weightPlaces,
      image,
      points: weightGradients,
      scratch,
      accumulate: false,
    });

  const kernel = context.parameter(layer, 'kernel');
  const weights = plan.floats(weightCount * depth * outputs);
  return addBiasAndActivation(context, layer, spec.bias, activation, output, {
    forward: [
      ...transform(kernel.value, weights),
      ...spreadInputs(input.values),
      ...convolve(weights, output.values, false),
    ],
    backward: [
      ...convolveBack(output.gradient, weights, input.needsGradient ? input.gradient : undefined, false),
      ...gradientOfWeights(kernel.gradient),
    ],
    tangents: compileTangents(),
  });

  /** Convolution is linear in x and in the weights: its derivatives are those by one and by the other, added up. */
  function compileTangents() {
    const { tangent } = output;
    if (tangent?.values === undefined) return { forward: [], backward: [] };
    const change = context.parameterTangent(layer, 'kernel');
    const changeOfWeights = plan.floats(weightCount * depth * outputs);
    const [x, dx] = [input.tangent?.values, input.tangent?.gradient];
    const ofWeightsAlone = [
      ...transform(change.value, changeOfWeights),
      ...convolve(changeOfWeights, tangent.values, false),
    ];
    if (x === undefined || dx === undefined) {
      return {
        forward: ofWeightsAlone,
        backward: [...convolveBack(tangent.gradient, weights, undefined, false), ...gradientOfWeights(change.gradient)],
      };
    }
    return {
      // Backward finds the transformed inputs themselves again.
      forward: [
        ...ofWeightsAlone,
        ...spreadInputs(x),
        ...convolve(weights, tangent.values, true),
        ...spreadInputs(input.values),
      ],
      backward: [
        ...spreadInputs(input.values),
        ...convolveBack(tangent.gradient, weights, dx, false),
        ...spreadInputs(x),
        ...convolveBack(output.gradient, changeOfWeights, dx, true),
        ...gradientOfWeights(change.gradient),
      ],
    };
  }
}

interface Axes {
  readonly rows: AxisAlgorithm;
  readonly columns: AxisAlgorithm;
}

/**
 * Points that take the same transformed weight are one group of rows, sample by sample; transformed weights stand
 * behind each other in every panel.
 */
function planPlaces(plan: MemoryPlan, { rows, columns }: Axes, batch: number) {
  const sizes = rows.instances.flatMap((down) => columns.instances.map((across) => down * across));
  const starts = sizes.map((_, group) => batch * sizes.slice(0, group).reduce((sum, size) => sum + size, 0));
  const pairs = rows.points.flatMap((row) => columns.points.map((column) => ({ row, column })));
  const weightCount = sizes.length;
  return {
    groups: plan.program(sizes.flatMap((rows, group) => record('ROW_GROUP', { rows, first: starts[group] ?? 0 }))),
    pointPlaces: plan.program(
      pairs.flatMap(({ row, column }) => {
        const group = row.weight * columns.instances.length + column.weight;
        const inSample = row.instance * (columns.instances[column.weight] ?? 0) + column.instance;
        return record('PLACE', { first: (starts[group] ?? 0) + inSample, next: sizes[group] ?? 0 });
      }),
    ),
    weightPlaces: plan.program(sizes.flatMap((_, group) => record('PLACE', { first: group, next: weightCount }))),
  };
}

/** What SPREAD and COLLECT between images and points begin with. */
function mapBetween(
  plan: MemoryPlan,
  which: 'inputs' | 'outputs' | 'taps',
  { rows, columns }: Axes,
  images: {
    readonly height: number;
    readonly width: number;
    readonly pixelBytes: number;
    readonly images: number | 'batch';
  },
) {
  const { height, width } = images;
  const sizes = { ...images, rowPoints: rows[which].length, columnPoints: columns[which].length };
  const matrices = (ofRows: SparseMatrix, ofColumns: SparseMatrix) => ({
    rowMatrix: planMatrix(plan, ofRows),
    columnMatrix: planMatrix(plan, ofColumns),
  });
  return {
    spread: { ...sizes, ...matrices(rows[which], columns[which]) },
    collect: { ...sizes, ...matrices(transpose(rows[which], height), transpose(columns[which], width)) },
  };
}

function planMatrix(plan: MemoryPlan, matrix: SparseMatrix): Region {
  const record = (items: readonly number[]) => Array.from({ length: MAX_TERMS }, (_, term) => items[term] ?? 0);
  return plan.program(
    matrix.flatMap((terms) => {
      if (terms.length > MAX_TERMS) throw new Error(`A sum has ${terms.length} terms, more than its kernel takes.`);
      const indices = record(terms.map(({ index }) => index));
      return [terms.length, ...indices, ...record(terms.map(({ coefficient }) => realWord(coefficient)))];
    }),
  );
}
