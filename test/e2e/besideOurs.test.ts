// Programs that train beside a run of ours: live on one chart, stopped and resumed, swept over six settings, and read in
// the table.

import assert from 'node:assert/strict';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installationFolder } from '../../src/base/installation.ts';
import { listRuns } from '../../src/runs/listRuns.ts';
import { findPythonWith } from '../support/findPython.ts';
import { endlessExperiment } from '../support/vscode/experiments.ts';
import {
  isRunningPast,
  listRunDirectories,
  runsFolderOf,
  waitForNewRun,
  waitForRun,
} from '../support/vscode/runsOnDisk.ts';
import { waitFor } from '../support/waitFor.ts';
import { ComparePageObject } from './pages/comparePage.ts';
import { ExperimentEditor } from './pages/experimentEditor.ts';
import { RunBrowser } from './pages/runBrowser.ts';
import { findRunsTable } from './pages/runsTable.ts';
import { StartDialog } from './pages/startDialog.ts';
import type { Workbench } from './pages/workbench.ts';
import { useSession } from './support/session.ts';

interface Program {
  readonly experimentFile: string;
  readonly name: string;
  readonly swept: { readonly key: string; readonly label: string; readonly values: string };
  /** So many steps that it can be watched. */
  readonly steps: number;
}

const shell: Program = {
  experimentFile: 'shell.reptile.json',
  name: 'A shell script as the trainer',
  swept: { key: 'trainer.parameters.rate', label: 'rate', values: '0.05,0.1,0.2' },
  steps: 300,
};

const pytorch: Program = {
  experimentFile: 'pytorch-sine.reptile.json',
  name: 'Reptile on sine waves in PyTorch',
  swept: { key: 'trainer.parameters.inner_rate', label: 'inner_rate', values: '0.01,0.02,0.05' },
  steps: 800,
};

describe('programs beside a run of ours', function () {
  this.timeout(300_000);
  const session = useSession({
    settings: { 'reptileLab.maxConcurrentRuns': 4, 'reptileLab.openPanelOnStart': false },
  });

  it('a shell script: on one chart with ours, stopped, resumed, swept and compared', async function () {
    if (process.platform === 'win32') this.skip();
    const { workbench, folder } = await session.open({ 'ours.reptile.json': endlessExperiment });
    await layOut(folder, shell, 'train.sh', 'sh');
    await trainBesideOurs(workbench, folder, shell);
  });

  it('PyTorch: on one chart with ours, stopped, resumed, swept and compared (needs a Python with torch)', async function () {
    const python = await findPythonWith('torch');
    if (python === undefined || process.platform === 'win32') return this.skip();
    const { workbench, folder } = await session.open({ 'ours.reptile.json': endlessExperiment });
    await layOut(folder, pytorch, 'reptile_sine.py', python);
    await trainBesideOurs(workbench, folder, pytorch);
  });
});

/** The example as it lies in the repository, with its steps, the interpreter that was found, and without its own sweep. */
async function layOut(folder: string, program: Program, script: string, interpreter: string): Promise<void> {
  const examples = path.join('examples', 'external');
  await mkdir(path.join(folder, examples), { recursive: true });
  for (const name of [program.experimentFile, script]) {
    const text = await readFile(path.join(installationFolder, examples, name), 'utf8');
    const changed = text
      .replaceAll('"python3"', JSON.stringify(interpreter))
      .replace(/"steps": \d+/g, `"steps": ${program.steps}`)
      .replace(/,\s*"sweep": .*/, '');
    await writeFile(path.join(folder, examples, name), changed);
  }
  await cp(path.join(installationFolder, 'python'), path.join(folder, 'python'), { recursive: true });
}

async function trainBesideOurs(workbench: Workbench, folder: string, program: Program): Promise<void> {
  const { page } = workbench;
  await workbench.openFile('ours.reptile.json');
  await workbench.runCommand('Reptile: Start Meta-Training');
  const ours = await waitForNewRun(folder);
  await workbench.openFile(program.experimentFile);
  await workbench.runCommand('Reptile: Start Meta-Training');
  const theirs = await waitForNewRun(folder, [ours]);
  const runs = new RunBrowser(page);
  await runs.open();
  const row = runs.row(program.name);
  await runs.row('Endless sine').click();
  await row.click({ modifiers: ['ControlOrMeta'] });
  await runs.choose(row, 'Open Compare Page');
  const compare = new ComparePageObject(page);
  await compare.heading.filter({ hasText: 'Comparing 2' }).waitFor();
  const chart = compare.chart(
    new RegExp(`^Held-out loss\\. .*Endless sine.*${program.name}|^Held-out loss\\. .*${program.name}.*Endless sine`),
  );
  await chart.waitFor();
  const said = await chart.getAttribute('aria-label');
  await waitFor('new points of both', async () => (await chart.getAttribute('aria-label')) !== said);
  await workbench.takePicture(`beside-ours-${program.swept.label}`);

  // An action presses for all rows that are selected with its own.
  await row.click();
  await runs.pressInline(row, 'Stop');
  const stopped = await waitForRun(theirs, 'stopped', ({ state }) => state === 'stopped');
  assert.ok(stopped.iteration < program.steps, 'it was stopped before its end');
  await runs.pressInline(row, 'Resume');
  await waitForRun(theirs, 'at work again', isRunningPast(stopped.iteration));
  await runs.row('Endless sine').click();
  await runs.pressInline(runs.row('Endless sine'), 'Stop');
  await waitForRun(ours, 'stopped', ({ state }) => state === 'stopped');
  const completed = await waitForRun(theirs, 'complete', ({ state }) => state === 'completed', 120_000);
  assert.equal(completed.iteration, program.steps);

  await workbench.tab(program.experimentFile).click();
  await new ExperimentEditor(page).codeLens('Start with…').click();
  const dialog = new StartDialog(workbench);
  await dialog.set(program.swept.key, program.swept.values);
  await dialog.set('trainer.parameters.steps', '40');
  await dialog.setSeeds('2');
  await dialog.start('a sweep of 6 runs').click();
  await dialog.question('that is 6 runs?').getByRole('button', { name: 'Start 6 Runs' }).click();
  await waitFor('six more runs', async () => (await listRunDirectories(folder)).length === 8, 30_000);
  await waitFor('all of them to be complete', () => areCompleted(folder, 7), 200_000);

  await workbench.runCommand('View: Close All Editors');
  // A row is selected, which says nothing of what the table shows.
  await runs.pressTitle('Open Runs Table');
  const table = await findRunsTable(page);
  await table.status.filter({ hasText: '8 runs' }).waitFor();
  await table.groupBy('everything but the seed');
  await table.status.filter({ hasText: '8 runs in 5 groups' }).waitFor();
  await waitFor('three groups of two seeds', async () => (await table.line('2\u00a0seeds').count()) === 3);
  await table.sortBy('best.measured.eval/loss', false);
  await waitFor(
    'the least loss first',
    async () => (await table.head('best.measured.eval/loss').getAttribute('aria-sort')) === 'ascending',
  );
  await workbench.takePicture(`beside-ours-${program.swept.label}-table`);
}

async function areCompleted(folder: string, count: number): Promise<boolean> {
  const states = (await listRuns(runsFolderOf(folder))).map((run) => (run.kind === 'run' ? run.state : run.kind));
  assert.ok(!states.includes('failed'), states.join());
  return states.filter((state) => state === 'completed').length === count;
}
