// A trusted folder with runs of somebody else: their modules are executed when the person has seen their names and
// agreed, not before.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readExperiment } from '../../src/experiment/readExperiment.ts';
import { createRun } from '../../src/runs/createRun.ts';
import type { Manifest } from '../../src/runs/manifest.ts';
import { readManifest } from '../../src/runs/manifestFile.ts';
import { runFiles } from '../../src/runs/runDirectory.ts';
import { changeManifest } from '../support/newTestRun.ts';
import { quickExperiment } from '../support/vscode/experiments.ts';
import { finishedRun } from '../support/vscode/finishedRun.ts';
import { runsFolderOf, waitForRun } from '../support/vscode/runsOnDisk.ts';
import { waitFor } from '../support/waitFor.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { TrainingPanel } from './pages/trainingPanel.ts';
import type { Workbench } from './pages/workbench.ts';
import { useSession } from './support/session.ts';

const experimentText = quickExperiment
  .replace('"Quick sine"', '"Shared by a stranger"')
  .replace(/"task": .*,/, '"task": { "kind": "module", "path": "tasks.mjs" },');

/** Leaves a trace as soon as it is imported. */
const moduleText = `import { appendFileSync } from 'node:fs';
appendFileSync(new URL('executed', import.meta.url), 'executed');
export default () => ({
  kind: 'functions', domain: [-1, 1], points: 21, shots: 10, trainShots: 10,
  sampleFunction: (random) => { const slope = random.uniform(); return (x) => slope * x; },
});
`;

