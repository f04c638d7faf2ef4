import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { adviseOnResuming, callOf, suggestCommandOn, suggestProgram } from '../../../src/cli/suggestCommand.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { newTestRun } from '../../support/newTestRun.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';

describe('suggestCommand', () => {
  const folder = useTemporaryFolder();

  it('names the program as it was called', () => {
    assert.equal(callOf(path.resolve('dist', 'cli.js'), {}).join(' '), `node ${path.join('dist', 'cli.js')}`);
    assert.deepEqual(callOf('/usr/local/bin/reptile-lab', {}), ['reptile-lab']);
    assert.deepEqual(callOf('/home/me/.npm/_npx/1/node_modules/.bin/reptile-lab', { npm_command: 'exec' }), [
      'npx',
      'reptile-lab',
    ]);
  });

  it('quotes paths only where a shell needs it', function () {
    if (process.platform === 'win32') this.skip();
    assert.ok(suggestCommandOn('resume', '.reptile/runs/a-1f2e').endsWith(' resume .reptile/runs/a-1f2e'));
    assert.ok(suggestCommandOn('resume', 'my runs/a').endsWith(" resume 'my runs/a'"));
    assert.ok(suggestCommandOn('resume', '--json').endsWith(' resume ./--json'));
    assert.equal(suggestProgram('tensorboard', '--logdir', 'my runs'), "tensorboard --logdir 'my runs'");
  });

  it('does not send anybody to resume what would diverge again, but to a smaller rate', async () => {
    const failure = { message: 'Training diverged.', cause: 'divergence' } as const;
    const directory = await newTestRun(folder(), { failure, state: 'failed' });
    const manifest = await readManifest(directory);
    assert.match(
      await adviseOnResuming(directory, 'failed', manifest),
      /^Resumed, .* bit for bit\. Begin a new run with a smaller rate: .* train .* --set algorithm\.innerOptimizer\.learningRate=0\.002$/,
    );
    const [, goOn] = (await adviseOnResuming(directory, 'failed', { ...manifest, checkpointIteration: 40 })).split(
      '\n',
    );
    assert.match(
      goOn ?? '',
      /^Or go on from meta-iteration 40, .* train .* --set algorithm\.innerOptimizer\.learningRate=0\.002 .*--set algorithm\.metaIterations=\d+ --initialize-from '.*@40'$/,
    );
    const learned = { run: 'other', directory: '/gone', iteration: 60, parametersSha256: '0'.repeat(64) };
    const [again] = (await adviseOnResuming(directory, 'failed', { ...manifest, initializedFrom: learned })).split(
      '\n',
    );
    assert.match(again ?? '', /learningRate=0\.002 --initialize-from '.*@0'$/);
    await rm(path.join(directory, 'experiment.json'));
    assert.match(await adviseOnResuming(directory, 'failed', manifest), /bit for bit: change the experiment first/);
    const full = { ...manifest, failure: { message: 'The disk is full.' } };
    assert.match(await adviseOnResuming('run', 'failed', full), /^Continue it with: .* resume run$/);
    assert.match(await adviseOnResuming('run', 'stopped', { ...manifest, failure: null }), /^Continue it with: /);
  });

  it('says in words what to do where no quoting is safe in every shell', () => {
    for (const file of ['a\nb', 'a\u001b[2Jb', 'a\u202eb']) {
      assert.match(suggestCommandOn('resume', file), /^the command "resume", typed by hand/);
      assert.match(suggestProgram('tensorboard', '--logdir', file), /typed by hand/);
    }
  });
});
