// Few-shot classification of texts, from a text set.

import type { TextTaskSpec } from '../../experiment/schema.ts';
import { createClassDistribution } from '../classTasks.ts';
import { type PackedTexts, unpackText } from '../packedTexts.ts';
import type { SupervisedDistribution, Task, TaskIllustration } from '../task.ts';
import { writeEncodedText } from './encodedTexts.ts';
import type { TextSet } from './textSet.ts';

/** A text in a picture is cut after so many characters. */
const longestShown = 1000;

/**
 * Tasks from a text set (see `classTasks.ts`).
 * @throws {TaskError} when the classes or the texts of a class do not suffice
 */
export function createTextDistribution(spec: TextTaskSpec, set: TextSet): SupervisedDistribution {
  return createClassDistribution(spec, {
    inputShape: [set.encoded.length],
    trainingClasses: set.trainingClasses,
    heldOutClasses: set.heldOutClasses,
    heldOutDescription: set.heldOutDescription,
    ...(set.episodes && { episodes: set.episodes }),
    samplesNoun: 'texts',
    groupNoun: 'domains',
    makerNoun: 'makers',
    turnsHeldOut: false,
    encode: (text, _, target) => writeEncodedText(set.encoded, text, target),
    illustrate: (task) => illustrateTexts(task, set.texts),
  });
}

function illustrateTexts(task: Task, texts: PackedTexts): TaskIllustration {
  const shown = (numbers: readonly number[], ways: Float32Array) =>
    numbers.map((number, index) => ({ way: ways[index] ?? 0, text: cut(unpackText(texts, number)) }));
  return {
    kind: 'texts',
    classNames: task.classNames,
    support: shown(task.supportNumbers, task.support.targets),
    query: shown(task.queryNumbers, task.query.targets),
  };
}

function cut(text: string): string {
  return text.length <= longestShown ? text : `${[...text.slice(0, longestShown)].slice(0, -1).join('')}…`;
}
