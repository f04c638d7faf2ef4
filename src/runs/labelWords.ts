// The words of labels: short names of an experiment's places, and values as briefly as they can still be told apart.

import { plainText } from '../base/shownText.ts';

/** As the field says it; a kind stands for itself. */
const fieldNames: ReadonlyMap<string, string> = new Map([
  ['algorithm.kind', ''],
  ['task.kind', ''],
  ['model.kind', ''],
  ['algorithm.innerOptimizer.kind', ''],
  ['algorithm.innerOptimizer.learningRate', 'lr'],
  ['algorithm.innerOptimizer.beta1', 'β1'],
  ['algorithm.innerOptimizer.beta2', 'β2'],
  ['algorithm.innerOptimizer.weightDecay.kind', 'weight decay'],
  ['algorithm.innerOptimizer.weightDecay.rate', 'decay rate'],
  ['algorithm.innerOptimizer.weightDecay.factor', 'decay factor'],
  ['algorithm.innerOptimizer.clipGradient.kind', 'clip by'],
  ['algorithm.innerOptimizer.clipGradient.at', 'clip at'],
  ['algorithm.metaStepSize', 'ε'],
  ['algorithm.metaStepSizeFinal', 'final ε'],
  ['algorithm.metaStepSchedule', 'schedule'],
  ['algorithm.outerOptimizer.kind', 'outer'],
  ['algorithm.innerSteps', 'inner steps'],
  ['algorithm.innerBatch', 'inner batch'],
  ['algorithm.metaBatch', 'meta-batch'],
  ['algorithm.metaIterations', 'meta-iterations'],
  ['task.trainShots', 'train shots'],
]);

/** In UTF-16 units. */
const longestValue = 24;

/**
 * How a place is called among all `places`: as the field calls it, or by the shortest end of it that no other place
 * has.
 */
export function shortNames(places: ReadonlySet<string>): (place: string) => string {
  const tails = new Map<string, number>();
  for (const place of places) for (const tail of tailsOf(place)) tails.set(tail, (tails.get(tail) ?? 0) + 1);
  return (place) => fieldNames.get(place) ?? tailsOf(place).find((tail) => tails.get(tail) === 1) ?? place;
}

/**
 * From the shortest to the whole: `units`, `layers[0].units`, `model.layers[0].units`; of a kind what it is the kind
 * of.
 */
function tailsOf(place: string): string[] {
  const steps = place.replace(/\.kind$/, '').split('.');
  return steps.map((_, index) => steps.slice(-index - 1).join('.'));
}

/**
 * Spells the values of one place briefly, and differently where they differ, if so many characters can tell them apart.
 */
export function briefValues(values: readonly (number | string)[]): (value: number | string) => string {
  const different = new Set(values);
  const spellings: readonly ((value: number | string) => string)[] = [roundly, exactly, lastName, ending];
  const tellsApart = (spell: (value: number | string) => string) =>
    new Set([...different].map(spell)).size === different.size;
  return spellings.find(tellsApart) ?? exactly;
}

/** Four significant digits. */
function roundly(value: number | string): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : exactly(value);
}

function exactly(value: number | string): string {
  return typeof value === 'number' ? String(value) : plainText(value, longestValue);
}

/** Of a path, the file's or the folder's own name. */
function lastName(value: number | string): string {
  return exactly(typeof value === 'number' ? value : (value.split(/[/\\]/).findLast((part) => part !== '') ?? value));
}

function ending(value: number | string): string {
  if (typeof value === 'number' || value.length <= longestValue) return exactly(value);
  return plainText(`…${value.slice(1 - longestValue)}`, longestValue);
}
