// Published figures for experiments that name none of their own.

import assert from 'node:assert/strict';
import { sortPublished } from '../../../src/experiment/comparableFigures.ts';
import { presets } from '../../../src/experiment/presets.ts';
import { publishedFiguresOf } from '../../../src/experiment/publishedFigures.ts';
import { readExperiment } from '../../../src/experiment/readExperiment.ts';
import type { Experiment } from '../../../src/experiment/schema.ts';

function preset(id: string): Experiment {
  const { experiment } = readExperiment(presets.find((candidate) => candidate.id === id)?.text ?? '');
  assert.ok(experiment !== undefined);
  return experiment;
}

describe('published figures of an experiment', () => {
  const paper = preset('omniglot-5-way-5-shot');
  const nameless = { ...paper, name: 'mine', seed: 9, published: [] };

  it('are its own where it names any', () => {
    const published = [{ figure: 'loss', value: 1, source: 'x' } as const];
    assert.deepEqual(publishedFiguresOf({ ...paper, published }, undefined).published, published);
  });

  it("are those of the preset with the same settings, whatever its seed, its shots and its data's place", () => {
    assert.ok(paper.published.length > 0 && nameless.task.kind === 'images');
    const task = {
      ...nameless.task,
      shots: 1,
      dataset: { source: 'omniglot', path: '/elsewhere', split: 'supervisedReptileSeed0' } as const,
    };
    assert.deepEqual(publishedFiguresOf({ ...nameless, task }, undefined).published, paper.published);
  });

  it('are none where any setting differs', () => {
    const { algorithm } = nameless;
    assert.deepEqual(
      publishedFiguresOf({ ...nameless, algorithm: { ...algorithm, metaIterations: 2000 } }, undefined).published,
      [],
    );
    assert.ok(nameless.task.kind === 'images');
    assert.deepEqual(publishedFiguresOf({ ...nameless, task: { ...nameless.task, ways: 4 } }, undefined).published, []);
  });

  it('are for the settings of who names them: of a preset, or of the file before values were set at the start', () => {
    const sorted = (experiment: Experiment, written?: Experiment) =>
      sortPublished(
        { ...experiment, ...publishedFiguresOf(experiment, written) },
        { ...experiment.evaluation, shots: 5 },
      );
    assert.ok(paper.task.kind === 'images');
    assert.deepEqual(
      sorted(paper).comparable.map(({ value }) => value),
      [0.989],
    );
    const twoWays = { ...paper, task: { ...paper.task, ways: 2 } };
    // Whatever was made of a copy of the example, by hand or when it was started.
    assert.deepEqual(sorted(twoWays).comparable, []);
    assert.deepEqual(
      sorted(twoWays).others.map(({ differs }) => differs),
      paper.published.map(() => ['task.ways: 5']),
    );
    const own = { figure: 'accuracy', value: 0.5, source: 'a paper' } as const;
    assert.equal(sorted({ ...twoWays, published: [own] }).comparable.length, 1);
    const asWritten = { ...paper, published: [own] };
    assert.deepEqual(sorted({ ...twoWays, published: [own] }, asWritten), {
      comparable: [],
      others: [{ ...own, shots: 5, differs: ['task.ways: 5'] }],
    });
    assert.equal(
      sorted({ ...asWritten, algorithm: { ...paper.algorithm, metaIterations: 7 } }, asWritten).comparable.length,
      1,
    );
  });
});
