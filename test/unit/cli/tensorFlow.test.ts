// `reptile-lab tensorflow`: installs into the user's folder with whatever npm is on the PATH, and tells what is there.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { userFolder } from '../../../src/base/userFolder.ts';
import { installedFolder } from '../../../src/engine/tfjs/tfjsNodePlaces.ts';
import { builtProgram, endRunningClis, runCli, startCli } from '../../support/builtCli.ts';
import { type FakeNpmBehaviour, fakeNpmEnvironment } from '../../support/fakeNpm.ts';
import { useTemporaryFolder } from '../../support/temporaryFolder.ts';
import { waitFor } from '../../support/waitFor.ts';

describe('reptile-lab tensorflow', function () {
  this.timeout(60_000);
  const folder = useTemporaryFolder();
  before(() => builtProgram('cli.js'));
  afterEach(endRunningClis);

  /** Everything that Reptile Lab keeps for the user lies in the test's folder, whatever the system's custom. */
  async function environmentFor(behaviour: FakeNpmBehaviour): Promise<NodeJS.ProcessEnv> {
    const home = { HOME: folder(), XDG_DATA_HOME: folder(), LOCALAPPDATA: folder(), REPTILE_LAB_TENSORFLOW: '' };
    return { ...(await fakeNpmEnvironment(folder(), behaviour)), ...home };
  }

  const target = () => {
    const kept =
      process.platform === 'darwin' ? path.join(folder(), 'Library', 'Application Support', 'reptile-lab') : undefined;
    return installedFolder(kept ?? userFolder({ XDG_DATA_HOME: folder(), LOCALAPPDATA: folder() }));
  };

  it('installs for the user, prints the folder, and finds it from then on', async () => {
    const environment = await environmentFor('succeed');
    const installed = await runCli(['tensorflow', 'install'], { folder: folder(), environment });
    assert.equal(installed.exitCode, 0, installed.messages);
    assert.equal(installed.output, `${target()}\n`);
    assert.match(
      installed.messages,
      /Installing tfjs-node 4\.22\.0 with npm.*\n\s+asked: install[\s\S]*TensorFlow 2\.9\.1 is installed and computes\./,
    );

    const again = await runCli(['tensorflow', 'install'], {
      folder: folder(),
      environment: await environmentFor('fail'),
    });
    assert.match(again.messages, /^TensorFlow 2\.9\.1 is there already and computes\.\n$/);

    const named = { ...environment, REPTILE_LAB_TENSORFLOW: target() };
    const status = await runCli(['tensorflow', 'status', '--json'], { folder: folder(), environment: named });
    assert.equal(status.exitCode, 0);
    assert.deepEqual(JSON.parse(status.output), {
      state: 'works',
      tensorflow: '2.9.1',
      version: '4.22.0',
      folder: target(),
      origin: 'environment',
    });
    const text = await runCli(['tensorflow', 'status'], { folder: folder(), environment: named });
    assert.match(
      text.output,
      /^TensorFlow 2\.9\.1 computes, through tfjs-node 4\.22\.0 in .* \(named by REPTILE_LAB_TENSORFLOW\)\.\n$/,
    );
  });

  it('fails with what to do when the network says no', async () => {
    const environment = await environmentFor('fail without network');
    const { exitCode, messages, output } = await runCli(['tensorflow', 'install'], { folder: folder(), environment });
    assert.equal(exitCode, 1);
    assert.equal(output, '');
    assert.match(
      messages,
      /error: TensorFlow’s backend could not be downloaded: .*ENOTFOUND library\.example.*HTTPS_PROXY/,
    );
    assert.ok(!existsSync(target()));
  });

  it('stops cleanly at Ctrl+C', async function () {
    if (process.platform === 'win32') this.skip();
    const environment = await environmentFor('hang');
    const cli = await startCli(['tensorflow', 'install'], { folder: folder(), environment });
    await waitFor('npm to be at work', () => cli.messages().includes('processes: '));
    cli.process.kill('SIGINT');
    const { exitCode, messages } = await cli.ended;
    assert.equal(exitCode, 3);
    assert.match(messages, /Cancelled; nothing was left behind\.\n$/);
    assert.ok(!existsSync(target()));
  });

  it('says where nothing is looked for, and where an installation is broken', async () => {
    const off = { REPTILE_LAB_TENSORFLOW: 'off' };
    const missing = await runCli(['tensorflow', 'status'], { folder: folder(), environment: off });
    assert.equal(missing.exitCode, 1);
    assert.match(missing.output, /^tfjs-node is not looked for, because REPTILE_LAB_TENSORFLOW is off/);

    const library = path.join(folder(), 'node_modules', '@tensorflow', 'tfjs-node', 'lib', 'napi-v8');
    await mkdir(library, { recursive: true });
    await writeFile(path.join(library, 'tfjs_binding.node'), '');
    await writeFile(path.join(library, '..', '..', 'package.json'), '{"version": "4.22.0"}');
    const environment = { REPTILE_LAB_TENSORFLOW: folder() };
    const broken = await runCli(['tensorflow', 'status', '--json'], { folder: folder(), environment });
    assert.equal(broken.exitCode, 1);
    const { state, reason } = JSON.parse(broken.output);
    assert.equal(state, 'broken');
    assert.match(reason, /does not work: Error: Cannot find module .*Install it with /);
  });

  it('has help of its own that obeys the terminal, and refuses what it does not know', async () => {
    const help = await runCli(['tensorflow', '--help'], { folder: folder() });
    assert.equal(help.exitCode, 0);
    assert.match(help.output, /install[\s\S]*status/);
    const unknown = await runCli(['tensorflow', 'uninstall'], { folder: folder() });
    assert.equal(unknown.exitCode, 2);
    assert.match(unknown.messages, /unknown command 'uninstall'/);
  });
});
