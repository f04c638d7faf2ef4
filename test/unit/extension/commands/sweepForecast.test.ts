// What a sweep takes is measured by the command line, in a process of its own.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { forecastInProcess, forecastWords } from '../../../../src/extension/commands/sweepForecast.ts';
import { builtProgram } from '../../../support/builtCli.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { tinyExperiment } from '../../trainer/trainerFixture.ts';

describe('the forecast of a sweep', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();
  const signal = new AbortController().signal;

  it('asks for what the person chose', () => {
    const asked = { file: '/a/b.reptile.json', runsFolder: '/a/runs', places: 2 };
    const words = (choices: Parameters<typeof forecastWords>[0]['choices']) => forecastWords({ ...asked, choices });
    assert.deepEqual(words({ assignments: [], seeds: undefined }), [
      'sweep',
      '/a/b.reptile.json',
      '--runs',
      '/a/runs',
      '--at-once',
      '2',
      '--dry-run',
      '--json',
    ]);
    assert.deepEqual(words({ assignments: ['seed=1,2'], seeds: [1, 4] }).slice(2, 6), [
      '--set',
      'seed=1,2',
      '--seeds',
      '1,4',
    ]);
    assert.deepEqual(words({ assignments: [], seeds: 3 }).slice(2, 4), ['--seeds', '3']);
  });

  it('says how long the runs take and how much disk, or why that is not known', async () => {
    const file = path.join(folder(), 'tiny.reptile.json');
    await writeFile(file, JSON.stringify(tinyExperiment()));
    const asked = { file, runsFolder: path.join(folder(), 'runs'), places: 2 };
    const command = { program: process.execPath, script: await builtProgram('cli.js') };
    const options = { signal, command, environment: { XDG_DATA_HOME: folder() } };
    const choices = { assignments: ['algorithm.metaStepSize=0.5,1'], seeds: 2 };
    const forecast = await forecastInProcess({ ...asked, choices }, options);
    assert.ok(forecast.seconds !== undefined && forecast.seconds > 0);
    assert.ok(forecast.diskBytes !== undefined && forecast.diskBytes > 4 * 8000);
    assert.ok(forecast.memoryBytes !== undefined && forecast.memoryBytes > 2 * 60e6);
    const mistyped = { assignments: ['algorithm.metaStepSiz=0.5,1'], seeds: undefined };
    await assert.rejects(forecastInProcess({ ...asked, choices: mistyped }, options), /metaStepSiz/);
  });
});
