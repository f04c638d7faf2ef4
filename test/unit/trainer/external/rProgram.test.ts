// The example in R, which shares nothing with us but arguments and files. Without R it is skipped.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { installationFolder } from '../../../../src/base/installation.ts';
import { readFigures } from '../../../../src/runs/readFigures.ts';
import { runFiles } from '../../../../src/runs/runDirectory.ts';
import { carryOutRun } from '../../../../src/trainer/carryOutRun.ts';
import { StopRequests } from '../../../../src/trainer/stopRequests.ts';
import { useTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { waitFor } from '../../../support/waitFor.ts';
import { newProgramRun } from './programFixture.ts';

describe('the example in R (skipped without R)', function () {
  this.timeout(300_000);
  const folder = useTemporaryFolder();
  before(async function () {
    await promisify(execFile)('Rscript', ['--version']).catch(() => this.skip());
  });

  it('learns sine waves, and does so alike where it was stopped by a file and resumed between', async () => {
    const example = path.join(installationFolder, 'examples', 'external', 'reptile_sine.R');
    const values = ['inner_rate', 'meta_rate', 'steps'].map((name) => `\${parameters.${name}}`);
    const command = ['Rscript', example, ...values, '${seed}'];
    const parameters = { inner_rate: 0.02, meta_rate: 0.5, steps: 400 };
    const metrics = { figureOfMerit: 'eval/loss', direction: 'lower' } as const;
    const trainer = { command, resume: command, parameters, steps: 400, metrics, stop: 'file' } as const;
    const losses = async (directory: string) =>
      (await readFigures(directory)).get('eval/loss')?.map(({ iteration, value }) => [iteration, value]);
    const whole = await newProgramRun(folder(), '', trainer);
    assert.equal((await carryOutRun(whole)).state, 'completed');
    const expected = await losses(whole);
    assert.equal(expected?.length, 20);
    assert.ok((expected.at(-1)?.[1] ?? Number.NaN) < (expected[0]?.[1] ?? Number.NaN));
    const parted = await newProgramRun(folder(), '', trainer);
    const stops = new StopRequests();
    const running = carryOutRun(parted, { stops });
    const figures = path.join(runFiles(parted).program, 'metrics.jsonl');
    await waitFor('the first figure', () => existsSync(figures), 60_000);
    stops.ask();
    assert.equal((await running).state, 'stopped');
    assert.equal((await carryOutRun(parted)).state, 'completed');
    assert.deepEqual(await losses(parted), expected);
  });
});
