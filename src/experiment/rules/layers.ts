// Rules on the network: its layers must fit each other, the task and the memory.

import { formatNumber } from '../describeOutline.ts';
import { editsToInsertBefore } from '../documentEdits.ts';
import { expandLayers, followNetwork, type NetworkOfTask, networkOfTask } from '../network.ts';
import type { SampleShape } from '../taskSizes.ts';
import { type Finding, placeOf, type ReadingContext, type Rule, settingFix } from './rule.ts';
import { tokensMisfit } from './tokenLayers.ts';

type Misfit = Extract<NetworkOfTask, { kind: 'misfit' }>;

export const layersDoNotFit: Rule = {
  id: 'layers-do-not-fit',
  severity: 'error',
  title: 'A layer cannot take what the layer before it, or the task, gives.',
  *check(context) {
    const network = networkOf(context);
    if (network.kind === 'misfit') yield misfit(context, network);
  },
};

/** 1 GB of parameters: with gradients and optimizer state, the most that WebAssembly's memory of 4 GB holds. */
const mostParameters = 250_000_000;

export const modelTooLarge: Rule = {
  id: 'model-too-large',
  severity: 'error',
  title: 'The network has more parameters than memory holds.',
  *check(context) {
    const network = networkOf(context);
    if (network.kind !== 'fits' || network.parameters <= mostParameters) return;
    const message =
      `The network has ${formatNumber(network.parameters)} parameters; at most ${formatNumber(mostParameters)} fit into memory with their ` +
      'gradients and optimizer state. Use fewer or smaller layers.';
    yield { message, range: placeOf(context, ['model', 'kind']) };
  },
};

export const batchNormOfSingleSample: Rule = {
  id: 'batch-norm-single-sample',
  severity: 'warning',
  title: 'Batch norm over a vector cannot work with batches of one sample.',
  *check(context) {
    const network = networkOf(context);
    if (network.kind !== 'fits') return;
    const index = network.layers.findIndex(
      ({ layer, input }) => layer.kind === 'batchNorm' && valuesPerChannel(input) === 1,
    );
    if (index < 0) return;
    for (const part of ['algorithm', 'evaluation'] as const) {
      if (context.experiment[part].innerBatch > 1) continue;
      const message =
        'Batch norm normalises each value by the batch alone: with one sample in a batch every output is 0, and nothing is learned. ' +
        'Use larger inner batches, or leave batch norm out.';
      yield { message, range: placeOf(context, [part, 'innerBatch']) };
    }
  },
};

function networkOf({ experiment }: ReadingContext): NetworkOfTask {
  const network = networkOfTask(experiment.model, experiment.task);
  if (network.kind !== 'unknown' || experiment.task.kind !== 'table') return network;
  // How many inputs there are only the data can say, but that they are a vector is certain.
  const ofAnyVector = followNetwork(experiment.model, anyTable);
  return ofAnyVector.kind === 'misfit' ? ofAnyVector : network;
}

const anyTable = { input: { kind: 'vector', units: 1 }, outputs: 1, loss: 'meanSquaredError' } as const;

function valuesPerChannel(shape: SampleShape): number {
  return shape.kind === 'image' ? shape.height * shape.width : 1;
}

function misfit(context: ReadingContext, { index, layer, input }: Misfit): Finding {
  const { model, task } = context.experiment;
  if (input.kind === 'tokens') return tokensMisfit(context, index);
  if (model.kind === 'convnet') return convnetMisfit(context, index);
  const place = ['model', 'layers', index];
  const range = placeOf(context, [...place, 'kind']);
  const subject = `Layer ${index + 1} (${layer.kind})`;
  if (layer.kind === 'dense') {
    const message = `${subject} needs a vector, but gets ${describeShape(input)}. Put { "kind": "flatten" } before it.`;
    const edits = editsToInsertBefore(context.document, place, { kind: 'flatten' });
    return { message, range, ...(edits && { fix: { title: 'Insert a flatten layer before it', edits } }) };
  }
  if (layer.kind === 'embeddingBag') {
    const place = index === 0 ? `but ${inputOf[task.kind]}` : 'so it can only be the first layer';
    return { message: `${subject} takes the tokens of a text, ${place}. Leave it out.`, range };
  }
  if (input.kind === 'vector') {
    return {
      message: `${subject} needs an image, but gets ${describeShape(input)}. ${adviceWithoutImage(context, index)}`,
      range,
    };
  }
  const message =
    `${subject} has a window larger than what it gets, ${describeShape(input)}. Use fewer layers that shrink the image before it, a ` +
    'smaller window, or "padding": "same".';
  return { message, range };
}

function describeShape(shape: SampleShape): string {
  switch (shape.kind) {
    case 'vector':
      return `a vector of ${shape.units}`;
    case 'tokens':
      return `${shape.length} tokens`;
    case 'image':
      return `an image of ${shape.height} × ${shape.width} × ${shape.channels}`;
  }
}

const inputOf = {
  sine: 'a sine task gives one number at a time',
  images: 'an image task gives pixels',
  speech: 'a speech task gives spectrograms',
  text: 'TF-IDF gives one value for each term',
  table: 'a table gives numbers',
  module: 'a module gives numbers',
  navigation: 'a navigation task gives a position',
  arm: 'an arm task gives angles and velocities',
} as const;

function adviceWithoutImage({ experiment: { task, model } }: ReadingContext, index: number): string {
  if (task.kind === 'sine' || task.kind === 'text' || task.kind === 'table')
    return `A ${task.kind} task has no images: use dense layers.`;
  if (task.kind === 'navigation' || task.kind === 'arm') return 'A control task has no images: use dense layers.';
  const layers = expandLayers(model);
  return layers[index]?.kind === 'globalPool' && layers[index - 1]?.kind === 'flatten'
    ? 'It makes a vector by itself: leave out the flatten layer before it.'
    : 'Put it before the flatten or dense layer.';
}

function convnetMisfit(context: ReadingContext, index: number): Finding {
  const { task, model } = context.experiment;
  if (task.kind !== 'images' && task.kind !== 'speech' && task.kind !== 'module') {
    const message = `A convnet needs images, but ${inputOf[task.kind]}. Use "kind": "mlp".`;
    return { message, range: placeOf(context, ['model', 'kind']), ...settingFix(context, ['model'], { kind: 'mlp' }) };
  }
  const blocks = expandLayers(model)
    .slice(0, index)
    .filter((layer) => layer.kind === 'maxPool').length;
  const path = ['model', 'blocks'];
  const message =
    `Each block halves the image, and after ${blocks} blocks nothing is left to pool. Lower "blocks" to ${blocks}, or use ` +
    '"downsampling": "stride".';
  return { message, range: placeOf(context, path, ['model', 'downsampling']), ...settingFix(context, path, blocks) };
}
