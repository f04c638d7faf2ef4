// Runs that an earlier version made: listed, shown, resumed bit for bit and drawn as those of this one.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installationFolder } from '../../../src/base/installation.ts';
import { RunFeed } from '../../../src/extension/panel/runFeed.ts';
import { summarizeRun } from '../../../src/extension/panel/runSummary.ts';
import type { HostMessage } from '../../../src/panel/panelMessages.ts';
import { readManifest } from '../../../src/runs/manifestFile.ts';
import { runFiles } from '../../../src/runs/runDirectory.ts';
import { stateNotice } from '../../../webview/head/runWords.ts';
import { endRunningClis, runCli } from '../../support/builtCli.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';

const fixtures = path.join(installationFolder, 'test', 'fixtures', 'previous-version');
/** Of the run that was not stopped, made by the version that made the fixture. */
const parametersAtTheEnd = '2a7d49ab996c63983cda6837577510ccd5a92130cf88a95063cbbd37e3fad71b';

describe('runs of the previous version', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();
  const runs = () => path.join(folder(), 'runs');
  const cli = (...words: readonly string[]) => runCli(words, { folder: folder() });

  beforeEach(() => cp(fixtures, runs(), { recursive: true }));
  afterEach(endRunningClis);

  async function directoryOf(name: string): Promise<string> {
    const found = (await readdir(runs())).find((entry) => entry.includes(`-${name}-`));
    assert.ok(found !== undefined, name);
    return path.join(runs(), found);
  }

  it('are listed with their states and figures', async () => {
    const { output, exitCode } = await cli('list', '--runs', runs());
    assert.equal(exitCode, 0);
    for (const line of [
      /sine-of-the-previous-version\S* +stopped +20\/40/,
      /digits\S* +completed +20\/20 +50\.0/,
      /navigation\S* +completed +6\/6 +-158\.2/,
    ])
      assert.match(output, line);
  });

  it('are shown, with why the engine was chosen and what was held out', async () => {
    const { output, exitCode } = await cli('show', await directoryOf('sine'));
    assert.equal(exitCode, 0);
    assert.match(output, /engine +fused simd 4x8 \(supports the model\), 2 workers/);
    assert.match(output, /held out +sine waves drawn anew, never trained on/);
    assert.match(output, /latest +20 +4\.156 ± 3\.969/);
    const { output: evaluations } = await cli('evaluations', await directoryOf('sine'));
    assert.match(evaluations, /seed 0 +5 +loss 4\.705 ± 3\.685/);
  });

  it('are resumed bit for bit', async () => {
    const directory = await directoryOf('sine');
    const { exitCode, messages } = await cli('resume', directory);
    assert.equal(exitCode, 0, messages);
    const manifest = await readManifest(directory);
    assert.deepEqual(
      [manifest.state, manifest.iteration, manifest.overrides],
      ['completed', 40, ['algorithm.innerOptimizer.learningRate=0.004']],
    );
    const parameters = await readFile(path.join(runFiles(directory).checkpoints, '40', 'parameters.f32'));
    assert.equal(createHash('sha256').update(parameters).digest('hex'), parametersAtTheEnd);
  });

  it('are shown with why they failed, in the words that were written then', async () => {
    const directory = await directoryOf('sine');
    const { manifest: file } = runFiles(directory);
    const failure = { message: 'Training diverged in meta-iteration 20: lower the rate.', cause: 'divergence' };
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), state: 'failed', failure }));
    const { output } = await cli('show', directory);
    assert.match(output, /^Failed: Training diverged in meta-iteration 20: lower the rate\.$/m);
    const [run] = JSON.parse((await cli('list', '--runs', runs(), '--json')).output).filter(
      (one: { failure: unknown }) => one.failure !== null,
    );
    assert.deepEqual(run.failure, failure);
    const shown = summarizeRun(await readManifest(directory), 'failed', undefined, null);
    assert.deepEqual([shown.failsAgain, stateNotice(shown)?.text], [true, failure.message]);
  });

  it('are evaluated', async () => {
    for (const name of ['digits', 'navigation']) {
      const { exitCode, messages } = await cli('eval', await directoryOf(name), '--tasks', '2');
      assert.equal(exitCode, 0, messages);
    }
  });

  for (const [name, quantity] of [
    ['sine', 'loss'],
    ['digits', 'accuracy'],
    ['navigation', 'return'],
  ] as const) {
    it(`give the panel their curves and sample: ${name}`, async () => {
      const sent: HostMessage[] = [];
      const feed = new RunFeed(await directoryOf(name), 'id', (message) => sent.push(message));
      try {
        feed.start();
        const snapshot = await waitFor('everything', () => sent.find((message) => message.kind === 'snapshot'));
        assert.ok(snapshot.kind === 'snapshot');
        assert.ok(snapshot.series.length > 0 && snapshot.sample !== null);
        assert.ok(
          snapshot.curves.every(({ measured }) => measured[quantity] !== undefined) && snapshot.curves.length > 0,
        );
      } finally {
        await feed.dispose();
      }
    });
  }
});
