// What a person is asked about before a stranger's run is taken up: programs, and data on other computers.

import assert from 'node:assert/strict';
import path from 'node:path';
import { experimentSchema } from '../../../src/experiment/schema.ts';
import { type Execution, executionsOfNewRuns, needsAgreement, onOtherHosts } from '../../../src/runs/executionOf.ts';
import { tinyExperiment } from '../trainer/trainerFixture.ts';

const harmless: Execution = {
  programs: [],
  taskModule: undefined,
  engineFolder: undefined,
  data: ['/d.csv'],
  elsewhere: [],
};

describe('what a run does beside computing', () => {
  it('is agreed to where it executes a program or reads on another computer', () => {
    assert.ok(!needsAgreement(harmless));
    assert.ok(needsAgreement({ ...harmless, taskModule: '/t.ts' }));
    assert.ok(needsAgreement({ ...harmless, programs: [['sh', 'train.sh']] }));
    assert.ok(needsAgreement({ ...harmless, engineFolder: '/e' }));
    assert.ok(needsAgreement({ ...harmless, elsewhere: ['//evil.example/s/d.csv'] }));
  });

  it('is told of a sweep for each of its modules, each once', () => {
    const module = (name: string, seed: number) =>
      experimentSchema.parse({ ...tinyExperiment(), seed, task: { kind: 'module', path: name } });
    const experiments = [
      experimentSchema.parse({ ...tinyExperiment(), engine: { backend: 'fused' } }),
      ...['a.mjs', 'b.mjs', 'a.mjs'].map((name, seed) => module(name, seed)),
    ];
    const executions = executionsOfNewRuns('/w/s.reptile.json', '/w/runs', experiments);
    assert.deepEqual(
      executions.map(({ taskModule }) => taskModule && path.basename(taskModule)),
      [undefined, 'a.mjs', 'b.mjs'],
    );
  });

  it('includes, on Windows, every way to write another host, and none to write this one’s', () => {
    const elsewhere = ['//evil.example/s/d.csv', '\\\\evil.example\\s\\d.csv', '\\\\?\\UNC\\evil.example\\s\\d.csv'];
    assert.deepEqual(onOtherHosts(elsewhere, 'C:\\runs\\run', 'win32'), elsewhere);
    assert.deepEqual(onOtherHosts(['\\\\lab\\s\\d.csv'], '\\\\other\\runs\\run', 'win32'), ['\\\\lab\\s\\d.csv']);
    assert.deepEqual(onOtherHosts(elsewhere, '/runs/run', 'linux'), []);
    assert.deepEqual(onOtherHosts([import.meta.filename], import.meta.dirname, 'win32'), []);
  });
});
