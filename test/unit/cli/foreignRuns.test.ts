// A run that came from somebody else, in a terminal: what it executes is named, and it is what is shown, or nothing.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readManifest, writeManifest } from '../../../src/runs/manifestFile.ts';
import { endRunningClis, runCli } from '../../support/builtCli.ts';
import { tinyExperiment } from './cliFixture.ts';

/** Leaves a trace as soon as it is imported. */
const moduleText = `import { appendFileSync } from 'node:fs';
appendFileSync(new URL('executed', import.meta.url), 'executed');
export default () => ({
  kind: 'functions', domain: [-1, 1], points: 41, shots: 10, trainShots: 20,
  sampleFunction: (random) => { const slope = random.uniform(); return (x) => slope * x; },
});
`;

describe('reptile-lab with the run of somebody else', function () {
  this.timeout(180_000);
  let folder = '';
  let run = '';
  const executed = () => path.join(folder, 'executed');

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'reptile-lab-'));
    await writeFile(path.join(folder, 'tasks.mjs'), moduleText);
    const text = tinyExperiment.replace('"kind": "sine"', '"kind": "module", "path": "tasks.mjs"');
    await writeFile(path.join(folder, 'module.reptile.json'), text);
    const { exitCode, output, messages } = await runCli(['train', 'module.reptile.json', '--json'], { folder });
    assert.equal(exitCode, 0, messages);
    run = JSON.parse(output.slice(0, output.indexOf('\n'))).run;
  });

  beforeEach(() => rm(executed(), { force: true }));
  after(async () => {
    await endRunningClis();
    await rm(folder, { recursive: true, force: true });
  });

  /** A copy that has still to be done. */
  async function stoppedCopy(name: string): Promise<string> {
    const copy = path.join(path.dirname(run), name);
    await cp(run, copy, { recursive: true });
    for (const iteration of ['30', '40']) await rm(path.join(copy, 'checkpoints', iteration), { recursive: true });
    await writeManifest(copy, { ...(await readManifest(copy)), state: 'stopped' });
    return copy;
  }

  it('says once, before it resumes or evaluates, which module it executes', async () => {
    const named = `Its tasks are made by ${path.join(folder, 'tasks.mjs')}\n`;
    for (const words of [
      ['resume', await stoppedCopy('resumed'), '--json'],
      ['eval', run, '--tasks', '3', '--json'],
    ]) {
      const { exitCode, messages } = await runCli(words, { folder });
      assert.equal(exitCode, 0, messages);
      assert.equal(messages.split(named).length, 2, messages);
      assert.ok(existsSync(executed()));
    }
  });

  it('neither shows, resumes nor evaluates a run whose source is of another experiment than the one that it shows', async () => {
    const copy = await stoppedCopy('contradictory');
    const frozen = path.join(copy, 'experiment.json');
    const shown = (await readFile(frozen, 'utf8'))
      .replace('"kind": "module"', '"kind": "sine"')
      .replace(/"path": "tasks.mjs",\s*"settings": \{\}/, '"points": 50');
    assert.match(shown, /"sine"/);
    await writeFile(frozen, shown);
    for (const words of [
      ['show', copy],
      ['show', copy, '--json'],
      ['resume', copy, '--json'],
      ['eval', copy, '--tasks', '3'],
    ]) {
      const { exitCode, messages, output } = await runCli(words, { folder });
      assert.notEqual(exitCode, 0);
      assert.match(
        messages + output,
        /contradict each other: .*\\?"task\.kind\\?" is \\?"sine\\?" in the one and \\?"module\\?" in the other/,
      );
      assert.ok(!existsSync(executed()), `${words[0]} executed the module`);
      assert.doesNotMatch(messages, /Its tasks are made by/);
    }
  });
});
