// Runs started in the window: a directory and a process of their own, stopped, resumed, and found however they came
// about.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { builtFile } from '../../src/base/installation.ts';
import { readManifest } from '../../src/runs/manifestFile.ts';
import { observeState } from '../../src/runs/observeState.ts';
import { endlessExperiment, quickExperiment } from '../support/vscode/experiments.ts';
import {
  endTrainers,
  hasProcess,
  isRunningPast,
  listRunDirectories,
  runsFolderOf,
  waitForNewRun,
  waitForRun,
} from '../support/vscode/runsOnDisk.ts';
import { waitFor } from '../support/waitFor.ts';
import { closeAndRemove, workspaceFolder, writeExperiment } from './support/workspace.ts';

async function start(experiment: vscode.Uri): Promise<string> {
  const before = await listRunDirectories(workspaceFolder());
  await vscode.commands.executeCommand('reptileLab.startMetaTraining', experiment);
  return waitForNewRun(workspaceFolder(), before);
}

/** Titles of the lenses above an experiment file. */
async function codeLensTitles(experiment: vscode.Uri): Promise<readonly string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    experiment,
    10,
  );
  return lenses.map((lens) => lens.command?.title ?? '');
}

describe('runs', function () {
  this.timeout(60_000);
  const files: vscode.Uri[] = [];

  async function newExperiment(name: string, text: string): Promise<vscode.Uri> {
    const file = await writeExperiment(name, text);
    files.push(file);
    return file;
  }

  afterEach(async () => {
    await endTrainers(workspaceFolder());
    await closeAndRemove(...files.splice(0));
  });

  it('writes a run directory and completes', async () => {
    const experiment = await newExperiment('quick.reptile.json', quickExperiment);
    const directory = await start(experiment);
    const manifest = await waitForRun(directory, 'completed', ({ state }) => state === 'completed');
    assert.equal(manifest.iteration, 300);
    assert.deepEqual([manifest.askedBy, manifest.launcher], ['editor', { kind: 'local' }]);
    assert.equal(manifest.experimentPath, experiment.fsPath);
    assert.notEqual(manifest.process?.pid, process.pid);
    assert.equal(await readFile(path.join(directory, 'source.reptile.json'), 'utf8'), quickExperiment);
    await access(path.join(directory, 'checkpoints', '300'));
    assert.equal(manifest.untrained?.iteration, 0);
    assert.equal(manifest.latest?.iteration, 300);
    assert.ok(Number.isFinite(manifest.latest.loss) && manifest.latest.loss !== manifest.untrained.loss);
  });

  it('saves what was typed before it starts', async () => {
    const experiment = await newExperiment('typed.reptile.json', quickExperiment);
    const editor = await vscode.window.showTextDocument(experiment);
    await editor.edit((edit) => edit.replace(editor.document.lineAt(2).range, '  "name": "Typed but not saved",'));
    assert.ok(editor.document.isDirty);
    const directory = await start(experiment);
    const manifest = await waitForRun(directory, 'completed', ({ state }) => state === 'completed');
    assert.equal(manifest.name, 'Typed but not saved');
    assert.equal(editor.document.isDirty, false);
  });

  it('makes no run of a file with errors', async () => {
    const before = await listRunDirectories(workspaceFolder());
    const experiment = await newExperiment(
      'wrong.reptile.json',
      quickExperiment.replace('"innerSteps": 5', '"innerSteps": 0'),
    );
    assert.equal(await vscode.commands.executeCommand('reptileLab.startMetaTraining', experiment), undefined);
    assert.deepEqual(await listRunDirectories(workspaceFolder()), before);
  });

  it('stops with a checkpoint and resumes from it', async () => {
    const experiment = await newExperiment('endless.reptile.json', endlessExperiment);
    const directory = await start(experiment);
    await waitForRun(directory, 'at work', isRunningPast(50));
    await vscode.commands.executeCommand('reptileLab.stop', directory);
    const stopped = await waitForRun(directory, 'stopped', ({ state }) => state === 'stopped');
    await waitFor('its process to be gone', async () => !(await hasProcess(stopped)));
    assert.equal(stopped.checkpointIteration, stopped.iteration);

    await vscode.commands.executeCommand('reptileLab.resume', directory);
    const resumed = await waitForRun(directory, 'at work again', isRunningPast(stopped.iteration));
    assert.notEqual(resumed.process?.pid, stopped.process?.pid);
  });

  it('pauses and goes on in the same process', async () => {
    const directory = await start(await newExperiment('pausing.reptile.json', endlessExperiment));
    const before = await waitForRun(directory, 'at work', isRunningPast(10));
    await vscode.commands.executeCommand('reptileLab.pause', directory);
    const paused = await waitForRun(directory, 'paused', ({ state }) => state === 'paused');
    assert.equal(paused.process?.pid, before.process?.pid);
    await vscode.commands.executeCommand('reptileLab.continue', directory);
    await waitForRun(directory, 'at work again', isRunningPast(paused.iteration));
  });

  it('is resumed after its process was killed', async () => {
    const directory = await start(await newExperiment('killed.reptile.json', endlessExperiment));
    const atWork = await waitForRun(directory, 'past a checkpoint', isRunningPast(200));
    assert.ok(atWork.process !== null);
    process.kill(atWork.process.pid, 'SIGKILL');
    await waitFor('its process to be gone', async () => !(await hasProcess(atWork)));
    const killed = await readManifest(directory);
    assert.equal(killed.state, 'running');
    assert.equal(await observeState(killed, directory), 'lost');
    await vscode.commands.executeCommand('reptileLab.resume', directory);
    const resumed = await waitForRun(
      directory,
      'at work again',
      async (manifest) => (await hasProcess(manifest)) && isRunningPast(killed.iteration)(manifest),
    );
    assert.notEqual(resumed.process?.pid, atWork.process.pid);
  });

  it('finds a run that a terminal started', async () => {
    const experiment = await newExperiment('terminal.reptile.json', quickExperiment);
    await vscode.window.showTextDocument(experiment);
    const cli = spawn(
      process.execPath,
      [builtFile('cli.js'), 'train', experiment.fsPath, '--runs', runsFolderOf(workspaceFolder())],
      {
        stdio: 'ignore',
      },
    );
    const ended = once(cli, 'exit');
    await waitFor('a lens that knows the run', async () =>
      (await codeLensTitles(experiment)).some((title) => title.includes('1 run')),
    );
    assert.deepEqual(await ended, [0, null]);
    await waitFor('a lens that knows it is done', async () =>
      (await codeLensTitles(experiment)).some((title) => /1 run · latest(?! (running|starting|queued))/.test(title)),
    );
  });
});
