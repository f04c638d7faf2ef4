// Published figures for experiments that name none of their own.

import assert from 'node:assert/strict';
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
    assert.deepEqual(publishedFiguresOf({ ...paper, published }), published);
  });

  it("are those of the preset with the same settings, whatever its seed, its shots and its data's place", () => {
    assert.ok(paper.published.length > 0 && nameless.task.kind === 'images');
    const task = {
      ...nameless.task,
      shots: 1,
      dataset: { source: 'omniglot', path: '/elsewhere', split: 'supervisedReptileSeed0' } as const,
    };
    assert.deepEqual(publishedFiguresOf({ ...nameless, task }), paper.published);
  });

  it('are none where any setting differs', () => {
    const { algorithm } = nameless;
    assert.deepEqual(publishedFiguresOf({ ...nameless, algorithm: { ...algorithm, metaIterations: 2000 } }), []);
    assert.ok(nameless.task.kind === 'images');
    assert.deepEqual(publishedFiguresOf({ ...nameless, task: { ...nameless.task, ways: 4 } }), []);
  });
});
