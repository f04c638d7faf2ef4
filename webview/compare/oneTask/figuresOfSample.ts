// What a sample's own answers come to after each of its inner steps: the figures of that one task, on the queries that
// are drawn of it.

import { ofEachQuantity, type Quantity } from '../../../src/experiment/quantities.ts';
import type { AdaptationSample } from '../../../src/meta/executor.ts';
import { LastResult } from '../curves/lastResult.ts';

/** One figure for each of the sample's steps. */
type Figures = Readonly<Partial<Record<Quantity, readonly number[]>>>;

const known = new LastResult<AdaptationSample, Figures>();

/** Made once of a sample. */
export function figuresOfSample(sample: AdaptationSample): Figures {
  return known.of(sample, [], () => {
    const { task, outputs } = sample;
    switch (task.kind) {
      case 'curve':
        return { loss: outputs.map((answers) => meanSquaredError(answers, task.queryY)) };
      case 'values': {
        const targets = task.targets.flat();
        return { loss: outputs.map((answers) => meanSquaredError(answers, targets)) };
      }
      case 'paths':
        return { return: task.trajectories.map((drawn) => meanOf(drawn.map(({ totalReward }) => totalReward))) };
      case 'images':
      case 'spectrograms':
        return ofClasses(outputs, task.query, task.classNames.length);
      case 'texts':
        return ofClasses(outputs, task.query, task.classNames.length);
    }
  });
}

/** @param outputs for each step the probabilities [queries × ways] */
function ofClasses(
  outputs: readonly (readonly number[])[],
  query: readonly { readonly way: number }[],
  ways: number,
): Figures {
  const figures = ofEachQuantity((): number[] => []);
  for (const answers of outputs) {
    const rows = query.map(({ way }, place) => ({ way, shares: answers.slice(place * ways, (place + 1) * ways) }));
    figures.accuracy.push(meanOf(rows.map(({ way, shares }) => (isLikeliest(shares, way) ? 1 : 0))));
    figures.loss.push(meanOf(rows.map(({ way, shares }) => -Math.log(shares[way] ?? Number.NaN))));
  }
  return { accuracy: figures.accuracy, loss: figures.loss };
}

/** Of equal ones the first counts. */
function isLikeliest(shares: readonly number[], way: number): boolean {
  return shares.indexOf(Math.max(...shares)) === way;
}

function meanSquaredError(answers: readonly number[], targets: readonly number[]): number {
  return meanOf(targets.map((target, place) => (target - (answers[place] ?? Number.NaN)) ** 2));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
