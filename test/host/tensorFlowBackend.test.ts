// “Reptile: Install TensorFlow Backend” installs into the extension's own storage, with the npm on the PATH.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { InstallOutcome } from '../../src/engine/tfjs/installation/installTfjsNode.ts';
import { commandIds } from '../../src/extension/editor/contributions.ts';
import { type FakeNpmBehaviour, fakeNpmEnvironment } from '../support/fakeNpm.ts';

describe('Install TensorFlow Backend', () => {
  const { PATH: ownPath, FAKE_NPM: ownBehaviour } = process.env;
  let folder = '';

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'reptile-lab-'));
  });

  after(async () => {
    Object.assign(process.env, { PATH: ownPath });
    if (ownBehaviour === undefined) delete process.env.FAKE_NPM;
    await rm(folder, { recursive: true, force: true });
  });

  async function install(behaviour: FakeNpmBehaviour): Promise<InstallOutcome> {
    const { PATH, FAKE_NPM } = await fakeNpmEnvironment(folder, behaviour);
    Object.assign(process.env, { PATH, FAKE_NPM });
    return vscode.commands.executeCommand<InstallOutcome>(commandIds.installTensorFlowBackend);
  }

  it('says what to do when the network says no, and leaves nothing behind', async () => {
    const outcome = await install('fail without network');
    assert.ok(outcome.kind === 'failed');
    assert.match(outcome.message, /ENOTFOUND library\.example/);
  });

  it('installs into the storage of the extension, once however often it is asked', async () => {
    const [outcome, other] = await Promise.all([install('succeed'), install('succeed')]);
    assert.ok(outcome.kind === 'installed', JSON.stringify(outcome));
    assert.deepEqual(other, outcome);
    try {
      assert.match(outcome.folder, /globalStorage[\\/]reptile-lab\.reptile-lab[\\/]tfjs-node-/i);
      assert.ok(existsSync(path.join(outcome.folder, 'node_modules', '@tensorflow', 'tfjs-node', 'package.json')));
      const again = await install('fail');
      assert.ok(again.kind === 'installed' && again.wasThere);
    } finally {
      await rm(outcome.folder, { recursive: true, force: true });
    }
  });
});
