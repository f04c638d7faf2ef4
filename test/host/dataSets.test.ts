// “Reptile: Get Data Set”, and the ways to it from an experiment whose data are missing.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { GetOutcome } from '../../src/datasets/getDataset.ts';
import { presets } from '../../src/experiment/presets.ts';
import { commandIds } from '../../src/extension/editor/contributions.ts';
import { sharedDataOrSkip } from '../support/sharedData.ts';
import { waitFor } from '../support/waitFor.ts';
import { closeAndRemove, showExperiment } from './support/workspace.ts';

const variables = ['REPTILE_LAB_DATA', 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy'] as const;
const omniglot = presets.find(({ text }) => text.includes('"source": "omniglot"'))?.text ?? '';
const unnamed = omniglot.replace(/\n *"path": "data\/omniglot",?/, '');
const named = unnamed.replace('"source": "omniglot"', '"source": "omniglot", "path": "data/omniglot"');

describe('Get Data Set', () => {
  const own = Object.fromEntries(variables.map((name) => [name, process.env[name]]));
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'reptile-lab-'));
    for (const name of variables) delete process.env[name];
    // A proxy that cannot be used: nothing is asked of the network.
    Object.assign(process.env, { REPTILE_LAB_DATA: folder, HTTPS_PROXY: 'socks5://127.0.0.1:9' });
  });

  afterEach(async () => {
    for (const name of variables) {
      if (own[name] === undefined) delete process.env[name];
      else process.env[name] = own[name];
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const get = (name: string) => vscode.commands.executeCommand<GetOutcome>(commandIds.getDataset, name);

  it('says why nothing was downloaded, and what to do by hand', async () => {
    const outcome = await get('omniglot');
    assert.ok(outcome.kind === 'failed', JSON.stringify(outcome));
    assert.match(
      outcome.message,
      /Omniglot could not be downloaded\. images_background\.zip: raw\.githubusercontent\.com: the proxy socks5:/,
    );
    assert.equal(outcome.byHand?.folder, path.join(folder, 'downloads', 'omniglot'));
    assert.ok(!existsSync(path.join(folder, 'omniglot')));
  });

  it('takes what a person put there, once however often it is asked', async function () {
    const files = path.dirname(sharedDataOrSkip(this, 'clinc150', 'data_full.json'));
    const downloads = path.join(folder, 'downloads', 'clinc150');
    await mkdir(downloads, { recursive: true });
    for (const name of ['data_full.json', 'domains.json', 'LICENSE'])
      await cp(path.join(files, name), path.join(downloads, name));
    const [outcome, other] = await Promise.all([get('clinc150'), get('clinc150')]);
    assert.ok(outcome.kind === 'got', JSON.stringify(outcome));
    assert.deepEqual(other, outcome);
    assert.equal(outcome.folder, path.join(folder, 'clinc150'));
    assert.deepEqual(await get('clinc150'), { kind: 'there', folder: outcome.folder });
  });

  it('is offered where a path leads nowhere, together with leaving the path out', async () => {
    const { document } = await showExperiment('omniglot-named.reptile.json', named);
    try {
      await waitFor('the problem', () => vscode.languages.getDiagnostics(document.uri).length > 0);
      const start = document.positionAt(document.getText().indexOf('"data/omniglot"'));
      const range = new vscode.Range(start, start.translate(0, 3));
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        range,
      );
      const fix = actions.find(({ title }) => title === 'Get Omniglot, and use it instead of this path');
      assert.ok(fix?.edit !== undefined, actions.map(({ title }) => title).join());
      assert.deepEqual([fix.command?.command, fix.command?.arguments], [commandIds.getDataset, ['omniglot']]);
      assert.ok(await vscode.workspace.applyEdit(fix.edit));
      await waitFor('no problem', () => vscode.languages.getDiagnostics(document.uri).length === 0);
    } finally {
      await closeAndRemove(document.uri);
    }
  });

  it('is offered above an experiment that names no path, and instead of starting it', async () => {
    const { document } = await showExperiment('omniglot-unnamed.reptile.json', unnamed);
    try {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
      );
      const lens = lenses.find(({ command }) => command?.command === commandIds.getDataset);
      assert.equal(lens?.command?.title, '$(cloud-download) Get Omniglot');
      assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
      assert.equal(await vscode.commands.executeCommand(commandIds.startMetaTraining, document.uri), undefined);
    } finally {
      await closeAndRemove(document.uri);
    }
  });
});
