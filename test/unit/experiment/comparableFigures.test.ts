// Published figures are compared only with what was measured in the same way.

import assert from 'node:assert/strict';
import { isForProtocol, sortPublished } from '../../../src/experiment/comparableFigures.ts';
import { mnistDigits } from '../../../src/experiment/presets/mnist.ts';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import type { PublishedFigure } from '../../../src/experiment/schema.ts';

const { experiment } = readExperiment(mnistDigits.text);
const figure = (changes: Partial<PublishedFigure>): PublishedFigure => ({
  figure: 'accuracy',
  value: 0.9,
  source: 'x',
  ...changes,
});

describe('sortPublished', () => {
  it('takes what a figure leaves open for the same, and the task’s shots for its own', () => {
    assert.ok(experiment !== undefined);
    const published = [figure({}), figure({ transductive: true }), figure({ shots: 5 }), figure({ shots: 1 })];
    const sorted = (protocol: Parameters<typeof sortPublished>[1]) =>
      sortPublished({ ...experiment, published }, protocol).comparable.map((comparable) =>
        published.indexOf(comparable),
      );
    assert.deepEqual(sorted({ transductive: false }), [0, 2]);
    assert.deepEqual(sorted({ transductive: true }), [0, 1, 2]);
    assert.deepEqual(sorted({ transductive: true, shots: 1 }), [3]);
  });

  it('takes no figure for what was adapted otherwise, on other data, or of other queries that share information', () => {
    assert.ok(experiment !== undefined && experiment.task.kind === 'images');
    const { task, evaluation } = experiment;
    const named = { task, evaluation };
    const both = [figure({ transductive: true }), figure({ transductive: false })];
    const differs = (settings: typeof named, asked: Parameters<typeof sortPublished>[1]) => {
      const protocol = { ...asked, shots: task.shots };
      const namedFor = new Map(both.map((each) => [each, [named]]));
      const { comparable, others } = sortPublished({ ...settings, published: both, namedFor }, protocol);
      return [comparable.length, ...others.filter((each) => isForProtocol(each, protocol)).map((each) => each.differs)];
    };
    const { transductive } = evaluation;
    assert.deepEqual(differs(named, { transductive }), [1]);
    const steps = evaluation.innerSteps;
    assert.deepEqual(differs(named, { transductive, innerSteps: 1 }), [0, [`evaluation.innerSteps: ${steps}`]]);
    const batch = evaluation.innerBatch;
    assert.deepEqual(differs(named, { transductive, innerBatch: batch + 1 }), [0, [`evaluation.innerBatch: ${batch}`]]);
    assert.deepEqual(differs(named, { transductive: true, queries: 15 }), [0, [`task.queries: ${task.queries}`]]);
    assert.deepEqual(differs(named, { transductive: false, queries: 15 }), [1]);
    const omniglot = { ...task, dataset: { source: 'omniglot', split: 'vinyalsProtoNets' } as const };
    assert.deepEqual(differs({ ...named, task: omniglot }, { transductive })[1], [
      'task.dataset.source: "mnist"',
      'task.dataset.trainDigits: [0,1,2,3,4]',
    ]);
    assert.deepEqual(
      differs({ ...named, task: { ...task, dataset: { ...task.dataset, path: '/elsewhere' } } }, { transductive }),
      [1],
    );
    // A figure is for the shots of who names it, too.
    const ofMoreShots = { ...named, task: { ...task, shots: task.shots + 1 }, published: both };
    const namedFor = new Map(both.map((each) => [each, [named]]));
    assert.deepEqual(sortPublished({ ...ofMoreShots, namedFor }, { transductive }).comparable, []);
  });
});