describe('a run of somebody else', function () {
  this.timeout(120_000);
  const session = useSession({ settings: { 'reptileLab.openPanelOnStart': false } });

  /** A window on a folder that has the run already. */
  async function openSharedFolder(
    changes: Partial<Manifest> = {},
  ): Promise<{ workbench: Workbench; directory: string; executed: string; taskModule: string }> {
    const { workbench: first, folder } = await session.open({
      'tasks.mjs': moduleText,
      'shared.reptile.json': experimentText,
    });
    await first.page.close();
    const { experiment } = readExperiment(experimentText);
    assert.ok(experiment !== undefined);
    const directory = await createRun({
      runsFolder: runsFolderOf(folder),
      experiment,
      source: new TextEncoder().encode(experimentText),
      experimentPath: path.join(folder, 'shared.reptile.json'),
      overrides: [],
      askedBy: 'editor',
      launcher: { kind: 'local' },
      version: '0.1.0',
    });
    await changeManifest(directory, changes);
    await writeFile(path.join(directory, 'launch-claim'), 'a stranger\n');
    const workbench = await session.openAgain(folder);
    const [executed, taskModule] = [path.join(folder, 'executed'), path.join(folder, 'tasks.mjs')];
    return { workbench, directory, executed, taskModule };
  }

  /** A window on a folder that has completed runs of these names. */
  async function openTrainedRuns(names: readonly string[]): Promise<{
    workbench: Workbench;
    runs: RunBrowser;
    directories: readonly string[];
    executed: string;
    taskModule: string;
  }> {
    const { workbench: first, folder } = await session.open({ 'tasks.mjs': moduleText });
    await first.page.close();
    const directories: string[] = [];
    for (const [index, name] of names.entries()) {
      const text = experimentText
        .replace('Shared by a stranger', name)
        .replace('"metaIterations": 300', '"metaIterations": 20');
      directories.push(await finishedRun(folder, `${index}.reptile.json`, text));
    }
    const [executed, taskModule] = [path.join(folder, 'executed'), path.join(folder, 'tasks.mjs')];
    await rm(executed);
    const workbench = await session.openAgain(folder);
    const runs = new RunBrowser(workbench.page);
    await runs.open();
    for (const name of names) await runs.row(name).waitFor();
    await runs.waitUntilTrusted();
    return { workbench, runs, directories, executed, taskModule };
  }

  /** Answers how many tasks, and how queries are normalised. */
  async function chooseFewTasks(workbench: Workbench): Promise<void> {
    const input = workbench.page.locator('.quick-input-widget input.input');
    await input.fill('3');
    await input.press('Enter');
    await workbench.quickPickOption('As the experiment says').click();
  }

  it('waits, is shown as waiting, and starts after the click that names its module', async () => {
    const { workbench, directory, executed, taskModule } = await openSharedFolder();
    const runs = new RunBrowser(workbench.page);
    await runs.open();
    const row = runs.row('Shared by a stranger');
    await row.filter({ hasText: 'queued elsewhere: start it yourself' }).waitFor();
    await workbench.statusBarItem('queued elsewhere').waitFor();
    // Another run's start looks at the whole queue.
    await workbench.openFile('shared.reptile.json');
    assert.equal((await readManifest(directory)).state, 'queued');
    assert.ok(!existsSync(executed));
    await row.hover();
    await workbench.takePicture('queued-elsewhere');

    const dialog = workbench.page.locator('.monaco-dialog-box');
    await runs.pressInline(row, 'Start Queued Run');
    await dialog.filter({ hasText: `Executes the module ${taskModule}` }).waitFor();
    await workbench.takePicture('queued-elsewhere-asked');
    assert.ok(!existsSync(executed));
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal((await readManifest(directory)).state, 'queued');

    await runs.pressInline(row, 'Start Queued Run');
    await dialog.getByRole('button', { name: 'Start', exact: true }).click();
    await waitForRun(directory, 'completed', ({ state }) => state === 'completed');
    assert.ok(existsSync(executed));
    await waitFor(
      'the row to be that of any run',
      async () => (await row.filter({ hasText: 'queued elsewhere' }).count()) === 0,
    );
  });

  it('says in its panel that it waits, whose button asks, and starts it', async () => {
    const { workbench, directory, executed, taskModule } = await openSharedFolder();
    const runs = new RunBrowser(workbench.page);
    await runs.open();
    const row = runs.row('Shared by a stranger');
    await row.filter({ hasText: 'queued elsewhere: start it yourself' }).waitFor();
    await runs.openPanel(row);
    const panel = new TrainingPanel(workbench.page);
    await panel.state.filter({ hasText: 'Queued elsewhere: start it yourself' }).waitFor();
    await panel.frame.getByText('The run waits for your approval').waitFor();
    await workbench.takePicture('panel-waits-for-approval');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await panel.button('Start…').click();
    await dialog.filter({ hasText: `Executes the module ${taskModule}` }).waitFor();
    assert.ok(!existsSync(executed));
    await dialog.getByRole('button', { name: 'Start', exact: true }).click();
    await waitForRun(directory, 'completed', ({ state }) => state === 'completed');
    assert.ok(existsSync(executed));
    await panel.state.filter({ hasText: 'Completed' }).waitFor();
    await panel.button('Start…').waitFor({ state: 'hidden' });
  });

  it('that says it failed is resumed only after the question that names its module', async () => {
    const { workbench, directory, executed, taskModule } = await openSharedFolder({
      state: 'failed',
      endedAt: '2026-01-01T00:00:00.000Z',
    });
    const runs = new RunBrowser(workbench.page);
    await runs.open();
    const row = runs.row('Shared by a stranger');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await runs.pressInline(row, 'Resume');
    await dialog.filter({ hasText: `Executes the module ${taskModule}` }).waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.deepEqual([(await readManifest(directory)).state, existsSync(executed)], ['failed', false]);

    await runs.pressInline(row, 'Resume');
    await dialog.getByRole('button', { name: 'Resume', exact: true }).click();
    await waitFor('the run to be completed', async () => (await readManifest(directory)).state === 'completed', 30_000);
    assert.ok(existsSync(executed));
  });

  it('is evaluated only after the question that names its module', async () => {
    const { workbench, runs, directories, executed, taskModule } = await openTrainedRuns(['Trained by a stranger']);
    const dialog = workbench.page.locator('.monaco-dialog-box');
    const evaluate = async () => {
      await runs.choose(runs.row('Trained by a stranger'), 'Evaluate Run');
    };
    await evaluate();
    await dialog.filter({ hasText: 'Evaluate the run “Trained by a stranger”, which was not made by you' }).waitFor();
    await dialog.filter({ hasText: `Executes the module ${taskModule}` }).waitFor();
    await workbench.takePicture('evaluation-asked');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    await workbench.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    assert.ok(!existsSync(executed));

    await evaluate();
    await dialog.getByRole('button', { name: 'Evaluate', exact: true }).click();
    assert.ok(!existsSync(executed), 'nothing is executed before the person has said how to measure');
    await chooseFewTasks(workbench);
    await workbench.quickPickRow('newest').click();
    await workbench.tab('Evaluation of').waitFor({ timeout: 60_000 });
    assert.ok(existsSync(executed));
    assert.ok(existsSync(runFiles(directories[0] ?? '').evaluations));
  });

  it('is compared only after a question for each run that names its module', async () => {
    const { workbench, runs, executed, taskModule } = await openTrainedRuns(['First stranger', 'Second stranger']);
    const dialog = workbench.page.locator('.monaco-dialog-box');
    const asksFor = (name: string) =>
      dialog.filter({ hasText: `Evaluate the run “${name}”` }).filter({ hasText: `Executes the module ${taskModule}` });
    const compare = async () => {
      await runs.row('First stranger').click();
      await runs.row('Second stranger').click({ modifiers: ['ControlOrMeta'] });
      await runs.choose(runs.row('Second stranger'), 'Report Paired Comparison…');
    };
    await compare();
    await asksFor('First stranger').getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.ok(!existsSync(executed));

    await compare();
    await asksFor('First stranger').getByRole('button', { name: 'Evaluate', exact: true }).click();
    await asksFor('Second stranger').getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.ok(!existsSync(executed), 'one run that is not agreed to ends all of it');

    await compare();
    // The one that was agreed to is this user's business by then.
    await asksFor('Second stranger').getByRole('button', { name: 'Evaluate', exact: true }).click();
    await chooseFewTasks(workbench);
    await workbench.tab('Comparing').waitFor({ timeout: 60_000 });
    assert.ok(existsSync(executed));
  });
});
