// A run that came from somebody else, in a terminal: what it executes is named, and it is what is shown, or nothing.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { userSecret } from '../../../src/base/userSecret.ts';
import { isMadeHere } from '../../../src/launchers/madeHere.ts';
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

  it('says once, before it tries a new experiment out, which module that executes', async () => {
    const saysNamed = "import { writeSync } from 'node:fs';\nwriteSync(2, 'executed\\n');\n";
    const own = path.join(folder, 'says.mjs');
    await writeFile(own, saysNamed + moduleText);
    await writeFile(
      path.join(folder, 'says.reptile.json'),
      tinyExperiment.replace('"kind": "sine"', '"kind": "module", "path": "says.mjs"'),
    );
    const { exitCode, messages } = await runCli(['train', 'says.reptile.json', '--json', '--runs', 'others'], {
      folder,
    });
    assert.equal(exitCode, 0, messages);
    assert.match(messages, /^Its tasks are made by .*\nexecuted\n/);
    assert.equal(messages.split(`Its tasks are made by ${own}\n`).length, 2, messages);
  });

  it('names the module of a new experiment also where trying it out ends badly', async () => {
    await writeFile(path.join(folder, 'throws.mjs'), "throw new Error('broken');\n");
    await writeFile(
      path.join(folder, 'throws.reptile.json'),
      tinyExperiment.replace('"kind": "sine"', '"kind": "module", "path": "throws.mjs"'),
    );
    const { exitCode, messages } = await runCli(['train', 'throws.reptile.json', '--runs', 'others'], { folder });
    assert.equal(exitCode, 2);
    assert.match(messages, /^Its tasks are made by .*throws\.mjs\n(.|\n)*broken/);
  });

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

  it('executes nothing of it where it only happens to be the newest, unless this user made it', async () => {
    const words = ['eval', 'latest', '--tasks', '3', '--json'];
    const runs = path.join(folder, 'of-both');
    const trained = await runCli(['train', 'module.reptile.json', '--json', '--runs', runs], { folder });
    assert.equal(trained.exitCode, 0, trained.messages);
    assert.equal((await runCli([...words, '--runs', runs], { folder })).exitCode, 0);
    await rm(executed());
    const copy = path.join(runs, '20990101T000000Z-copy-0000');
    await cp(run, copy, { recursive: true });
    await writeManifest(copy, { ...(await readManifest(copy)), createdAt: new Date().toISOString() });
    for (const [verb] of [words, ['resume']]) {
      const refused = await runCli([verb ?? '', ...words.slice(1, 2), '--runs', runs], { folder });
      assert.notEqual(refused.exitCode, 0);
      assert.match(refused.messages, /20990101T000000Z-copy-0000, which executes .*tasks\.mjs and was not made by you/);
      assert.ok(!existsSync(executed()));
    }
    const begun = await runCli(['eval', '2099', '--tasks', '3', '--runs', runs], { folder });
    assert.notEqual(begun.exitCode, 0);
    assert.match(
      begun.messages,
      /no whole id, and it means the run 20990101T000000Z-copy-0000, which executes .*tasks\.mjs/,
    );
    assert.ok(!existsSync(executed()));
    const named = await runCli(['eval', path.basename(copy), '--tasks', '3', '--runs', runs], { folder });
    assert.equal(named.exitCode, 0, named.messages);
  });

  it('executes nothing of the newest run where nobody can tell whose it is', async () => {
    const file = path.join(folder, 'no-folder');
    await writeFile(file, '');
    const environment = { HOME: file, XDG_DATA_HOME: file, LOCALAPPDATA: file };
    const runs = path.join(folder, 'of-nobody');
    const words = ['train', 'module.reptile.json', '--json', '--runs', runs];
    assert.equal((await runCli(words, { folder, environment })).exitCode, 0);
    await rm(executed());
    const refused = await runCli(['eval', 'latest', '--runs', runs], { folder, environment });
    assert.notEqual(refused.exitCode, 0);
    assert.match(refused.messages, /which executes .*tasks\.mjs and cannot be known as yours, because the secret/);
    assert.ok(!existsSync(executed()));
  });

  it('marks a run that it makes as this user’s own, so that the editor need not ask about it', async () => {
    const kept = path.join(folder, 'kept');
    const environment = { HOME: kept, XDG_DATA_HOME: kept, LOCALAPPDATA: kept };
    await writeFile(path.join(folder, 'own.reptile.json'), tinyExperiment);
    const { output, messages } = await runCli(['train', 'own.reptile.json', '--json'], { folder, environment });
    const own = JSON.parse(output.slice(0, output.indexOf('\n'))).run;
    const manifest = await readManifest(own);
    assert.equal(manifest.state, 'completed', messages);
    const secret = await userSecret(
      process.platform === 'darwin'
        ? path.join(kept, 'Library', 'Application Support', 'reptile-lab')
        : path.join(kept, 'reptile-lab'),
    );
    assert.equal(await isMadeHere(own, manifest, secret), true);
  });

  it('names a TensorFlow.js beside the experiment before it may execute it, also when it trains', async () => {
    const home = path.join(folder, 'with-package');
    const packageFolder = path.join(home, 'node_modules', '@tensorflow', 'tfjs-node');
    await mkdir(path.join(packageFolder, 'lib', 'napi-v8'), { recursive: true });
    await writeFile(path.join(packageFolder, 'package.json'), '{ "version": "4.22.0", "main": "index.js" }');
    await writeFile(path.join(packageFolder, 'index.js'), "process.stderr.write('EXECUTED\\n');");
    await writeFile(path.join(packageFolder, 'lib', 'napi-v8', 'tfjs_binding.node'), '');
    await writeFile(path.join(home, 'tiny.reptile.json'), tinyExperiment);
    // No other one is named by the environment.
    const here = { folder: home, environment: { REPTILE_LAB_TENSORFLOW: '' } };
    const named = `May compute with the TensorFlow.js in ${home}\n`;

    const asked = await runCli(['train', 'tiny.reptile.json', '--set', 'engine.backend=tfjs-node'], here);
    assert.ok(asked.messages.includes('EXECUTED'), asked.messages);
    assert.ok(asked.messages.indexOf(named) >= 0 && asked.messages.indexOf(named) < asked.messages.indexOf('EXECUTED'));

    const { messages, output } = await runCli(['train', 'tiny.reptile.json', '--json'], here);
    assert.ok(messages.includes(named), messages);
    const trained = JSON.parse(output.slice(0, output.indexOf('\n'))).run;
    const runs = path.dirname(trained);
    const broken = (await readdir(runs)).find((name) => /^\d/.test(name) && name !== path.basename(trained)) ?? '';
    for (const words of [
      ['resume', path.join(runs, broken)],
      ['eval', trained, '--tasks', '3'],
      ['compare', trained, path.join(runs, broken), '--tasks', '3'],
    ]) {
      assert.ok((await runCli(words, here)).messages.includes(named), words.join(' '));
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
